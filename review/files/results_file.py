"""results.json and provenance.json: what came out, and what it came from."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from review import __version__
from review.analysis.results import Results
from review.problems import UnreadableFile

#: Digits kept in files: the last bits differ between processors, and a file under version control must
#: show a changed number, never a changed processor.
SIGNIFICANT_DIGITS = 12

#: The packages whose version can change a number or a page.
PACKAGES = ("numpy", "scipy", "PyMARE", "openpyxl", "typst", "fonttools", "jinja2", "python-docx")


def results_bytes(results: Results) -> bytes:
    """``results.json``; numbers with 12 significant digits."""
    return _json(rounded(results.to_json()))


def read_results(path: Path, *, file: str = "") -> Results:
    """Read ``results.json``.

    Parameters
    ----------
    file
        Its path as people write it, for messages; `path` with forward slashes unless given.

    Raises
    ------
    UnreadableFile
        Where the file is missing or no results file of this program.
    """
    try:
        return Results.from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise UnreadableFile(
            f"{file or path.as_posix()}: there is no such file; make it with: review run"
        ) from None
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, StopIteration) as error:
        raise UnreadableFile(
            f"{file or path.as_posix()}: is no results.json of review ({error!r}); make it anew: review run"
        ) from None


def rounded(value: Any) -> Any:
    """Floats with 12 significant digits, all else as it is.

    >>> rounded({"estimate": 0.1 + 0.2})
    {'estimate': 0.3}
    """
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}")
    if isinstance(value, Mapping):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(item) for item in value]
    return value


def file_hashes(root: Path, paths: Iterable[Path]) -> dict[str, str]:
    """SHA-256 of each input, by its path in the workspace."""
    return {
        path.resolve().relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(set(paths))
        if path.is_file()
    }


def versions() -> dict[str, str]:
    """Version of Python and of every package that can change a number."""
    found = {"review": __version__, "python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def provenance_bytes(
    inputs: Mapping[str, str],
    software: Mapping[str, str],
    outputs: Mapping[str, bytes],
    seeds: Mapping[str, int] | None = None,
) -> bytes:
    """``provenance.json``: hashes of what was read and written, versions and seeds of what computed."""
    return _json(
        {
            "schema": 1,
            "inputs": dict(inputs),
            "versions": dict(software),
            "seeds": dict(seeds or {}),
            "outputs": {name: hashlib.sha256(content).hexdigest() for name, content in outputs.items()},
        }
    )


def is_up_to_date(folder: Path, root: Path, inputs: Mapping[str, str]) -> bool:
    """Whether everything in a report's folder is as it was written, from files that are as they were.

    Parameters
    ----------
    inputs
        Hashes of files that the report must have been made from; it may have been made from more.
    """
    try:
        known = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
        read = file_hashes(root, (root / name for name in known["inputs"]))
        written = {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in known["outputs"]
        }
        return bool(
            read == known["inputs"] and written == known["outputs"] and inputs.items() <= read.items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _json(document: Any) -> bytes:
    return f"{json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)}\n".encode()
