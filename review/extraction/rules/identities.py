"""Keys, references, registrations and inclusion: who is who, and what belongs to what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from review.document import did_you_mean
from review.extraction.dataset import Row
from review.extraction.filled import FilledForm
from review.extraction.form import Field
from review.extraction.registrations import registrations
from review.extraction.rule import Rule
from review.problems import Problem

_NCT = re.compile(r"NCT\d{8}", re.IGNORECASE)


def _needed_is_blank(filled: FilledForm) -> Iterator[Problem]:
    for sheet in filled.form.sheets:
        needed = [field for field in sheet.fields if field.required]
        for row in filled.sheet(sheet.name):
            for field in needed:
                entry = row.entries[field.name]
                if entry.missing == "" and entry.place.cell:
                    target = f", as it stands in {field.references[0]}" if field.references else ""
                    yield IDENTITY_RULES["KEY01"].problem(
                        entry.place,
                        f"{field.name} is blank in a row that is filled",
                        fix=f"enter {field.name}{target}",
                    )


def _key_stands_twice(filled: FilledForm) -> Iterator[Problem]:
    for sheet in filled.form.sheets:
        if not sheet.key:
            continue
        seen: dict[str, Row] = {}
        for row in filled.sheet(sheet.name):
            if not row.key:
                continue
            first = seen.setdefault(row.key.casefold(), row)
            if first is not row:
                yield IDENTITY_RULES["KEY02"].problem(
                    row[sheet.key].place,
                    f"{sheet.key} {row.key} stands in row {first.number} too",
                    found=row.key,
                    fix="give each row an id of its own, or delete one of the two",
                )


def _row_stands_twice(filled: FilledForm) -> Iterator[Problem]:
    for sheet in filled.form.sheets:
        if not sheet.identity:
            continue
        groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
        for row in filled.sheet(sheet.name):
            if row.key:
                groups[tuple(row[name].value or row[name].missing for name in sheet.identity)].append(row)
        numbers = [field.name for field in sheet.fields if field.holds_number]
        for rows in groups.values():
            if len(rows) == 1:
                continue
            agree = len({tuple(row.value(name) for name in numbers) for row in rows}) == 1
            for row in rows[1:] if agree else rows:
                other = rows[0] if row is not rows[0] else rows[1]
                filled_cells = [row[name].place.cell for name in numbers if row.value(name) is not None]
                yield IDENTITY_RULES["KEY03"].problem(
                    row[sheet.identity[0]].place,
                    f"row {other.number} has the same {', '.join(sheet.identity)}"
                    + ("" if agree else ", but other numbers"),
                    found=row.key,
                    fix="delete one of the two, or say in which of these they differ",
                    bars=(row[sheet.identity[0]].place.cell, *filled_cells),
                )


def _reference_leads_nowhere(filled: FilledForm) -> Iterator[Problem]:
    for row, field, name in _references(filled):
        if field.type == "list" or _resolves(filled, field, name):
            continue
        known = [key for sheet in field.references for key in filled.by_key.get(sheet, {})]
        yield IDENTITY_RULES["REF01"].problem(
            row[field.name].place,
            f"{field.name} {name} stands in no row of {' or '.join(field.references)}",
            found=name,
            fix=did_you_mean(name, known, f"add {name} to {field.references[0]}"),
        )


def _link_leads_nowhere(filled: FilledForm) -> Iterator[Problem]:
    for row, field, name in _references(filled):
        if field.type != "list" or _resolves(filled, field, name):
            continue
        known = [key for sheet in field.references for key in filled.by_key.get(sheet, {})]
        yield IDENTITY_RULES["REF02"].problem(
            row[field.name].place,
            f"{field.name} names {name}, which is no id of {', '.join(field.references)}",
            found=name,
            fix=did_you_mean(name, known, "use an id that stands in one of these sheets"),
        )


def _references(filled: FilledForm) -> Iterator[tuple[Row, Field, str]]:
    for sheet in filled.form.sheets:
        fields = [field for field in sheet.fields if field.references]
        for row in filled.sheet(sheet.name):
            for field in fields:
                value = row.value(field.name)
                for name in value if isinstance(value, tuple) else (value,):
                    if isinstance(name, str):
                        yield row, field, name


def _resolves(filled: FilledForm, field: Field, name: str) -> bool:
    return any(filled.row(sheet, name) is not None for sheet in field.references)


def _report_of_another_study(filled: FilledForm) -> Iterator[Problem]:
    for sheet in filled.form.sheets:
        if "cohort_id" not in sheet or "report_id" not in sheet:
            continue
        for row in filled.sheet(sheet.name):
            cohort = filled.row("Cohorts", row.text("cohort_id"))
            report = filled.row("Reports", row.text("report_id"))
            if cohort is None or report is None:
                continue
            mine, theirs = cohort.text("study_id"), report.text("study_id")
            if mine and theirs and mine != theirs:
                yield IDENTITY_RULES["REF03"].problem(
                    row["report_id"].place,
                    f"{report.key} is a report of {theirs}, but {cohort.key} is a cohort of {mine}",
                    found=report.key,
                    fix="name a report of the same study, or add the document as a report of this study",
                )


def _registration_of_two_studies(filled: FilledForm) -> Iterator[Problem]:
    owners: dict[str, Row] = {}
    for row in filled.sheet("Studies"):
        for registration in registrations(row):
            first = owners.setdefault(registration, row)
            if first is not row and first.key != row.key:
                yield IDENTITY_RULES["REG01"].problem(
                    row["registry_ids"].place,
                    f"{registration.upper()} is also a registration of {first.key} (row {first.number})",
                    found=registration,
                    fix="one registration is one study: make them reports and cohorts of the same study",
                )


def _part_of_itself_or_of_another_study(filled: FilledForm) -> Iterator[Problem]:
    for cohort in filled.sheet("Cohorts"):
        named = cohort.text("subset_of")
        whole = filled.row("Cohorts", named) if named else None
        if whole is None:
            continue
        passed = [cohort.key]
        while whole is not None and whole.key not in passed:
            passed.append(whole.key)
            whole = filled.row("Cohorts", whole.text("subset_of"))
        if whole is not None and whole.key == cohort.key:
            yield IDENTITY_RULES["REF04"].problem(
                cohort["subset_of"].place,
                f"{' is a part of '.join((*passed, cohort.key))}: a cohort that is a part of itself",
                found=named,
                fix="name the larger cohort in the row of the smaller one only",
            )
            continue
        whole = filled.row("Cohorts", named)
        if whole is not None and whole.text("study_id") != cohort.text("study_id"):
            yield IDENTITY_RULES["REF04"].problem(
                cohort["subset_of"].place,
                f"{named} is a cohort of {whole.text('study_id')}, not of {cohort.text('study_id')}",
                found=named,
                fix="a part belongs to the study of its whole; else enter the link in overlaps_with",
            )


def _linked_with_itself_alone(filled: FilledForm) -> Iterator[Problem]:
    for cohort in filled.sheet("Cohorts"):
        links = cohort.value("overlaps_with")
        if cohort.key and isinstance(links, tuple) and set(links) == {cohort.key}:
            yield IDENTITY_RULES["REF05"].problem(
                cohort["overlaps_with"].place,
                f"overlaps_with of {cohort.key} names nothing but {cohort.key} itself",
                found=cohort.key,
                fix="name the other cohort, report or study that may hold the same patients",
            )


def _registration_is_misspelled(filled: FilledForm) -> Iterator[Problem]:
    for row in filled.sheet("Studies"):
        for registration in _registrations(row):
            if registration.upper().startswith("NCT") and not _NCT.fullmatch(registration):
                yield IDENTITY_RULES["REG02"].problem(
                    row["registry_ids"].place,
                    f"{registration} is no number of ClinicalTrials.gov",
                    found=registration,
                    fix="NCT and eight digits",
                )


def _registrations(row: Row) -> tuple[str, ...]:
    value = row.value("registry_ids")
    return value if isinstance(value, tuple) else ()


def _expected_is_blank(filled: FilledForm) -> Iterator[Problem]:
    for sheet in filled.form.sheets:
        expected = [field.name for field in sheet.fields if field.expected]
        for row in filled.sheet(sheet.name):
            blank = [name for name in expected if row[name].missing == "" and row[name].place.cell]
            if blank:
                yield IDENTITY_RULES["BLANK01"].problem(
                    row[blank[0]].place,
                    f"not yet extracted: {', '.join(blank)}",
                    fix="look it up; NR or UNCLEAR if the report does not say",
                )


def _extracted_though_not_included(filled: FilledForm) -> Iterator[Problem]:
    extracted: dict[str, list[str]] = defaultdict(list)
    for row in filled.sheet("Cohorts"):
        extracted[row.text("study_id")].append(row.key)
    for study in filled.sheet("Studies"):
        cohorts = extracted[study.key] if study.key else []
        if study.value("included") == "no" and cohorts:
            why = study.text("why_not_included")
            yield IDENTITY_RULES["INC01"].problem(
                study["included"].place,
                f"extracted, but not included{f': {why}' if why else ''} ({', '.join(cohorts)})",
                found="no",
                fix="nothing to do; no analysis uses it" if why else "say why in why_not_included",
            )


def _inclusion_is_open(filled: FilledForm) -> Iterator[Problem]:
    for study in filled.sheet("Studies"):
        entry = study.entries.get("included")
        if entry is not None and entry.missing == "UNCLEAR":
            yield IDENTITY_RULES["INC02"].problem(
                entry.place,
                "it is not settled whether the study is included",
                found="UNCLEAR",
                fix="settle it at screening; no analysis uses it until then",
            )


def _included_without_a_cohort(filled: FilledForm) -> Iterator[Row]:
    extracted = {row.text("study_id") for row in filled.sheet("Cohorts")}
    for study in filled.sheet("Studies"):
        if study.key and study.value("included") == "yes" and study.key not in extracted:
            yield study


def _included_and_not_extracted(filled: FilledForm) -> Iterator[Problem]:
    for study in _included_without_a_cohort(filled):
        if not study.text("notes"):
            yield IDENTITY_RULES["INC03"].problem(
                study["included"].place,
                f"{study.key} is included, but no cohort of it is extracted",
                found="yes",
                fix="extract it, or say in notes why there is nothing to extract",
            )


def _nothing_to_extract(filled: FilledForm) -> Iterator[Problem]:
    for study in _included_without_a_cohort(filled):
        if study.text("notes"):
            yield IDENTITY_RULES["INC04"].problem(
                study["notes"].place,
                f"{study.key} is included, and no cohort of it is extracted: {study.text('notes')}",
                found=study.text("notes"),
                fix="nothing to do if its results are not given; name them among the missing evidence",
            )


IDENTITY_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="KEY01",
            severity="error",
            title="Key or reference blank",
            reason="A row that belongs to nothing is in no analysis.",
            check=_needed_is_blank,
        ),
        Rule(
            code="KEY02",
            severity="error",
            title="Key stands twice",
            reason="What refers to it could mean either row.",
            check=_key_stands_twice,
        ),
        Rule(
            code="KEY03",
            severity="error",
            title="Two rows say the same thing of the same patients",
            reason="They would be counted twice, or one of them would be taken by chance.",
            check=_row_stands_twice,
        ),
        Rule(
            code="REF01",
            severity="error",
            title="Reference to a row that does not exist",
            reason="The row would fall out of every analysis without a sound.",
            check=_reference_leads_nowhere,
        ),
        Rule(
            code="REF02",
            severity="error",
            title="Overlap with an id that does not exist",
            reason="A link that leads nowhere lets the same patients be pooled twice.",
            check=_link_leads_nowhere,
        ),
        Rule(
            code="REF03",
            severity="warning",
            title="Report of another study",
            reason="Numbers of one study were read in a document that is filed under another.",
            check=_report_of_another_study,
        ),
        Rule(
            code="REF04",
            severity="error",
            title="Part of itself, or of another study",
            reason="Parts that lead in a circle, or into another study, hide which patients count twice.",
            check=_part_of_itself_or_of_another_study,
        ),
        Rule(
            code="REF05",
            severity="warning",
            title="Cohort that overlaps with itself alone",
            reason="The link that was meant is missing, and the same patients may be pooled twice.",
            check=_linked_with_itself_alone,
        ),
        Rule(
            code="REG01",
            severity="error",
            title="One registration, two studies",
            reason="Reports of one trial entered as two studies count its patients twice.",
            check=_registration_of_two_studies,
        ),
        Rule(
            code="REG02",
            severity="warning",
            title="Registration misspelled",
            reason="Studies are linked by their registrations.",
            check=_registration_is_misspelled,
        ),
        Rule(
            code="BLANK01",
            severity="note",
            title="Not yet extracted",
            reason="A blank is not the same as not reported.",
            check=_expected_is_blank,
        ),
        Rule(
            code="INC01",
            severity="note",
            title="Extracted, but not included",
            reason="No report of the study was included at screening; it is never pooled.",
            check=_extracted_though_not_included,
        ),
        Rule(
            code="INC02",
            severity="note",
            title="Inclusion not settled",
            reason="An open decision must not slip into an analysis.",
            check=_inclusion_is_open,
        ),
        Rule(
            code="INC03",
            severity="error",
            title="Included, but not extracted",
            reason="A study that falls out between screening and extraction is missed by nobody.",
            check=_included_and_not_extracted,
        ),
        Rule(
            code="INC04",
            severity="note",
            title="Included, nothing to extract",
            reason="Results that exist and are not given are missing evidence.",
            check=_nothing_to_extract,
        ),
    )
}
