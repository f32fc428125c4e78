"""The page: nothing leaves it, nothing in it is markup that came from a workbook, all of it can be heard."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from review.render.html import html_page
from review.report.blocks import (
    Cell,
    Column,
    Document,
    FigureBlock,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    link,
    words,
)
from review.report.compose import compose
from tests.samples import SEVEN, Row, many_rows, sample_results

#: Attributes by which a page fetches something.
FETCHING = {"src", "srcset", "poster", "data", "action", "formaction", "background"}


class Elements(HTMLParser):
    """Every start tag with its attributes, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


def pages() -> list[tuple[str, str]]:
    samples = (("one", SEVEN[:1]), ("three", SEVEN[:3]), ("seven", SEVEN), ("sixty", many_rows(60)))
    return [(name, html_page(compose(sample_results(rows)))) for name, rows in samples]


@pytest.fixture(params=pages(), ids=lambda pair: pair[0])
def page(request: pytest.FixtureRequest) -> str:
    text: str = request.param[1]
    return text


def a_page(*blocks: Paragraph | TableBlock | FigureBlock, title: str = "A title") -> str:
    return html_page(
        Document(title=title, kicker="", summary=Section("summary", "Summary", blocks), sections=())
    )


def test_two_runs_give_the_same_bytes() -> None:
    assert html_page(compose(sample_results())) == html_page(compose(sample_results()))


def test_nothing_is_fetched_from_anywhere(page: str) -> None:
    elements = Elements(page)
    assert not elements.all("link", "iframe", "object", "embed", "img", "base")
    for tag, attributes in elements.tags:
        assert not FETCHING & set(attributes), tag
    assert all(target.startswith("data:") for target in re.findall(r"url\(([^)]*)\)", page))
    assert "@import" not in page


def test_the_page_forbids_every_request_itself(page: str) -> None:
    policies = [meta for meta in Elements(page).all("meta") if meta.get("http-equiv")]
    assert policies[0]["content"] is not None
    assert policies[0]["content"].startswith("default-src 'none'")


def test_the_page_allows_its_own_script_by_its_digest_and_no_other(page: str) -> None:
    policy = next(str(meta["content"]) for meta in Elements(page).all("meta") if meta.get("http-equiv"))
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    assert re.findall(r"script-src ([^;]*);", policy) == [f"'sha256-{digests[0]}'"]
    assert len(scripts) == 1


def test_the_results_travel_with_the_page_byte_for_byte() -> None:
    page = html_page(compose(sample_results()), results_json=b'{\n "k": 7}\n')
    packed = re.findall(r'id="page-results">([^<]*)<', page)[0]
    assert zlib.decompress(base64.b64decode(packed)) == b'{\n "k": 7}\n'
    assert 'id="page-results"' not in html_page(compose(sample_results()))


def test_rows_of_tables_and_of_the_forest_plot_lead_to_their_cohort(page: str) -> None:
    data = json.loads(re.findall(r'id="page-data">(.*?)</script>', page, re.DOTALL)[0])
    ids = [cohort["id"] for cohort in data["cohorts"]]
    for place in ("tr", "g"):
        marked = [
            attributes["data-cohort"]
            for attributes in Elements(page).all(place)
            if "data-cohort" in attributes
        ]
        assert set(marked) == set(ids), place


def test_a_page_without_a_forest_plot_has_nothing_to_compute() -> None:
    page = a_page(Paragraph(words("No cohort entered.")))
    assert 'id="page-data"' not in page


