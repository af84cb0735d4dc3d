"""Why a row is refused: each reason once, with the sentence that a reader of the quarantine sees."""

MISSING = "missing"
NOT_A_DATE = "not_a_date"
NOT_A_TIME = "not_a_time"
NOT_A_NUMBER = "not_a_number"
NOT_A_WHOLE_NUMBER = "not_a_whole_number"
NEGATIVE = "negative"
OUT_OF_RANGE = "out_of_range"
UNKNOWN_VALUE = "unknown_value"
NOT_TRUE_OR_FALSE = "not_true_or_false"
NOT_A_CURRENCY = "not_a_currency"
NOT_A_COUNTRY = "not_a_country"
EXCEL_DAMAGED_ID = "excel_damaged_id"
FORMULA = "formula"
NOT_SPLIT = "not_split"
NO_REVISION = "no_revision"
EMPTY_ROW = "empty_row"
WRONG_NUMBER_OF_FIELDS = "wrong_number_of_fields"
UNCLOSED_QUOTE = "unclosed_quote"
CELL_TOO_LONG = "cell_too_long"
NOT_TEXT = "not_text"
NOT_A_RECORD = "not_a_record"
NOT_TAKEN = "not_taken"

REASONS = {
    MISSING: "The cell is empty, and the column may not be",
    NOT_A_DATE: "The text is not a date in the declared format (ISO 8601 where none is declared)",
    NOT_A_TIME: "The text is not an instant in the declared format (ISO 8601 where none is declared)",
    NOT_A_NUMBER: "The text is not a number in the declared decimal and thousands style",
    NOT_A_WHOLE_NUMBER: "The text is a number with decimals, or none, where a whole number is expected",
    NEGATIVE: "The number is below zero, and may not be",
    OUT_OF_RANGE: "The value is below what is believed, before the year 1900, or too large to hold",
    UNKNOWN_VALUE: "The word is none of those that the column may hold",
    NOT_TRUE_OR_FALSE: "The text is neither true nor false (nor yes, no, y, n, 1, 0)",
    NOT_A_CURRENCY: "The text is not a currency code of three letters (ISO 4217)",
    NOT_A_COUNTRY: "The text is not a country code of two letters (ISO 3166-1)",
    EXCEL_DAMAGED_ID: "A spreadsheet turned the id into scientific notation, and its digits are lost",
    FORMULA: "The cell holds a spreadsheet formula, not a value",
    NOT_SPLIT: "The text does not have the shape that the mapping splits",
    NO_REVISION: "The column that orders revisions holds neither a number nor a date",
    EMPTY_ROW: "The row holds separators only",
    WRONG_NUMBER_OF_FIELDS: "The row has more or fewer fields than the heading",
    UNCLOSED_QUOTE: "A quote opens in the row and is not closed where it should be",
    CELL_TOO_LONG: "A cell is longer than a million characters",
    NOT_TEXT: "The row holds a character that is none, such as NUL",
    NOT_A_RECORD: "The line is not a JSON object",
    NOT_TAKEN: "No table of the mapping takes the row",
}
