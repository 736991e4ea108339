"""The centre for tests: one embedded PostgreSQL for the whole run with the real service over HTTPS
on loopback, emptied before each test. Also a PC reduced to what the centre sees of it.

A folder of tests that needs them says in its `conftest.py`:

    from tests.central_builder import central, postgres

    __all__ = ["central", "postgres"]
"""

import json
import secrets
import shutil
import socket
import ssl
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import sql
from sqlalchemy import Engine, Table, func, select

from desktop_app.central import serving, tables
from desktop_app.central.app import Centre
from desktop_app.central.database import (
    closing_engine,
    make_database,
    make_tables,
    open_database,
)
from desktop_app.central.keys import box_key, ca_certificate, make_keys, token_secret
from desktop_app.central.offices import add_office, make_enrolment
from desktop_app.central.postmaster import Postmaster, own_postgres
from desktop_app.central.tables import exchange_metadata
from desktop_app.domain.changes import Change, Fields
from desktop_app.domain.ids import new_id
from desktop_app.domain.stamps import make_stamp
from desktop_app.protocol.encoding import START, seal, to_json, unpack
from desktop_app.protocol.messages import (
    EnrolAnswer,
    Enrolment,
    EnrolRequest,
    HelloAnswer,
    NonceAnswer,
    PullAnswer,
    PullRequest,
    Push,
    PushAnswer,
    StreamChange,
    TokenAnswer,
    TokenRequest,
)
from desktop_app.protocol.stick import public_of
from desktop_app.protocol.versions import WIRE
from desktop_app.storage.tables import record_metadata

OFFICES = {
    "BS": "Văn phòng đại diện Bắc Sơn",
    "HL": "Văn phòng đại diện Hữu Lũng",
    "LS": "Trung tâm Dịch vụ việc làm tỉnh Lạng Sơn",
    "TD": "Văn phòng đại diện Tràng Định",
}

_TEMPLATE = "vieclam_template"
_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

T = TypeVar("T")


# --- One PostgreSQL for all tests ----------------------------------------------------------------


