from __future__ import annotations

import csv
import errno
import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from review.cli import cli
from review.files.new_workspace import write_new_workspace
from review.workflow import deduplicating

TITLE = "Atezolizumab for advanced alveolar soft part sarcoma"


def ris(title: str = TITLE, **tags: str) -> str:
    usual = {"AU": "Chen, A", "PY": "2023", "JO": "NEJM", "VL": "389", "SP": "911", "EP": "921"}
    lines = [f"{tag}  - {value}" for tag, value in (usual | tags).items()]
    return "\n".join(["TY  - JOUR", f"TI  - {title}", *lines, "ER  - \n\n"])


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Three records: two are one, the third has the title of both and stands elsewhere."""
    root = tmp_path / "mine"
    write_new_workspace(root, "Mine")
    path = tmp_path / "export.ris"
    path.write_text(
        ris() + ris(f"{TITLE}.", JO="N Engl J Med") + ris(JO="Lancet", VL="1", SP="5", EP="6", PY="2020")
    )
    run(root, "import", path, "--source", "Embase")
    return root


def run(root: Path, *words: object) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), *map(str, words)])


def dedupe(root: Path, *words: str) -> dict[str, Any]:
    result = run(root, "dedupe", "--json", *words)
    assert result.exit_code == 0, result.output
    printed: dict[str, Any] = json.loads(result.stdout)
    return printed


def rows(root: Path, name: str) -> list[dict[str, str]]:
    with (root / "extraction_forms/search" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def decide(root: Path, decision: str, name: str = "doubtful.xlsx") -> None:
    path = root / "extraction_forms/search" / name
    book = load_workbook(path)
    book["Pairs"]["A3"] = decision
    book.save(path)


def test_duplicates_are_linked_and_doubt_is_asked(workspace: Path) -> None:
    before = (workspace / "extraction_forms/search/records.csv").read_bytes()
    first, second, third = (row["record_id"] for row in rows(workspace, "records.csv"))
    printed = dedupe(workspace)
    assert printed["schema"] == 1
    assert printed["records"] == 3
    assert printed["duplicates"] == [[first, second]]
    assert [(one["a"], one["b"]) for one in printed["queue"]] == [(first, third)]
    assert "other journal" in printed["queue"][0]["reason"]
    (link,) = rows(workspace, "duplicates.csv")
    assert (link["record_id"], link["duplicate_of"], link["decided_by"]) == (second, first, "rule")
    assert link["reason"].startswith("the same title in the same place")
    assert (workspace / "extraction_forms/search/records.csv").read_bytes() == before


@pytest.mark.parametrize("write", ["write_links", "write_searches"])
def test_what_stops_dedupe_while_it_writes_leaves_links_log_and_questions_or_none(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, write: str
) -> None:
    def stopped_on_the_way(*given: Any) -> None:
        signal.raise_signal(signal.SIGINT)

    def full(*given: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}
    for fail, ends, line in (
        (stopped_on_the_way, 130, "stopped; no file is half-written"),
        (full, 2, "[Errno 28] No space left on device"),
    ):
        with monkeypatch.context() as here:
            here.setattr(deduplicating, write, fail)
            stopped = run(workspace, "dedupe")
        assert (stopped.exit_code, stopped.stderr) == (ends, f"review: {line}\n")
        assert {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()} == before
    assert dedupe(workspace)["queue"]


def test_a_second_run_adds_nothing_and_asks_nothing_again(workspace: Path) -> None:
    first = dedupe(workspace)
    folder = workspace / "extraction_forms/search"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert dedupe(workspace) == first
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("decision", "clusters", "related"), [("same", 3, 0), ("Related", 2, 1), ("different", 2, 0)]
)
def test_what_a_person_decides_is_read_back(
    workspace: Path, decision: str, clusters: int, related: int
) -> None:
    dedupe(workspace)
    decide(workspace, decision)
    printed = dedupe(workspace)
    assert printed["queue"] == []
    assert len(printed["duplicates"][0]) == clusters
    assert len(printed["related"]) == related
    (link,) = [row for row in rows(workspace, "duplicates.csv") if row["decided_by"] == "person"]
    assert link["place"] == "extraction_forms/search/doubtful.xlsx · Pairs!A3"
    assert dedupe(workspace) == printed


def test_a_decision_that_is_taken_back_is_asked_again(workspace: Path) -> None:
    dedupe(workspace)
    decide(workspace, "same")
    dedupe(workspace)
    decide(workspace, "")
    assert len(dedupe(workspace)["queue"]) == 1


def test_a_wrong_word_is_an_error_with_its_cell(workspace: Path) -> None:
    dedupe(workspace)
    decide(workspace, "simular")
    result = run(workspace, "dedupe")
    assert result.exit_code == 1
    assert "extraction_forms/search/doubtful.xlsx · Pairs!A3" in result.output
    assert "DUP01 error: 'simular' is no decision" in result.output


def test_new_doubts_go_to_a_new_workbook_and_the_old_one_is_not_touched(
    workspace: Path, tmp_path: Path
) -> None:
    dedupe(workspace)
    decide(workspace, "different")
    old = workspace / "extraction_forms/search/doubtful.xlsx"
    before = old.read_bytes()
    later = tmp_path / "later.ris"
    later.write_text(ris(JO="Cancer", VL="7", SP="70", EP="77", PY="2010"))
    run(workspace, "import", later, "--source", "Scopus")
    dedupe(workspace)
    assert old.read_bytes() == before
    assert (workspace / "extraction_forms/search/doubtful-2.xlsx").exists()


def test_two_workbooks_that_say_two_things_are_an_error(workspace: Path) -> None:
    dedupe(workspace)
    folder = workspace / "extraction_forms/search"
    (folder / "doubtful-2.xlsx").write_bytes((folder / "doubtful.xlsx").read_bytes())
    decide(workspace, "same")
    decide(workspace, "different", "doubtful-2.xlsx")
    result = run(workspace, "dedupe")
    assert result.exit_code == 1
    assert "DUP03 error: decided different here and same in" in result.output


def test_a_pair_of_unknown_records_is_an_error(workspace: Path) -> None:
    dedupe(workspace)
    path = workspace / "extraction_forms/search/doubtful.xlsx"
    book = load_workbook(path)
    book["Pairs"]["A3"], book["Pairs"]["P3"] = "same", "nobody"
    book.save(path)
    result = run(workspace, "dedupe")
    assert result.exit_code == 1
    assert "DUP02 error: no record nobody" in result.output


def test_a_link_to_a_record_that_was_taken_out_is_named_and_stays(workspace: Path) -> None:
    dedupe(workspace)
    path = workspace / "extraction_forms/search/records.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([lines[0], *lines[2:]]), encoding="utf-8")
    (problem,) = dedupe(workspace)["problems"]
    assert (problem["rule"], problem["severity"]) == ("DUP02", "warning")
    assert len([row for row in rows(workspace, "duplicates.csv") if row["relation"] == "same"]) == 1


def test_undo_takes_back_the_last_run(workspace: Path) -> None:
    dedupe(workspace)
    result = run(workspace, "dedupe", "--undo")
    assert "1 link of the last run taken back" in result.output
    assert rows(workspace, "duplicates.csv") == []
    assert len(dedupe(workspace)["duplicates"]) == 1


def test_undo_goes_past_a_run_that_only_read_decisions(workspace: Path) -> None:
    dedupe(workspace)
    decide(workspace, "same")
    dedupe(workspace)
    taken = json.loads(run(workspace, "dedupe", "--undo", "--json").stdout)
    assert (taken["taken_back"], taken["file"]) == (1, "extraction_forms/search/duplicates.csv")
    assert [row["decided_by"] for row in rows(workspace, "duplicates.csv")] == ["person"]
    again = run(workspace, "dedupe", "--undo")
    assert again.exit_code == 2
    assert "what people decided is changed in their workbooks" in again.stderr


def test_undo_of_one_record_holds_for_good(workspace: Path) -> None:
    _, second, _ = (row["record_id"] for row in rows(workspace, "records.csv"))
    dedupe(workspace)
    assert run(workspace, "dedupe", "--undo", second).exit_code == 0
    assert dedupe(workspace)["duplicates"] == []
    assert "different" in {row["relation"] for row in rows(workspace, "duplicates.csv")}


def test_undo_does_not_overrule_what_a_person_typed(workspace: Path) -> None:
    dedupe(workspace)
    decide(workspace, "same")
    dedupe(workspace)
    before = rows(workspace, "duplicates.csv")
    (typed,) = (row for row in before if row["decided_by"] == "person")
    for record in (typed["linked_with"], typed["record_id"]):
        refused = run(workspace, "dedupe", "--undo", record)
        assert refused.exit_code == 2
        assert "extraction_forms/search/doubtful.xlsx · Pairs!A3: a person decided that" in refused.stderr
        assert "write different (or related) in that cell, then: review dedupe" in refused.stderr
    assert rows(workspace, "duplicates.csv") == before
    decide(workspace, "different")
    assert all(
        not {typed["linked_with"], typed["record_id"]} <= set(one) for one in dedupe(workspace)["duplicates"]
    )


def test_what_was_taken_back_and_is_typed_as_the_same_later_is_an_error_that_says_which_is_used(
    workspace: Path,
) -> None:
    dedupe(workspace)
    decide(workspace, "same")
    first = dedupe(workspace)["duplicates"]
    decide(workspace, "")
    dedupe(workspace)
    third = rows(workspace, "records.csv")[2]["record_id"]
    assert third in first[0]
    path = workspace / "extraction_forms/search/duplicates.csv"
    (rule,) = (row for row in rows(workspace, "duplicates.csv") if row["relation"] == "same")
    run(workspace, "dedupe", "--undo", rule["record_id"])
    book = load_workbook(workspace / "extraction_forms/search/doubtful.xlsx")
    book["Pairs"]["O3"], book["Pairs"]["P3"] = rule["linked_with"], rule["record_id"]
    book.save(workspace / "extraction_forms/search/doubtful.xlsx")
    decide(workspace, "same")
    result = run(workspace, "dedupe")
    assert result.exit_code == 1
    assert "DUP03 error: decided same here, and with review dedupe --undo that" in result.output
    assert "different out of duplicates.csv" in result.output
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "different" not in line), encoding="utf-8")
    assert len(dedupe(workspace)["duplicates"]) == 1


def test_decisions_that_exclude_each_other_by_way_of_a_third_record_are_an_error(
    workspace: Path, tmp_path: Path
) -> None:
    dedupe(workspace)
    a, b, c = (row["record_id"] for row in rows(workspace, "records.csv"))
    path = workspace / "extraction_forms/search/doubtful.xlsx"
    book = load_workbook(path)
    for row, (one, other, decision) in enumerate(
        ((a, b, "same"), (b, c, "same"), (a, c, "different")), start=3
    ):
        for column, text in zip("AOP", (decision, one, other), strict=True):
            book["Pairs"][f"{column}{row}"] = text
    book.save(path)
    result = run(workspace, "dedupe")
    assert result.exit_code == 1
    assert "DUP03 error: decided same here, and in extraction_forms/search/doubtful.xlsx · Pairs!A5" in (
        result.output
    )


def test_people_read_what_is_left_to_screen_and_where_to_decide(workspace: Path) -> None:
    output = run(workspace, "dedupe").output
    assert "3 records: 1 repeating another, 2 left to screen" in output
    assert "Decide on 1 pair in extraction_forms/search/doubtful.xlsx" in output


def test_large_sources_that_share_nothing_are_noted(workspace: Path, tmp_path: Path) -> None:
    for source in ("PubMed", "Scopus"):
        path = tmp_path / f"{source}.ris"
        titles = (f"{source} reports on {chr(97 + at % 26) * 9} number {at}" for at in range(60))
        path.write_text("".join(ris(title, JO=source, VL="", SP="", EP="") for title in titles))
        run(workspace, "import", path, "--source", source)
    assert "DUP04 note: no record of PubMed repeats one of Scopus" in run(workspace, "dedupe").output


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_any_table_is_deduplicated_and_nothing_is_written(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "pages,ID,author,title,year,journal,volume\n"
        f'911-921,x 1,"Chen, A and Shi, Y",{TITLE},2023,NEJM,389\n'
        f"911-21,x 2,Chen A,{TITLE.upper()},2023,N Engl J Med,389\n"
        f"5,x 3,Chen A,Erratum: {TITLE},2023,NEJM,390\n",
    )
    result = run(tmp_path, "dedupe", "--data", path, "--id", "ID", "--json")
    printed = json.loads(result.stdout)
    assert printed["duplicates"] == [["x 1", "x 2"]]
    assert printed["related"] == [{"a": "x 1", "b": "x 3", "kind": "erratum"}]
    assert [one.name for one in tmp_path.iterdir()] == ["table.csv"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_table_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    rows = [f"é{at},{TITLE} of the cœur {'x' * 90_000},10.1000/{at % 2}" for at in range(4)]
    path = tmp_path / "table.csv"
    path.write_bytes("\r\n".join(["ID,title,doi", *rows]).encode(encoding))
    result = run(tmp_path, "dedupe", "--data", path, "--id", "ID", "--json")
    assert json.loads(result.stdout)["duplicates"] == [["é0", "é2"], ["é1", "é3"]]


def test_a_table_may_lack_titles(tmp_path: Path) -> None:
    path = table(tmp_path, "ID,doi,year\n1,10.1000/abc,2020\n2,10.1000/abc,2020\n3,10.1000/xyz,2020\n")
    result = run(tmp_path, "dedupe", "--data", path, "--id", "ID", "--json")
    printed = json.loads(result.stdout)
    assert (printed["records"], len(printed["duplicates"]) + len(printed["queue"])) == (3, 1)


def test_the_table_lies_in_the_folder_that_the_command_works_in(tmp_path: Path) -> None:
    table(tmp_path, f"ID,title,year\n1,{TITLE},2020\n")
    result = run(tmp_path, "dedupe", "--data", "table.csv", "--id", "ID", "--json")
    assert json.loads(result.stdout)["records"] == 1


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("ID,title,year\n1,A,2020\n", ("--id", "Id"), "did you mean 'ID'?"),
        ("ID,title,year\n1,A,2020\n1,B,2021\n", ("--id", "ID"), "'1' stands in line 2 too"),
        ("ID,title,year\n1,A,2020\n,B,2021\n", ("--id", "ID"), "line 3: ID is blank"),
        ("ID,size\n1,2\n", ("--id", "ID"), "no row of headings with a title"),
        ("", ("--id", "ID"), "is empty"),
        ("ID,title,year\n1,A,2020\n", (), "--data and --id go together"),
        ("ID,title,year\n1,A,2020\n", ("--id", "ID", "--undo"), "--data writes none"),
    ],
)
def test_a_table_that_cannot_be_used_is_one_clear_line(
    tmp_path: Path, text: str, words: tuple[str, ...], said: str
) -> None:
    result = run(tmp_path, "dedupe", "--data", table(tmp_path, text), *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_without_records_the_next_command_is_named(tmp_path: Path) -> None:
    write_new_workspace(tmp_path / "mine", "Mine")
    result = run(tmp_path / "mine", "dedupe")
    assert result.exit_code == 2
    assert "review import FILE --source NAME" in result.stderr


def test_on_disk_links_what_is_linked_in_memory(tmp_path: Path) -> None:
    table = tmp_path / "records.csv"
    rows = [f"r{at},{TITLE} {'in adults' * (at % 3 == 0)},10.1/{at % 5}" for at in range(30)]
    table.write_text("\n".join(["id,title,doi", *rows]))
    words = ("dedupe", "--data", table, "--id", "id", "--json")
    disk, memory = run(tmp_path, *words, "--on-disk"), run(tmp_path, *words, "--in-memory")
    assert disk.exit_code == 0, disk.output
    assert json.loads(disk.output)["duplicates"]
    assert disk.output == memory.output == run(tmp_path, *words).output


def test_on_disk_without_duckdb_says_in_one_line_what_to_install(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    said = run(workspace, "dedupe", "--on-disk")
    assert said.exit_code != 0
    assert "pip install 'review[many-records]'" in said.output
    assert run(workspace, "dedupe").exit_code == 0
