"""How fast pooling is: alone, in batches, and beside metafor in the same run.

``python benchmarks/pooling.py`` prints the tables of docs/performance.md. Where there is no R with metafor
its columns stay empty. Times are the least of several runs, as many of each program, taking turns.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from review.cli import COMMANDS, cli
from review.pooling.choices import choose
from review.pooling.cohorts import checked
from review.pooling.gosh import gosh
from review.pooling.leave_one_out import leave_one_out
from review.pooling.permutation import permute_rate
from review.pooling.pool_many import pool_many

Counts = NDArray[np.int64]

#: Ten cohorts, for the whole processes.
TEN = "study,events,n\n" + "\n".join(
    f"{i},{x},{n}"
    for i, (x, n) in enumerate(
        [(3, 20), (8, 25), (2, 18), (11, 30), (5, 22), (9, 28), (1, 15), (4, 19), (7, 26), (6, 24)], 1
    )
)
#: What each model of a whole process is called in the two programs.
WHOLE = {
    "REML": (
        ["--model", "inverse-variance", "--tau2", "REML"],
        'rma(measure="PLO", xi=events, ni=n, data=d, method="REML", test="adhoc")',
    ),
    "GLMM": (["--model", "glmm"], 'rma.glmm(measure="PLO", xi=events, ni=n, data=d, test="t")'),
}
#: The same for a loop of fits.
LOOPED = {
    "DL": ({"model": "inverse-variance", "tau2": "DL"}, 'rma(measure="PLO", xi=x, ni=n, method="DL")'),
    "REML": ({"model": "inverse-variance", "tau2": "REML"}, 'rma(measure="PLO", xi=x, ni=n, method="REML")'),
    "GLMM": ({"model": "glmm"}, 'rma.glmm(measure="PLO", xi=x, ni=n)'),
}
#: Cohorts beyond which the GLMM, a hundred times slower, is left out of the growth table.
MOST_OF_GLMM = 2_000_000


def simulated(datasets: int, k: int, seed: int = 1) -> tuple[Counts, Counts]:
    """Return responders and patients of data sets × cohorts; the logit of the rate varies by 0.5."""
    rng = np.random.default_rng(seed)
    n = rng.integers(10, 81, (datasets, k))
    return rng.binomial(n, 1 / (1 + np.exp(0.6 - 0.5 * rng.standard_normal((datasets, k))))), n


def seconds(work: Callable[[], object]) -> float:
    """Return how long it took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def kept_up(work: Callable[[], object]) -> float:
    """Return how long it takes on average in a loop of half a second, as R's fits are timed."""
    start, done = time.perf_counter(), 0
    while (passed := time.perf_counter() - start) < 0.5:
        work()
        done += 1
    return passed / done


def least(works: Sequence[Callable[[], object]], times: int) -> list[float]:
    """Return the least time of each, going round so that all meet the same neighbours."""
    rounds = [[seconds(work) for work in works] for _ in range(times)]
    return [min(column) for column in zip(*rounds, strict=True)]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table in Markdown."""
    print(f"\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def process(*command: str, compiled: str) -> Callable[[], object]:
    """Return the work of running a command as it is when installed: with its modules compiled, in a folder.

    Where Python may not write what it compiles, it compiles the program at every start.
    """
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": compiled}
    return lambda: subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )


def helps() -> list[list[str]]:
    """Return the words that ask each command, and each of those under it, for help."""
    root, found = click.Context(cli), []
    for name in COMMANDS:
        command = cli.get_command(root, name)
        below = command.commands if isinstance(command, click.Group) else {}
        found += [[name, "--help"], *([name, under, "--help"] for under in below)]
    return found


def start_up(times: int) -> None:
    """Help of every command beside the import of click."""
    python, asked = sys.executable, helps()
    with tempfile.TemporaryDirectory() as compiled:
        run = partial(process, python, compiled=compiled)
        works = [run("-c", "import click"), run("-m", "review", "--help")]
        alone, first, *others = least([*works, *(run("-m", "review", *words) for words in asked)], times)
    slowest = max(range(len(others)), key=lambda i: others[i])
    table(
        ["process", "ms", "× import of click"],
        [
            ["python -c 'import click'", f"{1e3 * alone:.0f}", "1.0"],
            ["review --help", f"{1e3 * first:.0f}", f"{first / alone:.1f}"],
            [f"review {' '.join(asked[slowest])} (the slowest of {len(asked)})",
             f"{1e3 * others[slowest]:.0f}", f"{others[slowest] / alone:.1f}"],
        ],
    )  # fmt: skip


def whole_processes(r: str | None, times: int) -> None:
    """``review pool --data`` on ten cohorts beside Rscript with metafor."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "ten.csv"
        data.write_text(TEN, encoding="utf-8")
        columns = ["--data", str(data), "--events", "events", "--total", "n", "--study", "study"]
        for name, (words, call) in WHOLE.items():
            works = [process(sys.executable, "-m", "review", "pool", *columns, *words, compiled=folder)]
            if r:
                script = Path(folder) / "fit.R"
                script.write_text(
                    f'suppressMessages(library(metafor)); d <- read.csv("{data}"); '
                    f"print(predict({call}, transf=transf.ilogit))",
                    encoding="utf-8",
                )
                works.append(process(r, str(script), compiled=folder))
            ours, *theirs = least(works, times)
            rows.append(
                [name, f"{ours:.2f}", *(f"{t:.2f}" for t in theirs), *(f"{t / ours:.1f}" for t in theirs)]
            )
    table(["ten cohorts, whole process", "review, s", "Rscript, s", "ratio"], rows)


