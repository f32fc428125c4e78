"""From imported records to the flow diagram, as a team of two meets it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook, load_workbook

from review.cli import cli

PROTOCOL = """\
title = "Two reviewers"
question = "Who responds?"
eligibility = ["Patients with sarcoma"]
reviewers = ["anna", "ben"]
exclusion_reasons = ["wrong population", "no results"]

[[sources]]
name = "PubMed"
kind = "database"

[screening]
criteria_version = "1"
"""


def ris(*titles: str) -> str:
    return "".join(f"TY  - JOUR\nTI  - {title}\nAU  - Ngo A\nPY  - 2020\nER  - \n\n" for title in titles)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "review.toml").write_text(PROTOCOL, encoding="utf-8")
    imported(tmp_path, "first.ris", "One", "Two", "Three", "Four")
    return tmp_path


def imported(folder: Path, name: str, *titles: str) -> None:
    (folder / name).write_text(ris(*titles), encoding="utf-8")
    assert review(folder, "import", str(folder / name), "--source", "PubMed").exit_code == 0


def review(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(folder), *words], prog_name="review")


def workbook(folder: Path, name: str) -> Path:
    return folder / "extraction_forms" / "screening" / f"{name}.xlsx"


def fill(path: Path, rows: Mapping[str, Mapping[str, str]]) -> None:
    """Fill a workbook as a person does, rows named by their title."""
    book = load_workbook(path)
    page = book.worksheets[0]
    names = {cell.value: cell.column for cell in page[4]}
    for row in page.iter_rows(min_row=6):
        for column, value in rows.get(str(row[names["title"] - 1].value), {}).items():
            page.cell(row[0].row, names[column]).value = value
    book.save(path)


def titles(path: Path) -> list[str]:
    page = load_workbook(path).worksheets[0]
    column = next(cell.column for cell in page[4] if cell.value == "title")
    return [row[column - 1].value for row in page.iter_rows(min_row=6)]


def screened(folder: Path) -> None:
    """Both reviewers decide on title and abstract; they differ on Three."""
    for who in ("anna", "ben"):
        assert review(folder, "screen", "form", "title-abstract", "--reviewer", who).exit_code == 0
    same = {"One": {"decision": "include"}, "Two": {"decision": "include"}}
    three, four = {"decision": "exclude"}, {"decision": "exclude", "reason": "no results"}
    fill(workbook(folder, "title-abstract_anna"), {**same, "Three": three, "Four": four})
    four = {"decision": "exclude", "reason": "wrong population"}
    fill(workbook(folder, "title-abstract_ben"), {**same, "Three": {"decision": "include"}, "Four": four})


def adjudicated(folder: Path) -> None:
    screened(folder)
    assert review(folder, "screen", "conflicts", "title-abstract").exit_code == 0
    fill(workbook(folder, "title-abstract_adjudicated"), {"Three": {"decision": "exclude"}})


def complete(folder: Path) -> None:
    adjudicated(folder)
    for who in ("anna", "ben"):
        assert review(folder, "screen", "form", "full-text", "--reviewer", who).exit_code == 0
        fill(workbook(folder, f"full-text_{who}"), {"One": {"decision": "include"}})
    assert review(folder, "screen", "reports").exit_code == 0
    fill(
        workbook(folder, "reports"),
        {
            "One": {"obtained": "yes", "study_id": "ngo2020", "role": "primary"},
            "Two": {"obtained": "no", "why_not": "not held by the library"},
        },
    )


def test_new_records_come_in_a_workbook_of_their_own_and_the_first_is_not_touched(folder: Path) -> None:
    screened(folder)
    before = workbook(folder, "title-abstract_anna").read_bytes()
    again = review(folder, "screen", "form", "title-abstract", "--reviewer", "anna")
    assert "nothing new" in again.output
    imported(folder, "second.ris", "One", "Five")
    made = review(folder, "screen", "form", "title-abstract", "--reviewer", "anna")
    assert "title-abstract_anna_2.xlsx: 1 record (beside 4" in made.output
    assert titles(workbook(folder, "title-abstract_anna_2")) == ["Five"]
    assert workbook(folder, "title-abstract_anna").read_bytes() == before


def test_the_pilot_is_one_sample_for_all_and_the_rest_follows(folder: Path) -> None:
    for who in ("anna", "ben"):
        review(folder, "screen", "form", "title-abstract", "--reviewer", who, "--pilot", "2")
    sample = titles(workbook(folder, "title-abstract_anna"))
    assert len(sample) == 2
    assert titles(workbook(folder, "title-abstract_ben")) == sample
    review(folder, "screen", "form", "title-abstract", "--reviewer", "anna")
    rest = titles(workbook(folder, "title-abstract_anna_2"))
    assert sorted(sample + rest) == ["Four", "One", "Three", "Two"]


def test_a_third_pilot_gets_the_sample_of_the_first_even_after_another_import(folder: Path) -> None:
    review(folder, "screen", "form", "title-abstract", "--reviewer", "anna", "--pilot", "2")
    imported(folder, "second.ris", *(f"Later {i}" for i in range(20)))
    review(folder, "screen", "form", "title-abstract", "--reviewer", "ben", "--pilot", "2")
    assert titles(workbook(folder, "title-abstract_ben")) == titles(workbook(folder, "title-abstract_anna"))


def test_a_reviewer_whom_the_protocol_does_not_name_is_asked_about(folder: Path) -> None:
    result = review(folder, "screen", "form", "title-abstract", "--reviewer", "bne")
    assert result.exit_code == 2
    assert "did you mean 'ben'?" in result.output


def test_status_counts_by_reviewer_and_shows_agreement_before_adjudication(folder: Path) -> None:
    adjudicated(folder)
    document = json.loads(review(folder, "screen", "status", "--json").stdout)
    first = document["stages"][0]
    assert (first["records"], first["settled"], first["conflicts"]) == (4, 4, [])
    (pair,) = first["agreement"]
    # Of four, both send on One and Two, both leave out Four: 3 of 4.
    assert (pair["both"], pair["raw"], pair["table"]) == (4, 0.75, [[2, 0], [1, 1]])
    text = review(folder, "screen", "status").output
    assert "agreement of anna and ben: 75.0% of 4 records" in text


def test_two_exclusions_for_different_reasons_are_no_conflict(folder: Path) -> None:
    screened(folder)
    review(folder, "screen", "conflicts", "title-abstract")
    assert titles(workbook(folder, "title-abstract_adjudicated")) == ["Three"]


def test_the_diagram_is_refused_with_the_reason_until_everything_is_decided(folder: Path) -> None:
    refused = review(folder, "prisma", "-o", "flow.svg")
    assert refused.exit_code == 1
    assert "SCR06 error: not screened yet" in refused.output
    assert not (folder / "flow.svg").exists()
    screened(folder)
    refused = review(folder, "prisma", "--json", "-o", "flow.svg")
    document = json.loads(refused.stdout)
    assert (refused.exit_code, document["flow"], document["file"]) == (1, None, None)
    assert {problem["rule"] for problem in document["problems"]} == {"SCR06", "SCR08"}


def test_the_diagram_and_the_table_are_drawn_from_the_decisions(folder: Path) -> None:
    complete(folder)
    for ending, start in (
        (".svg", b"<svg"),
        (".pdf", b"%PDF"),
        (".eps", b"%!PS"),
        (".png", b"\x89PNG"),
        (".tiff", b"II*\x00"),
        (".csv", b"data,node,box"),
    ):
        assert review(folder, "prisma", "-o", f"flow{ending}").exit_code == 0
        assert (folder / f"flow{ending}").read_bytes().startswith(start)
    flow = json.loads(review(folder, "prisma", "--json").stdout)["flow"]
    assert (flow["database_results"], flow["records_screened"], flow["records_excluded"]) == (4, 4, 2)
    assert (flow["dbr_sought_reports"], flow["dbr_notretrieved_reports"], flow["dbr_assessed"]) == (2, 1, 1)
    assert (flow["new_studies"], flow["new_reports"]) == (1, 1)


def test_an_ending_that_no_format_has_is_named(folder: Path) -> None:
    complete(folder)
    result = review(folder, "prisma", "-o", "flow.docx")
    assert result.exit_code == 2
    assert "ends in none of .svg, .pdf, .eps, .png, .tiff, .tif, .csv" in result.output


def test_after_new_criteria_the_old_decisions_are_flagged_and_screened_again(folder: Path) -> None:
    screened(folder)
    text = (folder / "review.toml").read_text(encoding="utf-8")
    (folder / "review.toml").write_text(text.replace('version = "1"', 'version = "2"'), encoding="utf-8")
    rules = {p["rule"] for p in json.loads(review(folder, "screen", "status", "--json").stdout)["problems"]}
    assert rules == {"SCR09"}
    made = review(folder, "screen", "form", "title-abstract", "--reviewer", "ben", "--again")
    assert "title-abstract_ben_2.xlsx: 4 records" in made.output
    fill(
        workbook(folder, "title-abstract_ben_2"),
        {title: {"decision": "exclude"} for title in ("One", "Two", "Three", "Four")},
    )
    document = json.loads(review(folder, "screen", "status", "--json").stdout)
    ben = next(one for one in document["stages"][0]["reviewers"] if one["reviewer"] == "ben")
    assert (ben["decided"], ben["older"]) == (4, 0)
    assert document["stages"][0]["conflicts"] != []


def test_what_is_to_be_decided_on_again_is_given_once(folder: Path) -> None:
    screened(folder)
    text = (folder / "review.toml").read_text(encoding="utf-8")
    (folder / "review.toml").write_text(text.replace('version = "1"', 'version = "2"'), encoding="utf-8")
    again = ("screen", "form", "title-abstract", "--reviewer", "ben", "--again")
    assert "4 records" in review(folder, *again).output
    assert "nothing new" in review(folder, *again).output
    (folder / "review.toml").write_text(text.replace('version = "1"', 'version = "3"'), encoding="utf-8")
    assert "4 records" in review(folder, *again).output


def test_after_another_import_duplicates_are_looked_for_again(folder: Path) -> None:
    review(folder, "dedupe")
    complete(folder)
    assert "SCR27" not in review(folder, "prisma").output
    imported(folder, "second.ris", "Five")
    state = review(folder, "status").output
    assert "not looked for among 1 imported since  → review dedupe" in state
    assert "Next: review dedupe" in state
    for who in ("anna", "ben"):
        review(folder, "screen", "form", "title-abstract", "--reviewer", who)
        fill(workbook(folder, f"title-abstract_{who}_2"), {"Five": {"decision": "exclude"}})
    assert "SCR27 warning: 1 record was imported" in review(folder, "prisma").output
    review(folder, "dedupe")
    assert "SCR27" not in review(folder, "prisma").output
    assert "Next: review extract form" in review(folder, "status").output


@pytest.mark.parametrize(
    ("name", "added", "said"),
    [
        ("records.csv", "R0,PubMed\n", "line 6: 2 cells under 23 headings"),
        ("searches.csv", "lost.ris\n", "line 3: 1 cells under 11 headings"),
        ("duplicates.csv", "R0,R1,R1\n", "line 2: 3 cells under 9 headings"),
    ],
)
def test_a_row_that_is_cut_off_is_named(folder: Path, name: str, added: str, said: str) -> None:
    review(folder, "dedupe")
    with (folder / "extraction_forms" / "search" / name).open("a", encoding="utf-8") as file:
        file.write(added)
    result = review(folder, "screen", "status")
    assert (result.exit_code, said in result.stderr) == (2, True)
    assert review(folder, "status").exit_code == 0


def test_a_record_of_no_kind_of_source_is_in_no_count_and_named(folder: Path) -> None:
    complete(folder)
    path = folder / "extraction_forms" / "search" / "records.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",database,", ",databse,", 1), encoding="utf-8")
    result = review(folder, "prisma")
    assert result.exit_code == 2
    assert "'databse' is no kind of source; did you mean 'database'?" in result.stderr


def test_status_of_a_ledger_without_records_names_the_import(folder: Path) -> None:
    path = folder / "extraction_forms" / "search" / "records.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    result = review(folder, "status")
    assert result.exit_code == 0
    assert "→ review import FILE --source NAME" in result.output


def test_an_error_in_the_plan_of_the_screening_bars_the_diagram(folder: Path) -> None:
    complete(folder)
    text = (folder / "review.toml").read_text(encoding="utf-8")
    (folder / "review.toml").write_text(f"{text}reviewers_per_recrod = 1\n", encoding="utf-8")
    result = review(folder, "prisma")
    assert result.exit_code == 1
    assert "'reviewers_per_recrod' is not a key here" in result.output


def test_a_removed_record_that_nobody_imported_is_named(folder: Path) -> None:
    complete(folder)
    (folder / "extraction_forms" / "search" / "removed.csv").write_text(
        "record_id,removed_by,reason\nR0,other,retracted\n", encoding="utf-8"
    )
    result = review(folder, "prisma")
    assert result.exit_code == 1
    assert "SCR03 error: there is no record 'R0'" in result.output


def test_a_duplicate_met_while_screening_leaves_the_counts_of_screening(folder: Path) -> None:
    screened(folder)
    book = load_workbook(workbook(folder, "title-abstract_anna"))
    original = next(row[0].value for row in book.worksheets[0].iter_rows(min_row=6) if row[3].value == "One")
    for who in ("anna", "ben"):
        fill(
            workbook(folder, f"title-abstract_{who}"),
            {"Three": {"decision": "duplicate", "duplicate_of": original}},
        )
    document = json.loads(review(folder, "screen", "status", "--json").stdout)
    assert document["stages"][0]["records"] == 3


def test_status_names_the_next_command_at_every_step(folder: Path) -> None:
    def following() -> str:
        return str(json.loads(review(folder, "status", "--json").stdout)["next"]["command"])

    assert following() == "review dedupe"
    assert review(folder, "dedupe").exit_code == 0
    assert following() == "review screen form title-abstract --reviewer anna"
    review(folder, "screen", "form", "title-abstract", "--reviewer", "anna")
    assert following() == "review screen form title-abstract --reviewer ben"
    review(folder, "screen", "form", "title-abstract", "--reviewer", "ben")
    assert following() == "review screen status"
    assert (
        "the rest stands in the workbooks, to be filled in (anna 0, ben 0)" in review(folder, "status").output
    )
    screened(folder)
    assert following() == "review screen conflicts title-abstract"
    fill_conflicts = review(folder, "screen", "conflicts", "title-abstract")
    assert fill_conflicts.exit_code == 0
    fill(workbook(folder, "title-abstract_adjudicated"), {"Three": {"decision": "exclude"}})
    assert following() == "review screen reports"
    review(folder, "screen", "reports")
    assert following() == "review screen form full-text --reviewer anna"
    for who in ("anna", "ben"):
        review(folder, "screen", "form", "full-text", "--reviewer", who)
        fill(workbook(folder, f"full-text_{who}"), {"One": {"decision": "include"}})
    fill(
        workbook(folder, "reports"),
        {"One": {"study_id": "ngo2020", "role": "primary"}, "Two": {"obtained": "no", "why_not": "not held"}},
    )
    assert following() == "review extract form"


def test_status_says_of_an_empty_workspace_that_nothing_was_imported(tmp_path: Path) -> None:
    (tmp_path / "review.toml").write_text(PROTOCOL, encoding="utf-8")
    said = review(tmp_path, "status").output
    assert "search      open  nothing imported  → review import FILE --source NAME" in said
    assert "Next: review extract form" in said


def test_status_names_the_pairs_that_wait_for_a_person(folder: Path) -> None:
    title = "Atezolizumab for advanced alveolar soft part sarcoma in adults"
    both = (
        f"TY  - JOUR\nTI  - {title}\nAU  - Ngo A\nPY  - 2020\nJF  - {journal}\nER  - \n\n"
        for journal in ("Cancer", "Lancet")
    )
    (folder / "third.ris").write_text("".join(both), encoding="utf-8")
    review(folder, "import", "third.ris", "--source", "Embase")
    assert "1 pair in doubt" in review(folder, "dedupe").output.replace("waits", "")
    said = review(folder, "status").output
    assert "; 1 pair in doubt in extraction_forms/search/doubtful.xlsx  → review dedupe" in said


def test_the_extraction_workbook_begins_with_the_included_studies(folder: Path) -> None:
    complete(folder)
    assert review(folder, "extract", "form", "--reviewer", "anna").exit_code == 0
    book = load_workbook(folder / "extraction_forms" / "extraction" / "anna.xlsx")
    page = book["Studies"]
    names = {cell.value: cell.column for cell in page[1]}
    assert [page.cell(4, names[name]).value for name in ("study_id", "first_author", "year", "title")] == [
        "ngo2020", "Ngo A", "2020", "One",
    ]  # fmt: skip
    assert book["Reports"]["B4"].value == "ngo2020"


def test_nothing_is_written_where_there_is_nothing_new(folder: Path) -> None:
    complete(folder)
    before = sorted((folder / "extraction_forms" / "screening").iterdir())
    for words in (("conflicts", "title-abstract"), ("reports",), ("conflicts", "full-text", "--json")):
        result = review(folder, "screen", *words)
        assert (result.exit_code, "nothing new" in result.output or '"file": null' in result.output) == (
            0,
            True,
        )
    assert sorted((folder / "extraction_forms" / "screening").iterdir()) == before


def test_a_file_that_is_in_the_way_is_not_written_over(folder: Path) -> None:
    other = workbook(folder, "title-abstract_anna")
    other.parent.mkdir(parents=True, exist_ok=True)
    other.write_text("notes of my own", encoding="utf-8")
    result = review(folder, "screen", "form", "title-abstract", "--reviewer", "anna")
    assert result.exit_code == 2
    assert "title-abstract_anna.xlsx: text such as CSV, not a workbook" in result.output
    assert other.read_text(encoding="utf-8") == "notes of my own"


def test_a_workbook_of_something_else_is_named_and_the_others_are_read(folder: Path) -> None:
    screened(folder)
    Workbook().save(workbook(folder, "shopping"))
    result = review(folder, "validate")
    assert result.exit_code == 1
    assert "SCR16 error: this file is no screening workbook" in result.output


def test_an_update_counts_the_studies_of_the_previous_version(folder: Path) -> None:
    complete(folder)
    text = (folder / "review.toml").read_text(encoding="utf-8")
    (folder / "review.toml").write_text(f'{text}previous = "previous.csv"\n', encoding="utf-8")
    (folder / "previous.csv").write_text("study_id,report,withdrawn\nold2015,Old 2015,\n", encoding="utf-8")
    flow = json.loads(review(folder, "prisma", "--json").stdout)["flow"]
    assert (flow["template"]["updated"], flow["previous_studies"], flow["total_studies"]) == (True, 1, 2)


def test_validate_finds_what_is_wrong_in_the_screening_but_not_what_is_unfinished(folder: Path) -> None:
    assert review(folder, "validate").exit_code == 0
    screened(folder)
    fill(workbook(folder, "title-abstract_anna"), {"One": {"decision": "maybe"}})
    result = review(folder, "validate")
    assert result.exit_code == 1
    assert "title-abstract_anna.xlsx · Screening!B6" in result.output


def test_a_reviewer_who_was_taken_out_of_the_protocol_does_not_decide_in_silence(folder: Path) -> None:
    complete(folder)
    assert review(folder, "prisma").exit_code == 0
    protocol = folder / "review.toml"
    protocol.write_text(PROTOCOL.replace('["anna", "ben"]', '["anna", "cleo"]'), encoding="utf-8")
    refused = review(folder, "prisma")
    assert refused.exit_code == 1
    for shown in (refused, review(folder, "screen", "status"), review(folder, "validate")):
        assert "extraction_forms/screening/title-abstract_ben.xlsx" in shown.output
        assert "SCR28 error: 4 decisions of 'ben', who is not among the reviewers" in shown.output
    workbook(folder, "title-abstract_ben").rename(folder / "title-abstract_ben.xlsx")
    assert "4 decisions of 'ben'" not in review(folder, "validate").output
