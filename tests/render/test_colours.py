"""The colours of the drawings can be read on paper, on a dark page, and without colour."""

from __future__ import annotations

import re

import pytest

from review.figures.forest import forest_plot
from review.figures.forest_anatomy import Reference
from review.render.colours import COLOURS, dark_css
from review.render.forest import forest_svg
from tests.samples import many_rows, sample_results

#: The ground of the report's page in the dark.
DARK_PAGE = "#16181c"


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


# WCAG 2.2: 4.5 for text (1.4.3), 3 for what must be seen to understand a figure (1.4.11). The lighter rust
# of what is secondary stays below 3 on white on purpose: its numbers stand beside it as text.
@pytest.mark.parametrize(
    ("name", "least"), [("ink", 4.5), ("quiet", 4.5), ("cohort", 3), ("primary", 3), ("axis", 3)]
)
def test_contrast_is_enough_on_paper_and_in_the_dark(name: str, least: float) -> None:
    assert contrast(COLOURS[name].light, "#ffffff") >= least
    assert contrast(COLOURS[name].dark, DARK_PAGE) >= least


def test_primary_and_secondary_differ_in_grey_too() -> None:
    assert contrast(COLOURS["primary"].light, COLOURS["secondary"].light) > 2
    assert contrast(COLOURS["primary"].dark, COLOURS["secondary"].dark) > 1.8


def test_every_painted_element_has_a_class_with_a_colour_for_the_dark() -> None:
    plot = forest_plot(
        sample_results(many_rows(30)), reference=Reference(value=0.2, label="20%"), axis_ends=(0.1, 0.9)
    )
    flat = forest_plot(sample_results(subgroups=False))
    for svg in (forest_svg(plot, embed_font=False), forest_svg(flat, embed_font=False)):
        for name, attribute, colour in re.findall(r'class="([\w-]+)"[^>]*? (fill|stroke)="(#\w+)"', svg):
            assert colour == COLOURS[name].light
            assert attribute in dark_css("svg")


def test_a_file_carries_no_dark_colours() -> None:
    assert "prefers-color-scheme" not in forest_svg(forest_plot(sample_results()), embed_font=True)
