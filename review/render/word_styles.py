"""The styles of a Word report: one entry each, so that a journal's template can replace them by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

#: A font that every word processor has, or has one of the same widths for.
FONT = "Arial"

INK, QUIET, BLUE = "1C1F24", "565D68", "1F5C8B"

#: Colour of the edge and title of a callout, by its kind.
TONES: Mapping[str, str] = {"important": "8A2D0F", "warning": "7A5200", "note": BLUE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One paragraph style: size in points, space before and after in points."""

    name: str
    size: float
    bold: bool = False
    colour: str = INK
    before: float = 0
    after: float = 0
    with_next: bool = False
    font: str = FONT


LOOKS: tuple[Look, ...] = (
    Look(name="Normal", size=10, after=6),
    Look(name="List Bullet", size=10, after=3),
    Look(name="Title", size=20, bold=True, after=10),
    Look(name="Subtitle", size=10, colour=QUIET, after=2, with_next=True),
    Look(name="Heading 1", size=15, bold=True, before=20, after=8, with_next=True),
    Look(name="Heading 2", size=11.5, bold=True, before=14, after=6, with_next=True),
    Look(name="Heading 3", size=10, bold=True, before=12, after=5, with_next=True),
    Look(name="Contents title", size=11.5, bold=True, before=14, after=6, with_next=True),
    Look(name="toc 1", size=9, after=2),
    Look(name="toc 2", size=9, after=1),
    Look(name="Header", size=8, colour=QUIET),
    Look(name="Footer", size=8, colour=QUIET),
    Look(name="Caption", size=9, before=12, after=4, with_next=True),
    Look(name="Figure caption", size=9, before=4, after=12),
    Look(name="Figure", size=10, before=10, with_next=True),
    Look(name="Lead", size=13, before=4, after=8),
    Look(name="Small", size=8, colour=QUIET, before=3, after=3),
    Look(name="Reference", size=9, after=3),
    Look(name="Listing", size=7.5, font="Courier New"),
    Look(name="Table head", size=8, bold=True, before=2, after=2),
    Look(name="Table text", size=8, before=2, after=2),
    Look(name="Table detail", size=7, colour=QUIET, after=1),
    Look(name="Key figure", size=19, bold=True, before=4),
    Look(name="Key label", size=9, bold=True),
    Look(name="Callout title", size=10, bold=True, before=5, after=3, with_next=True),
    Look(name="Spacer", size=6),
)


def style_id(name: str) -> str:
    """What paragraphs and runs call a style of the file; empty for the one that they have unasked.

    >>> style_id("Table head")
    'Tablehead'
    """
    return "" if name == "Normal" else name.replace(" ", "")


def add_styles(word: WordDocument, *, language: str) -> None:
    """Set page and styles of a new file."""
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(19)
    page.top_margin, page.bottom_margin = Mm(23), Mm(21)
    present = {style.name: style for style in word.styles}
    for look in LOOKS:
        _dress(present.get(look.name) or word.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH), look)
    for name, colour in (("Code", "3A4454"), ("Link", BLUE)):
        word.styles.add_style(name, WD_STYLE_TYPE.CHARACTER).font.color.rgb = RGBColor.from_string(colour)
    for name in ("Header", "Footer"):
        stops = word.styles[name].paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(Mm(172), WD_TAB_ALIGNMENT.RIGHT)
    word.styles["toc 2"].paragraph_format.left_indent = Mm(5)
    spoken = OxmlElement("w:lang", {qn("w:val"): language})
    word.styles["Normal"].element.get_or_add_rPr().append(spoken)


def _dress(style: ParagraphStyle, look: Look) -> None:
    font, form = style.font, style.paragraph_format
    font.size, font.bold, font.italic = Pt(look.size), look.bold, False
    font.color.rgb = RGBColor.from_string(look.colour)
    _set_font(style, look.font)
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.line_spacing, form.keep_with_next = 1.12, look.with_next
    # The default document underlines titles and spreads the letters of subtitles.
    for properties, tag in ((style.element.get_or_add_pPr(), "w:pBdr"), (style.element.rPr, "w:spacing")):
        unwanted = properties.find(qn(tag))
        if unwanted is not None:
            properties.remove(unwanted)


def _set_font(style: CharacterStyle, name: str) -> None:
    """Name the font in every script, in the place of the theme's."""
    style.font.name = name
    fonts = style.element.rPr.find(qn("w:rFonts"))
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
