"""Results that may be missing: first what is known to be missing, and only then what a funnel may hint at."""

from __future__ import annotations

from collections import Counter

from review.analysis.results import Results
from review.pooling.results import SmallStudyTest
from review.pooling.small_study import FEWEST_COHORTS
from review.report.blocks import Block, BulletList, Inline, Paragraph, Section, refer, words
from review.report.evidence import MISSING_TABLE
from review.report.flow import UNREAD_TABLE
from review.report.heterogeneity_words import RARE
from review.report.inclusion import REASONS_TABLE
from review.report.numbers import count
from review.report.references import cite

ANCHOR = "missing-results"

#: What became of a report that was not read, as a clause after its number.
_UNREAD = {
    "not retrieved": "sought and not retrieved",
    "awaiting classification": "waiting to be classified",
    "ongoing": "of studies that go on",
    "no results": "registered, without results",
}


def missing_section(results: Results) -> Section | None:
    """Return what is known to be missing, then what a funnel is worth; None where nothing was pooled."""
    if results.result.k < 2:
        return None
    known = _known(results)
    blocks: list[Block] = []
    if known:
        blocks += [
            Paragraph(words("Known to exist, and in no rate of this report:")),
            BulletList(tuple(known)),
        ]
    else:
        text = "No result is recorded as existing and unread, which does not show that none exists."
        blocks.append(Paragraph(words(text)))
    blocks.append(_asymmetry(results))
    return Section(ANCHOR, "Results that may be missing", tuple(blocks))


def _known(results: Results) -> list[Inline]:
    found: list[Inline] = []
    missing = len(results.review.missing_evidence)
    if missing:
        found.append(
            words(
                f"results of {count(missing, 'study or cohort', 'studies or cohorts')}: ",
                refer(MISSING_TABLE),
                ";",
            )
        )
    unread = Counter(one.fate for one in results.selection.unread) if results.selection else Counter[str]()
    for fate, n in unread.items():
        found.append(words(f"{count(n, 'report')} {_UNREAD.get(fate, fate)}: ", refer(UNREAD_TABLE), ";"))
    without = sum(one.stage == "data" for one in results.excluded)
    if without:
        found.append(
            words(f"{count(without, 'extracted cohort')} without a usable count: ", refer(REASONS_TABLE), ";")
        )
    if found:
        last = found[-1]
        found[-1] = words(*last[:-1], ".")
    return found


def _asymmetry(results: Results) -> Paragraph:
    """Say what a leaning funnel is worth here, before any test of it is shown."""
    tests, k = results.result.small_study, results.result.k
    allowed = [test for test in tests or () if test.allowed]
    text = words(
        "A funnel that leans shows small cohorts with other rates than large ones, which has many causes "
        "beside results that were never published ",
        cite("sterne2011"),
        ". On most scales the standard error follows from the rate itself, so that a funnel of rates leans "
        "where nothing is missing ",
        cite("hunter2014"),
        ". ",
    )
    if allowed:
        return Paragraph(words(text, _found(allowed)))
    if k < FEWEST_COHORTS:
        few = (
            f"With {count(k, 'cohort')} a test of it misses most of what it looks for, and finding nothing "
            "would reassure falsely: none is given."
        )
        return Paragraph(words(text, few))
    return Paragraph(words(text, "The analysis file asks for no test of it."))


def _found(tests: list[SmallStudyTest]) -> str:
    low = [test.label for test in tests if test.p is not None and test.p < RARE]
    many = f"Of {count(len(tests), 'test')} asked for"
    proof = "No such test can show that results are missing, nor that none are."
    if not low:
        return f"{many}, none finds more asymmetry than chance would often give. {proof}"
    verb = "finds" if len(low) == 1 else "find"
    found = f"{count(len(low), 'test')} {verb} more asymmetry than chance would often give"
    return f"{many}, {found}: {'; '.join(low)}. {proof}"
