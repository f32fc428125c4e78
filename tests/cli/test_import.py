from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from review.cli import cli
from review.files.new_workspace import write_new_workspace
from review.problems import UnreadableFile
from review.workflow.importing import import_exports
from tests.full_disk import full_at


def ris(*titles: str) -> str:
    return "".join(f"TY  - JOUR\nTI  - {title}\nAU  - Shi, Y\nPY  - 2020\nER  - \n\n" for title in titles)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "mine"
    write_new_workspace(root, "Mine")
    return root


def run(root: Path, *arguments: object) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), "import", *map(str, arguments)])


def rows(root: Path, name: str = "records.csv") -> list[dict[str, str]]:
    with (root / "extraction_forms/search" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def export(tmp_path: Path, text: str, name: str = "embase.ris") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_import_keeps_the_export_and_writes_one_row_a_record(workspace: Path, tmp_path: Path) -> None:
    path = export(tmp_path, ris("A", "B"))
    result = run(workspace, path, "--source", "Embase", "--searched", "2026-01-31", "--hits", "2", "--json")
    assert result.exit_code == 0, result.output
    printed = json.loads(result.output)
    assert (printed["schema"], printed["records"]) == (1, 2)
    (file,) = printed["files"]
    assert (file["format"], file["starts"], file["records"], file["problems"]) == ("RIS", 2, 2, [])
    kept = workspace / "extraction_forms/search/embase.ris"
    assert kept.read_bytes() == path.read_bytes()
    first = rows(workspace)[0]
    assert list(first)[:6] == ["record_id", "source", "file", "line", "title", "authors"]
    assert (first["source"], first["file"], first["line"]) == (
        "Embase",
        "extraction_forms/search/embase.ris",
        "1",
    )
    assert (first["kind"], first["searched"]) == ("database", "2026-01-31")
    (search,) = rows(workspace, "searches.csv")
    assert (search["hits"], search["starts"], search["records"], search["new"]) == ("2", "2", "2", "2")
    assert search["sha256"] == first["sha256"]


def test_a_later_export_adds_what_is_new_and_changes_no_id(workspace: Path, tmp_path: Path) -> None:
    run(workspace, export(tmp_path, ris("A", "B")), "--source", "Embase")
    before = rows(workspace)
    result = run(workspace, export(tmp_path, ris("C", "A", "B"), "later.ris"), "--source", "Embase", "--json")
    assert json.loads(result.output)["files"][0]["new"] == 1
    after = rows(workspace)
    assert after[:2] == before
    assert [row["title"] for row in after] == ["A", "B", "C"]


def test_the_same_file_again_adds_nothing_and_says_so(workspace: Path, tmp_path: Path) -> None:
    path = export(tmp_path, ris("A"))
    run(workspace, path, "--source", "Embase")
    before = {one: one.read_bytes() for one in (workspace / "extraction_forms/search").iterdir()}
    result = run(workspace, path, "--source", "Embase")
    assert "was imported before" in result.output
    assert {one: one.read_bytes() for one in (workspace / "extraction_forms/search").iterdir()} == before


def test_an_export_of_the_same_name_does_not_take_the_place_of_the_first(
    workspace: Path, tmp_path: Path
) -> None:
    run(workspace, export(tmp_path, ris("A")), "--source", "Embase")
    run(workspace, export(tmp_path, ris("B")), "--source", "Embase")
    names = sorted(one.name for one in (workspace / "extraction_forms/search").glob("*.ris"))
    assert names == ["embase-2.ris", "embase.ris"]


def test_an_export_that_lies_in_the_workspace_stays_where_it_is(workspace: Path) -> None:
    path = workspace / "extraction_forms/search/nested.ris"
    path.write_text(ris("A"), encoding="utf-8")
    assert run(workspace, path, "--source", "Embase").exit_code == 0
    assert [one.name for one in path.parent.glob("*.ris")] == ["nested.ris"]


def test_fewer_records_than_hits_are_a_warning(workspace: Path, tmp_path: Path) -> None:
    result = run(workspace, export(tmp_path, ris("A", "B")), "--source", "Embase", "--hits", "500")
    assert result.exit_code == 0
    assert "IMP10 warning: Embase reported 500 hits, and 2 records were read" in result.output


def test_hits_count_for_all_files_of_a_search_together(workspace: Path, tmp_path: Path) -> None:
    files = [export(tmp_path, ris("A"), "1.ris"), export(tmp_path, ris("B", "C"), "2.ris")]
    result = run(workspace, *files, "--source", "Embase", "--hits", "3")
    assert "IMP10" not in result.output
    assert [row["hits"] for row in rows(workspace, "searches.csv")] == ["3", ""]


def test_an_unreadable_record_is_an_error_and_the_others_are_in(workspace: Path, tmp_path: Path) -> None:
    path = export(tmp_path, ris("A") + "TY  - JOUR\nER  - \n" + ris("C"))
    result = run(workspace, path, "--source", "Embase")
    assert result.exit_code == 1
    assert "extraction_forms/search/embase.ris · line 7 · record 2" in result.output
    assert [row["title"] for row in rows(workspace)] == ["A", "C"]


def test_a_file_that_is_no_export_bars_the_whole_import(workspace: Path, tmp_path: Path) -> None:
    page = export(tmp_path, "<html><title>Session expired</title></html>", "page.ris")
    result = run(workspace, export(tmp_path, ris("A")), page, "--source", "Embase")
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (workspace / "extraction_forms/search/records.csv").exists()


def test_quiet_prints_nothing_where_nothing_is_wrong(workspace: Path, tmp_path: Path) -> None:
    assert run(workspace, export(tmp_path, ris("A")), "--source", "Embase", "--quiet").output == ""


def test_a_file_is_looked_for_where_the_command_works(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    CliRunner().invoke(cli, ["init", str(folder)])
    (folder / "found.ris").write_text("TY  - JOUR\nTI  - A title\nER  - \n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["-C", str(folder), "import", "found.ris", "--source", "PubMed"])
    assert result.exit_code == 0, result.output
    assert (folder / "extraction_forms/search/records.csv").is_file()


def test_a_table_with_headings_of_its_own_is_read_by_naming_them(workspace: Path, tmp_path: Path) -> None:
    """It has a column Title too, which holds something else."""
    table = "Nr;Beitrag;Wer;Wann;Title\n1;Eribulin;Chen A;2023;Dr.\n2;Geptanolimab;Shi Y;2020;Prof.\n"
    named = ("--column", "title=Beitrag", "--column", "authors=Wer", "--column", "year=wann")
    result = run(workspace, export(tmp_path, table, "t.csv"), "--source", "Liste", *named)
    assert result.exit_code == 0, result.output
    found = [(row["title"], row["authors"], row["year"]) for row in rows(workspace)]
    assert found == [("Eribulin", "Chen A", "2023"), ("Geptanolimab", "Shi Y", "2020")]


def test_a_column_or_a_heading_that_is_not_there_is_named(workspace: Path, tmp_path: Path) -> None:
    path = export(tmp_path, "Beitrag;Wann\nAtezolizumab;2023\n", "t.csv")
    for column, said in (
        ("titel=Beitrag", "did you mean 'title'?"),
        ("title=Beiträge", "no row of headings that has 'beiträge'"),
        ("title", "wants a column and a heading"),
    ):
        result = run(workspace, path, "--source", "Liste", "--column", column)
        assert result.exit_code == 2
        assert said in " ".join(result.output.split())


def test_hits_and_day_that_are_told_later_are_noted(workspace: Path, tmp_path: Path) -> None:
    path = export(tmp_path, ris("A study"))
    run(workspace, path, "--source", "Embase")
    run(workspace, path, "--source", "Embase", "--hits", "7", "--searched", "2026-01-31")
    run(workspace, path, "--source", "Embase", "--hits", "9")
    (row,) = rows(workspace, "searches.csv")
    assert (row["hits"], row["searched"], row["new"]) == ("7", "2026-01-31", "1")


def test_a_source_without_a_name_is_wrong_use(workspace: Path, tmp_path: Path) -> None:
    result = run(workspace, export(tmp_path, ris("A study")), "--source", "  ")
    assert result.exit_code == 2
    assert "a name is wanted" in result.stderr


def test_an_export_that_changes_while_it_is_read_is_not_imported(workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.ris"
    path.write_text(ris(*map(str, range(200))), encoding="utf-8")
    before = sorted(workspace.rglob("*"))

    def change(*_: int) -> None:
        path.write_text(ris("One"), encoding="utf-8")

    with pytest.raises(UnreadableFile, match=r"a\.ris: was changed while it was read"):
        import_exports(workspace, [path], source="Embase", progress=change)
    assert sorted(workspace.rglob("*")) == before


@pytest.mark.parametrize("full", ["b.ris", "records.csv", "searches.csv"])
def test_a_disk_that_is_full_takes_nothing_of_an_import_and_is_named(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    for name in ("a.ris", "b.ris"):
        (tmp_path / name).write_text(ris(f"Of {name}"), encoding="utf-8")
    before = sorted(workspace.rglob("*"))
    full_at(monkeypatch, full)
    result = run(workspace, tmp_path / "a.ris", tmp_path / "b.ris", "--source", "Embase")
    assert result.exit_code == 2
    assert result.stderr == f"review: extraction_forms/search/{full}: No space left on device\n"
    assert sorted(workspace.rglob("*")) == before
