"""The boxes of every text of a drawing, measured from the font; what may not happen to them.

A box is as high as the highest accented capital and the lowest descender, so that two lines that do not
meet here meet in no language.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from review.render.fonts import Weight, text_width
from review.render.svg import size_in_points

SVG = "{http://www.w3.org/2000/svg}"

#: Highest accented capital and lowest descender of Noto Sans, in ems.
RISES, FALLS = 0.95, 0.25

#: Kerning can widen a pair by a few thousandths of an em.
SLACK = 0.3


@dataclass(frozen=True)
class Box:
    text: str
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: Box) -> bool:
        across = self.left < other.right - SLACK and other.left < self.right - SLACK
        return across and self.top < other.bottom and other.top < self.bottom


def boxes(svg: str) -> list[Box]:
    found = []
    for element in ET.fromstring(svg).iter(f"{SVG}text"):
        text, size = element.text or "", float(element.attrib["font-size"])
        weight: Weight = "bold" if element.get("font-weight") == "700" else "regular"
        width, x, y = (
            text_width(text, size, weight=weight),
            float(element.attrib["x"]),
            float(element.attrib["y"]),
        )
        left = x - {"start": 0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
        found.append(Box(text, left, left + width, y - RISES * size, y + FALLS * size))
    return sorted(found, key=lambda box: (box.top, box.left))


def plot_ends(svg: str) -> tuple[float, float]:
    """Where the axis begins and ends, which need not be at a tick: the first line that the axis draws."""
    level = re.findall(
        r'class="axis" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)" stroke="#\w+" stroke-width="0.75"', svg
    )
    left, right = next((float(a), float(c)) for a, b, c, d in level if b == d)
    return left, right


def assert_clean_page(svg: str) -> None:
    """No text meets another and nothing leaves the page, neither text nor line nor shape."""
    width, height = size_in_points(svg)
    placed = boxes(svg)
    for box in placed:
        assert box.left >= 0 and box.right <= width, f"{box} leaves a page {width} wide"
        assert box.top >= 0 and box.bottom <= height, f"{box} leaves a page {height} high"
    for number, box in enumerate(placed):
        for other in placed[number + 1 :]:
            if other.top >= box.bottom:
                break
            assert not box.meets(other), f"{box} meets {other}"
    for path in re.findall(r'<path [^>]*\bd="M([^"]*)"', svg):
        for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path):
            assert 0 <= float(x) <= width and 0 <= float(y) <= height, f"a line to {x}, {y} leaves the page"
