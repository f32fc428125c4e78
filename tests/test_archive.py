"""Archives tell no time, and hold what they held."""

from __future__ import annotations

import io
import zipfile

from review import archive


def zipped(*parts: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for part, content in parts:
            target.writestr(part, content)
    return made.getvalue()


def test_times_are_overwritten_in_place_to_what_writing_all_anew_would_give() -> None:
    made = zipped(("word/document.xml", 5000 * b"<w:p/>"), ("Ngô.txt", "Đình".encode()), ("empty", b""))
    assert archive.without_clock(made) == archive.without_clock(made, lambda _, content: content)


def test_comments_and_further_fields_of_parts_lead_to_no_wrong_place() -> None:
    first = zipfile.ZipInfo("a.txt", (2026, 11, 20, 15, 30, 2))
    first.comment, first.extra = b"a comment", b"\xfe\xca\x02\x00ab"
    made = zipped((first, b"first"), ("b.txt", b"second"))
    still = archive.without_clock(made)
    with zipfile.ZipFile(io.BytesIO(still)) as read:
        assert read.testzip() is None
        assert {part.date_time for part in read.infolist()} == {archive.STAMP}
        assert [(part.filename, read.read(part)) for part in read.infolist()] == [
            ("a.txt", b"first"),
            ("b.txt", b"second"),
        ]
        assert (read.infolist()[0].comment, read.infolist()[0].extra) == (first.comment, first.extra)
    # Two times of four bytes for each part, and nothing else.
    assert sum(one != other for one, other in zip(still, made, strict=True)) <= 16


def test_parts_can_be_edited_on_the_way() -> None:
    made = zipped(("a.txt", b"2026"), ("b.txt", b"2026"))
    edited = archive.without_clock(made, lambda name, content: b"1980" if name == "b.txt" else content)
    with zipfile.ZipFile(io.BytesIO(edited)) as read:
        assert [read.read(name) for name in ("a.txt", "b.txt")] == [b"2026", b"1980"]
        assert {part.date_time for part in read.infolist()} == {archive.STAMP}
