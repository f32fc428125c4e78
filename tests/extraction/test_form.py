"""Forms from TOML documents: what can be said, and what is said of a mistake."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from review.extraction.form import FIELD_TYPES, MISSING_CODES, Field, build_form, extend_form
from tests.extraction.workbooks import FORM, codes, sheet_cells, workbook

#: The sheets and fields of version 1 of the single-arm form: other people's workbooks rely on them.
VERSION_1 = {
    "Studies": "study_id first_author year title registry_ids phase design timing enrolment centres "
    "countries institutions enrol_start enrol_end funding notes",
    "Reports": "report_id study_id role report_type citation journal doi pmid pmcid url source_tier "
    "data_cutoff",
    "Cohorts": "cohort_id study_id label histology regimen ici_agents ici_target combination_class line "
    "n_enrolled n_treated overlaps_with",
    "Responses": "cohort_id report_id timepoint criteria assessor confirmed n_evaluable cr pr sd pd ne other "
    "responders responders_derived orr_pct orr_ci_low orr_ci_high orr_ci_level dcr_pct dcr_ci_low "
    "dcr_ci_high source_location source_url verified note",
    "Survival": "cohort_id report_id endpoint median_months ci_low ci_high source_location",
    "Safety": "cohort_id report_id event n_safety n_events pct source_location",
}

#: The words of version 1, which analyses select by.
WORDS = {
    (
        "Reports",
        "role",
    ): "primary, interim, update, subgroup, regulator, registry, abstract, secondary, press, "
    "erratum, protocol",
    ("Reports", "source_tier"): "full text, abstract, regulator, registry, news of paper, news of meeting, "
    "secondary table, press",
    ("Cohorts", "ici_target"): "PD-1, PD-L1, CTLA-4, PD-1 + CTLA-4, PD-L1 + CTLA-4, bispecific, mixed",
    (
        "Cohorts",
        "combination_class",
    ): "monotherapy, +TKI, +CTLA-4, +chemotherapy, +radiotherapy, +other, mixed",
    ("Cohorts", "line"): "first, pretreated, mixed",
    ("Responses", "criteria"): "RECIST 1.0, RECIST 1.1, iRECIST, irRECIST, irRC, Choi, WHO, mixed",
    ("Responses", "assessor"): "investigator, central, both",
    ("Responses", "confirmed"): "yes, no, mixed",
    ("Responses", "timepoint"): "best",
    ("Responses", "verified"): "yes, partly, no",
}


def document(toml: str) -> dict[str, Any]:
    return tomllib.loads(toml)


SMALL = document("""
name = "small"
version = 2
[[sheet]]
name = "Studies"
key = "study_id"
  [[sheet.field]]
  name = "study_id"
  type = "id"
  required = true
[[sheet]]
name = "Cohorts"
key = "cohort_id"
  [[sheet.field]]
  name = "cohort_id"
  type = "id"
  required = true
  [[sheet.field]]
  name = "study_id"
  type = "ref"
  references = ["Studies"]
  [[sheet.field]]
  name = "histology"
  type = "choice"
  choices = ["ASPS"]
