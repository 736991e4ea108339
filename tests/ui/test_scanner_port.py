"""A scanner at a port: a pseudo terminal stands in for the cable."""

import os
import pty
import tty
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.background import Lanes
from ui.scanner_port import ScannerPort, decoded

EN_CARD = "020301004567||Hoàng Thị Én|21112001|Nữ|Khu 2, Thất Khê, Tràng Định, Lạng Sơn|03092021"


class Cable(QObject):
    """A port, the hand that writes into it, and what was heard."""

    def __init__(self, lanes: Lanes) -> None:
        super().__init__()
        self.master, slave = pty.openpty()
        tty.setraw(slave)
        self.name = os.ttyname(slave)
        self._slave = slave
        self.codes: list[str] = []
        self.said: list[str] = []
        self.port = ScannerPort(lanes.readers, self)
        self.port.scanned.connect(self.codes.append)
        self.port.moved.connect(self.said.append)

    def pull(self) -> None:
        """Unplug it."""
        os.close(self.master)
        os.close(self._slave)


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    """The program's threads; a bug in one of them fails the test."""
    bugs: list[Exception] = []
    lanes = Lanes(bugs.append)
    yield lanes
    lanes.drain()
    lanes.close()
    assert bugs == []


@pytest.fixture
def cable(lanes: Lanes) -> Iterator[Cable]:
    """A scanner, plugged in and not listened to."""
    cable = Cable(lanes)
    yield cable
    cable.port.close()


def test_codes_come_from_the_port(cable: Cable, qtbot: QtBot):
    cable.port.listen_to(cable.name)
    qtbot.waitUntil(lambda: len(cable.said) == 1)
    os.write(cable.master, f"{EN_CARD}\r\nhai\r".encode())
    qtbot.waitUntil(lambda: len(cable.codes) == 2)
    os.write(cable.master, EN_CARD.encode())  # without an end
    qtbot.waitUntil(lambda: len(cable.codes) == 3)
    assert cable.codes == [EN_CARD, "hai", EN_CARD]
    assert cable.said == [f"Đã nối máy quét ở cổng {cable.name}."]


def test_a_scanner_that_is_unplugged_is_told(cable: Cable, qtbot: QtBot):
    cable.port.listen_to(cable.name)
    qtbot.waitUntil(lambda: len(cable.said) == 1)
    cable.pull()
    qtbot.waitUntil(lambda: len(cable.said) == 2)
    assert cable.said[1] == f"Mất máy quét ở cổng {cable.name}; cắm lại là dùng được ngay."


def test_a_scanner_plugged_in_later_is_taken_up(
    cable: Cable, qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory
):
    plug = tmp_path_factory.mktemp("dev") / "scanner"
    cable.port.listen_to(str(plug))
    plug.symlink_to(cable.name)
    qtbot.waitUntil(lambda: len(cable.said) == 1, timeout=10_000)
    os.write(cable.master, f"{EN_CARD}\r".encode())
    qtbot.waitUntil(lambda: len(cable.codes) == 1)
    assert cable.codes == [EN_CARD]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("Hữu Vĩnh".encode(), "Hữu Vĩnh"),
        ("Khê đá".encode("cp1258"), "Khê đá"),
        (b"\xd2\xdd\xff\x8d", "ÒÝÿ\x8d"),
    ],
)
def test_bytes_are_read_as_the_letters_they_can_be(code: bytes, text: str):
    assert decoded(code) == text
