"""One copy of the program for each data folder: a second one brings the first to the front.

A lock file in the data folder tells who was first; a local socket carries the call. Not for the
database: what two programs may do to that is SQLite's.
"""

import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

LOCK_FILE = "so-viec-lam.lock"
PATIENCE_MS = 3000


class OnlyOne(QObject):
    """`called` comes when another copy has been started on the same folder."""

    called = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._name = "so-viec-lam-" + sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        self._lock = QLockFile(str(folder / LOCK_FILE))
        self._lock.setStaleLockTime(0)  # only the end of its process makes a lock stale
        self._server = QLocalServer(self)

    def is_first(self) -> bool:
        """Whether no other copy is open; it is this one's turn then to hear later ones.

        A folder that cannot be written has no lock; what that means is said at the door.
        """
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = not self._lock.tryLock(0)
        if held and self._lock.error() == QLockFile.LockError.LockFailedError:
            return False
        self._listen()
        return True

    def _listen(self) -> None:
        QLocalServer.removeServer(self._name)  # of a copy that was killed
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(self._name)

    def _answer(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.disconnectFromServer()
            self.called.emit()

    def call_first(self) -> bool:
        """Ask the first copy to come to the front; whether it has heard."""
        if sys.platform == "win32":
            import ctypes

            ctypes.windll.user32.AllowSetForegroundWindow(-1)  # Windows lets nobody push forward
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        return socket.waitForConnected(PATIENCE_MS) and (
            socket.state() == QLocalSocket.LocalSocketState.UnconnectedState
            or socket.waitForDisconnected(PATIENCE_MS)
        )

    def leave(self) -> None:
        """Make room for the next copy."""
        self._server.close()
        if self._lock.isLocked():
            self._lock.unlock()
