"""A real Chromium, for tests of the page; where there is none they are skipped and say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from review.render.page_program import engine
from tests.outside_programs import command, why_not


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests: it takes half a second to start."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = command("Chromium")
    with sync_api.sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        if found is None and not Path(own).exists():
            pytest.skip(why_not("Chromium"))
        # Within a container, where tests run as root, Chromium has no sandbox.
        browser = playwright.chromium.launch(executable_path=found or own, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def arithmetic(chromium: Any) -> Iterator[Callable[[str, Any], Any]]:
    """Call the engine alone: ``arithmetic("(p) => betaQuantile(...p)", [0.5, 2, 3])``."""
    page = chromium.new_page()
    yield lambda function, argument: page.evaluate(
        f"(given) => {{{engine()}\nreturn ({function})(given)}}", argument
    )
    page.close()


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open a page from its text, as a file; options are those of a browser context."""
    contexts = []

    def show(text: str, **options: Any) -> Any:
        path = tmp_path / "report.html"
        path.write_text(text, encoding="utf-8")
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(path.as_uri())
        return page

    yield show
    for context in contexts:
        context.close()