def test_headings_go_down_one_level_at_a_time(page: str) -> None:
    levels = [int(tag[1]) for tag, _ in Elements(page).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_heads_with_a_scope(page: str) -> None:
    elements = Elements(page)
    assert len(elements.all("table")) == len(elements.all("caption")) > 0
    assert all(head.get("scope") in {"col", "row", "rowgroup"} for head in elements.all("th"))


def test_every_figure_has_a_caption_and_a_text_alternative(page: str) -> None:
    elements = Elements(page)
    assert len(elements.all("figure")) == len(elements.all("figcaption")) > 0
    for drawing in elements.all("svg"):
        assert drawing["role"] == "img" and drawing["aria-labelledby"]
    assert "<desc" in page


def test_every_id_is_given_once_and_every_inner_link_arrives(page: str) -> None:
    elements = Elements(page)
    ids = [attributes["id"] for _, attributes in elements.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    for anchor in elements.all("a"):
        target = anchor.get("href") or ""
        assert not target.startswith("#") or target[1:] in ids
    for _, attributes in elements.tags:
        for reference in (attributes.get("aria-labelledby") or "").split():
            assert reference in ids


def test_the_page_has_a_language_a_title_landmarks_and_a_way_past_the_contents(page: str) -> None:
    elements = Elements(page)
    assert elements.all("html")[0]["lang"] == "en-GB"
    assert elements.all("title")
    for landmark in ("header", "nav", "main"):
        assert len(elements.all(landmark)) == 1
    assert elements.all("a")[0]["class"] == "skip"


def test_what_scrolls_can_be_reached_by_keyboard(page: str) -> None:
    boxes = [box for box in Elements(page).all("div") if "scroll" in (box.get("class") or "").split()]
    assert boxes
    assert all(box.get("tabindex") == "0" and box.get("role") == "region" for box in boxes)


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "a & b < c", '" onmouseover="x', "</style><b>", "{{ 7 * 7 }}", "']]>"],
)
def test_no_text_of_a_workbook_becomes_markup(name: str) -> None:
    rows: tuple[Row, ...] = ((name, 3, 9, name), ("Other 2020", 4, 9, "b"))
    page = html_page(compose(sample_results(rows)))
    elements = Elements(page)
    assert not elements.all("b")
    assert [script.get("id") for script in elements.all("script")] == ["page-data", None]
    assert not any(key.startswith("on") for _, attributes in elements.tags for key in attributes)
    assert (
        "49" not in re.sub(r"<svg.*?</svg>|<style>.*?</style>|<script.*?</script>", "", page, flags=re.S)
        or "7 * 7" not in name
    )


def test_an_address_that_is_no_web_page_is_not_a_link() -> None:
    page = a_page(Paragraph(words(link("source", "javascript:alert(1)"))))
    assert "javascript:" not in page
    assert "source" in page


def test_a_character_that_the_font_lacks_is_left_to_the_readers_machine() -> None:
    assert "北京大学" in a_page(Paragraph(words("北京大学")), title="北京")


def test_numbers_stand_to_the_right_under_their_heads() -> None:
    table = TableBlock(
        anchor="table-a",
        caption=words("A"),
        columns=(Column("Cohort"), Column("n", "right")),
        groups=(RowGroup("", (TableRow((Cell(words("Chen 2023")), Cell(words("52")))),)),),
    )
    cells = [cell for cell in Elements(a_page(table)).all("th", "td") if cell.get("class") == "right"]
    assert len(cells) == 2


def test_a_figure_may_be_any_drawing() -> None:
    drawn = FigureBlock(
        anchor="figure-a", caption=words("A line."), alt="a line", figure="<svg><path d='M0 0L1 1'/></svg>"
    )
    assert "<svg><path d='M0 0L1 1'/></svg>" in a_page(drawn)


def test_a_figure_of_the_review_says_how_wide_it_was_drawn_so_that_a_page_does_not_blow_it_up() -> None:
    page = html_page(compose(sample_results()))
    widths = [float(width) for width in re.findall(r'style="--natural: (\d+)pt"><svg', page)]
    drawn = [float(width) for width in re.findall(r'<svg [^>]*width="([\d.]+)pt"', page)]
    assert len(widths) == len(drawn) > 0
    assert widths == pytest.approx(drawn, abs=0.5)
