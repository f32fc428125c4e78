"""The page in a real browser: no sideways scroll on a phone, nothing blocked, and it prints."""

from __future__ import annotations

import html
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from review.render.html import html_page
from review.report.compose import compose
from tests.outside_programs import command, needs
from tests.pdf_text import pages_of
from tests.samples import SEVEN, many_rows, sample_results

CHROMIUM = command("Chromium")

pytestmark = [
    pytest.mark.browser,
    needs("Chromium"),
]

#: Loads the report in a frame as wide as a phone and writes down what the frame measures.
FRAME = """<!doctype html>
<iframe id="page" src="report.html" style="width:{width}px;height:800px;border:0"></iframe>
<script>
document.getElementById("page").onload = event => {{
  const page = event.target.contentDocument, root = page.documentElement;
  const leaving = [...page.querySelectorAll("main *")].filter(element =>
    !element.closest(".scroll") && element.getBoundingClientRect().right > root.clientWidth + 1);
  const found = document.createElement("pre");
  found.id = "found";
  found.textContent = JSON.stringify({{
    scroll: root.scrollWidth, width: root.clientWidth,
    leaving: leaving.map(element => element.outerHTML.slice(0, 120)),
    fonts: [...page.fonts].filter(font => font.status === "loaded").length,
  }});
  document.body.append(found);
}};
</script>"""


def chromium(*arguments: str) -> str:
    assert CHROMIUM is not None
    fixed = ("--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files")
    done = subprocess.run(
        [CHROMIUM, *fixed, *arguments], capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout


def measured(page: str, width: int, folder: Path) -> Any:
    (folder / "report.html").write_text(page, encoding="utf-8")
    (folder / "frame.html").write_text(FRAME.format(width=width), encoding="utf-8")
    dom = chromium("--virtual-time-budget=20000", "--dump-dom", (folder / "frame.html").as_uri())
    found = re.search(r'<pre id="found">(.*?)</pre>', dom, re.DOTALL)
    assert found, dom[-500:]
    return json.loads(html.unescape(found[1]))


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("rows", [SEVEN, many_rows(60)], ids=["seven", "sixty"])
def test_the_page_never_scrolls_sideways(rows: Any, width: int, tmp_path: Path) -> None:
    found = measured(html_page(compose(sample_results(rows))), width, tmp_path)
    assert found["scroll"] <= found["width"]
    assert found["leaving"] == []


def test_the_letters_come_with_the_page(tmp_path: Path) -> None:
    assert measured(html_page(compose(sample_results())), 1280, tmp_path)["fonts"] == 2


def test_the_page_prints_with_every_word_of_its_tables(tmp_path: Path) -> None:
    page, printed = tmp_path / "report.html", tmp_path / "printed.pdf"
    page.write_text(html_page(compose(sample_results())), encoding="utf-8")
    chromium("--no-pdf-header-footer", f"--print-to-pdf={printed}", page.as_uri())
    assert printed.read_bytes().startswith(b"%PDF-")


def test_the_head_of_a_table_stands_on_every_page_that_it_is_printed_over(tmp_path: Path) -> None:
    page, printed = tmp_path / "report.html", tmp_path / "printed.pdf"
    page.write_text(html_page(compose(sample_results(many_rows(60)))), encoding="utf-8")
    chromium(
        "--no-pdf-header-footer", "--virtual-time-budget=20000", f"--print-to-pdf={printed}", page.as_uri()
    )
    texts = [" ".join(text.split()) for text in pages_of(printed.read_bytes())]
    first = next(at for at, text in enumerate(texts) if "The cohorts that entered" in text)
    # Cells of this column stand in no other table: pages with one are pages of it.
    over = [text for text in texts[first:] if text.count("atezolizumab 1200 mg q3w") > 1]
    assert len(over) > 2
    assert all("Cohort Regimen" in text for text in over)


def test_no_head_of_a_table_is_printed_at_the_foot_of_a_page_without_a_row(tmp_path: Path) -> None:
    style = "".join(re.findall(r"<style.*?</style>", html_page(compose(sample_results())), re.DOTALL))
    rows = "<tr><td>A row</td></tr>" * 4
    head = "<caption>A caption</caption><thead><tr><th>Head</th></tr></thead>"
    table = f"<table>{head}<tbody>{rows}</tbody></table>"
    places = "".join(
        f'<div style="break-before:page;height:{height}px"></div>{table}' for height in range(800, 1100, 8)
    )
    page, printed = tmp_path / "report.html", tmp_path / "printed.pdf"
    page.write_text(f"<!doctype html>{style}<main>{places}</main>", encoding="utf-8")
    chromium("--no-pdf-header-footer", f"--print-to-pdf={printed}", page.as_uri())
    texts = [text.split() for text in pages_of(printed.read_bytes())]
    assert texts.count([]) > 2  # under some spaces there was no room
    assert {text[-1] for text in texts if text} == {"row"}
