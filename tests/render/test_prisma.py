"""The drawn flow diagram: no two texts meet, none leaves its box, no arrow crosses a box."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from review.figures.prisma import prisma_diagram
from review.render.figure_files import figure_bytes
from review.render.fonts import MissingCharacter
from review.render.prisma import prisma_svg
from review.render.svg import size_in_points
from review.screening.flow import Flow, Previous, ReasonCount, SourceCount, derive
from tests.render.boxes import Box, boxes
from tests.screened import small_review

SVG = "{http://www.w3.org/2000/svg}"
FLOW = derive(small_review())

REASONS = (
    "wrong population", "wrong intervention", "wrong publication type", "wrong outcome", "no results",
    "cohort too small", "secondary report", "superseded report", "overlapping patients",
    "a checkpoint inhibitor given around surgery, so that its response cannot be told apart from surgery's",
    "Sprachen, die niemand im Team liest", "Wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
)  # fmt: skip
SOURCES = (
    ("Journal pages, PubMed, PubMed Central and conference abstracts in a stored index", "database"),
    ("Embase (Ovid)", "database"), ("Chinese Biomedical Literature Database", "database"),
    ("WHO International Clinical Trials Registry Platform", "register"),
    ("News, press releases and other web pages", "website"), ("Regulators", "organisation"),
    ("Backward and forward citation searching", "citation"),
)  # fmt: skip


def flow(*, reasons: int, sources: int, other: bool, updated: bool) -> Flow:
    excluded = tuple(ReasonCount(reason=reason, n=1234 + i) for i, reason in enumerate(REASONS[:reasons]))
    listed = tuple(SourceCount(name=name, kind=kind, n=12345) for name, kind in SOURCES[-sources:])
    column = replace(FLOW.databases, excluded=excluded, awaiting=4, ongoing=2)
    before = Previous(studies=12, reports=15, withdrawn_studies=1, withdrawn_reports=2)
    return replace(
        FLOW,
        sources=listed,
        databases=column,
        other=column if other else None,
        records_excluded_automation=1,
        previous=before if updated else None,
        new_reports_of_previous=int(updated),
    )


def frames(svg: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every box."""
    found = []
    for one in ET.fromstring(svg).iter(f"{SVG}rect"):
        if one.get("class") == "frame":
            x, y, width, height = (float(one.attrib[name]) for name in ("x", "y", "width", "height"))
            found.append((x, y, x + width, y + height))
    return found


def upright(svg: str) -> list[Box]:
    """Texts, without those of the phases, which are turned."""
    turned = {one.text for one in ET.fromstring(svg).iter(f"{SVG}text") if one.get("transform")}
    return [box for box in boxes(svg) if box.text not in turned]


@pytest.mark.parametrize("other", [False, True])
@pytest.mark.parametrize("updated", [False, True])
@pytest.mark.parametrize(("reasons", "sources"), [(0, 1), (3, 4), (12, 7)])
def test_all_four_templates_are_clean(reasons: int, sources: int, other: bool, updated: bool) -> None:
    svg = prisma_svg(
        prisma_diagram(flow(reasons=reasons, sources=sources, other=other, updated=updated)), embed_font=False
    )
    width, height = size_in_points(svg)
    placed = upright(svg)
    for box in placed:
        assert box.left >= 0 and box.right <= width and box.top >= 0 and box.bottom <= height, box
    for number, box in enumerate(placed):
        assert not any(box.meets(following) for following in placed[number + 1 :]), box
    all_frames = frames(svg)
    for left, top, right, bottom in all_frames:
        inside = [
            box for box in placed if left < box.left < right and top < (box.top + box.bottom) / 2 < bottom
        ]
        assert inside
        assert all(box.right <= right - 3 and box.bottom <= bottom for box in inside)
    for number, one in enumerate(all_frames):
        for two in all_frames[number + 1 :]:
            assert one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]


@pytest.mark.parametrize("other", [False, True])
@pytest.mark.parametrize("updated", [False, True])
def test_no_arrow_crosses_a_box(other: bool, updated: bool) -> None:
    svg = prisma_svg(
        prisma_diagram(flow(reasons=12, sources=7, other=other, updated=updated)), embed_font=False
    )
    lines = re.findall(r'class="arrow" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"', svg)
    assert len(lines) >= 8
    for line in lines:
        x0, y0, x1, y1 = map(float, line)
        for left, top, right, bottom in frames(svg):
            across = min(x0, x1) < right - 0.1 and max(x0, x1) > left + 0.1
            down = min(y0, y1) < bottom - 0.1 and max(y0, y1) > top + 0.1
            assert not (across and down), f"{line} crosses the box at {left} {top}"


def test_the_name_of_a_phase_fits_beside_its_rows() -> None:
    svg = prisma_svg(prisma_diagram(replace(FLOW, other=None)), embed_font=False)
    bands = [one for one in ET.fromstring(svg).iter(f"{SVG}rect") if one.get("class") == "band"]
    upright_bands = [one for one in bands if float(one.attrib["height"]) > float(one.attrib["width"])]
    names = [one for one in ET.fromstring(svg).iter(f"{SVG}text") if one.get("transform")]
    assert [one.text for one in names] == ["Identification", "Screening", "Included"]
    for name, band in zip(names, upright_bands, strict=True):
        assert float(band.attrib["height"]) >= 4.2 * len(name.text or "")


def test_the_drawing_tells_its_name_and_every_count() -> None:
    diagram = prisma_diagram(FLOW)
    root = ET.fromstring(prisma_svg(diagram, embed_font=True))
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and description is not None
    assert (title.text, description.text) == ("PRISMA 2020 flow diagram", diagram.alt)


def test_no_word_is_lost_on_the_way_to_the_drawing() -> None:
    diagram = prisma_diagram(flow(reasons=12, sources=7, other=True, updated=True))
    drawn = "".join(box.text for box in boxes(prisma_svg(diagram, embed_font=False)))
    lines = (line.text for box in diagram.boxes for line in box.lines)
    others = (part.text for part in (*diagram.headers, *diagram.phases))
    wanted = "".join((*lines, *diagram.notes, *others))
    assert sorted(drawn.replace(" ", "")) == sorted(wanted.replace(" ", ""))


def test_words_of_a_source_are_text_and_not_markup() -> None:
    sources = (SourceCount(name="<script>alert(1)</script> & co", kind="database", n=7),)
    svg = prisma_svg(prisma_diagram(replace(FLOW, sources=sources)), embed_font=False)
    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg


def test_a_name_that_the_font_lacks_is_said() -> None:
    sources = (SourceCount(name="万方", kind="database", n=7),)
    with pytest.raises(MissingCharacter):
        prisma_svg(prisma_diagram(replace(FLOW, sources=sources)), embed_font=False)


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_every_file_is_the_same_on_a_second_run(kind: str) -> None:
    first, second = (
        figure_bytes(prisma_svg(prisma_diagram(FLOW), embed_font=True), kind, ppi=72)  # type: ignore[arg-type]
        for _ in range(2)
    )
    assert first == second
