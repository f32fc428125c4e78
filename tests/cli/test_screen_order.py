"""Screening in order of relevance, a sample of the unread, and ASReview, as a reviewer meets them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.cli.test_screen import PROTOCOL, fill, imported, review, titles, workbook

ON = [f"Pembrolizumab in sarcoma, cohort {n}" for n in range(8)]
OUT = [f"Knee replacement outcome {n}" for n in range(16)]
#: Relevant records stand last, as they were imported.
RECORDS = [*OUT, *ON]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "review.toml").write_text(PROTOCOL, encoding="utf-8")
    imported(tmp_path, "first.ris", *RECORDS)
    return tmp_path


def begun(folder: Path) -> None:
    """Anna has a workbook with everything, and has decided on six of it."""
    assert form(folder, "anna") == "title-abstract_anna"
    decide(folder, "title-abstract_anna", [*OUT[:4], *ON[:2]])


def form(folder: Path, who: str, *words: str) -> str:
    result = review(folder, "screen", "form", "title-abstract", "--reviewer", who, "--quiet", *words)
    assert result.exit_code == 0, result.output
    return Path(result.output.strip()).stem


def decide(folder: Path, name: str, wanted: list[str]) -> None:
    fill(
        workbook(folder, name),
        {title: {"decision": "include" if title in ON else "exclude"} for title in wanted},
    )


def test_the_likeliest_stand_first_and_every_record_that_is_left_stands_there(folder: Path) -> None:
    begun(folder)
    before = workbook(folder, "title-abstract_anna").read_bytes()
    shown = titles(workbook(folder, form(folder, "anna", "--order", "relevance")))
    assert set(shown[:6]) == set(ON[2:])
    assert sorted(shown) == sorted([*OUT[4:], *ON[2:]])
    assert workbook(folder, "title-abstract_anna").read_bytes() == before


def test_the_command_says_what_the_order_was_learnt_from(folder: Path) -> None:
    begun(folder)
    made = review(folder, "screen", "form", "title-abstract", "--reviewer", "anna", "--order", "relevance")
    assert "learnt from 6 decisions on title and abstract: 2 sent on, 4 excluded" in made.output
    assert "that is little to learn from" in made.output
    readme = load_workbook(workbook(folder, "title-abstract_anna_2"))["README"]
    assert any("6 decisions on title and abstract" in str(row[1].value) for row in readme)


def test_decisions_in_both_workbooks_count_together(folder: Path) -> None:
    begun(folder)
    decide(folder, form(folder, "anna", "--order", "relevance"), ON[2:5])
    document = json.loads(review(folder, "screen", "status", "--json").stdout)
    anna = document["stages"][0]["reviewers"][0]
    assert (anna["decided"], anna["left"], document["problems"]) == (9, 15, [])
    # The next order holds what neither workbook has a decision on.
    assert len(titles(workbook(folder, form(folder, "anna", "--order", "relevance")))) == 15


def test_a_reviewer_who_has_decided_nothing_learns_nothing_of_the_others(folder: Path) -> None:
    begun(folder)
    result = review(folder, "screen", "form", "title-abstract", "--reviewer", "ben", "--order", "relevance")
    assert result.exit_code == 2
    assert "too little to learn from: ben has sent on 0 and excluded 0" in result.output
    assert not workbook(folder, "title-abstract_ben").exists()


def test_orders_do_not_mix_with_other_choices_nor_with_full_text(folder: Path) -> None:
    begun(folder)
    ordered = ("--reviewer", "anna", "--order", "relevance")
    both = review(folder, "screen", "form", "title-abstract", *ordered, "--pilot", "2")
    full = review(folder, "screen", "form", "full-text", *ordered)
    assert (both.exit_code, full.exit_code) == (2, 2)
    assert "go one at a time" in both.output
    assert "every report that was obtained is read in full" in full.output


def test_a_sample_is_the_same_for_all_and_speaks_for_the_unread(folder: Path) -> None:
    begun(folder)
    drawn = titles(workbook(folder, form(folder, "anna", "--sample", "6")))
    assert len(drawn) == 6
    assert not set(drawn) & {*OUT[:4], *ON[:2]}
    assert titles(workbook(folder, form(folder, "ben", "--sample", "9"))) == drawn
    waiting = json.loads(review(folder, "screen", "status", "--json").stdout)["unfound"][0]
    assert (waiting["waiting"], waiting["unfound_at_most"]) == (6, None)
    again = review(folder, "screen", "form", "title-abstract", "--reviewer", "anna", "--sample", "6")
    assert again.exit_code == 2
    assert "title-abstract_anna_2.xlsx: a sample that is not decided on yet" in again.output
    decide(folder, "title-abstract_anna_2", drawn)
    told = json.loads(review(folder, "screen", "status", "--json").stdout)["unfound"][0]
    hits = sum(title in ON for title in drawn)
    assert (told["basis"], told["pool"], told["sample"], told["hits"]) == ("sample", 18, 6, hits)
    # The truth: of eight relevant ones two were found first, and `hits` in the sample.
    assert told["unfound_at_most"] >= 8 - 2 - hits
    text = review(folder, "screen", "status").output
    assert f"at most {told['unfound_at_most']} of 12 unread records" in text
    assert "This assumes that every record of the sample was read" in text


def test_records_go_to_asreview_and_labels_come_back_as_decisions(folder: Path) -> None:
    begun(folder)
    out = review(folder, "screen", "export", "--reviewer", "anna", "-o", "asreview.csv")
    assert "asreview.csv: 24 records, 6 with a label" in out.output
    with (folder / "asreview.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["included"] for row in rows[:5]] == ["0", "0", "0", "0", ""]
    # As ASReview 2 gives it back: its own number, and its labels in a column of their own.
    for number, row in enumerate(rows):
        row |= {"record_id": str(number), "asreview_label": str(int(row["title"] in ON))}
    table(folder / "back.csv", rows[:-2])
    read = review(folder, "screen", "labels", "back.csv", "--reviewer", "anna")
    assert read.exit_code == 0, read.output
    assert "title-abstract_anna_2.xlsx: 16 labels" in read.output
    assert "6 say what was decided before" in read.output
    anna = json.loads(review(folder, "screen", "status", "--json").stdout)["stages"][0]["reviewers"][0]
    assert (anna["decided"], anna["left"]) == (22, 2)
    assert "nothing new" in review(folder, "screen", "labels", "back.csv", "--reviewer", "anna").output


def test_a_label_never_overrides_a_decision_and_is_named(folder: Path) -> None:
    begun(folder)
    before = workbook(folder, "title-abstract_anna").read_bytes()
    table(folder / "back.csv", [{"title": OUT[0], "included": "1"}, {"title": ON[0], "included": "1"}])
    read = review(folder, "screen", "labels", "back.csv", "--reviewer", "anna")
    assert read.exit_code == 0
    assert "SCR25 warning" in read.output
    assert "is labelled relevant, and is excluded by the review" in read.output
    assert workbook(folder, "title-abstract_anna").read_bytes() == before
    assert not workbook(folder, "title-abstract_anna_2").exists()


def test_labels_that_contradict_each_other_or_belong_to_nothing_are_named_with_their_line(
    folder: Path,
) -> None:
    table(
        folder / "back.csv",
        [{"title": ON[0], "included": "1"}, {"title": ON[0], "included": "0"},
         {"title": "Of no record", "included": "1"}, {"title": ON[1], "included": "perhaps"},
         {"title": ON[2], "included": "1.0"}, {"title": ON[3], "included": "-1"}],
    )  # fmt: skip
    read = review(folder, "screen", "labels", "back.csv", "--reviewer", "anna", "--json")
    document = json.loads(read.stdout)
    found = [(one["rule"], one["cell"]) for one in document["problems"]]
    assert found == [("SCR24", "line 3"), ("SCR23", "line 4"), ("SCR22", "line 5")]
    assert (read.exit_code, document["added"], document["unlabelled"]) == (1, 1, 1)
    assert titles(workbook(folder, "title-abstract_anna")) == [ON[2]]


def test_ris_and_workbooks_with_labels_are_read_too(folder: Path) -> None:
    begun(folder)
    assert review(folder, "screen", "export", "--reviewer", "anna", "-o", "out.ris").exit_code == 0
    text = (folder / "out.ris").read_text(encoding="utf-8")
    assert (text.count("ASReview_relevant"), text.count("ASReview_irrelevant")) == (2, 4)
    (folder / "back.ris").write_text(text.replace("ASReview_not_seen", "ASReview_relevant"), encoding="utf-8")
    read = review(folder, "screen", "labels", "back.ris", "--reviewer", "anna")
    assert "title-abstract_anna_2.xlsx: 18 labels" in read.output
    book = Workbook()
    for row in (["title", "label_included"], [ON[0], 1], [OUT[0], 0]):
        book.worksheets[0].append(row)
    book.save(folder / "back.xlsx")
    assert "2 labels" in review(folder, "screen", "labels", "back.xlsx", "--reviewer", "ben").output


def test_the_export_tells_nothing_of_what_another_reviewer_said(folder: Path) -> None:
    begun(folder)
    assert "0 with a label" in review(folder, "screen", "export", "--reviewer", "ben", "-o", "b.csv").output


def test_a_file_without_labels_and_an_unknown_ending_are_refused_in_one_line(folder: Path) -> None:
    table(folder / "none.csv", [{"title": ON[0], "year": "2020"}])
    for words, said in (
        (("labels", "none.csv", "--reviewer", "anna"), "no column of labels (asreview_label, included)"),
        (("labels", "gone.csv", "--reviewer", "anna"), "gone.csv: cannot be opened"),
        (("export", "--reviewer", "anna", "-o", "x.docx"), "ends in none of .csv, .ris"),
        (("export", "--reviewer", "ann", "-o", "x.csv"), "did you mean 'anna'?"),
    ):
        result = review(folder, "screen", *words)
        assert result.exit_code == 2
        assert said in result.output


def table(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
