"""What holds for every test: windows stay off the screen, and nothing unexpected passes unseen."""

import logging
import os
from collections.abc import Callable, Iterator

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"


def pytest_configure(config: pytest.Config) -> None:
    """A Python warning fails the test it appears in."""
    config.addinivalue_line("filterwarnings", "error")


class _Listener(logging.Handler):
    """Keeps the records at WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _no_unexpected_log(expect_log: Callable[[str], None]) -> None:
    """An unexpected log record at WARNING or above fails the test."""


@pytest.fixture
def expect_log() -> Iterator[Callable[[str], None]]:
    """Call it with the beginning of a message that the test provokes on purpose."""
    listener = _Listener()
    expected: list[str] = []
    logging.getLogger().addHandler(listener)
    yield expected.append
    logging.getLogger().removeHandler(listener)
    messages = [record.getMessage() for record in listener.records]
    unexpected = [text for text in messages if not text.startswith(tuple(expected))]
    assert unexpected == []
    missing = [start for start in expected if not any(t.startswith(start) for t in messages)]
    assert missing == []
