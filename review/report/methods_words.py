"""The methods, written from what ran: nothing here is said of a choice that the result does not name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import level_name
from review.pooling.choices import MODELS
from review.pooling.exact_rates import ExactRate, exact_rate
from review.pooling.measures import CORRECTED, MEASURES
from review.pooling.pooled_intervals import POOLED_INTERVALS
from review.pooling.prediction import PREDICTIONS
from review.pooling.results import ModelChoice
from review.pooling.study_intervals import STUDY_INTERVALS
from review.pooling.tau2 import TAU2
from review.report.blocks import (
    Cell,
    Column,
    Inline,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    code,
    refer,
    strong,
    words,
)
from review.report.class_words import groups_without_model
from review.report.further_methods import further_methods
from review.report.numbers import sentence
from review.report.provenance import ReportProvenance
from review.report.rate_words import rate_name
from review.report.references import cite
from review.report.summary import planned_sentence
from review.report.vocabulary import grouping, patients_counted

SETTINGS_TABLE = "table-settings"

#: How a setting reads that names nothing.
NOTHING = "none"


def methods_section(results: Results, provenance: ReportProvenance | None) -> Section:
    """Return the methods as they were run."""
    model, k = results.result.model, results.result.k
    paragraphs = [_question(results), _cohort_rates(results)]
    if k == 1:
        paragraphs.append(
            words("One cohort entered, so nothing was pooled; its rate has its exact interval.")
        )
    elif k > 1:
        instead = exact_rate(results.result.pooled.exact)
        if instead is None:
            paragraphs += [_model(model, bare=_has_bare(results)), _intervals(model), _few()]
        else:
            paragraphs.append(_without_model(model, instead))
        if results.result.subgroups:
            paragraphs.append(_groups(results))
        paragraphs.append(_spread(results))
    paragraphs += [*further_methods(results), _software(provenance)]
    return Section(
        "methods",
        "Methods as they were run",
        (
            *(Paragraph(text) for text in paragraphs),
            Paragraph(words(refer(SETTINGS_TABLE), " names every setting, with the defaults written out.")),
        ),
    )


def settings_appendix(results: Results) -> Section:
    """Return every setting of the analysis."""
    return Section("appendix-settings", "Appendix: every setting", (_settings(results),))


def _question(results: Results) -> Inline:
    outcome = outcome_of(results.analysis.outcome)
    return words(
        strong("Outcome. "),
        f"The outcome was the {outcome.rate}: {outcome.definition}, among "
        f"{patients_counted(results.analysis.denominator)}. ",
        planned_sentence(results),
        " Each patient was to be counted once: where cohorts may share patients, one of them entered.",
    )


def _cohort_rates(results: Results) -> Inline:
    model = results.result.model
    interval = STUDY_INTERVALS[model.study_ci]
    return words(
        strong("Rates of single cohorts. "),
        "The rate of a cohort is its responders divided by its patients, with ",
        f"{interval.methods} at {level_name(model.level)}",
        _citation(interval.cites),
        ".",
    )


def _model(choice: ModelChoice, *, bare: bool) -> Inline:
    model, name = MODELS[choice.model], rate_name(choice)
    parts: list[str | Inline] = [*_cited(model.methods, model.cites)]
    if choice.tau_prior is not None:
        parts.append(f" The scale of that prior is {choice.tau_prior:g}.")
    if len(model.measures) > 1:
        measure = MEASURES[choice.measure]
        parts += [" ", *_cited(measure.methods, measure.cites), _correction(choice, bare=bare)]
    parts.append(f" The pooled rate printed is the {name.name}. {name.meaning}")
    if model.rate == MEASURES["PLO"].rate:
        parts.append(
            " The marginal mean, the average of the true rates over the same distribution, is another "
            "number; statements per 100 patients use it and say so."
        )
    return words(strong("Model. "), *parts)


def _without_model(choice: ModelChoice, instead: ExactRate) -> Inline:
    return words(
        strong("Model. "),
        f"The analysis asked for this model: {MODELS[choice.model].label}. It was not fitted, because "
        f"{instead.why}. The rate printed is the {instead.rate.name}, with its exact binomial interval at "
        f"{level_name(choice.level)}",
        _citation(STUDY_INTERVALS["clopper-pearson"].cites),
        ". τ², a marginal mean and a prediction interval were not computed. ",
        "It counts cohorts and is not a rate of patients."
        if instead.of_cohorts
        else "It takes all patients as if they were one cohort.",
    )


def _cited(sentence: str, cites: tuple[str, ...]) -> tuple[str | Inline, ...]:
    """A sentence with its references before the full stop."""
    return sentence.removesuffix("."), _citation(cites), "."


def _has_bare(results: Results) -> bool:
    """Say whether nobody or everybody responded in any cohort."""
    return any(study.events in (0, study.n) for study in results.result.studies)


def _correction(choice: ModelChoice, *, bare: bool) -> str:
    if not MEASURES[choice.measure].corrects_zeros:
        return " It needs no continuity correction."
    if not choice.add or choice.to is None or choice.to == "none":
        return " No continuity correction was added."
    if not bare and choice.to != "all":
        return " No cohort needed a continuity correction: in each, some patients responded and some did not."
    return (
        f" A continuity correction of {choice.add:g} responders and {choice.add:g} non-responders was added "
        f"to {CORRECTED[choice.to]}."
    )


def _intervals(choice: ModelChoice) -> Inline:
    common = choice.model == "common"
    parts: list[str | Inline] = []
    if MODELS[choice.model].tau2 and choice.tau2 is not None:
        parts += [*_cited(TAU2[choice.tau2].methods, TAU2[choice.tau2].cites), " "]
    ci = POOLED_INTERVALS[choice.ci]
    parts += _cited(f"The {level_name(choice.level)} interval of the pooled rate {ci.methods}", ci.cites)
    if choice.ci == "wald" and not common:
        parts.append(" With few cohorts it is too narrow.")
    prediction = PREDICTIONS[choice.prediction]
    if prediction.methods:
        text = "The prediction interval, for the true rate of a further cohort, was computed"
        parts += [" ", *_cited(f"{text} {prediction.methods}", prediction.cites)]
        if choice.ci != "posterior":
            parts.append(" It is approximate: it treats the estimated τ² as if it were known.")
    elif not common:
        parts.append(" No prediction interval was asked for.")
    return words(strong("Intervals. "), *parts)


def _few() -> Inline:
    return words(
        strong("Few cohorts. "),
        "No prediction interval is given below three cohorts, nor where the spread between cohorts is "
        "estimated as zero and no upper limit of it can stand beside. Below five cohorts the report names "
        "every cohort beside the pooled rate.",
    )


def _groups(results: Results) -> Inline:
    by = grouping(results.analysis.subgroup_by)
    test = results.result.subgroup_test
    parts = [f"Subgroups were made by {by}"]
    if test is not None:
        parts.append(
            ", with a variance between cohorts of its own in each"
            if test.tau2 == "separate"
            else ", with one variance between cohorts for all"
        )
    parts.append(". The differences between them were tested with Q.")
    parts += [f" {text}" for text in groups_without_model(results.result)]
    if results.analysis.subgroups_primary:
        parts.append(" The analysis names the subgroups as its answer; the rate over all is secondary.")
    return words(strong("Subgroups. "), *parts)


def _spread(results: Results) -> Inline:
    result = results.result
    parts: list[str | Inline] = []
    if MODELS[result.model.model].weighted_mean:
        parts += ["Differences between cohorts were tested with Cochran’s Q"]
        if result.heterogeneity.i2 is not None:
            parts += [", and I² with its interval was computed from Q ", cite("higgins2002")]
        parts.append(".")
        if result.model.model == "inverse-variance" and result.heterogeneity.tau2_ci_high is not None:
            parts += [" The interval of τ² is by the Q-profile method ", cite("viechtbauer2007"), "."]
    else:
        parts.append(
            "Differences between cohorts were tested with a likelihood-ratio test against a model in which "
            "every cohort has a rate of its own."
        )
    return words(strong("Differences between cohorts. "), *parts)


def _software(provenance: ReportProvenance | None) -> Inline:
    if provenance is None or not provenance.software:
        return words(strong("Software. "), "The versions of the software were not handed to this report.")
    versions = ", ".join(f"{item.name} {item.version}" for item in provenance.software)
    return words(strong("Software. "), sentence(f"computed with {versions}"))


def _citation(cites: tuple[str, ...]) -> Inline:
    return words(" ", cite(*cites)) if cites else ()


def _settings(results: Results) -> TableBlock:
    spec = results.spec or {"model": _choice(results.result.model)}
    rows = tuple(
        TableRow((Cell(words(code(path))), Cell(words(value))))
        for path, value in _flat(spec)
        if not (path.startswith("sensitivity[") and value == NOTHING)
    )
    return TableBlock(
        anchor=SETTINGS_TABLE,
        caption=words(
            "Every setting of this analysis, with the defaults written out; a sensitivity analysis has those "
            "of the main analysis but for what is named."
        ),
        columns=(Column("Setting", share=1.2), Column("Value", share=2.0)),
        groups=(RowGroup("", rows),),
    )


def _choice(model: ModelChoice) -> dict[str, object]:
    return {name: getattr(model, name) for name in ModelChoice.__dataclass_fields__}


def _flat(value: Mapping[str, object], path: str = "") -> Iterator[tuple[str, str]]:
    """Every setting under its dotted path, as the analysis file writes it."""
    for name, inner in value.items():
        where = f"{path}.{name}" if path else name
        if isinstance(inner, Mapping):
            yield from _flat(inner, where)
        elif isinstance(inner, (list, tuple)):
            yield from _flat_list(inner, where)
        else:
            yield where, _setting(inner)


def _flat_list(values: list[object] | tuple[object, ...], path: str) -> Iterator[tuple[str, str]]:
    if any(isinstance(value, Mapping) for value in values):
        for number, value in enumerate(values, start=1):
            if isinstance(value, Mapping):
                yield from _flat(value, f"{path}[{number}]")
            else:
                yield f"{path}[{number}]", _setting(value)
    else:
        yield path, ", ".join(map(_setting, values)) or NOTHING


def _setting(value: object) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value) or NOTHING
