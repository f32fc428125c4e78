"""What a file is, found out before it is opened as a workbook.

Each way in which a file can fail ends in one line that says what the file is and what to do.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from review.problems import UnreadableFile

#: Bytes that a workbook may have once unpacked. A 394 kB zip bomb makes openpyxl take 800 MB; a form with
#: 10,000 rows unpacks to about 30 MB.
LARGEST_UNPACKED = 200 * 1024 * 1024

#: How many times its packed size a part of more than `_SMALL` bytes may have; rows of one word reach 25. One
#: letter reaches 1,000, and a parser sat for more than four minutes at 180 MB of it in one comment.
MOST_PACKED = 250
_SMALL = 2**20

_OLD_OFFICE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "open it in a spreadsheet program and save it as .xlsx"


class _NoWorkbook(ValueError):
    """What a file is instead of a workbook, and what to do."""


def preflight(path: Path, *, file: str = "") -> None:
    """Check that a file is a workbook that can be opened.

    Parameters
    ----------
    file
        Its path as people write it, for messages; `path` with forward slashes unless given.

    Raises
    ------
    UnreadableFile
        With one line that says what the file is and what to do.
    """
    file = file or path.as_posix()
    try:
        _refuse_what_is_no_file(path)
        _refuse_open_elsewhere(path)
        _refuse_other_formats(path)
        with zipfile.ZipFile(path) as archive:
            _refuse_other_archives(archive)
            _refuse_dangerous(archive)
    except _NoWorkbook as what:
        raise UnreadableFile(f"{file}: {what}") from None
    except Exception:  # any error of an unpacker or a parser fed with any file
        raise UnreadableFile(
            f"{file}: a workbook that is cut off or damaged; get it again from where it came"
        ) from None


def _refuse_what_is_no_file(path: Path) -> None:
    try:
        if path.is_dir():
            raise _NoWorkbook("a folder, not a workbook; name the file inside it")
        if not path.exists():
            raise _NoWorkbook("no such file")
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except PermissionError:
        raise _NoWorkbook("may not be read; close it elsewhere or ask for permission") from None
    except OSError as error:
        raise _NoWorkbook(f"cannot be read ({error.strerror})") from None
    if path.name.startswith("~$"):
        raise _NoWorkbook("Excel's lock file, not a workbook; name the workbook without ~$")
    if size == 0:
        raise _NoWorkbook("an empty file; get it again from where it came")


def _refuse_open_elsewhere(path: Path) -> None:
    for lock, program in ((f"~${path.name}", "Excel"), (f".~lock.{path.name}#", "LibreOffice")):
        if path.with_name(lock).exists():
            raise _NoWorkbook(
                f"open in {program} ({lock} stands beside it); save and close it, or delete {lock} "
                "if no program has it open"
            )


def _refuse_other_formats(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        return
    if start.startswith(_OLD_OFFICE):
        if _ENCRYPTED in path.read_bytes():
            raise _NoWorkbook("protected by a password; save a copy without one")
        raise _NoWorkbook(f"an old .xls workbook; {_SAVE_AS}")
    if start.startswith(b"%PDF"):
        raise _NoWorkbook("a PDF, not a workbook; name the workbook")
    text = _as_text(start)
    if text is None:
        raise _NoWorkbook("not a workbook; name an .xlsx file")
    head = text.lstrip("\ufeff \t\r\n").casefold()
    if head.startswith(("<!doctype html", "<html", "<head", "<body", "<table")):
        raise _NoWorkbook(f"a web page with a workbook's ending; {_SAVE_AS}")
    if head.startswith("<"):
        raise _NoWorkbook(f"XML text, not a workbook; {_SAVE_AS}")
    raise _NoWorkbook(f"text such as CSV, not a workbook; {_SAVE_AS}")


def _as_text(start: bytes) -> str | None:
    for encoding in ("utf-8", "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            text = start.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding != "utf-8" or error.start < len(start) - 3:
                continue
            text = start[: error.start].decode(encoding)
        if "\0" not in text:
            return text
    return None


def _refuse_other_archives(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return
    if "mimetype" in names and b"opendocument" in archive.read("mimetype"):
        raise _NoWorkbook(f"an OpenDocument file (.ods); {_SAVE_AS}")
    if "word/document.xml" in names:
        raise _NoWorkbook("a Word document, not a workbook; name the workbook")
    if "xl/workbook.bin" in names:
        raise _NoWorkbook(f"a binary workbook (.xlsb); {_SAVE_AS}")
    raise _NoWorkbook("a zip archive without a workbook in it; name an .xlsx file")


def _refuse_dangerous(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED:
        raise _NoWorkbook(
            f"unpacks to {unpacked / 2**20:.0f} MB; no form needs more than "
            f"{LARGEST_UNPACKED / 2**20:.0f} MB: copy the filled rows into a new form"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise _NoWorkbook("protected by a password; save a copy without one")
    for part in parts:
        # A picture of one colour is no bomb.
        if not part.filename.startswith("xl/media/") and (
            part.file_size > max(_SMALL, MOST_PACKED * part.compress_size)
        ):
            raise _NoWorkbook(
                f"{part.filename} inside it unpacks to more than {MOST_PACKED} times its size, as with no "
                "spreadsheet program; do not open it, ask for it again"
            )
        if part.filename.endswith((".xml", ".rels")):
            _refuse_dtd(archive, part)


def _refuse_dtd(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a document type: no spreadsheet program writes one, and it can name other files."""
    try:
        with archive.open(part) as content:
            # A document type can only stand before the first element.
            next(iter(iterparse(content, events=("start",), forbid_dtd=True)), None)
    except DefusedXmlException:
        raise _NoWorkbook(
            f"{part.filename} inside it declares a document type, as no spreadsheet program does; "
            "do not open it, ask for it again"
        ) from None
    except ParseError:
        raise _NoWorkbook(
            f"{part.filename} inside it is damaged; {_SAVE_AS} again, or get it from where it came"
        ) from None
