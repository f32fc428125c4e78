from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from review.files.search_exports import open_export
from review.problems import UnreadableFile
from review.screening.exports.entry import ParsedExport

RIS = "TY  - JOUR\nTI  - Schöffski’s trial\nAU  - Schöffski, P\nPY  - 2020\nER  - \n"


def write(tmp_path: Path, content: bytes, name: str = "export.ris") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def opened(path: Path, shown: str) -> ParsedExport:
    return open_export(path, shown).opened.read()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_an_export_is_read_whatever_its_encoding(tmp_path: Path, encoding: str) -> None:
    export = opened(write(tmp_path, RIS.encode(encoding)), "export.ris")
    assert export.entries[0].values["title"] == "Schöffski’s trial"
    assert export.problems == ()


def test_a_file_of_two_encodings_is_read_line_by_line(tmp_path: Path) -> None:
    export = opened(write(tmp_path, RIS.encode("cp1252") + RIS.encode("utf-8-sig")), "export.ris")
    assert [entry.values["authors"] for entry in export.entries] == ["Schöffski, P"] * 2
    assert export.starts == 2


def test_lost_letters_are_named(tmp_path: Path) -> None:
    export = opened(write(tmp_path, b"TY  - JOUR\nTI  - A \x81 b\nPY  - 2020\nER  - \n"), "export.ris")
    assert [(one.rule, one.place.cell) for one in export.problems] == [("IMP07", "line 2")]


def test_letters_of_another_script_are_not_read_wrongly_in_silence(tmp_path: Path) -> None:
    text = RIS.replace("Schöffski’s trial", "Саркома мягких тканей")
    export = opened(write(tmp_path, text.encode("cp1251", errors="ignore")), "export.ris")
    assert [(one.rule, one.place.cell) for one in export.problems] == [("IMP07", "line 2")]


def test_xml_is_read_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    title = "肉瘤的治疗"
    text = (
        '<?xml version="1.0" encoding="GB18030"?><xml><records><record><titles><title>'
        f"{title}</title></titles></record></records></xml>"
    )
    export = opened(write(tmp_path, text.encode("gb18030")), "export.xml")
    assert export.entries[0].values["title"] == title
    assert export.problems == ()


def test_the_content_decides_and_not_the_ending(tmp_path: Path) -> None:
    for name in ("export.csv", "export.txt", "export.xlsx", "export"):
        assert opened(write(tmp_path, RIS.encode(), name), name).format == "RIS"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (
            b"<!DOCTYPE html><html><head><title>Session expired</title></head>",
            r"is a web page \('Session expired'\)",
        ),
        (b"Dear colleague,\nenclosed please find", "is in no format that is known here"),
        (b"%PDF-1.7", "is a PDF"),
        (b"name,size\na,1\n", "a table needs a row of headings with a Title in it"),
        (b"PK\x03\x04 broken", "zip archive"),
        (b"PK\x03\x04 xl/workbook broken", "cut off or damaged"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C"><html/>', "is a web page"),
        (b"<table><tr><th>Title</th></tr></table>", "is a web page"),
    ],
)
def test_what_is_no_export_is_one_clear_line(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said) as error:
        open_export(write(tmp_path, content), "export.ris")
    assert "\n" not in str(error.value)


def test_a_workbook_is_read_below_its_title_and_on_its_second_sheet(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["About this export"])
    sheet = book.create_sheet("data")
    for row in (
        ["my search"],
        ["Title", "Year", "Pages", "PubMed ID"],
        ["A", 2020.0, datetime(2024, 5, 7), 38580657],
    ):
        sheet.append(row)
    path = tmp_path / "export.ris"
    book.save(path)
    export = opened(path, "export.ris")
    assert export.format == "XLSX"
    assert export.entries[0].line == 3
    assert export.entries[0].values["pmid"] == "38580657"
    assert export.entries[0].values["year"] == "2020"
    assert [(one.rule, str(one.place)) for one in export.problems] == [("IMP08", "export.ris · data!C3")]