""")


@pytest.mark.parametrize("sheet", VERSION_1)
def test_the_fields_of_version_1_stand_first_and_in_their_order(sheet: str) -> None:
    names = [field.name for field in FORM[sheet].fields]
    fixed = VERSION_1[sheet].split()
    assert names[: len(fixed)] == fixed


def test_the_sheets_of_version_1_stand_in_their_order() -> None:
    assert [sheet.name for sheet in FORM.sheets][: len(VERSION_1)] == list(VERSION_1)


def test_what_came_after_version_1_may_be_missing_from_a_workbook() -> None:
    later = [
        field
        for sheet in FORM.sheets
        for field in sheet.fields
        if field.name not in VERSION_1.get(sheet.name, "cohort_id report_id").split()
    ]
    assert FORM.version == 2
    assert [field.name for field in later if not field.optional] == []
    assert not FORM["Patients"].required


@pytest.mark.parametrize(("sheet", "field"), WORDS)
def test_the_words_of_version_1_are_allowed(sheet: str, field: str) -> None:
    assert ", ".join(FORM[sheet][field].choices) == WORDS[sheet, field]


def test_every_field_says_what_it_wants() -> None:
    for sheet in FORM.sheets:
        assert sheet.help
        for field in sheet.fields:
            assert field.label, field.name
            assert field.help.endswith("."), field.name


def test_only_medians_may_be_not_reached() -> None:
    reached = {field.name for sheet in FORM.sheets for field in sheet.fields if "NREACHED" in field.missing}
    assert reached == {"median_months", "ci_low", "ci_high"}


def test_a_form_is_built_from_its_document() -> None:
    form, problems = build_form(SMALL, file="small.toml")
    assert problems == ()
    assert form is not None
    assert (form.name, form.version, form["Cohorts"]["study_id"].references) == ("small", 2, ("Studies",))


FIELD = "[[sheet]]\nname='A'\n[[sheet.field]]\nname='a'\n"


@pytest.mark.parametrize(
    ("rule", "change", "path", "message", "fix"),
    [
        ("TOML01", "nmae = 'x'", "nmae", "'nmae' is not a key here", "did you mean 'name'?"),
        ("TOML01", FIELD + "helpp = 'x'", "sheet[0].field[0].helpp", "'helpp' is not", "'help'?"),
        ("TOML02", "sheet = 3", "sheet", "'sheet' must be a list of tables", ""),
        ("TOML02", FIELD + "required='yes'", "sheet[0].field[0].required", "must be true or false", ""),
        ("TOML02", FIELD + "minimum=true", "sheet[0].field[0].minimum", "must be a number", ""),
        ("TOML02", FIELD + "choices=[1]", "sheet[0].field[0].choices", "must be a list of texts", ""),
        ("TOML03", "[[sheet]]\n[[sheet.field]]\nname='a'", "sheet[0].name", "'name' is missing", ""),
        (
            "TOML03",
            "[[sheet]]\nname='A'\n[[sheet.field]]\ntype='count'",
            "sheet[0].field[0].name",
            "missing",
            "",
        ),
        ("TOML04", FIELD + "type='percnt'", "sheet[0].field[0].type", "not allowed", "'percent'?"),
        ("TOML04", FIELD + "type='colour'", "sheet[0].field[0].type", "not allowed", "known are: text, id"),
        ("TOML04", FIELD + "type='list'\nitems='count'", "sheet[0].field[0].items", "not allowed", ""),
        ("FORM01", "[[sheet]]\nname = 'A'", "sheet[0].field", "sheet A has no field", ""),
        (
            "FORM01",
            "[[sheet]]\nname='A'\n[[sheet.field]]\nname='N 1'",
            "sheet[0].field[0].name",
            "'N 1' is no field name",
            "use small letters",
        ),
        ("FORM01", FIELD + "type='choice'", "sheet[0].field[0].choices", "a is a choice without choices", ""),
        (
            "FORM01",
            FIELD + "type='choice'\nchoices=['NR']",
            "sheet[0].field[0].choices",
            "NR is a missing code, not a choice",
            "",
        ),
        (
            "FORM01",
            FIELD + "type='choice'\npattern='('",
            "sheet[0].field[0].pattern",
            "not a regular expression",
            "",
        ),
        (
            "FORM01",
            FIELD + "missing=['UNKNOWN']",
            "sheet[0].field[0].missing",
            "UNKNOWN is no missing code",
            ", ".join(MISSING_CODES),
        ),
        ("FORM01", FIELD + "type='ref'", "sheet[0].field[0].references", "a refers to no sheet", ""),
        (
            "FORM01",
            FIELD + "type='ref'\nreferences=['B']",
            "sheet.A.a.references",
            "B is no sheet with a key",
            "",
        ),
        (
            "FORM01",
            "[[sheet]]\nname='A'\nkey='b'\n[[sheet.field]]\nname='bb'",
            "sheet[0].key",
            "b is no field of sheet A",
            "",
        ),
        ("FORM01", FIELD + "[[sheet.field]]\nname='a'", "sheet.A", "field a stands twice", ""),
        ("FORM01", FIELD + FIELD, "sheet", "sheet A stands twice", ""),
    ],
)
def test_a_mistake_is_named_with_its_dotted_path(
    rule: str, change: str, path: str, message: str, fix: str
) -> None:
    form, problems = build_form(document('name = "x"\n' + change), file="form.toml")
    assert form is None
    assert [(problem.rule, problem.place.cell) for problem in problems] == [(rule, path)]
    assert message in problems[0].message
    assert fix in problems[0].fix
    assert problems[0].place.file == "form.toml"


def test_a_form_needs_a_name() -> None:
    form, problems = build_form({}, file="form.toml")
    assert form is None
    assert [problem.place.cell for problem in problems] == ["name"]


EXTENSION = document("""
[[sheet]]
name = "Cohorts"
  [[sheet.field]]
  name = "histology"
  add_choices = ["PEComa", "ASPS"]
  [[sheet.field]]
  name = "n_tfe3"
  label = "TFE3 confirmed"
  type = "count"
