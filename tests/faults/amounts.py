"""How much is tried: what the checks of every change take, or a whole night (`FAULTS=night`)."""

import os


def amount(ci: int, *, night: int) -> int:
    """So many examples, rounds or kills in this run."""
    return night if os.environ.get("FAULTS") == "night" else ci
