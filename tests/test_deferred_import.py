"""Fits and charts load no package that they do not use, and nobody else loses anything by it."""

from __future__ import annotations

import subprocess
import sys

import pytest

POOL = """
import sys
from review.pooling.pool import pool
pool([3, 8, 2, 9], [20, 25, 18, 30], model="inverse-variance", tau2="REML", cluster=[1, 1, 2, 3])
"""


def run(script: str, *options: str) -> str:
    done = subprocess.run([sys.executable, *options, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_pooling_by_inverse_variance_loads_nothing_that_no_fit_uses() -> None:
    loaded = run(POOL + "print(sorted({'sympy', 'pandas', 'scipy.stats', 'matplotlib'} & set(sys.modules)))")
    assert loaded == "[]"


@pytest.mark.parametrize(
    ("use", "gives"),
    [
        ("import pymare; print(pymare.Dataset([1, 2], v=[1, 1]).y.shape)", "(2, 1)"),
        ("from pymare import meta_regression; print(meta_regression.__name__)", "meta_regression"),
        ("import pymare; print(pymare.__version__)", "0.0.13"),
        ("import pymare.effectsize as e; print(e.OneSampleEffectSizeConverter.__name__)",
         "OneSampleEffectSizeConverter"),
        ("import scipy.stats; print(round(scipy.stats.norm.ppf(0.975), 4))", "1.96"),
        ("import scipy; print(scipy.stats.__name__, len(dir(scipy.stats)) > 100)", "scipy.stats True"),
        ("import pandas.api.types; print(pandas.DataFrame({'a': [1]}).shape)", "(1, 1)"),
        ("import pymare.stats as s; print(s.ss.norm.cdf(0))", "0.5"),
        ("import pymare.results as r, pandas; print(r.pd.DataFrame is pandas.DataFrame)", "True"),
        ("import inspect, pymare; inspect.unwrap(pymare); print('sympy' in sys.modules)", "False"),
    ],
)  # fmt: skip
def test_what_was_put_off_is_there_for_whoever_asks(use: str, gives: str) -> None:
    assert run(POOL + use, "-W", "error") == gives


def test_what_was_loaded_before_is_left_as_it_is() -> None:
    before = """
import warnings
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pandas, pymare, scipy.stats
was = pymare, pandas, scipy.stats
"""
    after = "print(was == (sys.modules['pymare'], sys.modules['pandas'], sys.modules['scipy.stats']))"
    assert run(before + POOL + after) == "True"


def test_a_package_that_imports_parts_of_what_was_put_off_gets_them() -> None:
    script = """
import sys
from review.deferred_import import deferred
with deferred(package="wsgiref", modules=("json", "html")):
    import json.tool
    from html import escape
    import wsgiref.headers
print(json.tool.__name__, escape("<"), json.dumps([1]), wsgiref.__name__)
"""
    assert run(script) == "json.tool &lt; [1] wsgiref"


def test_a_chart_takes_seaborns_style_without_its_plots() -> None:
    script = """
import sys
from review.figures.chart import Chart, Dot, Panel, Scale
from review.render.chart import chart_svg
scale = Scale(label="Rate", low=0, high=1, ticks=((0, "0"), (1, "1")))
panel = Panel(x=scale, y=scale, marks=(Dot(x=0.5, y=0.5, detail="A 2020"),))
chart = Chart(name="dots", title="Dots", panels=(panel,), height=200, alt="A dot.")
assert "<svg" in chart_svg(chart, embed_font=False)
print(sorted({"seaborn.palettes", "seaborn.relational", "scipy.stats"} & set(sys.modules)))
import seaborn
print(seaborn.relplot.__name__)
"""
    assert run(script, "-W", "error") == "['seaborn.palettes']\nrelplot"
