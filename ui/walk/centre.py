"""A centre of the walk's own: `vieclam-central` as a child process on a free port."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ui.walk.hands import Lost, wait_for


class Centre:
    """`vieclam-central` with a database of its own, on a free port of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self.beside = folder.parent
        self.enrolment = self.beside / "bac-son-1.ghidanh"

    def set_up(self) -> None:
        """Keys, database, the office and an enrolment file for its first PC."""
        self._command("init")
        self._command("add-office", "BS", "Văn phòng Bắc Sơn")
        self.enrol_another("bac-son-1")

    def enrol_another(self, name: str) -> Path:
        """An enrolment file of this name for another PC of the office."""
        address, out = f"https://localhost:{self._port}", self.beside / f"{name}.ghidanh"
        self._command("enrol", "--office", "BS", "--address", address, "--out", str(out))
        return out

    def take_stick(self, request: Path, answer: Path) -> None:
        """Take in what a PC has written on a stick, and write the answer."""
        self._command("stick-in", str(request), "--out", str(answer))

    @contextmanager
    def running(self) -> Iterator[None]:
        """The service, until the block ends."""
        ready = self._folder.parent / "port"
        command = self._words("run", "--port", str(self._port), "--port-file", str(ready))
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as service:  # noqa: S603 - ours
            try:
                wait_for(ready.exists, "the centre to be ready")
                yield
            finally:
                service.terminate()

    def inventory(self) -> str:
        """What the centre's database holds, as text."""
        return self._command("show")

    def _command(self, *words: str) -> str:
        done = subprocess.run(  # noqa: S603 - our own program
            self._words(*words), capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode:
            raise Lost(f"vieclam-central {words[0]}: {done.stderr}")
        return done.stdout

    def _words(self, command: str, *words: str) -> list[str]:
        program = [sys.executable, "-m", "desktop_app.central", command]
        return [*program, "--data-dir", str(self._folder), *words]


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]
