"""Letters of any script in cells, titles and the protocol: reports all the same, and one line about it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from review.render.typst_compiler import TypstFailure
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

    def fails(opened, results, kinds):  # type: ignore[no-untyped-def]
        if results.analysis.name == "response":
            raise TypstFailure("line:3:1 no such\nthing")
        return write(opened, results, kinds)

    monkeypatch.setattr(reporting, "write_outputs", fails)
    result = review("-C", str(filled), "run", expect=1)
    assert result.stderr == "response: cannot be set: line:3:1 no such thing\n"
    assert (filled / "reports/zweite/report.pdf").exists()
