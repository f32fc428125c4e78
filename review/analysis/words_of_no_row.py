"""Words of an analysis file that no row of the workbook has: such a mistake would pool less in silence.

A word that the form lists is no mistake, whether a row has it yet or not. What the form leaves open (a
regimen, a time point, an institution) can only be held against the rows. An endpoint and the fields of
subgroups ask for numbers and groups, and are refused where no row gives any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from review.analysis.spec import UNKNOWN_WORDS, AnalysisSpec
from review.analysis.wording import NOT_STATED
from review.document import did_you_mean
from review.extraction.dataset import Dataset, Row
from review.problems import Place, Problem

#: The words that a form lists for each of its fields, those of open lists among them.
ListedWords = Mapping[str, Collection[str]]
#: More words than this are no help in a message.
MOST_LISTED = 12


def words_of_no_row(spec: AnalysisSpec, dataset: Dataset, *, listed: ListedWords) -> tuple[Problem, ...]:
    """Return an error for each word of an analysis file that neither the form nor a row has.

    Each stands at its dotted path with the word that was probably meant; there is none as long as the
    workbook holds no cohort.
    """
    if not any(dataset.cohorts()):
        return ()
    return (*_filters(spec, dataset, listed), *_groups(spec, dataset, listed), *_endpoints(spec, dataset))


def _filters(spec: AnalysisSpec, dataset: Dataset, listed: ListedWords) -> Iterator[Problem]:
    for key, field, words in _named(spec):
        there = _known(field, dataset, listed)
        for word in words:
            if word.casefold() not in {known.casefold() for known in (*there, *UNKNOWN_WORDS)}:
                message = f"no row of the workbook has {field.replace('_', ' ')} '{word}'"
                otherwise = "" if len(there) <= MOST_LISTED else "write it as it stands in the workbook"
                yield _problem(spec, key, message, word, did_you_mean(word, there, otherwise))


def _named(spec: AnalysisSpec) -> Iterator[tuple[str, str, Collection[str]]]:
    """What an analysis file chooses by: dotted path, field and words."""
    filters = {"cohorts.where": spec.where, "cohorts.without": spec.without, "responses.prefer": spec.prefer}
    times = {"responses.timepoint": spec.timepoint}
    for i, change in enumerate(spec.sensitivity):
        key = f"sensitivity[{i}]"
        filters |= {
            f"{key}.where": change.where,
            f"{key}.without": change.without,
            f"{key}.prefer": change.prefer,
        }
        times[f"{key}.timepoint"] = change.timepoint
    for key, chosen in filters.items():
        for field, words in chosen.items():
            yield f"{key}.{field}", field, words
    for key, time in times.items():
        yield key, "timepoint", (time,) if time else ()


def _groups(spec: AnalysisSpec, dataset: Dataset, listed: ListedWords) -> Iterator[Problem]:
    for field in spec.subgroup_by:
        if not any(row.text(field) for row in _rows(dataset)):
            message = f"no cohort of the workbook has a value of '{field}'"
            yield _problem(spec, "subgroups.by", message, field, "fill it in, or take it out of subgroups.by")
    groups = [word for field in spec.subgroup_by for word in _known(field, dataset, listed)]
    for word in spec.subgroup_labels:
        if word not in (*groups, NOT_STATED):
            message = f"no row of the workbook has the group '{word}', so that its label stands nowhere"
            yield _problem(spec, f"subgroups.labels.{word}", message, word, did_you_mean(word, groups))


def _endpoints(spec: AnalysisSpec, dataset: Dataset) -> Iterator[Problem]:
    rows = [row.text("endpoint") for _, cohort in dataset.cohorts() for row in cohort.survival]
    there = tuple(dict.fromkeys(filter(None, rows)))
    for i, asked in enumerate(spec.parts.times):
        if asked.endpoint and asked.endpoint.casefold() not in {known.casefold() for known in there}:
            message = f"no row of the sheet Survival has the endpoint '{asked.endpoint}'"
            otherwise = "fill in the sheet Survival, or take this part out"
            if there:
                otherwise = f"{otherwise}; there are rows of: {', '.join(there)}"
            fix = did_you_mean(asked.endpoint, there, otherwise)
            yield _problem(spec, f"time_to_event[{i}].endpoint", message, asked.endpoint, fix)


def _problem(spec: AnalysisSpec, key: str, message: str, word: str, fix: str) -> Problem:
    return Problem("ANA07", "error", Place(spec.file, cell=key), message, word, fix)


def _known(field: str, dataset: Dataset, listed: ListedWords) -> tuple[str, ...]:
    """The words of a field: those that the form lists, and those of the rows."""
    return tuple(
        dict.fromkeys((*listed.get(field, ()), *(w for row in _rows(dataset) for w in _words(row, field))))
    )


def _rows(dataset: Dataset) -> Iterator[Row]:
    """The rows that a field of a cohort may stand in."""
    for study in dataset.studies:
        yield study.row
        yield from (report.row for report in study.reports)
        for cohort in study.cohorts:
            yield cohort.row
            yield from cohort.patients
            yield from (response.row for response in cohort.responses)


def _words(row: Row, field: str) -> Collection[str]:
    """What a filter on a field can name in a row, as `review.analysis.select` compares it."""
    if field not in row:
        return ()
    value = row.value(field)
    return value if isinstance(value, tuple) else (row.text(field) or row[field].missing or "blank",)
