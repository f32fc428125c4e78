"""The items of the PRISMA 2020 checklist for abstracts, in our own words."""

from __future__ import annotations

from review.report.checklist_items import ChecklistItem

ABSTRACT_CHECKLIST: tuple[ChecklistItem, ...] = (
    ChecklistItem(
        number="1",
        part="Title",
        topic="Title",
        asks="named as a systematic review",
        people="name the article a systematic review",
    ),
    ChecklistItem(
        number="2",
        part="Background",
        topic="Objectives",
        asks="the question",
        where=("abstract",),
        fact="Objective",
    ),
    ChecklistItem(
        number="3",
        part="Methods",
        topic="Eligibility criteria",
        asks="who and what could enter",
        where=("abstract",),
        fact="Eligibility",
    ),
    ChecklistItem(
        number="4",
        part="Methods",
        topic="Information sources",
        asks="the sources, and when last searched",
        where=("abstract",),
        fact="Sources",
    ),
    ChecklistItem(
        number="5",
        part="Methods",
        topic="Risk of bias",
        asks="how it was assessed",
        where=("abstract",),
        fact="Risk of bias",
    ),
    ChecklistItem(
        number="6",
        part="Methods",
        topic="Synthesis of results",
        asks="how results were pooled",
        where=("abstract",),
        fact="Synthesis",
    ),
    ChecklistItem(
        number="7",
        part="Results",
        topic="Included studies",
        asks="how many studies and patients, of what kind",
        where=("abstract",),
        fact="Included",
    ),
    ChecklistItem(
        number="8",
        part="Results",
        topic="Synthesis of results",
        asks="main rates with intervals, studies, patients",
        where=("abstract",),
        fact="Results",
    ),
    ChecklistItem(
        number="9",
        part="Discussion",
        topic="Limitations of evidence",
        asks="in brief",
        where=("abstract",),
        fact="Limitations",
    ),
    ChecklistItem(
        number="10",
        part="Discussion",
        topic="Interpretation",
        asks="what it means",
        where=("abstract",),
        fact="Interpretation",
    ),
    ChecklistItem(
        number="11",
        part="Other",
        topic="Funding",
        asks="the main source",
        where=("abstract",),
        fact="Support",
    ),
    ChecklistItem(
        number="12",
        part="Other",
        topic="Registration",
        asks="register and number",
        where=("abstract",),
        fact="Registration",
    ),
)
