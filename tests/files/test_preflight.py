"""Files that are no workbook, or cannot be opened: one line each that says what it is and what to do."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from review.files import preflight as module
from review.files.form_files import shipped_form
from review.files.preflight import preflight
from review.files.workbook_reader import read_workbook
from review.files.workbook_writer import extraction_workbook
from review.problems import UnreadableFile

WORKBOOK = extraction_workbook(shipped_form())
OLD = bytes.fromhex("D0CF11E0A1B11AE1")


def repacked(change: Callable[[zipfile.ZipFile], None], *, without: str = "") -> bytes:
    """The workbook with parts added or left out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(WORKBOOK)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            if part.filename != without:
                target.writestr(part, source.read(part))
        change(target)
    return out.getvalue()


def zipped(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def with_dtd(archive: zipfile.ZipFile) -> None:
    archive.writestr(
        "xl/workbook.xml",
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><workbook>&y;</workbook>',
    )


def with_dtd_in_utf_16(archive: zipfile.ZipFile) -> None:
    archive.writestr(
        "xl/workbook.xml", '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><workbook/>'.encode("utf-16")
    )


UNREADABLE = {
    "empty": (b"", "an empty file"),
    "old xls": (OLD + b"\0" * 600, "an old .xls workbook"),
    "encrypted": (OLD + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "truncated": (WORKBOOK[: len(WORKBOOK) // 2], "cut off or damaged"),
    "web page": (b"\xef\xbb\xbf\n<!DOCTYPE html><html><table>", "a web page with a workbook's ending"),
    "table of a web page": (b"<table><tr><td>1</td></tr></table>", "a web page"),
    "XML spreadsheet": (b'<?xml version="1.0"?><Workbook/>', "XML text, not a workbook"),
    "CSV": (b"cohort_id,n_evaluable\nsun2022_sts,32\n", "text such as CSV"),
    "CSV in Latin 1": ("études;n\nSchöffski;3\n".encode("latin-1"), "text such as CSV"),
    "CSV in UTF-16": ("cohort_id\tn\n".encode("utf-16"), "text such as CSV"),
    "PDF": (b"%PDF-1.7\n", "a PDF"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a workbook"),
    "OpenDocument": (
        zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_dot_xml="<x/>"),
        "an OpenDocument file (.ods)",
    ),
    "Word": (zipped(word__document_dot_xml="<x/>"), "a Word document"),
    "binary workbook": (zipped(xl__workbook_dot_bin="x"), "a binary workbook (.xlsb)"),
    "other archive": (zipped(readme="x"), "a zip archive without a workbook"),
    "document type": (repacked(with_dtd, without="xl/workbook.xml"), "declares a document type"),
    "document type in UTF-16": (
        repacked(with_dtd_in_utf_16, without="xl/workbook.xml"),
        "declares a document type",
    ),
    "broken XML": (
        repacked(lambda archive: archive.writestr("xl/workbook.xml", "<workbook"), without="xl/workbook.xml"),
        "is damaged",
    ),
    "damaged sheet": (
        repacked(
            lambda archive: archive.writestr(
                "xl/worksheets/sheet2.xml", "<worksheet><sheetData><row r='x'/>"
            ),
            without="xl/worksheets/sheet2.xml",
        ),
        "damaged",
    ),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_file_that_is_no_workbook_gives_one_line_that_says_what_it_is(kind: str, tmp_path: Path) -> None:
    content, what = UNREADABLE[kind]
    path = tmp_path / "filled.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as error:
        read_workbook(path)
    message = str(error.value)
    assert message.startswith(f"{path}: ")
    assert what in message
    assert "\n" not in message
    assert ";" in message or ":" in message.removeprefix(f"{path}: ")


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(repacked(lambda archive: archive.writestr("xl/media/x", b"\0" * 3_000_000)))
    preflight(path)
    monkeypatch.setattr(module, "LARGEST_UNPACKED", 2_000_000)
    with pytest.raises(UnreadableFile, match="unpacks to 3 MB; no form needs more than 2 MB"):
        preflight(path)


def test_a_part_that_repeats_one_letter_is_refused_before_a_parser_sits_at_it(tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    bomb = b"<!--" + b"x" * 2_000_000 + b"--><a/>"
    path.write_bytes(repacked(lambda archive: archive.writestr("xl/worksheets/sheet99.xml", bomb)))
    with pytest.raises(UnreadableFile, match=r"sheet99\.xml.* to more than 250 times its size"):
        preflight(path)


def test_damage_anywhere_in_a_workbook_ends_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    for at in range(0, len(WORKBOOK), len(WORKBOOK) // 200):
        path.write_bytes(WORKBOOK[:at] + bytes([WORKBOOK[at] ^ 0xFF]) + WORKBOOK[at + 1 :])
        with contextlib.suppress(UnreadableFile):
            preflight(path)


def test_the_limit_is_two_hundred_megabytes() -> None:
    assert module.LARGEST_UNPACKED == 200 * 2**20


@pytest.mark.parametrize(
    ("lock", "program"), [("~$filled.xlsx", "Excel"), (".~lock.filled.xlsx#", "LibreOffice")]
)
def test_a_workbook_that_is_open_elsewhere_is_not_read(lock: str, program: str, tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(WORKBOOK)
    (tmp_path / lock).write_bytes(b"someone")
    with pytest.raises(UnreadableFile, match=f"open in {program}"):
        preflight(path)


def test_a_lock_file_named_by_hand_is_called_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "~$filled.xlsx"
    path.write_bytes(b"someone")
    with pytest.raises(UnreadableFile, match="Excel's lock file"):
        preflight(path)


def test_a_folder_and_a_missing_file_are_called_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="a folder, not a workbook"):
        preflight(tmp_path)
    with pytest.raises(UnreadableFile, match="no such file"):
        preflight(tmp_path / "absent.xlsx")


def test_a_file_that_may_not_be_read_is_called_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(WORKBOOK)

    def refused(self: Path, *_: object, **__: object) -> None:
        # root may read every file, and chmod on Windows forbids writing only: so the refusal is made here
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(UnreadableFile, match="may not be read"):
        preflight(path)


def test_a_path_that_the_system_refuses_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"cannot be read|no such file"):
        preflight(tmp_path / ("x" * 400 + ".xlsx"))


def test_a_part_that_is_locked_inside_the_archive_is_a_password(tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    content = bytearray(WORKBOOK)
    # The flag of encryption, bit 0, stands 8 bytes into each entry of the archive's directory.
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(UnreadableFile, match="protected by a password"):
        preflight(path)


def test_text_that_is_cut_in_the_middle_of_a_letter_is_still_text(tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(b"x" * 4095 + "é".encode() * 9)
    with pytest.raises(UnreadableFile, match="text such as CSV"):
        preflight(path)


def test_a_workbook_passes(tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(WORKBOOK)
    preflight(path)
