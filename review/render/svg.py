"""SVG by hand: points as the unit, text as text, the same bytes for the same drawing.

A `Drawing` collects elements in the order in which they are painted. Colours are attributes, so that
typst and old viewers see them, and every element carries a class, so that the style sheet of a page may
recolour it (style rules win over attributes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Literal

from review.render.fonts import FAMILY, Weight, font_face_css, text_width

#: Where a line may end: after a space that has no sign beside it, after a hyphen in a word.
BREAKS = r"(?<= )(?<![=<−+≤≥] )(?![=<−+≤≥] )|(?<=\w-)(?=\w)"

#: Widths are sums of rounded numbers: a text fits its own width.
ROUNDING = 0.01

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]

#: Families for a viewer that has neither the embedded nor an installed Noto Sans.
FONT_STACK = f"'{FAMILY}','Segoe UI',Helvetica,Arial,sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStyle:
    """How a text is set; `name` is its class."""

    name: str
    size: float
    colour: str
    weight: Weight = "regular"

    def width(self, text: str) -> float:
        """Width of one line in points."""
        return text_width(text, self.size, weight=self.weight)


@dataclass(slots=True)
class Drawing:
    """Elements of one SVG, in the order of painting."""

    elements: list[str] = field(default_factory=list)
    letters: dict[Weight, set[str]] = field(default_factory=lambda: {"regular": set(), "bold": set()})

    @contextmanager
    def group(self, name: str, title: str = "", *, cohort: str = "") -> Iterator[None]:
        """Group what is drawn inside.

        Parameters
        ----------
        title
            What a pointer resting on it shows.
        cohort
            Id of the cohort that it shows, by which a page finds it.
        """
        whose = f' data-cohort="{escape(cohort)}"' if cohort else ""
        about = f"<title>{escape(title)}</title>" if title else ""
        self.elements.append(f'<g class="{name}"{whose}>{about}')
        yield
        self.elements.append("</g>")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        style: TextStyle,
        *,
        anchor: Anchor = "start",
        turned: bool = False,
    ) -> None:
        """One line of text with its baseline at `y`; `turned` reads upwards, with its baseline at `x`."""
        if not text:
            return
        style.width(text)
        self.letters[style.weight].update(text)
        attributes = f'class="{style.name}" x="{num(x)}" y="{num(y)}" font-size="{num(style.size)}"'
        if style.weight == "bold":
            attributes += ' font-weight="700"'
        if anchor != "start":
            attributes += f' text-anchor="{anchor}"'
        if turned:
            attributes += f' transform="rotate(-90 {num(x)} {num(y)})"'
        self.elements.append(f'<text {attributes} fill="{style.colour}">{escape(text, quote=False)}</text>')

    def line(self, start: Point, end: Point, name: str, colour: str, width: float, *, dash: str = "") -> None:
        """A straight line."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.elements.append(
            f'<path class="{name}" d="M{_pair(start)}L{_pair(end)}" stroke="{colour}" '
            f'stroke-width="{num(width)}"{dashes}/>'
        )

    def rectangle(
        self, left: float, top: float, width: float, height: float, name: str, fill: str, stroke: str = "none"
    ) -> None:
        """A filled box, with a hairline around it where `stroke` is a colour."""
        self.elements.append(
            f'<rect class="{name}" x="{num(left)}" y="{num(top)}" width="{num(width)}" '
            f'height="{num(height)}" rx="2" fill="{fill}" stroke="{stroke}" stroke-width="0.75"/>'
        )

    def polygon(self, points: Sequence[Point], name: str, colour: str) -> None:
        """A filled shape."""
        path = "L".join(_pair(point) for point in points)
        self.elements.append(f'<path class="{name}" d="M{path}Z" fill="{colour}"/>')

    def polyline(
        self, points: Sequence[Point], name: str, colour: str, width: float, *, dash: str = ""
    ) -> None:
        """Points joined by straight lines."""
        path = "L".join(_pair(point) for point in points)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.elements.append(
            f'<path class="{name}" d="M{path}" stroke="{colour}" stroke-width="{num(width)}"'
            f'{dashes} style="fill:none;stroke-linejoin:round"/>'
        )

    def finish(
        self, *, width: float, height: float, key: str, title: str, description: str, embed_font: bool
    ) -> str:
        """Return the SVG.

        Parameters
        ----------
        width, height
            In points.
        key
            Makes the ids of title and description differ from those of other figures of a page.
        title, description
            What is read aloud: the name of the figure, and what it shows.
        embed_font
            Carry the letters used with the file; without them a viewer needs the font or a like one.
        """
        css = f".{key} text{{font-variant-numeric:tabular-nums}}"
        if embed_font:
            css = font_face_css({weight: sorted(used) for weight, used in self.letters.items()}) + css
        size = f'width="{num(width)}pt" height="{num(height)}pt" viewBox="0 0 {num(width)} {num(height)}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} class="{key}" role="img" '
            f'aria-labelledby="{key}-title {key}-desc" font-family="{FONT_STACK}" xml:lang="en" lang="en">\n'
            f'<title id="{key}-title">{escape(title)}</title>\n'
            f'<desc id="{key}-desc">{escape(description)}</desc>\n'
            f"<style>{css}</style>\n" + "\n".join(self.elements) + "\n</svg>\n"
        )


