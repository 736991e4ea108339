"""The lanes of a window that has no desk yet."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from ui.background import Lanes


@pytest.fixture
def lanes(qapp: QApplication) -> Iterator[Lanes]:  # noqa: ARG001 - needs Qt
    """The program's threads; a bug in one of them fails the test."""
    bugs: list[Exception] = []
    lanes = Lanes(bugs.append)
    yield lanes
    lanes.drain()
    lanes.close()
    assert bugs == []
