"""R: what a script prints, and what is said of one that fails."""

from __future__ import annotations

import pytest

from review.files.r_engine import r_is_present, run_r

needs_r = pytest.mark.skipif(not r_is_present(), reason="Rscript is not installed")


@pytest.mark.r
@needs_r
def test_numbers_are_read_by_their_names() -> None:
    run = run_r("cat('a.b 0.5\\nc[0].d 1e-3\\nhello world\\ne NA\\nf Inf\\n')")
    assert (run.numbers, run.failure) == ({"a.b": 0.5, "c[0].d": 0.001}, "")


@pytest.mark.r
@needs_r
def test_a_script_that_fails_has_no_numbers_and_says_why() -> None:
    run = run_r("cat('a 1\\n'); stop('no such thing')")
    assert run.numbers == {}
    assert run.failure
