"""One copy of the program for each data folder: a second one brings the first to the front.

A lock file in the data folder tells who was first; a local socket carries the call. Not for the
database: what two programs may do to that is SQLite's.
"""

import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from PySide6.QtCore import QLockFile, QObject, Signal

if TYPE_CHECKING:  # the sign-in window is painted before QtNetwork is imported
    from PySide6.QtNetwork import QLocalServer

LOCK_FILE = "so-viec-lam.lock"
PATIENCE_MS = 3000
BETWEEN_TRIES_S = 0.1


class OnlyOne(QObject):
    """`called` comes when another copy has been started on the same folder."""

    called = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._name = f"so-viec-lam-{crc32(str(folder.resolve()).encode()):08x}"
        self._lock = QLockFile(str(folder / LOCK_FILE))
        self._lock.setStaleLockTime(0)  # only the end of its process makes a lock stale
        self._server: QLocalServer | None = None
        self._made = False

    def is_first(self) -> bool:
        """Whether no other copy is open.

        A folder that cannot be written has no lock; what that means is said at the door.
        """
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True)
            self._made = True
        held = not self._lock.tryLock(0)
        return not held or self._lock.error() != QLockFile.LockError.LockFailedError

    def listen(self) -> None:
        """Hear later copies from now on. Asked for again it does nothing."""
        if self._server is not None:
            return
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)  # of a copy that was killed
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(self._name)

    def _answer(self) -> None:
        while self._server is not None and (caller := self._server.nextPendingConnection()):
            caller.disconnected.connect(caller.deleteLater)
            caller.disconnectFromServer()
            self.called.emit()

    def call_first(self) -> bool:
        """Ask the first copy to come to the front; whether it has heard. It may be starting just
        now and hear a moment later."""
        if sys.platform == "win32":
            import ctypes

            ctypes.windll.user32.AllowSetForegroundWindow(-1)  # Windows lets nobody push forward
        end = time.monotonic() + PATIENCE_MS / 1000
        while not self._is_heard():
            if time.monotonic() > end:
                return False
            time.sleep(BETWEEN_TRIES_S)
        return True

    def _is_heard(self) -> bool:
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        return socket.waitForConnected(PATIENCE_MS) and (
            socket.state() == QLocalSocket.LocalSocketState.UnconnectedState
            or socket.waitForDisconnected(PATIENCE_MS)
        )

    def leave(self) -> None:
        """Make room for the next copy. A first run that was given up leaves no folder behind."""
        if self._server is not None:
            self._server.close()
        if self._lock.isLocked():
            self._lock.unlock()
        if self._made:
            with suppress(OSError):  # a first run was finished in it
                self._folder.rmdir()
