"""The wire version. Within the last three versions changes only add."""

WIRE = 1
OLDEST_WIRE = 1
