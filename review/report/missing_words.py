"""Results that may be missing: first what is known to be missing, and only then what a funnel may hint at."""

from __future__ import annotations

from collections import Counter

from review.analysis.results import Results
from review.analysis.wording import number, p_value
from review.pooling.results import SmallStudyTest
from review.report.blocks import (
    Block,
    BulletList,
    Cell,
    Column,
    Inline,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    refer,
    words,
)
from review.report.evidence import MISSING_TABLE
from review.report.flow import UNREAD_TABLE
from review.report.heterogeneity_words import RARE
from review.report.inclusion import REASONS_TABLE
from review.report.numbers import capital, count
from review.report.references import cite

ANCHOR = "missing-results"
TABLE = "table-asymmetry"

#: What became of a report that was not read, as a clause after its number.
_UNREAD = {
    "not retrieved": "sought and not retrieved",
    "awaiting classification": "waiting to be classified",
    "ongoing": "of studies that go on",
    "no results": "registered, without results",
}


def missing_section(results: Results) -> Section | None:
    """Return what is known to be missing, then the tests of asymmetry; None where nothing was pooled."""
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
    blocks += _asymmetry(results)
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


def _asymmetry(results: Results) -> list[Block]:
    tests = results.result.small_study or ()
    caution = words(
        "A funnel that leans shows small cohorts with other rates than large ones, which has many causes "
        "beside results that were never published ",
        cite("sterne2011"),
        ". On most scales the standard error follows from the rate itself, so that a funnel of rates leans "
        "where nothing is missing ",
        cite("hunter2014"),
        ". No test below can show that results are missing, nor that none are.",
    )
    allowed = [test for test in tests if test.allowed]
    if not allowed:
        why = _why_not(tests, results.result.k)
        return [Paragraph(words(f"No test of asymmetry is given. {why}"))]
    return [
        Paragraph(caution),
        Paragraph(words(_found(allowed), " ", refer(TABLE), " gives each test with its caution.")),
        _table(tests),
    ]


def _why_not(tests: tuple[SmallStudyTest, ...], k: int) -> str:
    reasons = dict.fromkeys(test.why_not for test in tests if test.why_not)
    if any(reason.startswith("k < ") for reason in reasons) or not reasons:
        return (
            f"With {count(k, 'cohort')} such a test misses most of what it looks for, and finding nothing "
            "would reassure falsely."
        )
    return f"{capital('; '.join(reasons))}."


def _found(tests: list[SmallStudyTest]) -> str:
    low = [test.label for test in tests if test.p is not None and test.p < RARE]
    many = count(len(tests), "test")
    if not low:
        return f"Of {many}, none finds more asymmetry than chance would often give."
    verb = "finds" if len(low) == 1 else "find"
    named = "; ".join(low)
    return (
        f"Of {many}, {count(len(low), 'test')} {verb} more asymmetry than chance would often give: {named}."
    )


def _table(tests: tuple[SmallStudyTest, ...]) -> TableBlock:
    return TableBlock(
        anchor=TABLE,
        caption=words("Tests of whether small cohorts report other rates than large ones."),
        columns=(
            Column("Test", share=1.7),
            Column("Statistic", "right", share=0),
            Column("p", "right", share=0),
            Column("Caution", share=3.0),
        ),
        groups=(RowGroup("", tuple(map(_row, tests))),),
    )


def _row(test: SmallStudyTest) -> TableRow:
    statistic = "–" if test.statistic is None else number(test.statistic, 2)
    p = "–" if test.p is None else p_value(test.p).removeprefix("p ").removeprefix("= ")
    return TableRow(
        (
            Cell(words(capital(test.label))),
            Cell(words(statistic)),
            Cell(words(p)),
            Cell(words(test.caution if test.allowed else f"Not computed: {test.why_not}.")),
        )
    )