[[sheet]]
name = "Biomarkers"
identity = ["cohort_id", "marker"]
  [[sheet.field]]
  name = "cohort_id"
  type = "ref"
  references = ["Cohorts"]
  required = true
  [[sheet.field]]
  name = "marker"
  type = "choice"
  choices = ["PD-L1", "TMB"]
""")


def test_a_workspace_adds_fields_choices_and_sheets() -> None:
    wider, problems = extend_form(FORM, EXTENSION, file="form.toml")
    assert problems == ()
    assert wider["Cohorts"]["histology"].choices == (*FORM["Cohorts"]["histology"].choices, "PEComa")
    assert [field.name for field in wider["Cohorts"].fields][-1] == "n_tfe3"
    assert wider.sheets[-1].name == "Biomarkers"


def test_what_a_workspace_adds_is_checked_by_its_type() -> None:
    wider, _ = extend_form(FORM, EXTENSION, file="form.toml")
    book = workbook(
        wider,
        Studies=[{"study_id": "s1"}],
        Cohorts=[
            {
                "cohort_id": "c1", "study_id": "s1", "histology": "pecoma", "combination_class": "mixed",
                "n_tfe3": "some",
            }
        ],
        Biomarkers=[
            {"cohort_id": "c9", "marker": "PD-L1"},
            {"cohort_id": "c1", "marker": "PDL1"},
            {"cohort_id": "c1", "marker": "TMB"},
            {"cohort_id": "c1", "marker": "TMB"},
        ],
    )  # fmt: skip
    assert codes(book, wider) == ["CELL01", "REF01", "CELL09", "KEY03"]


def test_an_older_workbook_without_the_new_fields_is_still_read() -> None:
    wider, _ = extend_form(FORM, EXTENSION, file="form.toml")
    assert sorted(codes(workbook(), wider)) == ["SHEET10", "SHEET10"]
    sheet = sheet_cells("Cohorts", [field.name for field in FORM["Cohorts"].fields], [])
    assert sheet.name in wider


def test_an_extension_takes_nothing_away() -> None:
    change = document("""
    [[sheet]]
    name = "Cohorts"
    key = "label"
      [[sheet.field]]
      name = "line"
      choices = ["any"]
      [[sheet.field]]
      name = "label"
      add_choices = ["x"]
    """)
    same, problems = extend_form(FORM, change, file="form.toml")
    assert same is FORM
    assert {problem.place.cell for problem in problems} == {
        "sheet[0].key", "sheet[0].field[0].choices", "sheet[0].field[0].add_choices",
        "sheet[0].field[1].add_choices",
    }  # fmt: skip


def test_a_sheet_or_field_that_a_form_lacks_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        FORM["Biomarkers"]
    with pytest.raises(KeyError):
        FORM["Cohorts"]["n_tfe3"]


def test_the_example_in_the_docs_is_an_extension_that_works() -> None:
    text = (Path(__file__).parents[2] / "docs" / "forms.md").read_text(encoding="utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    wider, problems = extend_form(FORM, document(example), file="form.toml")
    assert problems == ()
    assert "n_tfe3" in wider["Cohorts"]


def test_the_flat_sheet_has_added_words_and_added_fields() -> None:
    own = """
    [[sheet]]
    name = "Cohorts"
      [[sheet.field]]
      name = "histology"
      add_choices = ["PEComa"]
      [[sheet.field]]
      name = "biopsy"
      type = "choice"
      choices = ["mandatory"]
      required = true
      [[sheet.field]]
      name = "note"
    """
    wider, problems = extend_form(FORM, document(own), file="form.toml")
    assert problems == ()
    assert wider.flat is not None
    assert "PEComa" in wider.flat["histology"].choices
    assert (wider.flat["biopsy"].required, wider.flat.fields[-1].name) == (False, "biopsy")
    assert wider.flat["note"] == FORM.flat["note"]  # type: ignore[index]


def test_the_docs_name_every_key_and_type_of_a_field() -> None:
    text = (Path(__file__).parents[2] / "docs" / "forms.md").read_text(encoding="utf-8")
    for word in (*Field.__dataclass_fields__, *FIELD_TYPES):
        assert f"`{word}`" in text, word
