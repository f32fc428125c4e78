"""The one value that every word, table and figure of a report reads.

`Results` holds what was asked (the spec, with every default written out), what was known of the review,
which cohorts entered and which did not with the reason, the pooled numbers, the named sensitivity
analyses, the problems that stayed open and the evidence known to be missing. It is what
``reports/<analysis>/results.json`` holds; `to_json` and `from_json` are exact inverses.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from review.analysis.certainty import Certainty
from review.analysis.serial import decode
from review.extraction.audit.audit import Audit
from review.extraction.field_agreement import ExtractorAgreement
from review.extraction.overlap import Grade
from review.pooling.results import ModelChoice, Pooled, PoolResult, StudyRate, as_json
from review.pooling.time_results import PooledTimes
from review.problems import Problem
from review.screening.selection import Selection

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source that was searched: what it was, when, and how many records it gave.

    ``platform``, ``strategy`` (the search as it was run) and ``limits`` are what PRISMA-S asks for beside.
    """

    name: str
    kind: str
    searched: str = ""
    records: int | None = None
    note: str = ""
    platform: str = ""
    strategy: str = ""
    limits: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingEvidence:
    """Results that are known to exist and could not be read."""

    subject: str
    missing: str
    where_to_look: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewInfo:
    """What the protocol (review.toml) says of the review, for the words of the report.

    ``own_fields`` are the fields that the workspace added to the form, of which a cohort has one value: name
    and label. ``authors`` holds what only they can say, by the keys of
    `review.analysis.authors_words.AUTHORS_SAY`.
    """

    title: str
    question: str
    eligibility: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    reviewers: tuple[str, ...] = ()
    exclusion_reasons: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    extraction: str = ""
    missing_evidence: tuple[MissingEvidence, ...] = ()
    own_fields: dict[str, str] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedNumber:
    """One number with the cell that it was read from."""

    field: str
    value: int | float | str | None
    file: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFound:
    """One outcome of one cohort as its report has it, and the cell; or in `missing` why there is nothing.

    ``percent`` is what was printed, in per cent; ``median``, ``low`` and ``high`` are months.
    """

    code: str
    events: int | None = None
    n: int | None = None
    percent: float | None = None
    median: float | None = None
    low: float | None = None
    high: float | None = None
    missing: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortUsed:
    """One cohort that entered: who it is, its numbers, and where each number stands.

    ``numbers`` names for each number the cell of the workbook; ``source_location`` and ``source_url`` say
    where in the report it was read. ``columns`` holds the further fields that are shown, ``patients`` what
    the sheet Patients says of the cohort.
    """

    cohort_id: str
    study_id: str
    report_id: str
    label: str
    events: int
    n: int
    subgroup: str | None
    histology: str
    regimen: str
    combination_class: str
    line: str
    assessor: str
    confirmed: str
    criteria: str
    timepoint: str
    citation: str
    year: str
    source_tier: str
    verified: str
    source_location: str
    source_url: str
    numbers: tuple[TracedNumber, ...]
    notes: tuple[str, ...] = ()
    n_enrolled: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    patients: dict[str, str] = field(default_factory=dict)
    responses: tuple[TracedNumber, ...] = ()
    outcomes: tuple[OutcomeFound, ...] = ()


