"""PCs with real encrypted databases, and a line to the centre that fails when a test says so."""

import socket
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import select

from desktop_app.domain.changes import Fields
from desktop_app.domain.kinds import BY_RECORD
from desktop_app.domain.records import Kind, Record
from desktop_app.protocol.encoding import START
from desktop_app.protocol.messages import Enrolment, Push, PushAnswer
from desktop_app.storage import change_log, device_keys, records
from desktop_app.storage.change_log import ExchangeState
from desktop_app.storage.device_keys import StoredEnrolment
from desktop_app.storage.engine import create_database, open_database
from desktop_app.storage.store import Store
from desktop_app.storage.tables import decode_stamps, from_columns, table_of
from desktop_app.sync.client import CentreClient
from desktop_app.sync.lanes import OnStore, at_once
from desktop_app.sync.outgoing import Position, next_batch
from desktop_app.sync.round import RoundResult, run_round
from tests.central_builder import ACentre

KEY = bytes(range(32))

AnyRecord = TypeVar("AnyRecord", bound=Record)
State = tuple[Fields, dict[str, str]]


@dataclass(slots=True)
class APc:
    """A PC with its database open."""

    path: Path
    store: Store

    # What people do

    def add(self, *new: Record) -> None:
        """Save new records, in one transaction."""
        with self.store.write(user="staff-1") as transaction:
            for record in new:
                records.add(transaction, record)

    def save(self, record: Record) -> None:
        """Save a record that has been changed."""
        with self.store.write(user="staff-1") as transaction:
            records.save(transaction, record)

    def get(self, kind: type[AnyRecord], record_id: str) -> AnyRecord | None:
        """What the PC shows."""
        with self.store.read() as connection:
            return records.get(connection, kind, record_id)

    def one(self, kind: type[AnyRecord], record_id: str) -> AnyRecord:
        """What the PC shows of a record that must be there."""
        found = self.get(kind, record_id)
        assert found is not None
        return found

    # The exchange

    def round(self, *, on_store: OnStore = at_once) -> RoundResult:
        """A round, however it goes."""
        return run_round(self.store, on_store=on_store)

    def well(self) -> RoundResult:
        """A round that must go well."""
        result = self.round()
        assert result.fault is None, repr(result.fault)
        return result

    def client(self, *, silence_s: float = 30.0) -> "WatchedClient":
        """The line to the centre; does not enrol."""
        with self.store.read() as connection:
            keys = device_keys.device_keys(connection)
            known = device_keys.enrolment(connection)
        assert known is not None
        return WatchedClient(
            known.address, known.ca_certificate, keys.device, keys.private_key, silence_s=silence_s
        )

    def batch(self, *, size: int = 200) -> Push:
        """What the PC would send first to a centre that knows nothing of it yet."""
        batch = next_batch(self.store, Position(0, START), size=size)
        assert batch is not None
        return batch

    def exchange(self) -> ExchangeState:
        """Where the exchange stands."""
        with self.store.read() as connection:
            return change_log.exchange_state(connection)

    def go_to(self, address: str) -> None:
        """Reach the centre under another address."""
        with self.store.apply() as transaction:
            device_keys.set_address(transaction, address)

    def states(self, kind: type[Record]) -> dict[str, State]:
        """All records of a kind as the exchange sees them."""
        described = BY_RECORD[kind]
        with self.store.read() as connection:
            rows = connection.execute(select(table_of(described))).mappings()
            return {row["id"]: state_in(described, row) for row in rows}

    # The machine

    def close(self) -> None:
        """Switch it off."""
        self.store.close()

    def open(self) -> None:
        """Switch it on again."""
        self.store = open_database(self.path, KEY)


