"""Faults that several floors must bear together: the centre and real PCs."""

from tests.sync.conftest import central, enrolled, postgres, two_offices

__all__ = ["central", "enrolled", "postgres", "two_offices"]