def looped(r: str, x: Counts, n: Counts, call: str, fits: int) -> float:
    """Return what one fit takes in a loop in R, in seconds, without the start of R."""
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "counts.csv", Path(folder) / "loop.R"
        np.savetxt(data, np.hstack([x[:fits], n[:fits]]), fmt="%d", delimiter=",")
        k = x.shape[1]
        script.write_text(
            f'suppressMessages(library(metafor)); d <- as.matrix(read.csv("{data}", header=FALSE)); '
            f"f <- function(i) {{ x <- d[i, 1:{k}]; n <- d[i, {k + 1}:{2 * k}]; suppressWarnings({call}) }}; "
            "invisible(f(1)); t <- proc.time()[3]; "
            f"for (i in 1:{fits}) f(i); cat(proc.time()[3] - t)",
            encoding="utf-8",
        )
        done = subprocess.run([r, str(script)], check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1]) / fits


def batches(r: str | None, times: int) -> None:
    """10,000 data sets of ten cohorts beside a loop of metafor's fits of the same."""
    x, n = simulated(10_000, 10)
    rows = []
    for name, (choice, call) in LOOPED.items():
        pool_many(x[:300], n[:300], **choice)
        rounds = [
            (
                kept_up(lambda choice=choice: pool_many(x, n, **choice)) / len(x),  # type: ignore[misc]
                looped(r, x, n, call, 50 if name == "GLMM" else 300) if r else float("nan"),
            )
            for _ in range(times)
        ]
        ours, theirs = (min(column) for column in zip(*rounds, strict=True))
        rows.append([name, f"{1e6 * ours:.2f}", f"{1e3 * theirs:.2f}", f"{theirs / ours:,.0f}"])
    table(["10,000 data sets of ten cohorts", "review, µs a fit", "metafor, ms a fit", "ratio"], rows)


def built_on_it() -> None:
    """What runs on the batches."""
    choice = choose(model="inverse-variance")
    x, n = simulated(1, 200)
    many = checked(x[0].tolist(), n[0].tolist())
    fifteen = checked(x[0, :15].tolist(), n[0, :15].tolist())
    drawn = np.random.default_rng(2).integers(0, 15, (10_000, 15))
    glmm = choose()
    works: dict[str, Callable[[], object]] = {
        "leave-one-out of 200 cohorts, REML": lambda: leave_one_out(many, choice),
        "leave-one-out of 15 cohorts, GLMM": lambda: leave_one_out(fifteen, glmm),
        "GOSH of 15 cohorts, 32,752 subsets, REML": lambda: gosh(fifteen, choice),
        "bootstrap of 15 cohorts, 10,000 times, REML": lambda: pool_many(
            x[0][drawn], n[0][drawn], model="inverse-variance"
        ),
        "permutation test of 15 cohorts, 10,000 arrangements, REML": lambda: permute_rate(
            fifteen, choice, 0.35, arrangements=10_000
        ),
    }
    table(
        ["built on the batches", "ms"],
        [[name, f"{1e3 * least([work], 5)[0]:.1f}"] for name, work in works.items()],
    )


def growth(most: int, times: int) -> None:
    """Cost by data sets and by cohorts."""
    rows = []
    shapes = [(d, 10) for d in (1_000, 10_000, 100_000, 1_000_000) if d <= most]
    # more data sets than PyMARE is asked for, so that all rows take one road
    shapes += [(max(200, most // k // 10), k) for k in (100, 1_000, 10_000)]
    for datasets, k in shapes:
        x, n = simulated(datasets, k)
        works = [
            lambda choice=choice: pool_many(x, n, **choice)  # type: ignore[misc]  # noqa: B023
            for choice, _ in LOOPED.values()
        ]
        *weighted, glmm = works
        cost = least(weighted, times)
        if datasets * k <= MOST_OF_GLMM:
            cost += least([glmm], times if datasets * k <= MOST_OF_GLMM // 20 else 1)
        nothing = ["–"] * (len(works) - len(cost))
        rows.append(
            [f"{datasets:,}", f"{k:,}", *(f"{c:.3f}" for c in cost), *nothing,
             *(f"{1e9 * c / datasets / k:,.0f}" for c in cost), *nothing]
        )  # fmt: skip
    head = [*(f"{name}, s" for name in LOOPED), *(f"{name}, ns a cohort" for name in LOOPED)]
    table(["data sets", "cohorts", *head], rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=5, help="runs of each process (default 5)")
    parser.add_argument("--most", type=int, default=1_000_000, help="most data sets of the growth table")
    given = parser.parse_args()
    rscript = shutil.which("Rscript")
    start_up(given.times)
    whole_processes(rscript, given.times)
    batches(rscript, given.times)
    built_on_it()
    growth(given.most, given.times)
