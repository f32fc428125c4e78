"""Letters of any script in cells, titles and the protocol: reports all the same, and one line about it."""

from __future__ import annotations

import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from review.extraction.risk_of_bias.judgements import Assessment, Judgement
from review.files.bias_files import shipped_tool
from review.problems import Place
from review.render.drawable import lost_characters
from review.render.typst_compiler import TypstFailure
from review.report.compose import compose
from review.report.plain_text import to_text
from review.screening.selection import CitedReport, Selection
from review.workflow.letters import letter_problems
from review.workflow.opening import open_review
from review.workflow.pooling import results_of
from tests.cli.test_story import fill, filled, mine, review, three_cohorts

__all__ = ("filled", "mine")


def named(folder: Path, author: str) -> None:
    sheets = three_cohorts()
    sheets["Studies"][0]["first_author"] = author
    fill(folder / "extraction_forms/extraction/extraction.xlsx", **sheets)


@pytest.mark.parametrize("author", ["孙燕", "שלום", "مرحبا", "👍"])
def test_a_name_in_another_script_stands_in_the_page_and_as_code_points_in_the_figure(
    filled: Path, author: str
) -> None:
    named(filled, author)
    result = review("-C", str(filled), "run")
    assert "review validate lists them (FONT01)" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    folder = filled / "reports/response"
    assert author in (folder / "report.html").read_text(encoding="utf-8")
    assert f"U+{ord(author[0]):04X}" in (folder / "figures/forest.svg").read_text(encoding="utf-8")
    assert (folder / "report.pdf").exists() and (folder / "report.docx").exists()


def test_validate_names_the_cell_and_the_key(filled: Path) -> None:
    named(filled, "孙燕")
    protocol = filled / "review.toml"
    text = protocol.read_text(encoding="utf-8")
    protocol.write_text(text.replace("Sunitinib in Chordoma", "Sunitinib 舒尼替尼"), encoding="utf-8")
    output = review("-C", str(filled), "validate").output
    assert "FONT01 warning: the fonts of drawings and the PDF do not have 孙 (U+5B59), 燕 (U+71D5)" in output
    assert "Studies!" in output and "review.toml · title" in output
    alone = review("validate", str(filled / "extraction_forms/extraction/extraction.xlsx")).output
    assert "FONT01" in alone


def screened(filled: Path, title: str) -> None:
    """One record of the search, included on title and abstract and excluded at full text."""
    export = filled / "search.ris"
    export.write_text(
        f"TY  - JOUR\nTI  - {title}\nAU  - Sun, Y\nPY  - 2022\nJO  - J Test\nER  - \n", encoding="utf-8"
    )
    review("-C", str(filled), "import", str(export), "--source", "PubMed")


def test_the_title_of_a_report_that_is_listed_is_looked_at_and_any_other_is_not(filled: Path) -> None:
    screened(filled, "骨肉瘤")
    assert "骨" not in review("-C", str(filled), "validate").output
    opened = open_review(filled)
    listed = Selection(
        flow=None,
        excluded=(CitedReport(record_id="r1", title="骨肉瘤", why="人群不符", note="见附注"),),
        agreement=(),
    )
    found = letter_problems(replace(opened, selection=listed))
    assert {(one.place.row, one.place.cell) for one in found} == {
        ("r1", "title"), ("r1", "why"), ("r1", "note"),
    }  # fmt: skip


def test_what_a_judgement_of_bias_rests_on_is_looked_at(filled: Path) -> None:
    opened = open_review(filled)
    place = Place("extraction_forms/risk_of_bias/minors.xlsx", "Judgements", "D4")
    judged = Judgement(subject="chen_asps", item="1", code="2", support="见表一", source="", place=place)
    assessment = Assessment(shipped_tool("minors"), place.file, (judged,), {})
    (problem,) = letter_problems(replace(opened, assessments=(assessment,)))
    assert (problem.rule, problem.place) == ("FONT01", place)


def test_every_character_of_a_report_that_the_fonts_lack_was_warned_of(filled: Path) -> None:
    """What is typeset is compared with what was warned of, whatever text it came from."""
    named(filled, "孙燕")
    opened = open_review(filled)
    listed = (
        CitedReport(
            record_id="r1", title="骨", authors="肉", journal="瘤", why="人", note="群", fate="excluded"
        ),
        CitedReport(record_id="r2", title="期", study_id="chen", role="附", fate="included", why="注"),
    )
    chosen = Selection(flow=None, why_no_flow=("尚未",), excluded=listed[:1], several=listed[1:])
    opened = replace(opened, selection=chosen)
    ((_, results, _),) = results_of(opened, ())
    assert results is not None
    typeset = set(lost_characters(to_text(compose(results))))
    warned = {letter for one in letter_problems(opened) for letter in lost_characters(one.found)}
    assert typeset and typeset <= warned


def test_a_title_of_any_characters_gives_every_kind_of_report(filled: Path) -> None:
    protocol = filled / "review.toml"
    text = protocol.read_text(encoding="utf-8")
    odd = "日本\\u0001 ﬁn 👍 مرحبا"
    protocol.write_text(text.replace("Sunitinib in Chordoma", odd), encoding="utf-8")
    assert "U+0001" in review("-C", str(filled), "validate").output
    review("-C", str(filled), "run")
    folder = filled / "reports/response"
    assert "日本" in (folder / "report.html").read_text(encoding="utf-8")
    with zipfile.ZipFile(folder / "report.docx") as archive:
        assert "日本" in archive.read("word/document.xml").decode()
    assert (folder / "report.pdf").exists()


def test_a_name_with_marks_apart_from_its_letters_has_its_report(filled: Path) -> None:
    named(filled, "Ade\u0301bo\u0323\u0300wa\u0301le\u0301")
    assert review("-C", str(filled), "run").stderr == ""
    folder = filled / "reports/response"
    assert "\u1ecd\u0300" in unicodedata.normalize(
        "NFC", (folder / "report.html").read_text(encoding="utf-8")
    )
    assert (folder / "report.pdf").exists()
    assert (folder / "figures/forest.pdf").exists()


def test_ligatures_and_invisible_signs_need_no_warning(filled: Path) -> None:
    named(filled, "\ufeffﬁscher")
    assert "FONT01" not in review("-C", str(filled), "validate").output
    assert review("-C", str(filled), "run").stderr == ""


def test_an_analysis_that_cannot_be_set_is_one_line_and_the_others_are_made(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from review.workflow import reporting

    first = filled / "analyses/response.toml"
    (filled / "analyses/zweite.toml").write_text(first.read_text(encoding="utf-8"), encoding="utf-8")
    write = reporting.write_outputs

    def fails(opened, results, kinds, *, progress):  # type: ignore[no-untyped-def]
        if results.analysis.name == "response":
            raise TypstFailure("line:3:1 no such\nthing")
        return write(opened, results, kinds, progress=progress)

    monkeypatch.setattr(reporting, "write_outputs", fails)
    result = review("-C", str(filled), "run", expect=1)
    assert result.stderr == "response: cannot be set: line:3:1 no such thing\n"
    assert (filled / "reports/zweite/report.pdf").exists()
