"""Measure `review validate FILE` on a workbook of 10,000 rows against what openpyxl needs to load it.

    python -m benchmarks.validation [WORKBOOK]

Without a workbook one is written, with its texts in the cells as openpyxl writes them. A copy that a
spreadsheet program saved has them in a table of their own, which openpyxl loads faster.
Prints seconds of the processor and their ratios: of reading and checking, and of the whole process with its
start, printing included.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl.reader.strings
import openpyxl.worksheet._reader
import openpyxl.xml.functions
from openpyxl import load_workbook

from review.files.form_files import shipped_form
from review.files.workbook_reader import read_extraction
from review.files.workbook_writer import write_extraction_workbook
from tests.files.test_speed import ROWS, large_rows

#: Repetitions, of which the fastest counts.
TIMES = 3


def seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor that the fastest of several runs takes."""
    found = []
    for _ in range(TIMES):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def process_seconds(*command: str) -> float:
    """Seconds of the processor that the fastest of several processes takes, from start to end."""
    found = []
    for _ in range(TIMES):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


def load_with_its_own_parser(path: Path) -> None:
    """Load a workbook as openpyxl does where `review.files.sheet_parsing` has not spoken."""
    modules = (openpyxl.worksheet._reader, openpyxl.reader.strings)
    ours = [module.iterparse for module in modules]
    for module in modules:
        module.iterparse = openpyxl.xml.functions.iterparse
    load_workbook(path)
    for module, parser in zip(modules, ours, strict=True):
        module.iterparse = parser


def main() -> None:
    """Write the workbook, or take the one named; measure, print."""
    form = shipped_form()
    with tempfile.TemporaryDirectory() as folder:
        if sys.argv[1:]:
            path = Path(sys.argv[1])
        else:
            path = Path(folder) / "large.xlsx"
            write_extraction_workbook(path, form, rows=large_rows())
        loading = seconds(lambda: load_with_its_own_parser(path))
        checking = seconds(lambda: read_extraction(path, form))
        alone = process_seconds("-c", f"import openpyxl; openpyxl.load_workbook({str(path)!r})")
        whole = process_seconds("-m", "review", "validate", str(path))
    print(f"rows                        {path.name if sys.argv[1:] else f'{4 * ROWS:,}'}")
    print(f"openpyxl loads              {loading:.2f} s")
    print(f"review reads and checks     {checking:.2f} s  ratio {checking / loading:.2f}")
    print(f"a process that only loads   {alone:.2f} s")
    print(f"review validate, whole      {whole:.2f} s  ratio {whole / alone:.2f}")


if __name__ == "__main__":
    main()
