"""The parts of a Word file that python-docx has no words for: fields, bookmarks, links, borders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

#: What XML cannot hold; a text of a workbook may.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

#: Properties of a table and of a cell that are used here, in the order of the standard (ECMA-376, part 1).
TABLE_PROPERTIES = ("tblStyle", "tblW", "jc", "tblLayout", "tblCellMar", "tblLook", "tblDescription")
CELL_PROPERTIES = ("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "vAlign")

#: Space left and right of the text of a cell, in twentieths of a point.
MARGIN = 80

#: Word's longest name of a bookmark.
_LONGEST_NAME = 40


def plain(text: str) -> str:
    r"""A text without the characters that XML forbids, on one line.

    >>> plain("a\x02b\nc")
    'ab c'
    """
    return " ".join(_FORBIDDEN.sub("", text).split("\n"))


def element(tag: str, **attributes: str) -> Any:
    """An element of WordprocessingML with its attributes: ``element("tblHeader", val="true")``."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def bookmark_name(anchor: str) -> str:
    """A name that Word takes: letters, digits and underscores, at most 40.

    >>> bookmark_name("table-excluded")
    'table_excluded'
    """
    return re.sub(r"\W", "_", anchor)[:_LONGEST_NAME]


def bookmark(paragraph: Paragraph, anchor: str, number: int) -> None:
    """Mark a paragraph as the place that references to `anchor` lead to; `number` is unique in the file."""
    paragraph._p.insert(
        1 if paragraph._p.pPr is not None else 0,
        element("bookmarkStart", id=str(number), name=bookmark_name(anchor)),
    )
    paragraph._p.append(element("bookmarkEnd", id=str(number)))


def link(paragraph: Paragraph, run: Run, target: str) -> None:
    """Make a run of the paragraph a link: to an address of the web, or to ``#anchor``."""
    if target.startswith("#"):
        made = element("hyperlink", anchor=bookmark_name(target[1:]))
    else:
        made = element("hyperlink")
        relation = paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        made.set(qn("r:id"), relation)
    paragraph._p.replace(run._r, made)
    made.append(run._r)


def bookmark_runs(paragraph: Paragraph, first: Run, anchor: str, number: int) -> None:
    """Mark the runs from `first` to the end of the paragraph, so that a REF field can repeat their text."""
    first._r.addprevious(element("bookmarkStart", id=str(number), name=bookmark_name(anchor)))
    paragraph._p.append(element("bookmarkEnd", id=str(number)))


def begin_contents(paragraph: Paragraph, code: str) -> None:
    """Begin a table of contents in this paragraph; Word makes it anew when the file is opened or printed."""
    for kind in ("begin", "", "separate"):
        run = paragraph.add_run()
        if kind:
            run._r.append(
                element("fldChar", fldCharType=kind, **({"dirty": "true"} if kind == "begin" else {}))
            )
        else:
            run._r.append(_instruction(code))


def end_contents(paragraph: Paragraph) -> None:
    """End the table of contents with this paragraph."""
    paragraph.add_run()._r.append(element("fldChar", fldCharType="end"))


def _instruction(code: str) -> Any:
    made = element("instrText")
    made.set(qn("xml:space"), "preserve")
    made.text = f" {code} "
    return made


def field(paragraph: Paragraph, code: str, shown: str, *, style: str | None = None) -> None:
    """A field that Word can count anew, such as ``PAGE`` or ``SEQ Table``, and what it shows until then."""
    for kind, text in (("begin", ""), ("", f" {code} "), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run(shown if kind == "shown" else "", style=style)
        if kind in {"begin", "separate", "end"}:
            run._r.append(element("fldChar", fldCharType=kind))
        elif not kind:
            run._r.append(_instruction(text.strip()))


def set_borders(cell: _Cell, sides: Mapping[str, tuple[int, str]]) -> None:
    """Set borders of a cell: by side its width in eighths of a point and its colour."""
    box = element("tcBorders")
    for side in ("top", "left", "bottom", "right"):
        if side in sides:
            width, colour = sides[side]
            box.append(element(side, val="single", sz=str(width), space="0", color=colour))
    cell._tc.get_or_add_tcPr().append(box)


def repeat_on_every_page(row: _Row) -> None:
    """Make a row the head of its table, which Word repeats and a screen reader announces."""
    row._tr.get_or_add_trPr().append(element("tblHeader", val="true"))


def keep_whole(row: _Row) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(element("cantSplit", val="true"))


def set_widths(table: Table, widths: list[int]) -> None:
    """Fix the widths of the columns, in twentieths of a point."""
    table._tbl.tblPr.append(element("tblLayout", type="fixed"))
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(width))


def shade(cell: _Cell, colour: str) -> None:
    """Give a cell a ground."""
    cell._tc.get_or_add_tcPr().append(element("shd", val="clear", color="auto", fill=colour))


def finish(table: Table, description: str) -> None:
    """Give a table its text alternative and margins, and its properties the order that Word wants."""
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=str(MARGIN), type="dxa"))
    properties = table._tbl.tblPr
    properties.append(margins)
    properties.append(element("tblDescription", val=plain(description)))
    _put_in_order(properties, TABLE_PROPERTIES)
    columns = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
    for row in table._tbl.tr_lst:
        at = 0
        for cell in row.tc_lst:
            span = cell.grid_span
            own = cell.get_or_add_tcPr().get_or_add_tcW()
            own.set(qn("w:type"), "dxa")
            own.set(qn("w:w"), str(sum(columns[at : at + span])))
            _put_in_order(cell.tcPr, CELL_PROPERTIES)
            at += span


def _put_in_order(properties: Any, order: tuple[str, ...]) -> None:
    tags = [qn(f"w:{name}") for name in order]
    for child in sorted(properties, key=lambda child: tags.index(child.tag)):
        properties.append(child)
