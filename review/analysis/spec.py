"""What is to be pooled: one analysis file as a frozen value.

An analysis file says which cohorts may enter, which of a cohort's response rows counts, the model, the
subgroups and the named sensitivity analyses. Every key is checked; an unknown one is an error with the
nearest known key. To add a key, add it to the dataclass and to the reader beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from review.analysis.figure_spec import USUAL_FIGURE, FigureSpec, read_figure
from review.analysis.model_options import ModelOptions, change_of, changed_model, model_of
from review.analysis.outcomes import DENOMINATORS, OUTCOMES
from review.analysis.parts_check import check_parts
from review.analysis.parts_spec import FieldWords, PartsSpec, rate, read_parts
from review.analysis.results import EXCLUSION_STAGES
from review.document import Table, did_you_mean
from review.pooling.options import MOST_PATIENTS, SUBGROUP_TAU2_CODES, wrong_options
from review.problems import Problem

#: Whether the analysis was fixed before the data were seen; the report prints it.
PLANNED = {
    "before": "planned before the data were seen",
    "after": "planned after the data were seen",
}
#: What happens to a cohort whose report does not give the denominator asked for.
FALLBACKS = ("leave out", "evaluable")
#: Which of several reports of one trial is taken, by the word that an analysis file uses.
TAKING = {
    "latest": "the report with the latest data cut-off, else the latest year of publication",
    "largest": "the report with the most patients",
}

#: What stands in a field of which nothing is known: a filter may name these too.
UNKNOWN_WORDS = ("NR", "NA", "UNCLEAR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disjoint:
    """Two groups of cohorts that the checks would take for the same patients, and why they are not.

    Every cohort of `cohorts` is said to share no patient with any cohort of `of`; where `of` is empty,
    with any other of `cohorts`.
    """

    cohorts: tuple[str, ...]
    of: tuple[str, ...]
    reason: str

    def covers(self, a: str, b: str) -> bool:
        """Whether this statement is about that pair."""
        others = self.of or self.cohorts
        return (a in self.cohorts and b in others) or (b in self.cohorts and a in others)


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivitySpec:
    """One named sensitivity analysis: what it changes in the main one."""

    name: str
    label: str
    replace: Mapping[str, str] = field(default_factory=dict)
    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    timepoint: str = ""
    prefer: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    denominator: str = ""
    denominator_missing: str = ""
    overlap_accepted: str = ""
    take: tuple[str, ...] = ()
    model: ModelOptions = field(default_factory=dict)

    @property
    def entering(self) -> tuple[str, ...]:
        """The cohorts that this change brings in."""
        return (*self.add, *self.replace.values())

    @property
    def changes_model_only(self) -> bool:
        """Whether the same cohorts and counts are pooled in another way."""
        return bool(self.model) and self == SensitivitySpec(
            name=self.name, label=self.label, model=self.model
        )

    @property
    def named(self) -> tuple[str, ...]:
        """Every cohort that this change names."""
        return (*self.entering, *self.replace, *self.drop)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisSpec:
    """One analysis file.

    Parameters
    ----------
    only
        Filters that cohorts added by name must pass too: those of a sensitivity analysis.
    """

    name: str
    file: str
    title: str
    question: str
    planned: str = "after"
    outcome: str = "ORR"
    denominator: str = "evaluable"
    denominator_missing: str = "leave out"
    notes: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    min_n: int = 1
    leave_out: Mapping[str, str] = field(default_factory=dict)
    disjoint: tuple[Disjoint, ...] = ()
    overlap_accepted: str = ""
    take: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    timepoint: str = "best"
    prefer: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    subgroup_by: tuple[str, ...] = ()
    subgroups_primary: bool = False
    subgroup_tau2: str = "separate"
    subgroup_labels: Mapping[str, str] = field(default_factory=dict)
    model: ModelOptions = field(default_factory=dict)
    figure: FigureSpec = USUAL_FIGURE
    threshold: float | None = None
    next_trial: int | None = None
    parts: PartsSpec = field(default_factory=PartsSpec)
    sensitivity: tuple[SensitivitySpec, ...] = ()

    def with_change(self, change: SensitivitySpec) -> AnalysisSpec:
        """This analysis as a sensitivity analysis changes it."""
        return replace(
            self,
            without={**self.without, **change.without},
            denominator=change.denominator or self.denominator,
            denominator_missing=change.denominator_missing or self.denominator_missing,
            leave_out={
                **{cohort: why for cohort, why in self.leave_out.items() if cohort not in change.entering},
                **dict.fromkeys(change.drop, f"left out in this sensitivity analysis: {change.label}"),
                **{old: f"replaced by {new}" for old, new in change.replace.items()},
            },
            add=(*self.add, *change.entering),
            only={**self.only, **change.where},
            timepoint=change.timepoint or self.timepoint,
            prefer={
                **change.prefer,
                **{key: order for key, order in self.prefer.items() if key not in change.prefer},
            },
            overlap_accepted=change.overlap_accepted or self.overlap_accepted,
            take=change.take or self.take,
            model=changed_model(self.model, change.model),
            sensitivity=(),
        )


def read_spec(
    name: str,
    file: str,
    document: Mapping[str, object],
    *,
    fields: FieldWords,
    survival: FieldWords | None = None,
) -> tuple[AnalysisSpec, tuple[Problem, ...]]:
    """An analysis file as a value, and all that is wrong with it.

    Parameters
    ----------
    name
        Name of the analysis: the file's name without its ending.
    file
        Path for messages.
    document
        The parsed TOML.
    fields
        The form's fields, that cohorts can be chosen and grouped by: for each the words that it allows,
        none where it takes any.
    survival
        The form's fields of times to an event, in the same way.
    """
    problems: list[Problem] = []
    top = Table(document, file, problems)
    cohorts = top.table("cohorts")
    responses = top.table("responses")
    subgroups = top.table("subgroups")
    figure = top.table("figure")
    threshold = top.table("threshold")
    next_trial = top.table("next_trial")
    spec = AnalysisSpec(
        name=name,
        file=file,
        title=top.text("title", required=True),
        question=top.text("question", required=True),
        planned=top.text("planned", "after", required=True, choices=PLANNED),
        outcome=top.text("outcome", "ORR", choices=OUTCOMES),
        denominator=top.text("denominator", "evaluable", choices=DENOMINATORS),
        denominator_missing=top.text("denominator_missing", "leave out", choices=FALLBACKS),
        notes=top.texts("notes"),
        where=_filters(cohorts.table("where"), fields),
        without=_filters(cohorts.table("without"), fields),
        min_n=cohorts.integer("min_n", 1) or 1,
        leave_out=_reasons(cohorts.table("leave_out")),
        disjoint=tuple(_disjoint(table) for table in cohorts.tables("disjoint")),
        overlap_accepted=cohorts.text("overlap_accepted"),
        take=cohorts.texts("take"),
        add=cohorts.texts("add"),
        timepoint=responses.text("timepoint", "best"),
        prefer=_filters(responses.table("prefer"), fields),
        subgroup_by=_fields(subgroups, "by", fields),
        subgroups_primary=subgroups.boolean("primary"),
        subgroup_tau2=subgroups.text("tau2", "separate", choices=SUBGROUP_TAU2_CODES),
        subgroup_labels={
            key: value[0] for key, value in subgroups.table("labels").mapping().items() if value
        },
        model=model_of(top.table("model")),
        threshold=rate(threshold, "p0"),
        next_trial=_patients(next_trial, "n"),
        parts=read_parts(top, fields, survival or {}),
        sensitivity=tuple(_sensitivity(table, fields) for table in top.tables("sensitivity")),
    )
    spec = replace(
        spec,
        figure=read_figure(
            figure,
            fields=fields,
            models=_models_to_show(spec.sensitivity) if figure.has("models") else (),
            excluded=EXCLUSION_STAGES,
            rate=rate(figure, "reference_rate"),
        ),
    )
    _check_models(top, spec)
    check_parts(top, spec)
    names = [change.name for change in spec.sensitivity]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        top.report("TOML04", "sensitivity", f"two sensitivity analyses are named '{name}'", fix="rename one")
    for table in (cohorts, responses, subgroups, figure, threshold, next_trial, top):
        table.finish()
    return spec, tuple(problems)


def _check_models(top: Table, spec: AnalysisSpec) -> None:
    """Codes that exist but do not go together are found before anything is pooled."""
    models = {"model": spec.model}
    for index, change in enumerate(spec.sensitivity):
        models[f"sensitivity[{index}].model"] = spec.with_change(change).model
    for key, options in models.items():
        if wrong := wrong_options(options):
            top.report("TOML04", key, wrong, fix="see: review pool --help")


def _models_to_show(changes: Sequence[SensitivitySpec]) -> tuple[str, ...]:
    """What can stand as another model of the same cohorts: those compared anyway, changes of the model."""
    # The registry needs numpy, which most analysis files are read without.
    from review.pooling.agreement import COMPARISON, DEFENSIBLE

    codes = [model.code for model in (*DEFENSIBLE, *COMPARISON)]
    return (*codes, *(change.name for change in changes if change.changes_model_only))


def _filters(table: Table, fields: FieldWords) -> dict[str, tuple[str, ...]]:
    for key in table.values:
        if key not in fields:
            table.report("TOML01", key, _no_field(key), fix=did_you_mean(key, fields))
    found = {key: value for key, value in table.mapping().items() if key in fields}
    for key, values in found.items():
        known = {word.casefold() for word in (*fields[key], *UNKNOWN_WORDS)}
        for value in values:
            if fields[key] and value.casefold() not in known:
                fix = did_you_mean(value, tuple(fields[key]))
                table.report("TOML04", key, f"'{value}' is no value of {key}", found=value, fix=fix)
    return found


def _no_field(name: str) -> str:
    return f"'{name}' is not a field of the form of which a cohort has one value"


def _fields(table: Table, key: str, fields: FieldWords) -> tuple[str, ...]:
    names = table.texts(key)
    for name in names:
        if name not in fields:
            table.report("TOML04", key, _no_field(name), fix=did_you_mean(name, fields))
    return tuple(name for name in names if name in fields)


def _reasons(table: Table) -> dict[str, str]:
    reasons = {}
    for key in table.values:
        reasons[key] = table.text(key)
        if not reasons[key].strip():
            table.report(
                "TOML03", key, f"'{key}' is left out without a reason", fix="write the reason in quotes"
            )
    return reasons


def _disjoint(table: Table) -> Disjoint:
    claim = Disjoint(
        cohorts=table.texts("cohorts", required=True),
        of=table.texts("of"),
        reason=table.text("reason", required=True),
    )
    table.finish()
    return claim


def _patients(table: Table, key: str) -> int | None:
    patients = table.integer(key)
    if patients is not None and not 1 <= patients <= MOST_PATIENTS:
        table.report(
            "TOML04", key, f"'{key}' lies between 1 and {MOST_PATIENTS}", found=patients,
            fix="write how many patients",
        )  # fmt: skip
        return None
    return patients


def _sensitivity(table: Table, fields: FieldWords) -> SensitivitySpec:
    change = SensitivitySpec(
        name=table.text("name", required=True),
        label=table.text("label", required=True),
        replace={old: new[0] for old, new in table.table("replace").mapping().items() if new},
        add=table.texts("add"),
        drop=table.texts("drop"),
        where=_filters(table.table("where"), fields),
        without=_filters(table.table("without"), fields),
        timepoint=table.text("timepoint"),
        prefer=_filters(table.table("prefer"), fields),
        denominator=table.text("denominator", choices=DENOMINATORS),
        denominator_missing=table.text("denominator_missing", choices=FALLBACKS),
        overlap_accepted=table.text("overlap_accepted"),
        take=table.texts("take"),
        model=change_of(table.table("model")),
    )
    table.finish()
    return change
