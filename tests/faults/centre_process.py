"""The centre as a process of its own, which can be killed together with its PostgreSQL."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from ui.walk.centre import Centre

_A_MOMENT_S = 0.02


class CentreProcess(Centre):
    """`vieclam-central run`, started and killed again and again on the same data."""

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.begin()
        self.wait_until_ready()

    def begin(self) -> None:
        """Start it."""
        self._ready.unlink(missing_ok=True)
        command = self._words("run", "--port", str(self._port), "--port-file", str(self._ready))
        self._service = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def wait_until_ready(self) -> None:
        """Wait until it answers."""
        while not self._ready.exists():
            with suppress(subprocess.TimeoutExpired):
                self._service.wait(_A_MOMENT_S)
                raise RuntimeError("the centre ended by itself")

    @property
    def _ready(self) -> Path:
        return self._folder.parent / "port"

    def kill(self, *, postgres_first: bool) -> None:
        """Kill the service and its database, in one order or the other."""
        (file,) = self._postmasters()
        postmaster = int(file.read_text().split()[0])
        numbers = [self._service.pid, postmaster]
        for number in reversed(numbers) if postgres_first else numbers:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:  # the kernel tells the postmaster that its starter is gone
                continue
        self._service.wait()

    def stop(self) -> None:
        """End it in order."""
        self._service.terminate()
        self._service.wait()

    def enrol(self, office: str, file: Path) -> Path:
        """An enrolment file for the next PC of an office."""
        address = f"https://localhost:{self._port}"
        self._command("enrol", "--office", office, "--address", address, "--out", str(file))
        return file

    def busy_s(self) -> float:
        """Processor seconds of the service and of its database, ended sessions included."""
        (file,) = self._postmasters()
        postmaster = int(file.read_text().split()[0])
        mine = {self._service.pid, postmaster}
        ticks = 0
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(folder.name) in mine:
                    ticks += sum(map(int, fields[11:15]))  # its ended children too
                elif int(fields[1]) == postmaster:
                    ticks += sum(map(int, fields[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def _postmasters(self) -> list[Path]:
        return list(self._folder.glob("**/postmaster.pid"))
