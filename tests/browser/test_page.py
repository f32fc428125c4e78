"""The page as readers use it: mouse, keyboard, finger, screen reader, paper, and without scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review.files.results_file import results_bytes
from review.pooling.choices import choose
from review.pooling.pool import pool
from tests.browser.pages import ROWS, page_of, pooled_results
from tests.samples import SEVEN

pytestmark = pytest.mark.browser

Open = Callable[..., Any]

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def status(page: Any) -> str:
    return str(page.inner_text(".live-status"))


def answer(page: Any) -> str:
    return str(page.inner_text(".live-answer strong"))


def printed(rows: tuple[Any, ...], **options: Any) -> str:
    """The pooled rate of `review pool` as the page prints it."""
    found = pool([row[1] for row in rows], [row[2] for row in rows], **options).pooled
    return f"{100 * found.estimate:.1f}% (95% CI {100 * found.ci_low:.1f}–{100 * found.ci_high:.1f}%)"


@pytest.mark.parametrize("name", ["one", "seven", "sixty"])
def test_no_request_leaves_the_page_and_nothing_is_complained_of(
    opened: Open, chromium: Any, name: str, tmp_path: Path
) -> None:
    context = chromium.new_context()
    page, asked, said = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    path = tmp_path / "report.html"
    path.write_text(page_of(name), encoding="utf-8")
    page.goto(path.as_uri())
    for button in page.query_selector_all(".tools button, .sort"):
        button.dispatch_event("click")
    page.wait_for_timeout(200)
    context.close()
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [path.as_uri()]
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["three", "seven"])
def test_axe_finds_no_violation(opened: Open, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = opened(page_of(name), color_scheme=scheme)
    page.locator(".live input").first.uncheck()
    page.locator(".cohort-name").first.click()
    found = axe.run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("name", ROWS)
def test_a_phone_does_not_scroll_sideways(opened: Open, name: str) -> None:
    page = opened(page_of(name), **PHONE)
    page.evaluate("for (const live of document.querySelectorAll('details')) live.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_live_plot_begins_as_the_analysis_of_the_report(opened: Open) -> None:
    page = opened(page_of("seven"))
    assert status(page) == "This is the analysis of the report."
    assert answer(page) == printed(SEVEN)
    assert page.locator(".live button", has_text="Back to").is_disabled()


def test_a_cohort_clicked_out_moves_rate_interval_and_diamond(opened: Open) -> None:
    page = opened(page_of("seven"))
    outline = "document.querySelector('.live-marks path.secondary').parentElement.getAttribute('x')"
    before = page.evaluate(outline)
    page.get_by_role("checkbox", name="Anlotinib + TQB2450 2024").uncheck()
    rest = tuple(row for row in SEVEN if row[0] != "Anlotinib + TQB2450 2024")
    assert answer(page) == printed(rest)
    assert status(page) == "1 cohort left out by you; this is not the analysis of the report."
    assert page.evaluate(outline) != before
    # The subgroup that lost it has one cohort now: its own rate, with a square and no diamond.
    subtotal = page.locator("tr", has_text="Subtotal, 1 cohort")
    assert "54.5" in subtotal.inner_text()
    assert subtotal.locator("rect.cohort").count() == 1


def test_the_model_can_be_switched_and_all_of_it_undone(opened: Open) -> None:
    page = opened(page_of("seven"))
    page.get_by_role("combobox", name="Model").select_option(label="logit, REML, modified Hartung-Knapp")
    assert answer(page) == printed(SEVEN, model="inverse-variance")
    assert status(page) == "Another model chosen by you; this is not the analysis of the report."
    page.get_by_role("checkbox", name="Chen 2023").uncheck()
    assert status(page).startswith("1 cohort left out and another model chosen by you;")
    assert answer(page) == printed(SEVEN[1:], model="inverse-variance")
    page.get_by_role("button", name="Back to the analysis of the report").click()
    assert (status(page), answer(page)) == ("This is the analysis of the report.", printed(SEVEN))
    assert page.locator(".live input:not(:checked)").count() == 0


def test_down_to_one_cohort_and_to_none(opened: Open) -> None:
    page = opened(page_of("three"))
    boxes = page.locator(".live input")
    boxes.nth(0).uncheck()
    boxes.nth(1).uncheck()
    assert answer(page) == printed(SEVEN[2:3])
    assert "nothing was pooled" in page.inner_text(".live-notes")
    boxes.nth(2).uncheck()
    assert page.inner_text(".live-answer") == "No cohort is left."


def test_without_any_responder_the_note_of_the_program_is_shown(opened: Open) -> None:
    page = opened(page_of("twelve"))
    empty = {row[0] for row in ROWS["twelve"] if row[1] == 0}
    assert len(empty) > 1
    for name, *_ in ROWS["twelve"]:
        if name not in empty:
            page.get_by_role("checkbox", name=name, exact=True).uncheck()
    rows = tuple(row for row in ROWS["twelve"] if row[0] in empty)
    assert answer(page).startswith("0.0% (95% CI 0.0–")
    note = pool([row[1] for row in rows], [row[2] for row in rows]).notes[-1]
    assert note.rule == "EXACT01"
    assert note.message in page.inner_text(".live-notes")


def test_a_page_whose_arithmetic_is_not_that_of_the_report_offers_nothing(opened: Open) -> None:
    text = page_of("seven")
    wrong = re.sub(
        r'"expected":\[0\.\d', lambda match: match[0][:-1] + str((int(match[0][-1]) + 1) % 10), text
    )
    page = opened(wrong)
    assert page.locator(".live").count() == 0
    assert page.locator(".sort").count() > 0


def test_what_is_not_offered_is_named_with_its_reason(opened: Open) -> None:
    page = opened(page_of("seven"))
    assert "Bayesian (computed by the program only)" in page.inner_text(".live")
    assert page.locator("#live-model option", has_text="Bayesian").count() == 0


def test_a_report_under_a_model_that_the_page_lacks_still_offers_the_others(opened: Open) -> None:
    page = opened(page_of("three", model="bayesian"))
    assert status(page) == "Another model chosen by you; this is not the analysis of the report."
    assert answer(page) == printed(SEVEN[:3])


def test_subgroups_that_share_one_tau2_are_left_to_the_program(opened: Open) -> None:
    page = opened(page_of("seven", model="inverse-variance", subgroup_tau2="common"))
    assert "share one τ²" in page.inner_text(".live")
    assert page.locator(".live tr", has_text="Subtotal").count() == 0


def test_a_pointer_on_a_cohort_shows_its_cells_its_report_and_the_place_in_it(opened: Open) -> None:
    page = opened(page_of("seven"))
    page.locator("#figure-forest [data-cohort=cohort_1]").hover()
    card = page.locator(".card")
    card.wait_for(state="visible")
    text = card.inner_text()
    for part in (
        "Shi 2020: 14 of 37",
        "responders = 14",
        "Responses!N5",
        "report_1",
        "Table 2",
        "https://example.org/report",
    ):
        assert part in text
    page.mouse.move(0, 0)
    card.wait_for(state="hidden")


def test_a_keyboard_reaches_the_cohorts_of_the_forest_and_of_the_tables(opened: Open) -> None:
    page = opened(page_of("seven"))
    page.locator("#figure-forest .scroll").focus()
    page.keyboard.press("Tab")
    assert "Chen 2023: 19 of 52" in page.inner_text(".card")
    page.keyboard.press("ArrowDown")
    assert "Shi 2020: 14 of 37" in page.inner_text(".card")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "card"
    page.keyboard.press("Escape")
    assert page.locator(".card").is_hidden()
    assert page.evaluate("document.activeElement.dataset.cohort") == "cohort_1"
    button = page.locator("#table-provenance .cohort-name").nth(2)
    button.press("Enter")
    assert "Wilky 2019: 6 of 11" in page.inner_text(".card")


def test_a_finger_opens_and_closes_a_card_within_the_screen(opened: Open) -> None:
    page = opened(page_of("seven"), **PHONE)
    page.locator(".cohort-name").first.tap()
    box = page.locator(".card").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    page.get_by_role("button", name="Close").tap()
    assert page.locator(".card").is_hidden()


def test_a_cohort_can_be_left_out_from_its_card(opened: Open) -> None:
    page = opened(page_of("seven"))
    page.locator("#figure-forest [data-cohort=cohort_0]").click()
    page.get_by_role("button", name="Leave out of the pooled rate").click()
    assert answer(page) == printed(SEVEN[1:])
    page.locator("#figure-forest [data-cohort=cohort_0]").click()
    page.get_by_role("button", name="Put back into the pooled rate").click()
    assert status(page) == "This is the analysis of the report."


def test_a_table_is_sorted_upwards_downwards_and_as_it_was(opened: Open) -> None:
    page = opened(page_of("seven"))
    names = "[...document.querySelectorAll('#table-leave-one-out tbody th')].map((head) => head.innerText)"
    original = page.evaluate(names)
    head = page.locator("#table-leave-one-out .sort").nth(1)
    rates = (
        "[...document.querySelectorAll('#table-leave-one-out tbody td:nth-child(2)')]"
        ".map((cell) => parseFloat(cell.innerText))"
    )
    head.click()
    assert page.evaluate(rates) == sorted(page.evaluate(rates))
    assert page.locator("#table-leave-one-out th[aria-sort=ascending]").count() == 1
    head.click()
    assert page.evaluate(rates) == sorted(page.evaluate(rates), reverse=True)
    head.click()
    assert page.evaluate(names) == original
    assert page.locator("#table-leave-one-out th[aria-sort]").count() == 0


def test_groups_of_rows_stay_together_when_sorted(opened: Open) -> None:
    page = opened(page_of("seven"))
    page.locator("#table-characteristics .sort").first.click()
    bodies = page.evaluate(
        "[...document.querySelectorAll('#table-characteristics tbody')]"
        ".map((body) => [...body.rows].map((row) => row.cells[0].innerText.split('\\n')[0]))"
    )
    assert bodies[0][0] == "monotherapy" and bodies[0][1:] == sorted(bodies[0][1:])
    assert len(bodies) == 3


def test_a_search_hides_other_rows_and_says_how_many_are_left(opened: Open) -> None:
    page = opened(page_of("sixty"))
    table = page.locator("#table-provenance")
    table.get_by_role("searchbox").fill("ngo")
    assert table.locator("[role=status]").first.inner_text() == "10 of 60 rows"
    assert all("Ngô" in name for name in table.locator("tbody tr:not(.filtered) th").all_inner_texts())


def test_a_table_is_copied_with_tabs_between_its_cells(opened: Open) -> None:
    page = opened(page_of("seven"), permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=re.compile("^Copy Table")).nth(2).wait_for()
    page.locator("#table-characteristics").get_by_role("button", name=re.compile("^Copy")).click()
    page.locator("#table-characteristics", has_text="Copied").wait_for()
    lines = [line.split("\t") for line in page.evaluate("navigator.clipboard.readText()").split("\n")]
    assert lines[0][0] == "Cohort"
    chen = next(line for line in lines if line[0].startswith("Chen 2023"))
    assert len(chen) == len(lines[0])
    assert any(cell.startswith("19 / 52") for cell in chen)
    # What a spreadsheet would take for a formula.
    assert ["'+TKI"] in lines


def test_figures_and_results_can_be_taken_from_the_page(opened: Open, tmp_path: Path) -> None:
    page = opened(page_of("seven"), accept_downloads=True)
    taken = {}
    for name in ("Download Figure 1 as SVG", "Download Figure 1 as PNG", "Download results.json"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        taken[waiting.value.suggested_filename] = Path(waiting.value.path()).read_bytes()
    assert taken["results.json"] == results_bytes(pooled_results(SEVEN))
    assert json.loads(taken["results.json"])["k"] == 7
    drawing = taken["forest.svg"].decode()
    assert drawing.startswith("<svg") and "@font-face" in drawing and 'role="img"' in drawing
    assert "tabindex" not in drawing and "backdrop" not in drawing
    assert taken["forest.png"].startswith(b"\x89PNG") and len(taken["forest.png"]) > 20_000


def test_without_scripts_the_page_is_complete_and_has_no_dead_button(opened: Open) -> None:
    page = opened(page_of("seven"), java_script_enabled=False)
    assert page.locator("button, select, input").count() == 0
    assert page.locator("figure svg[role=img]").count() == page.locator("figure").count() > 0
    assert page.locator("table caption").count() == page.locator("table").count() > 0


def test_on_paper_stands_the_analysis_of_the_report(opened: Open) -> None:
    page = opened(page_of("sixty"))
    page.evaluate("document.querySelector('.live').open = true")
    page.locator(".live input").first.uncheck()
    page.locator("#table-provenance").get_by_role("searchbox").fill("Ngo")
    page.emulate_media(media="print")
    for part in (".live", ".tools", ".card", "nav"):
        assert all(not element.is_visible() for element in page.query_selector_all(part))
    assert all(row.is_visible() for row in page.query_selector_all("#table-provenance tbody tr"))


def test_other_choices_reach_the_page_as_they_were_made(opened: Open) -> None:
    options = {"model": "inverse-variance", "measure": "PAS", "tau2": "DL", "ci": "HK", "level": 0.9}
    page = opened(page_of("seven", **options))
    assert status(page) == "This is the analysis of the report."
    assert "90% CI" in answer(page)
    assert choose(**options).ci == "HK"
