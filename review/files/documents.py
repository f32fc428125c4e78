"""TOML files, read with one clear line where they cannot be read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from review.problems import UnreadableFile


def read_toml(path: Path, shown: str) -> dict[str, Any]:
    """The document of a TOML file.

    Raises
    ------
    UnreadableFile
        Where the file is missing, no UTF-8 text or no TOML; the message names `shown` and the line.
    """
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise UnreadableFile(f"{shown}: there is no such file") from None
    except IsADirectoryError:
        raise UnreadableFile(f"{shown}: is a folder, not a TOML file") from None
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{shown}: is not UTF-8 text ({error.reason}); save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFile(f"{shown}: is not valid TOML: {error}") from None