@dataclass(slots=True, eq=False)
class APostgres:
    """A running PostgreSQL, the keys of a centre, and fresh databases with tables and offices."""

    postmaster: Postmaster
    keys: Path
    at_end: ExitStack
    _made: int = 0

    def fresh_database(self) -> str:
        """The address of a database with the four offices and nothing else."""
        self._made += 1
        name = f"test_{self._made}"
        with psycopg.connect(self.postmaster.url("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(_TEMPLATE)
                )
            )
        return self.postmaster.url(name)

    def rename(self, old: str, new: str) -> None:
        """Move a database out of the way, whoever uses it, or back again. Addresses or names."""
        with psycopg.connect(self.postmaster.url("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
                (_name(old),),
            )
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(_name(old)), sql.Identifier(_name(new))
                )
            )

    def drop(self, url: str) -> None:
        """Remove a database, whoever still uses it."""
        name = _name(url)
        with psycopg.connect(self.postmaster.url("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


@cache
def started() -> APostgres:
    """Started once even if several folders of tests register the fixture. The folder is one every
    account may pass through, because as root PostgreSQL runs as an account of its own."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="vieclam-test-"))
        stack.callback(shutil.rmtree, folder)
        folder.chmod(0o711)
        postmaster = stack.enter_context(
            own_postgres(folder / "postgres", lock=folder / "postgres.lock", settings=_QUICK)
        )
        make_database(postmaster.url("postgres"), _TEMPLATE)
        with closing_engine(postmaster.url(_TEMPLATE)) as engine:
            make_tables(engine)
            with engine.begin() as connection:
                for code, name in OFFICES.items():
                    add_office(connection, code=code, name=name)
        make_keys(folder / "keys", hosts=[])
        return APostgres(postmaster, folder / "keys", stack.pop_all())


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> APostgres:
    """The PostgreSQL of this run; it ends with the run."""
    first = started.cache_info().currsize == 0
    running = started()
    if first:
        request.session.config.add_cleanup(running.at_end.close)
    return running


# --- The centre ----------------------------------------------------------------------------------


@dataclass(slots=True)
class ACentre:
    """A centre that serves over HTTPS on loopback. `clock_ms` is added to its clock."""

    postgres: APostgres
    url: str
    engine: Engine
    port: int = 0
    clock_ms: int = 0
    _server: uvicorn.Server | None = None
    _thread: Thread | None = None

    @property
    def address(self) -> str:
        """Where it serves, also while it is stopped."""
        return f"https://localhost:{self.port}"

    @property
    def ca_certificate(self) -> str:
        """What its PCs pin."""
        return ca_certificate(self.postgres.keys)

    @property
    def box_key(self) -> str:
        """What sticks for it are sealed to."""
        return public_of(box_key(self.postgres.keys))

    def now_ms(self) -> int:
        """Its clock."""
        return serving.now_ms() + self.clock_ms

    def start(self) -> None:
        """Serve, on the port it had before if it had one, unless it serves already."""
        if self._server is not None:
            return
        keys = self.postgres.keys
        centre = Centre(self.engine, token_secret(keys), self.now_ms, self.box_key)
        self._server = serving.make_server(centre, keys)
        listening = serving.listen("127.0.0.1", self.port)
        self.port = listening.getsockname()[1]
        self._thread = Thread(target=_serve, args=(self._server, listening))
        self._thread.start()

    def stop(self) -> None:
        """Close the line; the database stays."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
            self._server = self._thread = None

    def enrolment(self, office: str = "BS", *, pc: int | None = None) -> Enrolment:
        """A one-time enrolment file for a PC of an office."""
        with self.engine.begin() as connection:
            return make_enrolment(
                connection,
                code=office,
                pc=pc,
                address=self.address,
                ca_certificate=self.ca_certificate,
                now_ms=self.now_ms(),
                box_key=self.box_key,
            )

    def new_device(self, office: str = "BS") -> "ADevice":
        """A PC this centre does not know yet, for an office."""
        return ADevice(self.address, self.ca_certificate, partial(self.enrolment, office))

    def rows(self, table: Table) -> list[dict[str, Any]]:
        """What a table holds, in the order of its primary key."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(table).order_by(*table.primary_key.columns))
            return [dict(row) for row in rows.mappings()]

    def count(self, table: Table) -> int:
        """How many rows a table has."""
        with self.engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _serve(server: uvicorn.Server, listening: socket.socket) -> None:
    with listening:
        server.run(sockets=[listening])


@contextmanager
def a_central(postgres: APostgres) -> Iterator[ACentre]:
    """A centre with a database of its own, for tests that break it."""
    url = postgres.fresh_database()
    with closing_engine(url) as engine:
        centre = ACentre(postgres, url, engine)
        centre.start()
        try:
            yield centre
        finally:
            centre.stop()
    postgres.drop(url)


@cache
def _shared(postgres: APostgres) -> ACentre:
    """One service for all tests: starting and stopping it would cost more than most of them."""
    centre = ACentre(postgres, url := postgres.fresh_database(), open_database(url))
    postgres.at_end.callback(centre.engine.dispose)
    postgres.at_end.callback(centre.stop)
    return centre


@pytest.fixture
def central(postgres: APostgres) -> ACentre:
    """A centre with the four offices and no PC. A test may stop it, and start it again."""
    centre = _shared(postgres)
    centre.start()
    centre.clock_ms = 0
    with centre.engine.begin() as connection:
        kept = {tables.server, tables.office, tables.stream}
        for table in (*exchange_metadata.tables.values(), *record_metadata.tables.values()):
            if table not in kept:
                connection.execute(table.delete())
        connection.execute(tables.stream.update().values(head=0, hash=START))
    return centre


# --- A PC as the centre sees it ------------------------------------------------------------------


@dataclass(slots=True)
class ADevice:
    """A PC reduced to its log, its key and its line: it keeps the chain, and nothing else."""

    address: str
    ca_certificate: str
    enrolments: Callable[[], Enrolment]
    device: str = field(default_factory=lambda: secrets.token_hex(8))
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    epoch: int = 1
    dseq: int = 0
    chain: str = START
    ms: int = 0
    token: str = ""
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        trusted = ssl.create_default_context(cadata=self.ca_certificate)
        self.client = httpx.Client(
            base_url=self.address, verify=trusted, trust_env=False, timeout=30
        )
        self.ms = serving.now_ms()

    # Talking

    def ask(self, path: str, message: object, answer: type[T]) -> T:
        """Post a message and read the answer, which must not be a refusal."""
        response = self.post(path, to_json(message))
        assert response.status_code == 200, response.text
        return unpack(response.content, answer, max_bytes=10**8)

    def post(
        self, path: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Post bytes, whatever comes back."""
        signed_in = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.client.post(path, content=body, headers={**signed_in, **(headers or {})})

    def refusal(self, path: str, message: object) -> tuple[int, str]:
        """Post a message that is refused: the status and the word."""
        return refusal(self.post(path, to_json(message)))

    def enrol(self, enrolment: Enrolment | None = None) -> EnrolAnswer:
        """Enrol with a file (a new one if none is named), then get a token."""
        code = (enrolment or self.enrolments()).code
        answer = self.ask("/v1/enrol", self.enrol_request(code), EnrolAnswer)
        self.sign_in()
        return answer

    def enrol_request(self, code: str) -> EnrolRequest:
        """What enrolling sends."""
        public_key = self.key.public_key().public_bytes_raw().hex()
        return EnrolRequest(code=code, device=self.device, public_key=public_key, wire=WIRE)

    def sign_in(self) -> TokenAnswer:
        """Prove who we are and keep the token."""
        answer = self.ask("/v1/token", self.token_request(), TokenAnswer)
        self.token = answer.token
        return answer

    def token_request(self) -> TokenRequest:
        """A fresh nonce, signed."""
        response = self.client.get("/v1/nonce")
        nonce = unpack(response.content, NonceAnswer, max_bytes=10_000).nonce
        signature = self.key.sign(f"vieclam-token:{self.device}:{nonce}".encode()).hex()
        return TokenRequest(device=self.device, nonce=nonce, signature=signature)

    def hello(self) -> HelloAnswer:
        """Where both stand."""
        response = self.get(f"/v1/hello?epoch={self.epoch}")
        assert response.status_code == 200, response.text
        return unpack(response.content, HelloAnswer, max_bytes=10_000)

    def get(self, path: str) -> httpx.Response:
        """Get with the token."""
        return self.client.get(path, headers={"Authorization": f"Bearer {self.token}"})

    def push(self, *changes: Change) -> PushAnswer:
        """Seal, send, and go on from what the centre answers."""
        answer = self.ask("/v1/push", self.sealed(changes), PushAnswer)
        self.chain = answer.chain
        return answer

    def sealed(self, changes: Sequence[Change], *, previous: str | None = None) -> Push:
        """A batch after the last link (or another one)."""
        before = self.chain if previous is None else previous
        salt = secrets.token_hex(16)
        return Push(
            device=self.device,
            epoch=self.epoch,
            previous=before,
            salt=salt,
            link=seal(previous=before, changes=changes, salt=salt),
            changes=list(changes),
        )

    def pull(self, **cursors: int) -> dict[str, list[StreamChange]]:
        """One page of each stream that has something new."""
        answer = self.ask("/v1/pull", PullRequest(cursors=cursors), PullAnswer)
        return {name: page.changes for name, page in answer.streams.items() if page.changes}

    # Writing

    def write(
        self,
        kind: str = "worker",
        record: str | None = None,
        *,
        groups: dict[str, Fields] | None = None,
        base: dict[str, str] | None = None,
        ms: int | None = None,
        op: str = "insert",
    ) -> Change:
        """The next entry of this PC's log; `ms` sets its clock for this one entry."""
        self.dseq += 1
        self.ms += 1
        values = {"name": {"full_name": "Hoàng Thị Mẫu"}} if groups is None else groups
        return Change(
            device=self.device,
            epoch=self.epoch,
            dseq=self.dseq,
            tx=f"tx-{self.dseq}",
            kind=kind,
            record=record or new_id(),
            op=op,
            stamp=make_stamp(
                ms=self.ms if ms is None else ms, counter=self.dseq % 65536, device=self.device
            ),
            user="staff-1",
            wire=WIRE,
            groups=values,
            base=dict.fromkeys(values, "") | (base or {}),
        )


def refusal(response: httpx.Response) -> tuple[int, str]:
    """The status and the word; the sentence is there."""
    content = json.loads(response.content)
    assert content["sentence"]
    return response.status_code, content["reason"]
