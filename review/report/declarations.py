"""What the authors say of their review, word for word, and what they have not said yet."""

from __future__ import annotations

from review.analysis.authors_words import AUTHORS_SAY
from review.analysis.results import Results
from review.report.blocks import Fact, Facts, Inline, Paragraph, Section, code, strong, words
from review.report.numbers import sentence

ANCHOR = "declarations"


def open_part() -> Inline:
    """Return the mark of a part that only people can fill in."""
    return words(strong("[open]"))


def declarations_section(results: Results) -> Section:
    """Return what only the authors can say; a part that they left blank is marked as open."""
    said = results.review.authors
    facts = tuple(
        Fact(label, words(sentence(said[key])) if key in said else open_part())
        for key, label in AUTHORS_SAY.items()
    )
    text = words(
        "These parts are printed as they stand in ", code("review.toml"), ", under ", code("[authors]"),
        ". What is open nobody has written there; nothing is assumed in its place.",
    )  # fmt: skip
    return Section(ANCHOR, "What the authors say", (Paragraph(text), Facts(facts)))
