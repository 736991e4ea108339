"""Faults are told, bugs are reported without personal data, and the program goes on."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop_app.domain.faults import DiskFull, Unreachable
from ui.faults import BUG_SENTENCE, FaultDesk, describe, sentence

SECRET = "Triệu Thị Mùi 020195007890"


def bug() -> Exception:
    """An error with a person's name in its message, caught where it was raised."""
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(SECRET) from error
    except ValueError as error:
        return error


@pytest.fixture
def desk(tmp_path: Path) -> FaultDesk:
    return FaultDesk(tmp_path / "reports")


@pytest.fixture
def _own_hook() -> Iterator[None]:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook = before


def test_a_fault_is_told_and_not_reported(qtbot: QtBot, desk: FaultDesk, tmp_path: Path) -> None:
    with qtbot.waitSignal(desk.shown) as shown:
        desk.receive(DiskFull())
    assert shown.args == [DiskFull.sentence]
    assert list(tmp_path.rglob("*")) == []


def test_a_bug_is_told_logged_and_reported_without_values(
    qtbot: QtBot,
    desk: FaultDesk,
    tmp_path: Path,
    expect_log: Callable[[str], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    expect_log("bug: builtins.ValueError")
    with qtbot.waitSignal(desk.shown) as shown:
        desk.receive(bug())
    assert shown.args == [BUG_SENTENCE]
    (report,) = (tmp_path / "reports").iterdir()
    told = report.read_text(encoding="utf-8")
    for text in (told, caplog.text):
        assert "builtins.ValueError" in text
        assert "test_faults.py" in text
        assert not [word for word in SECRET.split() if word in text]
    assert str(tmp_path) not in told


def test_the_causes_of_a_bug_are_described_too() -> None:
    assert [line for line in describe(bug()).splitlines() if not line.startswith("  ")] == [
        "builtins.ValueError",
        "caused by builtins.KeyError",
    ]


def test_a_report_that_cannot_be_written_does_not_matter(
    qtbot: QtBot, tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    desk = FaultDesk(blocked)
    expect_log("bug: ")
    expect_log("no bug report: FileExistsError")
    with qtbot.waitSignal(desk.shown):
        desk.receive(bug())


@pytest.mark.usefixtures("_own_hook")
@pytest.mark.qt_no_exception_capture
def test_the_program_goes_on_after_a_bug_in_a_slot(
    qtbot: QtBot, desk: FaultDesk, expect_log: Callable[[str], None]
) -> None:
    expect_log("bug: builtins.ZeroDivisionError")
    desk.install()
    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(lambda: 1 / 0)
    with qtbot.waitSignal(desk.shown):
        timer.start()


class ClearedAway:
    """Fails when it goes."""

    def __del__(self) -> None:
        raise ValueError(SECRET)


def fail() -> None:
    """What a thread of a library may do."""
    raise ValueError(SECRET)


@pytest.mark.usefixtures("_own_hook")
def test_errors_nobody_can_be_told_of_are_reported_without_values(
    desk: FaultDesk,
    tmp_path: Path,
    expect_log: Callable[[str], None],
    capfd: pytest.CaptureFixture[str],
) -> None:
    expect_log("bug: builtins.ValueError")
    desk.install()
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    thing = ClearedAway()
    del thing
    reports = [file.read_text(encoding="utf-8") for file in (tmp_path / "reports").iterdir()]
    assert sorted(text.splitlines()[-1].split()[-1] for text in reports) == ["__del__", "fail"]
    written = "".join([*reports, *capfd.readouterr()])
    assert not [word for word in SECRET.split() if word in written]


def test_every_error_has_a_sentence() -> None:
    assert sentence(Unreachable()) == Unreachable.sentence
    assert sentence(ValueError(SECRET)) == BUG_SENTENCE
