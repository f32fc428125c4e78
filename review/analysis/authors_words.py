"""What only the authors of a review can say: asked for in review.toml, printed as written, open where blank.

To ask for more, add an entry to `AUTHORS_SAY`; the table ``[authors]`` of the protocol, the abstract, the
declarations and the checklists of the report take it from there.
"""

from __future__ import annotations

from collections.abc import Mapping

from review.document import Table

#: Key in ``[authors]``, and what it is called in print.
AUTHORS_SAY: Mapping[str, str] = {
    "rationale": "Rationale",
    "interpretation": "Interpretation",
    "limitations_of_evidence": "Limitations of the evidence",
    "limitations_of_review": "Limitations of the review",
    "implications": "Implications",
    "registration": "Registration",
    "protocol": "Protocol",
    "amendments": "Amendments",
    "support": "Support",
    "competing_interests": "Competing interests",
    "availability": "Availability of data, code and other materials",
}


def read_authors_words(top: Table) -> dict[str, str]:
    """The table ``[authors]`` of review.toml; what is blank there is left out.

    Examples
    --------
    >>> problems = []
    >>> document = {"authors": {"support": "None.", "regstration": "x"}}
    >>> read_authors_words(Table(document, "review.toml", problems))
    {'support': 'None.'}
    >>> problems[0].fix
    "did you mean 'registration'?"
    """
    if not top.has("authors"):
        return {}
    table = top.table("authors")
    found = {key: table.text(key).strip() for key in AUTHORS_SAY}
    table.finish()
    return {key: text for key, text in found.items() if text}
