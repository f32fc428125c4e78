"""Typst markup to PDF or PNG, with the fonts of this package only and the same bytes every time.

This is the one module that imports typst. Data reaches the markup as files (``#json("report.json")``,
``#image("forest.svg")``), never pasted into it, so that no text of a review can be read as markup.
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Literal, cast

import typst

from review.render.fonts import FONT_FOLDER, check_characters

#: PDF/UA-1 makes the compiler check two things that otherwise go wrong in silence: a character that no
#: font has, and a figure without a text alternative.
ACCESSIBLE = ("ua-1",)


class TypstFailure(Exception):
    """Markup that could not be set; the message is the compiler's own, with line and hint."""


def compile_typst(
    source: str,
    *,
    files: Mapping[str, bytes] = MappingProxyType({}),
    format: Literal["pdf", "png"] = "pdf",  # noqa: A002  typst's own word, and the contract's
    ppi: float = 300,
    pdf_standards: Sequence[str] = ACCESSIBLE,
) -> bytes:
    r"""Set `source` and return the document.

    Parameters
    ----------
    source
        Typst markup. Under PDF/UA-1 it needs ``#set document(title: ...)`` and ``alt`` on every image.
    files
        What the markup reads, by relative path with forward slashes: ``{"forest.svg": b"..."}``.
    format
        ``"pdf"``, or ``"png"`` for markup that fills one page.
    ppi
        Pixels per inch of a PNG.
    pdf_standards
        Standards that the PDF must keep, as typst names them (``"ua-1"``, ``"a-2a"``); empty for none.

    Returns
    -------
    The bytes of the file: the same for the same input, since creation time is 1 January 1970.

    Raises
    ------
    TypstFailure
        Wrong markup, an absent file, a font family or a character that is not shipped, a PNG of more
        than one page. The compiler's warnings count as errors, for each of them changes the page.
    ValueError
        A path in `files` that leaves the folder; `MissingCharacter` for a drawing.

    Examples
    --------
    >>> markup = '#set document(title: "A")\n#set text(font: "Noto Sans")\nτ² = 0.52'
    >>> compile_typst(markup)[:5]
    b'%PDF-'
    """
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or not path.parts:
                raise ValueError(f"files: a path inside the document's folder is wanted, got {name!r}")
            if path.suffix == ".svg":
                # The compiler drops a text of a drawing without a word where no letter of it is known.
                check_characters(html.unescape(content.decode()))
            target = Path(folder, *path.parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        try:
            pages, warnings = typst.compile_with_warnings(
                source.encode(),
                root=folder,
                font_paths=cast(Any, _shipped_fonts()),  # its stub names folders only
                ignore_system_fonts=True,
                format=format,
                ppi=ppi if format == "png" else None,
                pdf_standards=cast(Any, list(pdf_standards)) if format == "pdf" else [],
                timestamp=0,
            )
        except typst.TypstError as error:
            said = _without_folder(error.diagnostic, folder)
            if "missing codepoints" in said:
                said += _marked_words(files)
            raise TypstFailure(said) from error
    if warnings:
        raise TypstFailure("; ".join(str(warning.message) for warning in warnings))
    if isinstance(pages, list):
        raise TypstFailure(f"a PNG holds one page, and this markup fills {len(pages)}: set each on its own")
    return bytes(pages)


@functools.cache
def _shipped_fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_FOLDER)]
    )


def _marked_words(files: Mapping[str, bytes]) -> str:
    """What an accessible PDF cannot hold in a drawing (typst 0.15): marks apart from letters."""
    drawn = (html.unescape(content.decode()) for name, content in files.items() if name.endswith(".svg"))
    words = {
        word
        for text in drawn
        for word in re.findall(r"[^\s<>]+", text)
        if any(map(unicodedata.combining, word))
    }
    if not words:
        return ""
    return (
        f"; a drawing holds marks that Unicode has only apart from their letters: {', '.join(sorted(words))}"
    )


def _without_folder(diagnostic: str, folder: str) -> str:
    """The diagnostic without the name of the temporary folder, which differs on every run."""
    names = rf"(?:{re.escape(folder)}|{re.escape(Path(folder).name)})[/\\]"
    return re.sub(names, "", diagnostic).replace("__typst_py_bytes__.typ", "line").strip()
