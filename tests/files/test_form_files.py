"""Form files: those of the package and those of a workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from review.files.form_files import extended_form, read_form, shipped_form
from review.problems import UnreadableFile


def test_an_unknown_form_names_those_that_there_are() -> None:
    with pytest.raises(UnreadableFile, match="two_arm: no such form; there is single_arm_response"):
        shipped_form("two_arm")


def test_an_extension_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "form.toml"
    path.write_text('[[sheet]]\nname = "Cohorts"\n[[sheet.field]]\nname = "sites"\ntype = "count"\n', "utf-8")
    form, problems = extended_form(shipped_form(), path)
    assert problems == ()
    assert "sites" in form["Cohorts"]


def test_a_mistake_in_an_extension_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "form.toml"
    path.write_text('[[shet]]\nname = "Cohorts"\n', "utf-8")
    _, problems = extended_form(shipped_form(), path, file="extraction_forms/form.toml")
    assert str(problems[0]).splitlines()[0] == "extraction_forms/form.toml · shet"


@pytest.mark.parametrize("content", [b"[[sheet", b"\xff\xfe\x00"])
def test_a_file_that_is_no_toml_is_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "form.toml"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="not a TOML file"):
        extended_form(shipped_form(), path)


def test_a_missing_extension_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        extended_form(shipped_form(), tmp_path / "form.toml")


def test_a_form_is_read_from_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('name = "mine"\n[[sheet]]\nname = "A"\n[[sheet.field]]\nname = "a"\n', "utf-8")
    assert read_form(path).name == "mine"


def test_a_form_with_a_mistake_is_one_line_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('name = "mine"\n[[sheet]]\nname = "A"\nkye = "a"\n[[sheet.field]]\nname = "a"\n', "utf-8")
    with pytest.raises(UnreadableFile) as error:
        read_form(path)
    assert str(error.value) == f"{path}: 'kye' is not a key here (at sheet[0].kye); did you mean 'key'?"