class WatchedClient(CentreClient):
    """Keeps each batch it sends, and first does what `when_pushed` holds for it."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.pushed: list[Push] = []
        self.when_pushed: list[Callable[[], None]] = []

    def push(self, batch: Push) -> PushAnswer:
        self.pushed.append(batch)
        if self.when_pushed:
            self.when_pushed.pop()()
        return super().push(batch)


@contextmanager
def a_pc(path: Path, enrolment: Enrolment | None = None, *, address: str = "") -> Generator[APc]:
    """A PC with a new database, holding an enrolment it has not presented yet."""
    create_database(path, KEY)
    pc = APc(path, open_database(path, KEY))
    if enrolment:
        with pc.store.apply() as transaction:
            device_keys.save_enrolment(transaction, stored(enrolment, address=address))
    try:
        yield pc
    finally:
        pc.close()


def stored(enrolment: Enrolment, *, address: str = "") -> StoredEnrolment:
    """An enrolment file as a PC keeps it."""
    return StoredEnrolment(
        address=address or enrolment.address,
        ca_certificate=enrolment.ca_certificate,
        office=enrolment.office,
        office_name=enrolment.office_name,
        pc=enrolment.pc,
        code=enrolment.code,
        expires_ms=enrolment.expires_ms,
        box_key=enrolment.box_key,
    )


@dataclass(slots=True)
class TwoOffices:
    """A centre, two PCs of Bắc Sơn and one of Tràng Định."""

    centre: ACentre
    first: APc
    second: APc
    other: APc

    def exchange_all(self) -> None:
        """Rounds until everybody has everything."""
        for pc in (self.first, self.second, self.other, self.first):
            pc.well()


def states_at(centre: ACentre, kind: type[Record]) -> dict[str, State]:
    """All records of a kind as the centre has them."""
    described = BY_RECORD[kind]
    return {row["id"]: state_in(described, row) for row in centre.rows(table_of(described))}


def state_in(kind: Kind, row: Mapping[Any, Any]) -> State:
    """The record a row holds, as the exchange sees it."""
    unknown: Fields = msgspec.json.decode(row["extra"])
    return from_columns(kind, row) | unknown, decode_stamps(row["stamps"])


# --- A line that fails ---------------------------------------------------------------------------


@dataclass(slots=True)
class ALine:
    """A line to the centre that carries bytes both ways, until told otherwise.

    What is said below holds for the connections that are open; new ones are well, except while the
    line is `down`.
    """

    port: int
    down: bool = False
    answers_left: int | None = None
    """Bytes of answers it carries before it cuts everything, once."""
    carried: int = 0
    """Bytes it has carried both ways, TLS included."""
    _open: list["_Pair"] = field(default_factory=list["_Pair"])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self) -> str:
        """What a PC calls."""
        return f"https://localhost:{self.port}"

    def drop_answers(self) -> None:
        """Requests arrive; when the answer comes, the line is cut."""
        self._each(lambda pair: setattr(pair, "drops_answer", True))

    def lose_answers(self) -> None:
        """Requests arrive, answers never do, and nobody says so."""
        self._each(lambda pair: setattr(pair, "loses_answer", True))

    def lose_requests(self) -> None:
        """Nothing arrives, and nobody says so."""
        self._each(lambda pair: setattr(pair, "loses_request", True))

    def cut(self) -> None:
        """Pull the plug."""
        self._each(_Pair.end)

    def _each(self, do: Callable[["_Pair"], None]) -> None:
        with self._lock:
            for pair in self._open:
                do(pair)

    def accepted(self, pair: "_Pair") -> None:
        """A new connection."""
        with self._lock:
            self._open.append(pair)

    def ended(self, pair: "_Pair") -> None:
        """Both have hung up."""
        with self._lock:
            self._open.remove(pair)

    def spent(self, size: int) -> bool:
        """Whether the line breaks with these bytes of an answer."""
        with self._lock:
            if self.answers_left is None:
                return False
            self.answers_left -= size
            if self.answers_left >= 0:
                return False
            self.answers_left = None
            return True


@dataclass(slots=True, eq=False)
class _Pair:
    """One connection through the line."""

    line: ALine
    pc: socket.socket
    centre: socket.socket
    drops_answer: bool = False
    loses_answer: bool = False
    loses_request: bool = False

    def carry(self) -> None:
        """Both ways, until nothing is left to be carried."""
        back = threading.Thread(target=self.carry_answers)
        back.start()
        self.carry_requests()
        back.join()
        self.line.ended(self)
        self.pc.close()
        self.centre.close()

    def carry_requests(self) -> None:
        """From the PC to the centre, until one of them hangs up."""
        while data := _received(self.pc):
            self.line.carried += len(data)
            if not self.loses_request and not _sent(self.centre, data):
                break
        self.end()

    def carry_answers(self) -> None:
        """From the centre to the PC, until one of them hangs up or the line breaks."""
        while data := _received(self.centre):
            self.line.carried += len(data)
            if self.drops_answer or self.line.spent(len(data)):
                break
            if not self.loses_answer and not _sent(self.pc, data):
                break
        self.end()

    def end(self) -> None:
        """Cut both halves."""
        for one in (self.pc, self.centre):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:  # it has hung up already
                continue


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except OSError:
        return b""


def _sent(connection: socket.socket, data: bytes) -> bool:
    try:
        connection.sendall(data)
    except OSError:
        return False
    return True


@contextmanager
def a_line(target_port: int) -> Generator[ALine]:
    """A line from a free port to this one."""
    listening = socket.create_server(("127.0.0.1", 0))
    line = ALine(listening.getsockname()[1])
    carrying: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                pc, _ = listening.accept()
            except OSError:
                return
            if line.down:
                pc.close()
                continue
            pair = _Pair(line, pc, socket.create_connection(("127.0.0.1", target_port)))
            for end in (pair.pc, pair.centre):  # what comes in small pieces goes on at once
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.accepted(pair)
            carrying[:] = [thread for thread in carrying if thread.is_alive()]
            carrying.append(threading.Thread(target=pair.carry))
            carrying[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield line
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        accepting.join()
        listening.close()
        line.cut()
        for thread in carrying:
            thread.join()
