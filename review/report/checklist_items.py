"""The items of the PRISMA 2020 checklist, in our own words, with the places of a report that answer them.

To change where an item is answered, change its ``where``: anchors of sections, of which those that a
report has are named. ``authors`` names the keys of ``[authors]`` in review.toml that people fill in.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem:
    """One item or sub-item.

    Parameters
    ----------
    asks
        What is to be reported, in short.
    where
        Anchors of the sections that report it.
    authors
        What only the authors can say of it: keys of `review.analysis.authors_words.AUTHORS_SAY`.
    people
        What people must still do beyond that; empty where the report says all of it.
    fact
        For an item of an abstract: the part of this report's abstract that answers it.
    """

    number: str
    part: str
    topic: str
    asks: str
    where: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    people: str = ""
    fact: str = ""


CHECKLIST: tuple[ChecklistItem, ...] = (
    ChecklistItem(
        number="1",
        part="Title",
        topic="Title",
        asks="named as a systematic review",
        people="name the article a systematic review",
    ),
    ChecklistItem(
        number="2",
        part="Abstract",
        topic="Abstract",
        asks="the checklist for abstracts",
        where=("abstract", "prisma-abstract"),
    ),
    ChecklistItem(
        number="3",
        part="Introduction",
        topic="Rationale",
        asks="why, given what is known",
        authors=("rationale",),
    ),
    ChecklistItem(
        number="4", part="Introduction", topic="Objectives", asks="the question", where=("summary",)
    ),
    ChecklistItem(
        number="5",
        part="Methods",
        topic="Eligibility criteria",
        asks="who and what could enter, and how studies were grouped",
        where=("evidence", "inclusion"),
    ),
    ChecklistItem(
        number="6",
        part="Methods",
        topic="Information sources",
        asks="every source, and when last searched",
        where=("evidence", "search-log"),
    ),
    ChecklistItem(
        number="7",
        part="Methods",
        topic="Search strategy",
        asks="the full search of each source",
        where=("search-log",),
        people="give each strategy in review.toml, strategy, where the search log has none",
    ),
    ChecklistItem(
        number="8",
        part="Methods",
        topic="Selection process",
        asks="how many screened, and independently or not",
        where=("selection", "evidence"),
    ),
    ChecklistItem(
        number="9",
        part="Methods",
        topic="Data collection process",
        asks="how data were taken out, and by how many",
        where=("evidence", "extractors"),
    ),
    ChecklistItem(
        number="10a",
        part="Methods",
        topic="Data items",
        asks="the outcomes, and which result was taken",
        where=("methods", "other-assessments"),
    ),
    ChecklistItem(
        number="10b",
        part="Methods",
        topic="Data items",
        asks="all other variables, and what was assumed",
        where=("codebook", "characteristics", "further-fields"),
    ),
    ChecklistItem(
        number="11",
        part="Methods",
        topic="Study risk of bias assessment",
        asks="the tool, and who used it how",
        where=("risk-of-bias",),
        people="say how many assessed, and whether independently",
    ),
    ChecklistItem(
        number="12",
        part="Methods",
        topic="Effect measures",
        asks="the measure of each outcome",
        where=("methods",),
    ),
    ChecklistItem(
        number="13a",
        part="Methods",
        topic="Synthesis methods",
        asks="which studies enter which synthesis",
        where=("inclusion", "methods"),
    ),
    ChecklistItem(
        number="13b",
        part="Methods",
        topic="Synthesis methods",
        asks="how data were made ready",
        where=("methods", "other-assessments"),
    ),
    ChecklistItem(
        number="13c",
        part="Methods",
        topic="Synthesis methods",
        asks="how results are tabulated and shown",
        where=("methods", "results"),
    ),
    ChecklistItem(
        number="13d",
        part="Methods",
        topic="Synthesis methods",
        asks="the model, and the software",
        where=("methods",),
    ),
    ChecklistItem(
        number="13e",
        part="Methods",
        topic="Synthesis methods",
        asks="how heterogeneity was looked into",
        where=("methods",),
    ),
    ChecklistItem(
        number="13f",
        part="Methods",
        topic="Synthesis methods",
        asks="the sensitivity analyses",
        where=("sensitivity", "methods"),
    ),
    ChecklistItem(
        number="14",
        part="Methods",
        topic="Reporting bias assessment",
        asks="how missing results were looked for",
        where=("missing-results",),
    ),
    ChecklistItem(
        number="15",
        part="Methods",
        topic="Certainty assessment",
        asks="how certainty was rated",
        where=("certainty",),
    ),
    ChecklistItem(
        number="16a",
        part="Results",
        topic="Study selection",
        asks="the numbers at each step, as a flow diagram",
        where=("selection",),
    ),
    ChecklistItem(
        number="16b",
        part="Results",
        topic="Study selection",
        asks="what looked eligible and was excluded, and why",
        where=("excluded-reports", "appendix-excluded"),
    ),
    ChecklistItem(
        number="17",
        part="Results",
        topic="Study characteristics",
        asks="each study and its characteristics",
        where=("characteristics",),
    ),
    ChecklistItem(
        number="18",
        part="Results",
        topic="Risk of bias in studies",
        asks="the judgements of each study",
        where=("risk-of-bias",),
    ),
    ChecklistItem(
        number="19",
        part="Results",
        topic="Results of individual studies",
        asks="counts and rate with interval of each",
        where=("results", "characteristics"),
    ),
    ChecklistItem(
        number="20a",
        part="Results",
        topic="Results of syntheses",
        asks="what went into each, and its risk of bias",
        where=("characteristics", "risk-of-bias", "further-fields"),
    ),
    ChecklistItem(
        number="20b",
        part="Results",
        topic="Results of syntheses",
        asks="every pooled rate with its precision",
        where=("results",),
    ),
    ChecklistItem(
        number="20c",
        part="Results",
        topic="Results of syntheses",
        asks="what was found on heterogeneity",
        where=("results-classes", "results-together", "results", "common-tau2", "moderators"),
    ),
    ChecklistItem(
        number="20d",
        part="Results",
        topic="Results of syntheses",
        asks="what the sensitivity analyses gave",
        where=(
            "sensitivity",
            "agreement",
            "leave-one-out",
            "other-assessments",
            "trials",
            "influence",
            "cumulative",
        ),
    ),
    ChecklistItem(
        number="21",
        part="Results",
        topic="Reporting biases",
        asks="what was found on missing results",
        where=("missing-results", "missing", "small-study"),
    ),
    ChecklistItem(
        number="22",
        part="Results",
        topic="Certainty of evidence",
        asks="the certainty of each outcome",
        where=("certainty",),
    ),
    ChecklistItem(
        number="23a",
        part="Discussion",
        topic="Discussion",
        asks="what it means beside other evidence",
        authors=("interpretation",),
    ),
    ChecklistItem(
        number="23b",
        part="Discussion",
        topic="Discussion",
        asks="limitations of the evidence",
        where=("summary",),
        authors=("limitations_of_evidence",),
    ),
    ChecklistItem(
        number="23c",
        part="Discussion",
        topic="Discussion",
        asks="limitations of how the review was done",
        authors=("limitations_of_review",),
    ),
    ChecklistItem(
        number="23d",
        part="Discussion",
        topic="Discussion",
        asks="what follows for practice, policy and research",
        authors=("implications",),
    ),
    ChecklistItem(
        number="24a",
        part="Other information",
        topic="Registration and protocol",
        asks="register and number, or that there is none",
        authors=("registration",),
    ),
    ChecklistItem(
        number="24b",
        part="Other information",
        topic="Registration and protocol",
        asks="where the protocol is, or that there is none",
        authors=("protocol",),
    ),
    ChecklistItem(
        number="24c",
        part="Other information",
        topic="Registration and protocol",
        asks="what was changed since",
        authors=("amendments",),
    ),
    ChecklistItem(
        number="25",
        part="Other information",
        topic="Support",
        asks="who paid, and what part they had",
        authors=("support",),
    ),
    ChecklistItem(
        number="26",
        part="Other information",
        topic="Competing interests",
        asks="those of the authors",
        authors=("competing_interests",),
    ),
    ChecklistItem(
        number="27",
        part="Other information",
        topic="Availability of data, code and other materials",
        asks="what is public, and where",
        where=("provenance", "repeat"),
        authors=("availability",),
    ),
)
