"""The methods, written from what ran: nothing here is said of a choice that the result does not name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review.analysis.results import Results
from review.analysis.wording import level_name
from review.pooling.results import ModelChoice
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
    strong,
    words,
)
from review.report.model_words import (
    CONFIDENCE_INTERVALS,
    CORRECTED,
    CORRECTED_MEASURES,
    MEASURES,
    MODELS,
    PREDICTIONS,
    STUDY_INTERVALS,
    TAU2,
    Explained,
)
from review.report.numbers import sentence
from review.report.provenance import ReportProvenance
from review.report.rate_words import rate_name
from review.report.references import cite
from review.report.summary import planned_sentence
from review.report.vocabulary import denominator_of, grouping, outcome_of

SETTINGS_TABLE = "table-settings"

#: How a setting reads that names nothing.
NOTHING = "none"

#: Models that pool rates on a scale; the others pool counts and have no scale to choose.
SCALED_MODELS = frozenset({"inverse-variance", "common"})


def methods_section(results: Results, provenance: ReportProvenance | None) -> Section:
    """Return the methods as they were run, and every setting in full."""
    model, k = results.result.model, results.result.k
    paragraphs = [_question(results), _cohort_rates(results)]
    if k == 1:
        paragraphs.append(
            words("One cohort entered, so nothing was pooled; its rate has its exact interval.")
        )
    elif k > 1:
        paragraphs += [_model(model, bare=_has_bare(results)), _intervals(model), _few()]
        if results.result.subgroups:
            paragraphs.append(_groups(results))
        paragraphs.append(_spread(results))
    paragraphs.append(_software(provenance))
    return Section(
        "methods",
        "Methods as they were run",
        (*(Paragraph(text) for text in paragraphs), _settings(results)),
    )


def _question(results: Results) -> Inline:
    outcome = outcome_of(results.analysis)
    return words(
        strong("Outcome. "),
        f"The outcome was the {outcome.rate}: {outcome.definition}, among "
        f"{denominator_of(results.analysis)}. ",
        planned_sentence(results),
        " Each patient was to be counted once: where cohorts may share patients, one of them entered.",
    )


def _cohort_rates(results: Results) -> Inline:
    model = results.result.model
    explained = STUDY_INTERVALS.get(model.study_ci, Explained(f"“{model.study_ci}”"))
    return words(
        strong("Rates of single cohorts. "),
        "The rate of a cohort is its responders divided by its patients, with ",
        f"{explained.text} at {level_name(model.level)}",
        _citation(explained),
        ".",
    )


def _model(model: ModelChoice, *, bare: bool) -> Inline:
    explained = MODELS.get(model.model, Explained(f"The model was “{model.model}”."))
    parts: list[str | Inline] = [explained.text.removesuffix("."), _citation(explained), "."]
    if model.model in SCALED_MODELS:
        scale = MEASURES.get(model.measure, Explained(f"The scale was “{model.measure}”."))
        parts += [" ", scale.text.removesuffix("."), _citation(scale), ".", _correction(model, bare=bare)]
    name = rate_name(model)
    parts.append(f" The pooled rate printed is the {name.name}. {name.meaning}".rstrip())
    if model.model in {"glmm", "bayesian"}:
        parts.append(
            " The marginal mean, the average of the true rates over the same distribution, is "
            "another number; "
            "statements per 100 patients use it and say so."
        )
    return words(strong("Model. "), *parts)


def _has_bare(results: Results) -> bool:
    """Say whether nobody or everybody responded in any cohort."""
    return any(study.events in (0, study.n) for study in results.result.studies)


def _correction(model: ModelChoice, *, bare: bool) -> str:
    if model.measure not in CORRECTED_MEASURES:
        return " It needs no continuity correction."
    if not model.add or model.to is None or model.to not in CORRECTED:
        return " No continuity correction was added."
    if not bare and model.to != "all":
        return " No cohort needed a continuity correction: in each, some patients responded and some did not."
    return (
        f" A continuity correction of {model.add:g} responders and {model.add:g} non-responders was added "
        f"{CORRECTED[model.to]}."
    )


def _intervals(model: ModelChoice) -> Inline:
    parts: list[str | Inline] = []
    if model.model == "inverse-variance" and model.tau2 is not None:
        tau2 = TAU2.get(model.tau2, Explained(f"τ² was estimated by “{model.tau2}”"))
        parts += [tau2.text, _citation(tau2), ". "]
    ci = CONFIDENCE_INTERVALS.get(model.ci, Explained(f"is “{model.ci}”"))
    parts += [f"The {level_name(model.level)} interval of the pooled rate {ci.text}", _citation(ci), "."]
    if model.ci == "wald" and model.model != "common":
        parts.append(" With few cohorts it is too narrow.")
    prediction = PREDICTIONS.get(model.prediction)
    if model.model != "common" and prediction is not None:
        parts += [
            " The prediction interval, for the true rate of a further cohort, was computed ",
            prediction.text,
            _citation(prediction),
            ". It is approximate: it treats the estimated τ² as if it were known.",
        ]
    elif model.model != "common" and model.prediction == "none":
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
    if results.analysis.subgroups_primary:
        parts.append(" The analysis names the subgroups as its answer; the rate over all is secondary.")
    return words(strong("Subgroups. "), *parts)


def _spread(results: Results) -> Inline:
    result = results.result
    parts: list[str | Inline] = []
    if result.model.model in SCALED_MODELS:
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


def _citation(explained: Explained) -> Inline:
    return words(" ", cite(*explained.cites)) if explained.cites else ()


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
