"""The methods beside the pooling itself, each written only where it ran."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from review.analysis.results import Results
from review.analysis.wording import NOT_STATED, stated
from review.pooling.small_study import FEWEST_COHORTS
from review.report.blocks import Inline, refer, strong, words
from review.report.certainty_words import ANCHOR as CERTAINTY
from review.report.numbers import count, listing
from review.report.references import cite

#: Criteria of response that have a publication in `review/report/references.py`.
_CRITERIA: Mapping[str, str] = {"RECIST 1.1": "eisenhauer2009", "iRECIST": "seymour2017"}


def further_methods(results: Results) -> tuple[Inline, ...]:
    """Return one paragraph each on criteria of response, repetitions, missing results and certainty."""
    found = (_criteria(results), _bias(results), _repeated(results), _missing(results), _certainty(results))
    return tuple(text for text in found if text)


def _criteria(results: Results) -> Inline:
    used = Counter(stated(cohort.criteria) for cohort in results.cohorts)
    if not used:
        return ()
    unknown = used.pop(NOT_STATED, 0)
    parts: list[str | Inline] = []
    for name, n in used.most_common():
        known = _CRITERIA.get(name)
        parts += [", " if parts else "Response was judged by ", name, *((" ", cite(known)) if known else ())]
        parts.append(f" in {count(n, 'cohort')}")
    if unknown:
        which = f"; of {count(unknown, 'cohort')}" if parts else f"Of {count(unknown, 'cohort')}"
        parts.append(f"{which} the criteria are not stated")
    return words(
        strong("Criteria of response. "), *parts,
        ". Criteria were taken as reported; none was translated into another.",
    )  # fmt: skip


def _bias(results: Results) -> Inline:
    if not results.risk_of_bias:
        return ()
    tools = listing([f"{tool.title} (version {tool.version})" for tool in results.risk_of_bias])
    text = f"Judged by {tools}. A judgement that nobody made is shown as not assessed and counts as nothing."
    return words(strong("Risk of bias. "), text)


def _repeated(results: Results) -> Inline:
    how = []
    if results.sensitivity:
        many = count(len(results.sensitivity), "named change", "named changes")
        how.append(f"under {many}")
    if results.result.agreement:
        how.append("under other models")
    if results.others.denominators or results.others.readings:
        how.append("with other patients counted and other readings of response, where the data allow")
    if results.result.leave_one_out:
        how.append("without each cohort in turn")
    if not how:
        return ()
    return words(strong("Repetitions. "), f"The analysis was repeated {listing(how)}.")


def _missing(results: Results) -> Inline:
    if results.result.small_study is None:
        return ()
    return words(
        strong("Missing results. "),
        "Results that are known to exist and could not be read are listed first. Tests of asymmetry were "
        f"asked for; they are given from {FEWEST_COHORTS} cohorts on ",
        cite("sterne2011"),
        " and are no measure of what is missing.",
    )


def _certainty(results: Results) -> Inline:
    if results.certainty is None or not results.certainty.rated:
        return ()
    when = "before" if results.certainty.rules.declared == "before" else "after"
    return words(
        strong("Certainty. "),
        "Rated by a house rule in the manner of GRADE ",
        cite("guyatt2008", "iorio2015"),
        f", with thresholds that were declared {when} the rates were known: see ",
        refer(CERTAINTY),
        ".",
    )
