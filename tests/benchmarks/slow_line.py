"""What 2,000 changes cost over a line of 64 kbit/s on which every byte arrives 400 ms late.

    python -m tests.benchmarks.slow_line [--changes 2000] [--kbit 64] [--delay-ms 400]

The PC is in this process, the centre in another; between them stands a relay that hands each byte
on no sooner than such a line would, both ways. A round sends the changes and reads its own back.
Nothing here passes or fails.
"""

import argparse
import socket
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import msgspec

from desktop_app.protocol.messages import Enrolment
from tests.benchmarks.sync import say, small_records, watched
from tests.faults.centre_process import CentreProcess
from tests.sync.pcs import a_pc

PER_TRANSACTION = 10
_READ = 1024


def main() -> None:
    """Measure one round."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--changes", type=int, default=2000)
    parser.add_argument("--kbit", type=int, default=64)
    parser.add_argument("--delay-ms", type=int, default=400)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="so-viec-lam-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o711)
        (folder / "centre").mkdir()
        centre = CentreProcess(folder / "centre" / "data")
        centre.set_up()
        centre.start()
        try:
            measure(centre, folder, options.changes, options.kbit * 125, options.delay_ms / 1000)
        finally:
            centre.stop()


def measure(
    centre: CentreProcess, folder: Path, count: int, bytes_a_second: float, delay_s: float
) -> None:
    """A PC that is enrolled already sends so many changes."""
    file = centre.enrol("BS", folder / "1.ghidanh")
    enrolment = msgspec.json.decode(file.read_bytes(), type=Enrolment)
    with (
        a_pc(folder / "one.db", enrolment) as pc,
        a_slow_line(int(enrolment.address.rpartition(":")[2]), bytes_a_second, delay_s) as port,
    ):
        pc.well()
        made = list(small_records("follow_up_task", count))
        for first in range(0, count, PER_TRANSACTION):
            pc.add(*made[first : first + PER_TRANSACTION])
        pc.go_to(f"https://localhost:{port}")
        with watched() as wire:
            begun = time.perf_counter()
            pc.well()
            took = time.perf_counter() - begun
    say(
        f"{count} changes",
        f"{took:.0f} s",
        f"{wire.requests} requests",
        f"{wire.sent:,} bytes sent, {wire.received:,} received",
    )


@contextmanager
def a_slow_line(centre_port: int, bytes_a_second: float, delay_s: float) -> Generator[int]:
    """The port at which the centre is reached slowly."""
    with socket.create_server(("localhost", 0)) as listening:
        Thread(
            target=_accept, args=(listening, centre_port, bytes_a_second, delay_s), daemon=True
        ).start()
        yield listening.getsockname()[1]


def _accept(
    listening: socket.socket, centre_port: int, bytes_a_second: float, delay_s: float
) -> None:
    with suppress(OSError):  # closed at the end
        while True:
            pc, _ = listening.accept()
            centre = socket.create_connection(("localhost", centre_port))
            for source, target in ((pc, centre), (centre, pc)):
                _Way(source, target, bytes_a_second, delay_s).start()


class _Way:
    """One direction of a connection."""

    def __init__(
        self, source: socket.socket, target: socket.socket, bytes_a_second: float, delay_s: float
    ) -> None:
        self._source = source
        self._target = target
        self._bytes_a_second = bytes_a_second
        self._delay_s = delay_s
        self._under_way: SimpleQueue[tuple[float, bytes]] = SimpleQueue()

    def start(self) -> None:
        """Carry until one end closes."""
        for work in (self._take, self._give):
            Thread(target=work, daemon=True).start()

    def _take(self) -> None:
        free_at = 0.0
        data = b"-"
        while data:
            try:
                data = self._source.recv(_READ)
            except OSError:
                data = b""
            free_at = max(time.monotonic(), free_at) + len(data) / self._bytes_a_second
            self._under_way.put((free_at + self._delay_s, data))

    def _give(self) -> None:
        while True:
            due, data = self._under_way.get()
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                if not data:
                    self._target.shutdown(socket.SHUT_WR)
                    return
                self._target.sendall(data)
            except OSError:
                return


if __name__ == "__main__":
    main()
