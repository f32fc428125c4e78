"""What review.toml says of the screening: who, by which criteria, for which reasons a report is excluded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from review.document import Table

Stage = Literal["title-abstract", "full-text"]
STAGES: tuple[Stage, ...] = get_args(Stage)

Choice = Literal["include", "exclude", "unclear", "duplicate"]
CHOICES: tuple[Choice, ...] = get_args(Choice)

#: The reason, beside a full text that stays `unclear`, for a study that has not ended.
ONGOING = "ongoing study"

#: Words of a reason that MECIR standard C40 forbids: a study is not excluded because its report has no
#: usable numbers. Its report awaits classification, or is evidence known to be missing.
_UNUSABLE = ("no usable", "no data", "data not usable", "unusable", "insufficient data")

#: Words of a reason that say that patients are counted elsewhere: such a report is linked to the study.
_OVERLAP = ("overlap",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningPlan:
    """How records are screened.

    Parameters
    ----------
    reviewers
        Who screens; empty means whoever has a workbook.
    reasons
        Reasons to exclude a report, in the order in which they apply.
    criteria, version
        The criteria that stand at the top of every workbook, and their version: decisions keep the
        version that they were made under.
    per_record
        How many reviewers decide on each record.
    once
        Sources whose records one reviewer screens.
    wanted, unwanted
        Words that are marked in titles and abstracts.
    automation
        Reviewers that are tools: what they alone excluded is counted apart.
    previous
        Path of the table of studies of the previous version of the review; empty for a new review.
    """

    reviewers: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    version: str = "1"
    per_record: int = 1
    once: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    automation: tuple[str, ...] = ()
    previous: str = ""

    def needed(self, source: str) -> int:
        """How many reviewers decide on a record of that source."""
        return 1 if source in self.once else self.per_record

    def knows(self, reviewer: str) -> bool:
        """Whether somebody screens for this review; whoever has a workbook where nobody is named."""
        return not self.reviewers or reviewer in (*self.reviewers, *self.automation)

    def rank(self, reason: str) -> int:
        """The place of a reason in the order of review.toml; unknown reasons come last."""
        return self.reasons.index(reason) if reason in self.reasons else len(self.reasons)


def read_plan(
    table: Table,
    *,
    reviewers: tuple[str, ...] = (),
    reasons: tuple[str, ...] = (),
    criteria: tuple[str, ...] = (),
    sources: tuple[str, ...] = (),
) -> ScreeningPlan:
    """The plan that the table ``[screening]`` of review.toml holds; what is wrong goes into its problems.

    Parameters
    ----------
    reviewers, reasons, criteria, sources
        What stands elsewhere in review.toml: reviewers, exclusion_reasons, eligibility, names of sources.

    Examples
    --------
    >>> problems = []
    >>> table = Table({"once": ["Citation searching"]}, "review.toml", problems, ("screening",))
    >>> plan = read_plan(table, reviewers=("anna", "ben"), sources=("PubMed", "Citation searching"))
    >>> plan.needed("PubMed"), plan.needed("Citation searching")
    (2, 1)
    """
    usual = min(2, len(reviewers)) or 1
    once = table.texts("once")
    for name in once:
        if sources and name not in sources:
            table.report("TOML04", "once", f"'{name}' is no source of review.toml", found=name,
                         fix=f"sources are: {'; '.join(sources)}")  # fmt: skip
    per_record = table.integer("reviewers_per_record", usual) or 1
    if reviewers and per_record > len(reviewers):
        message = f"{per_record} reviewers per record, but {len(reviewers)} are named"
        table.report("TOML04", "reviewers_per_record", message, found=per_record, fix="name all in reviewers")
    return ScreeningPlan(
        reviewers=reviewers,
        reasons=reasons,
        criteria=criteria,
        version=table.text("criteria_version", "1") or "1",
        per_record=per_record,
        once=once,
        wanted=table.texts("keywords"),
        unwanted=table.texts("keywords_against"),
        automation=table.texts("automation"),
        previous=table.text("previous"),
    )


def forbids_exclusion(reason: str) -> bool:
    """Whether a reason is about the numbers of a report, which are no reason to exclude its study.

    >>> forbids_exclusion("No usable outcome data"), forbids_exclusion("wrong population")
    (True, False)
    """
    return any(words in reason.casefold() for words in _UNUSABLE)


def says_overlap(reason: str) -> bool:
    """Whether a reason says that patients are counted in another report.

    >>> says_overlap("overlapping patients")
    True
    """
    return any(word in reason.casefold() for word in _OVERLAP)
