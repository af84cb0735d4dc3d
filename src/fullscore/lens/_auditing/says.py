"""The sentence of an audit: what the figures are consistent with, never what anybody did."""

from fullscore.lens._auditing.results import Audit

NOT_A_FINDING = "This is no finding until the list of records behind the figures has been asked for."


def says(audit: Audit, why: str) -> str:
    """One or two sentences for a director."""
    against = "the contract's definition" if audit.against == "contract" else "the client's definition"
    sentence = {
        "as_stated": "The reported figures are consistent with the definition that was stated with them",
        "as_contracted": f"The reported figures are consistent with {against}",
        "other_definition": f"The reported figures are not consistent with {against}",
        "not_identified": "The reported figures are consistent with several definitions",
        "data_differ": "The reported n is consistent with no definition on these records: the data differ",
        "no_definition_fits": "The reported figures are consistent with no definition on these records",
        "cannot_check": "The reported figures cannot be checked",
    }[audit.status]
    if audit.departures and audit.status in ("as_stated", "other_definition"):
        axes = ", ".join(f"{d.axis} {' or '.join(d.consistent_with)} (not {d.contract})" for d in audit.departures)
        sentence += f"; they are consistent with {axes}"
        sentence += f", where {against} is another" if audit.status == "as_stated" else ""
    if audit.changed:
        sentence += f"; another definition fits from {audit.changed.month} on"
    if audit.widened and audit.status not in ("cannot_check", "data_differ", "no_definition_fits"):
        sentence += ", when late entries and corrections are allowed for"
    said = [sentence + "."]
    if why and audit.status in ("not_identified", "cannot_check"):
        said.append(why)
    if audit.status in ("data_differ", "no_definition_fits"):
        said.append(NOT_A_FINDING)
    return " ".join(said)
