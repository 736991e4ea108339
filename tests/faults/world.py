"""Three offices with up to three PCs each, real files and a real centre, cheap to make anew.

Each PC is made and enrolled once and copied for every history; the centre keeps its devices and
forgets everything else. Beside them stand PCs that a history may use for copies of others' disks.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg import sql

from desktop_app.central import tables
from desktop_app.central.backup import all_tables, back_up, table_name
from desktop_app.central.restoring import restore
from desktop_app.domain.changes import Change
from desktop_app.protocol.messages import Enrolment
from desktop_app.storage import change_log, device_keys
from desktop_app.storage.another_device import become_another
from desktop_app.storage.engine import open_database, set_apart
from desktop_app.sync.client import CentreClient
from desktop_app.sync.enrolment import open_client
from desktop_app.sync.lanes import at_once
from desktop_app.sync.round import RoundResult, talk
from tests.central_builder import ACentre, APostgres, a_central
from tests.sync.pcs import KEY, ALine, APc, a_line, a_pc, stored

OFFICES = ("BS", "TD", "LS")
PCS_EACH = 3
COPIES = ("copy1", "copy2")
"""The PCs that a copied disk can go on in."""

_KEPT = (tables.server, tables.office, tables.stream, tables.device, tables.enrolment)
_EMPTY_ALL = sql.SQL("; ").join(
    sql.SQL("DELETE FROM {}").format(table_name(table)) for table in all_tables()
)
_BACKUP_KEY = bytes(32)


@dataclass(slots=True, eq=False)
class Seat:
    """A PC at its place: its file, and its lines to the centre, which are kept open. `image` is the
    file as the last backup has it; `device` what it is in `begins_as`."""

    name: str
    office: str
    pc: APc
    straight_to: str
    shaky_to: str
    begins_as: bytes = b""
    device: str = ""
    image: bytes | None = None
    _clients: dict[tuple[str, str], CentreClient] = field(
        default_factory=dict[tuple[str, str], CentreClient]
    )

    def begin(self) -> None:
        """As it was before any history, and no line is open that is of another device."""
        self._put_files({"": self.begins_as})
        self.image = None
        for device, address in [*self._clients]:
            if device != self.device:
                self._clients.pop((device, address)).close()

    def exchange(self, *, over_line: bool = False) -> RoundResult:
        """A round, however it goes."""
        with self.pc.store.read() as connection:
            known = device_keys.enrolment(connection)
        if known and not known.enrolled:
            open_client(self.pc.store, on_store=at_once).close()
        return talk(self.pc.store, self._client(self.shaky_to if over_line else self.straight_to))

    def _client(self, address: str) -> CentreClient:
        """The line of the device that the file is now."""
        with self.pc.store.read() as connection:
            keys = device_keys.device_keys(connection)
            known = device_keys.enrolment(connection)
        assert known is not None
        client = self._clients.get((keys.device, address))
        if client is None:
            client = CentreClient(address, known.ca_certificate, keys.device, keys.private_key)
            self._clients[keys.device, address] = client
        return client

    def enrol(self, enrolment: Enrolment) -> None:
        """The operator has brought a file."""
        with self.pc.store.apply() as transaction:
            device_keys.save_enrolment(transaction, stored(enrolment))

    def hang_up(self) -> None:
        """Close all lines."""
        for client in self._clients.values():
            client.close()

    def unsent(self) -> list[Change]:
        """What this PC has written that is not acknowledged."""
        state = self.pc.exchange()
        with self.pc.store.read() as connection:
            return change_log.changes_between(
                connection, first_dseq=state.acked_dseq + 1, last_dseq=state.last_dseq
            )

    def has_read(self, heads: Mapping[str, int]) -> bool:
        """Whether nothing is left to be sent or read."""
        state = self.pc.exchange()
        read = {name: head for name, head in heads.items() if state.cursors.get(name, 0) == head}
        seen = heads if self.office == "LS" else {self.office, "common"}
        return state.acked_dseq == state.last_dseq and {*seen} <= {*read}

    def lose_power(self) -> None:
        """The file goes on as it lies on the disk at this moment, write-ahead log and all."""
        self._put_files({end: _bytes(self.pc.path, end) for end in _ENDS})
        set_apart(self.pc.store)

    def take_image(self) -> bytes:
        """The file as a backup has it."""
        with self.pc.store.aside() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return self.pc.path.read_bytes()

    def put_image(self, image: bytes) -> None:
        """The file is the one of that day, and the program is started on it."""
        self._put_files({"": image})
        set_apart(self.pc.store)

    def _put_files(self, contents: Mapping[str, bytes]) -> None:
        """Exchange the files while no connection is open. The store goes on with them, so that what
        SQLAlchemy has compiled for it serves all histories."""
        self.pc.store._readers.dispose()  # pyright: ignore[reportPrivateUsage]
        self.pc.store._writer.dispose()  # pyright: ignore[reportPrivateUsage]
        for end in _ENDS:
            file = self.pc.path.with_name(self.pc.path.name + end)
            file.unlink(missing_ok=True)
            if contents.get(end):
                file.write_bytes(contents[end])


_ENDS = ("", "-wal", "-shm")


def _bytes(path: Path, end: str) -> bytes:
    file = path.with_name(path.name + end)
    return file.read_bytes() if file.exists() else b""


@dataclass(slots=True, eq=False)
class World:
    """The centre, the line that can be cut, and the PCs of the history under way."""

    centre: ACentre
    line: ALine
    folder: Path
    at_end: ExitStack
    seats: dict[str, Seat] = field(default_factory=dict[str, Seat])
    _all: dict[str, Seat] = field(default_factory=dict[str, Seat])
    _kept: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])

    def begin(self) -> None:
        """An empty centre and no PC in use."""
        self.seats.clear()
        self.line.answers_left = None
        self.centre.clock_ms = 0
        with self.centre.engine.begin() as connection:
            driver = cast("psycopg.Connection", connection.connection.driver_connection)
            driver.execute(_EMPTY_ALL, prepare=False)
            for table in _KEPT:
                connection.execute(table.insert(), self._kept[str(table.fullname)])

    def seat(self, name: str) -> Seat:
        """A PC, as it was enrolled when it is first used: `BS1`, `TD3`."""
        seat = self._all[name]
        if name not in self.seats:
            seat.begin()
            self.seats[name] = seat
        return seat

    def copy(self, original: Seat, name: str) -> Seat:
        """Another PC that goes on with a copy of this one's disk."""
        copy = self.seat(name)
        copy.office = original.office
        copy.put_image(original.take_image())
        return copy

    def back_up_centre(self) -> None:
        """Keep the centre as it is; an earlier backup is replaced."""
        back_up(self.centre.engine, self._backup, key=_BACKUP_KEY, now_ms=1)

    def restore_centre(self) -> None:
        """The centre is as it was when it was backed up."""
        restore(self.centre.engine, self._backup, key=_BACKUP_KEY)

    @property
    def _backup(self) -> Path:
        return self.folder / "centre.saoluu"

    def enrol_all(self) -> None:
        """Make the PCs every history begins with, while the centre is empty: the first one, and the
        others of its file, which costs less than to make and compare each anew."""
        names = [f"{office}{number + 1}" for office in OFFICES for number in range(PCS_EACH)]
        first = self.at_end.enter_context(a_pc(self._file(names[0]), self._enrolment(names[0])))
        first.well()
        self._place(names[0], first)
        for name in (*names[1:], *COPIES):
            pc = self._on_a_copy(self._all[names[0]].begins_as, name)
            if name not in COPIES:
                with pc.store.apply() as transaction:
                    become_another(transaction)
                    device_keys.save_enrolment(transaction, stored(self._enrolment(name)))
                pc.well()
            self._place(name, pc)
        self._kept = {str(table.fullname): self.centre.rows(table) for table in _KEPT}

    def _on_a_copy(self, image: bytes, name: str) -> APc:
        self._file(name).write_bytes(image)
        pc = APc(self._file(name), open_database(self._file(name), KEY))
        self.at_end.callback(pc.close)
        return pc

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.db"

    def _enrolment(self, name: str) -> Enrolment:
        return self.centre.enrolment(name[:2])

    def _place(self, name: str, pc: APc) -> None:
        seat = Seat(name, name[:2], pc, self.centre.address, self.line.address)
        seat.begins_as = seat.take_image()
        seat.device = pc.exchange().device
        self._all[name] = seat
        self.at_end.callback(seat.hang_up)


@contextmanager
def a_world(postgres: APostgres) -> Iterator[World]:
    """A centre of its own, whose devices outlive the histories."""
    with (
        a_central(postgres) as centre,
        a_line(centre.port) as line,
        tempfile.TemporaryDirectory(dir=_quick_disk()) as folder,
        ExitStack() as at_end,
    ):
        world = World(centre, line, Path(folder), at_end)
        world.enrol_all()
        yield world


def _quick_disk() -> Path | None:
    """Where files lie in memory, if there is such a place: what is forced to the disk outlives only
    a power cut of this machine, which nobody makes here."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it has a name of its own
    return memory if memory.is_dir() else None
