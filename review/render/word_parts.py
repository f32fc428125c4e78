"""Paragraphs, runs, links, fields and bookmarks of a Word file, as text of WordprocessingML.

python-docx keeps the file: its parts, relations, styles, sections and pictures. What stands in the body is
written here as the XML that the standard asks for (ECMA-376, part 1, 17.3), and `put_before` reads it into
python-docx's tree: through its objects a report took six times as long, for they look up the place of each
property among all that an element may have. Every text is escaped where it enters, in `_text` and
`attribute`.
"""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from review.render.word_styles import style_id

#: What XML cannot hold; a text of a workbook may.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

#: Signs within a text that Word wants as elements; a new line is a space by then.
_SIGNS = {"\t": "<w:tab/>", "\r": "<w:br/>"}

#: Word's longest name of a bookmark.
_LONGEST_NAME = 40


def plain(text: str) -> str:
    r"""A text without the characters that XML forbids, on one line.

    >>> plain("a\x02b\nc")
    'ab c'
    """
    return _FORBIDDEN.sub("", text).replace("\n", " ")


def attribute(text: str) -> str:
    """A text as the value of an attribute, with its quotation marks.

    >>> attribute("R & D")
    '"R &amp; D"'
    """
    return quoteattr(plain(text))


def put_before(place: Any, markup: str) -> None:
    """Put paragraphs and tables before an element of python-docx's."""
    holder = parse_xml(f"<w:body {nsdecls('w', 'r')}>{markup}</w:body>")
    # With their holder, which declares the namespaces, elements come into the tree at once; without it lxml
    # (6.1) compares each with all before it.
    place.addprevious(holder)
    for made in list(holder):
        place.addprevious(made)
    holder.getparent().remove(holder)


def paragraph(content: str = "", *, style: str = "Normal", align: str = "", with_next: bool = False) -> str:
    """A paragraph that holds `content`, which is markup.

    Parameters
    ----------
    align
        ``"left"``, ``"right"`` or ``"center"``; empty as the style says.
    with_next
        Whether it stands on the page of what follows.

    Examples
    --------
    >>> paragraph(run("Rate"), style="Table head", align="right")
    '<w:p><w:pPr><w:pStyle w:val="Tablehead"/><w:jc w:val="right"/></w:pPr><w:r><w:t>Rate</w:t></w:r></w:p>'
    """
    name = style_id(style)
    named = f'<w:pStyle w:val="{name}"/>' if name else ""
    kept = "<w:keepNext/>" if with_next else ""
    aligned = f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{named}{kept}{aligned}</w:pPr>{content}</w:p>"


def run(text: str, *, style: str = "", size: float = 0, colour: str = "") -> str:
    """A text of one look.

    Parameters
    ----------
    style
        A style of characters; empty as the paragraph has it.
    size
        In points; 0 as the styles say.
    colour
        Red, green and blue in hexadecimal; empty as the styles say.

    Examples
    --------
    >>> run("p < 0.05", style="Strong")
    '<w:r><w:rPr><w:rStyle w:val="Strong"/></w:rPr><w:t>p &lt; 0.05</w:t></w:r>'
    """
    return f"<w:r>{_look(style, size, colour)}{_text(text)}</w:r>"


def _look(style: str, size: float, colour: str = "") -> str:
    if not (style or size or colour):
        return ""
    named = f'<w:rStyle w:val="{style_id(style)}"/>' if style else ""
    coloured = f'<w:color w:val="{colour}"/>' if colour else ""
    # Word counts sizes in half points.
    sized = f'<w:sz w:val="{round(2 * size)}"/>' if size else ""
    return f"<w:rPr>{named}{coloured}{sized}</w:rPr>"


def _text(text: str) -> str:
    return "".join(_SIGNS.get(part) or _letters(part) for part in re.split("([\t\r])", plain(text)) if part)


def _letters(text: str) -> str:
    # Without the attribute Word drops spaces at the ends.
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<w:t{kept}>{escape(text)}</w:t>"


def bookmark_name(anchor: str) -> str:
    """A name that Word takes: letters, digits and underscores, at most 40.

    >>> bookmark_name("table-excluded")
    'table_excluded'
    """
    return re.sub(r"\W", "_", anchor)[:_LONGEST_NAME]


def bookmark(content: str, anchor: str, number: int) -> str:
    """Mark runs as the place that `anchor` leads to, and that a REF field repeats.

    Parameters
    ----------
    number
        Unique in the file.

    Examples
    --------
    >>> bookmark("", "table-excluded", 7)
    '<w:bookmarkStart w:id="7" w:name="table_excluded"/><w:bookmarkEnd w:id="7"/>'
    """
    start = f'<w:bookmarkStart w:id="{number}" w:name="{bookmark_name(anchor)}"/>'
    return f'{start}{content}<w:bookmarkEnd w:id="{number}"/>'


def link_within(content: str, anchor: str) -> str:
    """Make runs a link to a bookmark of the file.

    >>> link_within(run("Table 1"), "table-excluded")
    '<w:hyperlink w:anchor="table_excluded"><w:r><w:t>Table 1</w:t></w:r></w:hyperlink>'
    """
    return f'<w:hyperlink w:anchor="{bookmark_name(anchor)}">{content}</w:hyperlink>'


def link_out(content: str, relation: str) -> str:
    """Make runs a link to an address of the web, by the id of its relation in the file.

    >>> link_out(run("the notice"), "rId9")
    '<w:hyperlink r:id="rId9"><w:r><w:t>the notice</w:t></w:r></w:hyperlink>'
    """
    return f"<w:hyperlink r:id={attribute(relation)}>{content}</w:hyperlink>"


def field(code: str, shown: str, *, style: str = "", size: float = 0) -> str:
    """A field that Word can count anew, such as ``PAGE`` or ``SEQ Table``, and what it shows until then.

    >>> field("PAGE", "1").count("<w:r>")
    5
    """
    return _field_runs(
        _look(style, size), _mark("begin"), _instruction(code), _mark("separate"), _text(shown), _mark("end")
    )


def begin_contents(code: str) -> str:
    """The begin of a table of contents; Word makes it anew when the file is opened or printed."""
    return _field_runs("", _mark("begin", ' w:dirty="true"'), _instruction(code), _mark("separate"))


def end_contents() -> str:
    """The end of a table of contents, in its last paragraph."""
    return _field_runs("", _mark("end"))


def _field_runs(look: str, *contents: str) -> str:
    return "".join(f"<w:r>{look}{content}</w:r>" for content in contents)


def _mark(kind: str, more: str = "") -> str:
    return f'<w:fldChar w:fldCharType="{kind}"{more}/>'


def _instruction(code: str) -> str:
    return f'<w:instrText xml:space="preserve"> {escape(code)} </w:instrText>'
