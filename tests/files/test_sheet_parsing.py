"""Sheets parsed in C hold what openpyxl's own way gives, and no document type gets in."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl.worksheet._reader
import openpyxl.xml.functions
import pytest
from defusedxml import DTDForbidden
from openpyxl import Workbook

from review.files.form_files import shipped_form
from review.files.workbook_reader import read_workbook
from review.files.workbook_writer import write_extraction_workbook
from review.problems import UnreadableFile

DOCUMENT_TYPES = (
    "<!DOCTYPE a><a/>",
    '<!DOCTYPE a [<!ENTITY e "once">]><a>&e;</a>',
    '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
    '<!-- first --><!DOCTYPE a [<!ENTITY e "x"><!ENTITY f "&e;&e;&e;">]><a>&f;</a>',
)


def test_the_cells_are_those_of_openpyxls_own_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "form.xlsx"
    write_extraction_workbook(path, shipped_form(), rows={"Studies": [{"study_id": "sarc028"}]})
    book = Workbook()
    for value in ("Ærø & <b>", 0.25, True, datetime(2026, 5, 11), "=1+1", "#DIV/0!", "two\nlines"):
        book.active.append([value])
    book.save(tmp_path / "kinds.xlsx")
    files = (path, tmp_path / "kinds.xlsx")
    fast = [read_workbook(file) for file in files]
    for module in (openpyxl.worksheet._reader, openpyxl.reader.strings):
        assert module.iterparse is not openpyxl.xml.functions.iterparse
        monkeypatch.setattr(module, "iterparse", openpyxl.xml.functions.iterparse)
    assert [read_workbook(file) for file in files] == fast
    assert fast[1].sheets[0].rows[1][1].value == "Ærø & <b>"


@pytest.mark.parametrize("text", DOCUMENT_TYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_anything_is_parsed(text: str, encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{text}'
    with pytest.raises(DTDForbidden):
        openpyxl.worksheet._reader.iterparse(io.BytesIO(declared.encode(encoding)))


def test_a_sheet_under_another_ending_gets_no_document_type_in_either(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = 1
    book.save(tmp_path / "plain.xlsx")
    path = tmp_path / "renamed.xlsx"
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                name, content = "xl/worksheets/sheet1.dat", b"<!DOCTYPE worksheet>" + content
            content = content.replace(b"sheet1.xml", b"sheet1.dat")
            new.writestr(name, content)
    with pytest.raises(UnreadableFile, match="a damaged workbook"):
        read_workbook(path)