def num(value: float) -> str:
    """A coordinate with at most two decimals: a hundredth of a point cannot be seen.

    >>> num(12.0), num(3.14159), num(-0.001)
    ('12', '3.14', '0')
    """
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def wrapped(text: str, style: TextStyle, width: float, *, even: bool = True) -> list[str]:
    """Break `text` into lines of at most `width` points, as even as the fewest lines allow.

    A line ends at a space or after a hyphen; within a word only where the word is wider than
    the line; never beside a sign such as =, so that ``k − 1`` and ``p = 0.03`` stay whole.

    Examples
    --------
    >>> style = TextStyle(name="label", size=8, colour="#000")
    >>> wrapped("Consorcio Español de Investigación en Sarcomas", style, 120)
    ['Consorcio Español de', 'Investigación en Sarcomas']
    """
    lines = _greedy(text, style, width)
    if len(lines) < 2 or not even:
        return lines
    # Narrow the measure until one more line would be needed: the last width that still fits is even.
    while width > 4 and len(tried := _greedy(text, style, width - 2)) == len(lines):
        lines, width = tried, width - 2
    return lines


def _greedy(text: str, style: TextStyle, width: float) -> list[str]:
    lines = [""]
    for piece in _pieces(text, style, width):
        if lines[-1] and style.width((lines[-1] + piece).rstrip()) > width + ROUNDING:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def _pieces(text: str, style: TextStyle, width: float) -> Iterator[str]:
    """Parts that a line may end after."""
    for piece in re.split(BREAKS, text):
        while style.width(piece.rstrip()) > width + ROUNDING and len(piece) > 1:
            fits = next(n for n in range(len(piece) - 1, 0, -1) if n == 1 or style.width(piece[:n]) <= width)
            yield piece[:fits]
            piece = piece[fits:]
        yield piece


def title_and_description(svg: str) -> tuple[str, str]:
    """What the figure is called, and what it shows, as `Drawing.finish` wrote them."""
    found = [re.search(rf"<{tag} [^>]*>(.*?)</{tag}>", svg, re.DOTALL) for tag in ("title", "desc")]
    title, description = (unescape(match[1]) if match else "" for match in found)
    return title, description


def size_in_points(svg: str) -> tuple[float, float]:
    """Width and height of the drawing."""
    match = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', svg)
    if match is None:
        raise ValueError("svg: a drawing with its width and height in points is wanted")
    return float(match[1]), float(match[2])


def resized(svg: str, width: float) -> str:
    """Return a drawing that is `width` points wide, everything in it scaled alike.

    >>> resized('<svg width="10pt" height="4pt" viewBox="0 0 10 4"/>', 5)
    '<svg width="5pt" height="2pt" viewBox="0 0 10 4"/>'
    """
    old_width, old_height = size_in_points(svg)
    height = old_height * width / old_width
    old = f'width="{num(old_width)}pt" height="{num(old_height)}pt"'
    return svg.replace(old, f'width="{num(width)}pt" height="{num(height)}pt"', 1)


def smallest_letters(svg: str) -> float:
    """Return the size in points of the smallest letters, as the drawing is scaled; 0 without letters.

    >>> half = '<svg width="5pt" height="2pt" viewBox="0 0 10 4">'
    >>> smallest_letters(half + '<text font-size="8">a</text></svg>')
    4.0
    """
    sizes = [float(size) for size in re.findall(r'<text [^>]*font-size="([\d.]+)"', svg)]
    return min(sizes, default=0.0) * scale_of(svg)


def scale_of(svg: str) -> float:
    """How many points of paper one unit of the drawing takes."""
    match = re.search(r'viewBox="0 0 ([\d.]+) [\d.]+"', svg)
    return size_in_points(svg)[0] / float(match[1]) if match else 1.0


def _pair(point: Point) -> str:
    return f"{num(point[0])} {num(point[1])}"
