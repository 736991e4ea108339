"""Three offices with up to three PCs each, real files and a real centre, cheap to make anew.

Each PC is made and enrolled once and copied for every history; the centre keeps its devices and
forgets everything else.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.central import tables
from desktop_app.central.tables import exchange_metadata
from desktop_app.domain.changes import Fields
from desktop_app.protocol.encoding import START
from desktop_app.storage import change_log
from desktop_app.storage.tables import record_metadata
from desktop_app.sync.client import CentreClient
from desktop_app.sync.round import RoundResult, talk
from tests.central_builder import ACentre, APostgres, a_central
from tests.sync.pcs import ALine, APc, a_line, a_pc

OFFICES = ("BS", "TD", "LS")
PCS_EACH = 3
_KEPT = {tables.server, tables.office, tables.stream, tables.device, tables.enrolment}


VALUE = "giá trị "
"""How every value begins that a history writes; no two are alike."""


def values_in(kind: str, groups: Mapping[str, Fields]) -> list[str]:
    """The values of the history among those of a change."""
    if kind not in ("worker", "visit"):
        return []
    return [
        value
        for fields in groups.values()
        for value in fields.values()
        if isinstance(value, str) and value.startswith(VALUE)
    ]


@dataclass(slots=True, eq=False)
class Seat:
    """A PC at its place: its file, and its lines to the centre, which are kept open. `image` is the
    file as the last backup has it."""

    name: str
    office: str
    pc: APc
    straight: CentreClient
    shaky: CentreClient
    image: bytes | None = None

    def exchange(self, *, over_line: bool = False) -> RoundResult:
        """A round, however it goes."""
        return talk(self.pc.store, self.shaky if over_line else self.straight)

    def unsent(self) -> list[str]:
        """The values this PC has written that are not acknowledged."""
        state = self.pc.exchange()
        with self.pc.store.read() as connection:
            changes = change_log.changes_between(
                connection, first_dseq=state.acked_dseq + 1, last_dseq=state.last_dseq
            )
        return [value for change in changes for value in values_in(change.kind, change.groups)]

    def lose_power(self) -> None:
        """The file goes on as it lies on the disk at this moment, write-ahead log and all."""
        self._put_files({end: _bytes(self.pc.path, end) for end in _ENDS})

    def take_image(self) -> bytes:
        """The file as a backup has it."""
        with self.pc.store.aside() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return self.pc.path.read_bytes()

    def put_image(self, image: bytes) -> None:
        """The file is the one of that day."""
        self._put_files({"": image})

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
    _templates: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def begin(self) -> None:
        """An empty centre and no PC in use."""
        self.seats.clear()
        self.line.answers_left = None
        self.centre.clock_ms = 0
        with self.centre.engine.begin() as connection:
            for table in (*exchange_metadata.tables.values(), *record_metadata.tables.values()):
                if table not in _KEPT:
                    connection.execute(table.delete())
            connection.execute(tables.stream.update().values(head=0, hash=START))
            connection.execute(
                tables.device.update().values(epoch=1, next_dseq=1, chain=START, last_stamp="")
            )

    def seat(self, name: str) -> Seat:
        """A PC, as it was enrolled when it is first used: `BS1`, `TD3`."""
        seat = self._all[name]
        if name not in self.seats:
            seat.put_image(self._templates[name])
            seat.image = None
            self.seats[name] = seat
        return seat

    def enrol_all(self) -> None:
        """Make the PCs every history begins with, while the centre is empty."""
        for name in (f"{office}{number + 1}" for office in OFFICES for number in range(PCS_EACH)):
            path = self.folder / f"{name}.db"
            pc = self.at_end.enter_context(a_pc(path, self.centre.enrolment(name[:2])))
            pc.well()
            straight = self.at_end.enter_context(pc.client())
            pc.go_to(self.line.address)
            shaky = self.at_end.enter_context(pc.client())
            self._all[name] = Seat(name, name[:2], pc, straight, shaky)
            self._templates[name] = self._all[name].take_image()


@contextmanager
def a_world(postgres: APostgres, folder: Path) -> Iterator[World]:
    """A centre of its own, whose devices outlive the histories."""
    with (
        a_central(postgres) as centre,
        a_line(centre.port) as line,
        ExitStack() as at_end,
    ):
        world = World(centre, line, folder, at_end)
        world.enrol_all()
        yield world
