"""Faults that several floors must bear together: the centre and real PCs.

How much is tried is said once, here: a little on every change of the program, and much more in the
long profile, `VIECLAM_PROFILE=night pytest tests/faults`.
"""

import os

from tests.sync.conftest import central, enrolled, postgres, two_offices

__all__ = ["central", "enrolled", "postgres", "two_offices"]

NIGHT = os.environ.get("VIECLAM_PROFILE") == "night"


def amount(ci: int, night: int) -> int:
    """So many tries in CI, so many in the long profile."""
    return night if NIGHT else ci
