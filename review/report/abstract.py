"""The abstract: each part that PRISMA 2020 asks for, with the numbers; open where only people can write."""

from __future__ import annotations

from review.analysis.authors_words import AUTHORS_SAY
from review.analysis.outcomes import outcome_of
from review.analysis.results import Results, RiskOfBias
from review.analysis.wording import equation, level_name, variance
from review.pooling.choices import MODELS
from review.pooling.prediction import FEWEST_COHORTS
from review.report.blocks import Block, Fact, Facts, Paragraph, Section, strong, words
from review.report.certainty_words import certainty_sentence
from review.report.declarations import open_part
from review.report.numbers import capital, count, interval, listing, sentence
from review.report.rate_words import per_hundred_sentence, shown_prediction
from review.report.summary import answer, classes_first
from review.report.vocabulary import patients_counted

ANCHOR = "abstract"


def abstract_section(results: Results) -> Section:
    """Return the structured abstract of an analysis."""
    parts = (
        ("Objective", results.analysis.question or results.review.question),
        ("Eligibility", " ".join(map(sentence, results.review.eligibility))),
        ("Sources", _sources(results)),
        ("Risk of bias", _risk_of_bias(results.risk_of_bias)),
        ("Synthesis", _synthesis(results)),
        ("Included", _included(results)),
        ("Results", _found(results)),
        ("Limitations", _limits(results)),
    )
    facts = [Fact(name, words(text) if text else open_part()) for name, text in parts]
    for key in ("interpretation", "support", "registration"):
        said = results.review.authors.get(key)
        facts.append(Fact(AUTHORS_SAY[key], words(sentence(said)) if said else open_part()))
    blocks: list[Block] = [
        Paragraph(
            words(
                strong("A draft. "),
                "Every number below is that of the analysis; what is open only the authors can write.",
            ),
            "small",
        ),
        Facts(tuple(facts)),
    ]
    return Section(ANCHOR, "Abstract", tuple(blocks))


def _sources(results: Results) -> str:
    sources = results.review.sources
    if not sources:
        return ""
    dates = sorted({source.searched for source in sources if source.searched})
    when = f" Last searched on {dates[-1]}." if dates else " The dates of the searches are not stated."
    return f"{sentence('; '.join(source.name for source in sources))}{when}"


def _risk_of_bias(tools: tuple[RiskOfBias, ...]) -> str:
    used = [tool for tool in tools if tool.unit == "cohort"]
    if not used:
        return ""
    names = listing([tool.title for tool in used])
    judged = any(one.code for tool in used for row in tool.rows for one in row.judgements)
    return sentence(names if judged else f"{names}; nobody has judged yet")


def _synthesis(results: Results) -> str:
    choice, outcome = results.result.model, outcome_of(results.analysis.outcome)
    counted = patients_counted(results.analysis.denominator)
    text = f"The outcome was the {outcome.rate}, among {counted}."
    if results.result.k < 2 or results.result.pooled.exact:
        return text
    return f"{text} Rates were pooled with this model: {MODELS[choice.model].label}."


def _included(results: Results) -> str:
    studies = len({cohort.study_id for cohort in results.cohorts})
    if not results.result.k:
        return "No cohort entered."
    return (
        f"{capital(count(results.result.k, 'cohort'))} of {count(studies, 'study', 'studies')} entered, with "
        f"{count(results.result.n, 'patient')}."
    )


def _found(results: Results) -> str:
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    texts = [answer(results)]
    if not classes_first(results):
        shown = shown_prediction(result.pooled, result.heterogeneity, result.k)
        if shown and result.k >= FEWEST_COHORTS and not result.pooled.exact:
            level, tau2 = level_name(result.model.level), result.heterogeneity.tau2
            spread = "" if tau2 is None else f"; {equation('τ²', variance(tau2))}"
            texts.append(
                f"The {level} prediction interval for the true rate of a further cohort is "
                f"{interval(*shown)}{spread}."
            )
        texts.append(per_hundred_sentence(result, outcome))
    texts.append(certainty_sentence(results))
    return " ".join(text for text in texts if text)


def _limits(results: Results) -> str:
    own = results.review.authors.get("limitations_of_evidence", "")
    texts = [sentence(text) for text in (own, *results.review.statements) if text]
    missing = len(results.review.missing_evidence)
    if missing:
        texts.append(
            f"Results of {count(missing, 'study or cohort', 'studies or cohorts')} could not be read."
        )
    return " ".join(texts)
