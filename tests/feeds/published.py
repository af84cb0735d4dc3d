"""The headings of each shipped export as its vendor publishes them, people's columns and all."""

HEADINGS = {
    "beeline/assignment": """Assignment ID|Request ID|Resource ID|Beeline ID|First Name|Last Name|Supplier Name
        |Job Title|Cost Center Code|Site Code|Hiring Manager ID|Worker Type|Assignment Start Date
        |Assignment Current Start Date|Assignment Current End Date|Assignment Actual End Date
        |Assignment End Reason|Assignment Status|Bill Rate|Pay Rate|Currency|Rate Unit|Earning Code|Person UID
        |Request Template""",
    "beeline/invoice": """Invoice Date|Billing Period End Date|Invoice ID|Invoice Type|Invoice Line Item ID
        |Financial Record Type|Supplier Name|Payment Terms|Worker Name|Engagement ID|Engagement Job Profile
        |Hiring Manager Name|Cost Center Name|Cost Center Code|Company Code|Quantity|Bill Rate|Amount|Currency""",
    "beeline/worker": """Legal First Name|Legal Last Name|Personal Email|Engagement Status
        |Job Profile Reference Id|Classification Reference Id|Supplier Reference Id|Supervisory Org Reference Id
        |Accountable Person Id|Cost Center Reference Id|Business Site Reference Id|Start Date|End Date
        |Timesheets Enabled|Work Schedule Reference Id|Holiday Schedule Reference Id|Entry Type""",
    "fieldglass/active_worker": """Job Seeker ID|Worker ID|Person ID|Security ID|Status|First Name|Last Name
        |Worker Email|Job Posting Title|Work Order ID|Sequence|Work Order/Work Order Revision Owner
        |Work Order/Work Order Revision Owner Employee ID|Business Unit Code|Business Unit Name|Vendor Number
        |Vendor Name|Buyer Code|Remit To address Code|Cost Center Name|Cost Center Code|Billable Per Diem
        |Start Date|End Date|Currency|Site Code|Site Name|Rate Category /UOM|Pay Rate|Bill Rate
        |Segmented Object Detail|Worker Country of Origin|Time Zone|Discount %|Cost center start date
        |Cost center end date|Job code""",
    "fieldglass/approved_time_sheet": """Time Sheet ID|Time Sheet Status|Time Sheet Start Date
        |Time Sheet End Date|Time Sheet Submit Date/Time|Time Sheet Approved Date|Time Entry Date|Buyer Name
        |Buyer Code|Supplier Name|Supplier Code|Account Name|Account Code|Remit To Address Code
        |Job Posting Owner|Work Order ID|Worker ID|Job Seeker ID|Worker Last Name|Worker First Name
        |Rate Category /UOM|Cost Center Code|Task Code|Hours|Amount|Currency""",
    "fieldglass/requisition": """Object ID|Revision|Description|Status|External ID|Buyer Ref|Master SOW Ref
        |Master SOW|Object Owner Username|Object Owner Employee ID|Object Creator Username
        |Object Creator Employee ID|Work Order Cost Center Code|Primary Worker Cost Center
        |Cost Allocation Amount|General Ledger Account|Segmented Object Detail|Allocation %|Currency|Submit Date
        |Approved Date|Start Date""",
    "fieldglass/service_entry_sheet": """Company Code|Company Name|Line Item ID|External Line Item ID
        |Line Item Name|Line Item Type|Revision?|Revision Number|Original Line Item ID|Supplier Code
        |Supplier Name|Vendor ID|Service Date|Submit Date|Project ID|PO Number|Master SOW ID
        |Master SOW PO Number|Legal Entity Code|Legal Entity Name|Site Code|Line Number|Quantity|Rate|Amount
        |Currency""",
    "fieldglass/sow": """SOW ID|Revision Number|SOW Name|Start Date|End Date|Status|Supplier Code|Supplier Name
        |Billable?|Master SOW?|Legal Entity|Purchase Unit|Purchase Unit Code|Business Unit|Clauses
        |Management Events|Schedules|Events|Maximum Budget|Currency|Spend to Date""",
    "gsa/labour_rates": """SIN(s)|SERVICE PROPOSED (e.g. Job Title/Task)|MINIMUM EDUCATION/ CERTIFICATION LEVEL
        |MINIMUM YEARS OF EXPERIENCE|UNIT OF ISSUE (e.g. Hour, Task, Sq ft)|PRICE OFFERED TO GSA (including IFF)
        |CONTRACT NUMBER|VENDOR NAME|BUSINESS SIZE|SCHEDULE|WORKSITE|CURRENT CONTRACT YEAR|CONTRACT START DATE
        |CONTRACT END DATE""",
    "magnit/billing_line": """Rate Application Type|Status|Status Reason|Operational Unit|Supplier|Worker
        |Requisition #|Parent Project #|Req Start Date|Req Est. End Date|Dept|Invoice Option|Currency|Pay Rate
        |Bill Rate|Mark Up|Earnings E/D|Days|Regular Hours|OT Hours|DT Hours|Holiday Hours|Milestones|Materials
        |Expenses|GST Amount|HST Amount|VAT|MSP GST Amount|MSP HST Amount|Adjustment|Raw Bill|Volume Disc %
        |Volume Disc Amt|Prompt Pay %|Prompt Pay Amt|MSP Up %|MSP Up Amt|Bill To Client|MSP Down %|MSP Down Amt
        |Pay Supplier|Grand Total|Time Date and Time Approved|Time Approved By|Non Billable Hours""",
    "magnit/candidate_actions": """Request #|Engagement #|Type|Status|Status Reason|Client|Operational Unit
        |Manager|Manager Email|Manager GUID|Manager External ID|Department|Department Number|Supplier|Start Date
        |Est. End Date|Actual End Date|Job Category|Job Hierarchy|Job Title|Job Code|Project Name|Bill Rate
        |OT Bill Rate|DT Bill Rate|Pay Rate|Piece Bill Rate|Piece Pay Rate|Multiple Rate|State/Province|City
        |Total Number of Positions|Number of Opened Positions|Number of Remaining Positions|Number of Suppliers
        |Candidate Name|Candidate Current Status|Candidate Supplier Name|Candidate Bill Rate|Candidate Pay Rate
        |Candidate Negotiated Bill Rate|Candidate Availability Date|Action|Action Date|Action Time
        |Action by Name|Action by Role|Action Details|Reviewed by Manager|Previous Engagement""",
    "sap/ledger": """Company Code|Document Number|Line item|Vendor|Vendor Name|Posting Date|Document Date
        |Document Type|G/L Account|Cost Center|Amount in local currency|Local Currency
        |Amount in document currency|Document Currency|Text|Purchasing Document|Reference|Fiscal Year
        |Posting Period|Posting Key|Tax Code|Clearing Date|Profit Center""",
    "simplevms/turnover": """ClientWorkerID|SiteName|VendorName|CostCenterName|Department|Title|TeamName|Status
        |StartDate|EndDate|JobPostingEndDate|SupervisorName|LastPunch|BillableRate|PayRate|TerminationReason
        |TerminationNotes|Currency""",
    "uk/public_spend": """Body Name|Organisational Unit|Expenditure Category|Expenditure Code|Paid Date|Trans No
        |Amount|Type|Supplier ID|Supplier Name""",
    "us/occupational_wages": """AREA|AREA_TITLE|AREA_TYPE|PRIM_STATE|NAICS|NAICS_TITLE|I_GROUP|OWN_CODE|OCC_CODE
        |OCC_TITLE|O_GROUP|TOT_EMP|EMP_PRSE|JOBS_1000|LOC_QUOTIENT|PCT_TOTAL|PCT_RPT|H_MEAN|A_MEAN|MEAN_PRSE|H_PCT10|H_PCT25
        |H_MEDIAN|H_PCT75|H_PCT90|A_PCT10|A_PCT25|A_MEDIAN|A_PCT75|A_PCT90|ANNUAL|HOURLY""",
    "workday/contingent_worker": """Contingent Worker ID|Contract Start Date|Job Requisition ID|Supplier ID
        |Job Profile ID|Cost Center ID|Location ID|Manager ID|Contingent Worker Type|First Day of Work
        |Contract End Date|Actual End Date|End Contract Reason|Contract Pay Rate|Currency ID|Frequency ID
        |Applicant ID|Former Worker ID|Position ID|Business Title|Contract Worker Reason|Purchase Order
        |Time Type|Work Shift|Default Weekly Hours|Legal First Name|Legal Last Name|Company
        |Supervisory Organization""",
}


def published(export: str) -> tuple[str, ...]:
    """The headings of an export, in its order."""
    return tuple(heading.strip() for heading in HEADINGS[export].replace("\n", " ").split("|"))
