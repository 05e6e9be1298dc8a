"""Words that other rooms hand over and the desk says: listed, so that the catalogues have them.

A test holds them against the rooms that they come from.
"""

from __future__ import annotations

from dragoman.desk.languages.spoken import N_

# Of lists: `index/search/listing.py`.
STATES = (
    N_("To be decided"), N_("With a flag"), N_("Likely wrong"), N_("With refused sentences"),
    N_("With edited sentences"), N_("With approved sentences"), N_("With rejected sentences"),
    N_("All decided"), N_("To translate"), N_("Failed"),
)  # fmt: skip
ORDERS = (
    N_("Newest capture first"), N_("Oldest capture first"), N_("Dated newest first"),
    N_("Most to decide"), N_("Title"),
)  # fmt: skip
# What came, as `archiver/verdict/verdict.py` has it.
VERDICTS = {
    "article": N_("Article"), "listing": N_("Listing"), "thin": N_("Thin"), "wall": N_("Wall"),
    "challenge": N_("Challenge"), "notice": N_("Notice"), "redirect": N_("Redirect"),
    "file": N_("File"), "none": N_("Nothing"),
}  # fmt: skip
# How likely a translation is right: `translate/likelihood/likely.py`.
LIKELY = (N_("likely right"), N_("doubtful"), N_("likely wrong"))
# What stands translated in two ways: `index/asking/conflicts.py`.
CONFLICTS = (N_("sentence"), N_("name"), N_("term"), N_("decision"))
# How large models are, where it is said so: `translate/models/available.py`.
SIZES = (
    N_("distilled, 600 million weights"), N_("1.3 billion weights"), N_("3.3 billion weights"),
)  # fmt: skip
# What files are exported as, but for names that are the same everywhere: `steps/desk/formats.py`.
FORMATS = (
    N_("Page to read, both languages"), N_("Text"), N_("Document (DOCX)"),
    N_("Table to work on (DOCX)"), N_("Table to work on (XLSX)"), N_("Table (CSV)"),
    N_("Translation memory (TMX)"), N_("Web archive (WACZ)"), N_("Provenance (PROV)"),
    N_("Report of evidence"),
)  # fmt: skip
