"""A workbench for systematic reviews that pool single-arm response rates.

The package is the stages of a review, in the order in which data flows; imports go down only, and
`tests/test_floors.py` keeps it so::

    5 cli                             the commands
    4 workflow                        read, call the core, write
    3 files | render                  onto disk | onto paper
    2 figures | report                what a figure shows | what the report says
    1 analysis                        Dataset + spec -> Results
    0 screening | extraction | pooling
    -1 document                       a TOML file being read, every fault with its dotted path
    -2 problems                       what a check found, where, and how to mend it

Floors 2 and below are pure: no files, no clock, no printing, no global settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["pool", "pool_many", "pool_times"]

if TYPE_CHECKING:
    from review.pooling.pool import pool
    from review.pooling.pool_many import pool_many
    from review.pooling.pooled_times import pool_times


#: The modules of review/pooling that hold them.
_HOMES = {"pool": "pool", "pool_many": "pool_many", "pool_times": "pooled_times"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"review.pooling.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'review' has no attribute {name!r}")
