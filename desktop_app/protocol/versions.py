"""The wire versions the program speaks. Within the last three, changes only add."""

from desktop_app.domain.changes import WIRE

OLDEST_WIRE = 1

__all__ = ["OLDEST_WIRE", "WIRE"]