#: Why a cohort did not enter, in groups for people.
EXCLUSION_STAGES = ("inclusion", "eligibility", "data", "overlap", "choice")


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortExcluded:
    """One cohort that did not enter, and the first reason that applied.

    ``stage`` groups reasons for people: ``inclusion`` (its study is not included in the review),
    ``eligibility`` (another population or regimen), ``data`` (no usable count), ``overlap`` (patients
    counted elsewhere), ``choice`` (named in the analysis file). ``kind`` is the reason without what is
    particular to the cohort (``histology is not ASPS``), so that many cohorts left for one reason can be
    counted together.
    """

    cohort_id: str
    study_id: str
    label: str
    stage: str
    reason: str
    events: int | None = None
    n: int | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludedRate:
    """A cohort that did not enter and is shown: its rate, or in `why_not` what stands against one.

    ``rate`` is that of the counts with which it would have entered; it is in no pooled rate.
    """

    cohort_id: str
    label: str
    stage: str
    reason: str
    rate: StudyRate | None = None
    why_not: str = ""
    numbers: tuple[TracedNumber, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginalMean:
    """The mean rate over cohorts of this kind with its interval, and how that was made."""

    estimate: float
    low: float
    high: float
    how: str


@dataclass(frozen=True, slots=True)
class CohortName:
    """A cohort by the id of the workbook, and as people know it."""

    cohort_id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """One named sensitivity analysis: what was changed, and what came out.

    ``change`` names the settings that differ; the cohorts that this brought in and took out are `entered`
    and `left`.
    """

    name: str
    label: str
    change: str
    result: PoolResult | None
    entered: tuple[CohortName, ...] = ()
    left: tuple[CohortName, ...] = ()
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisInfo:
    """What the analysis file asks, in words."""

    name: str
    title: str
    question: str
    planned: str
    denominator: str
    outcome: str
    subgroup_by: str
    subgroups_primary: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """The same cohorts in other subgroups: an analysis may ask for more than one grouping."""

    by: str
    result: PoolResult
    cohorts: tuple[CohortUsed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """An estimate by another model that belongs beside a pooled rate; ``of`` is the subgroup, or empty."""

    of: str
    k: int
    model: ModelChoice
    pooled: Pooled
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regressed:
    """One meta-regression: ``result`` is of the cohorts whose moderators are known.

    ``values`` holds their moderators, one dict per cohort in the order of ``result.studies``; cohorts of
    which one is not known are in ``left_out``.
    """

    label: str
    moderators: tuple[str, ...]
    result: PoolResult
    values: tuple[dict[str, float | str], ...] = ()
    left_out: tuple[CohortName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeUsed:
    """What a cohort reports of one endpoint, and where: median and ends in months, or rates as 0–1."""

    cohort_id: str
    label: str
    value: float | None
    low: float | None
    high: float | None
    not_reached: bool
    report_id: str
    sheet: str
    cell: str
    source_location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTime:
    """A cohort that entered and has no usable number of the endpoint, and why."""

    cohort_id: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeToEvent:
    """Medians of an endpoint over the cohorts that entered, or its rates at ``landmark_months``."""

    endpoint: str
    landmark_months: int | None
    result: PooledTimes | None
    cohorts: tuple[TimeUsed, ...] = ()
    left_out: tuple[NoTime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonTau2:
    """The rates of subgroups of few cohorts with one tau² for all subgroups, or why there are none."""

    rows: tuple[Beside, ...] = ()
    tau2: float | None = None
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasItem:
    """An item of a risk-of-bias tool; `checked` says whether its wording was compared with the original."""

    id: str
    label: str
    question: str
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasJudgement:
    """A judgement: its code and its light (`review.extraction.risk_of_bias.tool.LIGHTS`), and its support."""

    code: str
    light: str
    support: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasRow:
    """What was judged: a cohort that entered or the analysis itself, with a judgement for each item."""

    subject: str
    label: str
    judgements: tuple[BiasJudgement, ...]
    whole: str
    whole_light: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BiasLevel:
    """A judgement that the tool knows."""

    code: str
    label: str
    light: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskOfBias:
    """The risk of bias of the cohorts by one tool; a cohort that nobody judged has its row, not assessed.

    ``assessors`` says how far two assessors agreed before anything was decided.
    """

    tool: str
    version: str
    title: str
    reference: str
    unit: str
    cautions: tuple[str, ...]
    file: str
    levels: tuple[BiasLevel, ...]
    items: tuple[BiasItem, ...]
    rows: tuple[BiasRow, ...]
    assessors: ExtractorAgreement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCount:
    """The counts of a cohort under one denominator; None, and why, where its reports do not give it."""

    denominator: str
    events: int | None
    n: int | None
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCounts:
    """One cohort under every denominator, the analysis's own among them."""

    cohort_id: str
    label: str
    counts: tuple[OtherCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAssessments:
    """The analysis repeated with other patients counted, and with other readings of response.

    Parameters
    ----------
    denominators
        One repetition for each other denominator; a cohort that does not report it keeps its evaluable.
    cohorts
        What each denominator does to each cohort.
    readings
        Confirmed responses only, one assessor only, a response at a landmark: what the data allow.
    """

    denominators: tuple[Sensitivity, ...] = ()
    cohorts: tuple[OtherCounts, ...] = ()
    readings: tuple[Sensitivity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPatients:
    """A pair of cohorts that may share patients, of which one entered at least, and what was done.

    ``grade`` is one of `review.extraction.overlap.GRADES`; ``both`` says whether both are pooled.
    """

    cohort_a: str
    cohort_b: str
    label_a: str
    label_b: str
    grade: Grade
    reason: str
    done: str
    both: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One analysis, complete."""

    analysis: AnalysisInfo
    review: ReviewInfo
    spec: dict[str, object]
    result: PoolResult
    cohorts: tuple[CohortUsed, ...]
    excluded: tuple[CohortExcluded, ...]
    sensitivity: tuple[Sensitivity, ...] = ()
    problems: tuple[Problem, ...] = ()
    groupings: tuple[Grouping, ...] = ()
    beside: tuple[Beside, ...] = ()
    selection: Selection | None = None
    audit: Audit = field(default_factory=Audit)
    shared_patients: tuple[SharedPatients, ...] = ()
    others: OtherAssessments = field(default_factory=OtherAssessments)
    risk_of_bias: tuple[RiskOfBias, ...] = ()
    excluded_rates: tuple[ExcludedRate, ...] = ()
    marginal: MarginalMean | None = None
    extractors: ExtractorAgreement | None = None
    certainty: Certainty | None = None
    common_tau2: CommonTau2 | None = None
    regressions: tuple[Regressed, ...] = ()
    weighted_mean: PoolResult | None = None
    times: tuple[TimeToEvent, ...] = ()

    @property
    def weighted(self) -> PoolResult:
        """Where the parts stand that need a weighted mean: influence, GOSH, trim and fill, permutation."""
        return self.weighted_mean or self.result

    def regrouped(self, grouping: Grouping) -> Results:
        """These results with another grouping in the place of the first, for a figure of it."""
        return replace(
            self,
            analysis=replace(self.analysis, subgroup_by=grouping.by),
            result=grouping.result,
            cohorts=grouping.cohorts,
            groupings=(),
            beside=(),
            common_tau2=None,
        )

    def to_json(self) -> dict[str, Any]:
        """The object of ``results.json``: the contract's pooled numbers, and all else beside them."""
        rest = {
            "analysis": self.analysis,
            "review": self.review,
            "spec": self.spec,
            "cohorts": self.cohorts,
            "excluded": self.excluded,
            "sensitivity": self.sensitivity,
            "problems": [problem.to_dict() for problem in self.problems],
            "groupings": self.groupings,
            "beside": self.beside,
            **({"selection": self.selection} if self.selection else {}),
            "audit": self.audit,
            "shared_patients": self.shared_patients,
            "others": self.others,
            "risk_of_bias": self.risk_of_bias,
            "excluded_rates": self.excluded_rates,
            "marginal": self.marginal,
            **({"extractors": self.extractors} if self.extractors else {}),
            **({"certainty": self.certainty} if self.certainty else {}),
            **({"common_tau2": self.common_tau2} if self.common_tau2 else {}),
            **({"regressions": self.regressions} if self.regressions else {}),
            **({"weighted_mean": self.weighted_mean} if self.weighted_mean else {}),
            **({"times": self.times} if self.times else {}),
        }
        return {**self.result.to_dict(), **as_json(rest)}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Results:
        """The inverse of `to_json`."""
        return cls(
            analysis=decode(AnalysisInfo, document["analysis"]),
            review=decode(ReviewInfo, document["review"]),
            spec=document["spec"],
            result=decode(PoolResult, document),
            cohorts=decode(tuple[CohortUsed, ...], document["cohorts"]),
            excluded=decode(tuple[CohortExcluded, ...], document["excluded"]),
            sensitivity=decode(tuple[Sensitivity, ...], document["sensitivity"]),
            problems=tuple(Problem.from_dict(item) for item in document["problems"]),
            groupings=decode(tuple[Grouping, ...], document["groupings"]),
            beside=decode(tuple[Beside, ...], document["beside"]),
            selection=decode(Selection | None, document.get("selection")),
            audit=decode(Audit, document["audit"]),
            risk_of_bias=decode(tuple[RiskOfBias, ...], document["risk_of_bias"]),
            certainty=decode(Certainty | None, document.get("certainty")),
            others=decode(OtherAssessments, document["others"]),
            shared_patients=decode(tuple[SharedPatients, ...], document["shared_patients"]),
            excluded_rates=decode(tuple[ExcludedRate, ...], document.get("excluded_rates", [])),
            marginal=decode(MarginalMean | None, document.get("marginal")),
            extractors=decode(ExtractorAgreement | None, document.get("extractors")),
            common_tau2=decode(CommonTau2 | None, document.get("common_tau2")),
            regressions=decode(tuple[Regressed, ...], document.get("regressions", [])),
            weighted_mean=decode(PoolResult | None, document.get("weighted_mean")),
            times=decode(tuple[TimeToEvent, ...], document.get("times", [])),
        )
