"""What happens when a search does not settle: an error, because a number that is off looks like any other."""

from __future__ import annotations

#: Steps after which a search is given up. Newton's methods here take about ten, halvings of a bracket forty.
MOST_STEPS = 200


class NotConverged(ArithmeticError):
    """A search did not settle. No data are known that cause it; the message says what was sought."""

    def __init__(self, sought: str) -> None:
        super().__init__(
            f"the search for {sought} did not settle on these data; please report them with this message"
        )
