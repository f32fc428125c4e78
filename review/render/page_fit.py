"""How large a figure is set on paper, and whether its page is turned."""

from __future__ import annotations

from review.render.drawings import draw_pages
from review.render.svg import size_in_points

#: Width and height, in points, that a figure may take on an upright and on a turned A4 page with the
#: margins of the reports, less what its caption needs.
UPRIGHT = (487.0, 640.0)
TURNED = (734.0, 400.0)

#: A table of more columns stands on a turned page: upright they would be too narrow to read.
WIDEST_TABLE = 8

#: A figure may be set smaller than it was drawn, down to this; then its page is turned or it stands alone.
SMALLEST_SCALE = 0.8


def placed(width: float, height: float) -> tuple[float, float, bool]:
    """Return the size at which a figure is set, in points, and whether its page is turned.

    A figure is never enlarged. It stands upright unless that makes its letters too small and a turned
    page does better.

    Examples
    --------
    >>> placed(487, 300), placed(900, 400)
    ((487.0, 300.0, False), (734.0, 326.2, True))

    """
    upright = min(1.0, UPRIGHT[0] / width, UPRIGHT[1] / height)
    turned = min(1.0, TURNED[0] / width, TURNED[1] / height)
    landscape = upright < SMALLEST_SCALE and turned > upright
    scale = turned if landscape else upright
    return round(width * scale, 1), round(height * scale, 1), landscape


def pages_on_paper(figure: object) -> tuple[str, ...]:
    """Return the SVG of each page of a figure, divided no more than an upright page needs.

    A figure that is wider than the page is set smaller, so that more of its height fits on one.
    """
    pages = draw_pages(figure, tallest=UPRIGHT[1])
    width, _ = size_in_points(pages[0])
    if len(pages) == 1 or width <= UPRIGHT[0]:
        return pages
    return draw_pages(figure, tallest=UPRIGHT[1] * width / UPRIGHT[0])
