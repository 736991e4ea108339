"""A scanner in virtual-COM mode: its port is opened in a lane and looked at by a timer.

Which port it is lies in the settings of the PC; what a code says is `card_intake`'s.
"""

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.background import Lane

if TYPE_CHECKING:
    from serial import Serial

LOOK_MS = 40
"""A look at the port takes no time where nothing has come."""
SILENT_LOOKS = 3
"""Looks at which nothing more has come end a code whose scanner sends no end."""
AGAIN_MS = 2000
"""After a port that is not there: a scanner is plugged in again by hand."""


class ScannerPort(QObject):
    """`scanned(text)`: a code has come. `moved(sentence)`: how it stands with the scanner now."""

    scanned = Signal(str)
    moved = Signal(str)

    def __init__(self, lane: Lane, parent: QObject) -> None:
        """`lane`: where a port is opened, which may take seconds."""
        super().__init__(parent)
        self._lane = lane
        self._name = ""
        self._port: Serial | None = None
        self._came = b""
        self._silent = 0
        self._opening = False
        self._looking = QTimer(self, interval=LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._open)

    def listen_to(self, name: str) -> None:
        """Listen to this port from now on; "" to none."""
        if name != self._name:
            self.close()
            self._name = name
            self._open()

    def close(self) -> None:
        """Listen no more."""
        self._looking.stop()
        self._again.stop()
        self._name, self._came = "", b""
        port, self._port = self._port, None
        if port is not None:
            port.close()

    # --- plugged and unplugged ---

    def _open(self) -> None:
        if self._name and not self._opening:
            self._opening = True
            name = self._name
            self._lane.run(lambda: (name, open_port(name)), self._opened, owner=self)

    def _opened(self, opened: "tuple[str, Serial | None]") -> None:
        self._opening = False
        name, port = opened
        if name != self._name:  # another was chosen meanwhile
            if port is not None:
                port.close()
            self._open()
        elif port is None:
            self._again.start()
        else:
            self._port = port
            self._looking.start()
            self.moved.emit(f"Đã nối máy quét ở cổng {name}.")

    def _lost(self) -> None:
        name = self._name
        self.close()
        self._name = name
        self._again.start()
        self.moved.emit(f"Mất máy quét ở cổng {name}; cắm lại là dùng được ngay.")

    # --- what comes ---

    def _look(self) -> None:
        if self._port is None:
            return
        try:
            came = self._port.read(self._port.in_waiting)
        except OSError:
            self._lost()
            return
        self._came += came
        self._silent = 0 if came else self._silent + 1
        *codes, rest = self._came.replace(b"\n", b"\r").split(b"\r")
        if rest and self._silent >= SILENT_LOOKS:
            codes, rest = [*codes, rest], b""
        self._came = rest
        for code in filter(None, codes):
            self.scanned.emit(decoded(code))


def decoded(code: bytes) -> str:
    """The text of a code: UTF-8, else as an older scanner writes Vietnamese, else byte by byte."""
    for encoding in ("utf-8", "cp1258"):
        try:
            return code.decode(encoding)
        except UnicodeDecodeError:
            continue
    return code.decode("latin-1")


def open_port(name: str) -> "Serial | None":
    """The port, which never waits for what is to come; None where it cannot be had. For a lane."""
    serial = importlib.import_module("serial")
    try:
        return serial.Serial(name, timeout=0)
    except OSError:
        return None


def ports() -> Sequence[tuple[str, str]]:
    """The ports of this PC: name and what is plugged in there. For a lane."""
    found = importlib.import_module("serial.tools.list_ports").comports()
    return sorted((port.device, port.description or port.device) for port in found)
