"""A centre gone mad, with the right certificate: what it answers is refused with a fault or kept
aside, nothing of it is applied in part, and the PC works on, also with a sane centre afterwards."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zstandard
from sqlalchemy import select

from desktop_app.central.keys import ca_certificate, make_keys, server_tls
from desktop_app.domain.changes import Change
from desktop_app.domain.faults import Fault, NotTheCentre
from desktop_app.domain.stamps import make_stamp
from desktop_app.domain.workers import Worker
from desktop_app.protocol.encoding import START, compress, to_json
from desktop_app.protocol.messages import (
    EnrolAnswer,
    Enrolment,
    HelloAnswer,
    NonceAnswer,
    PullAnswer,
    PushAnswer,
    StreamChange,
    StreamPage,
    TokenAnswer,
)
from desktop_app.storage import change_log
from desktop_app.storage.new_epoch import begin_new_epoch
from desktop_app.storage.tables import unknown_change
from tests.builders import a_worker
from tests.sync.pcs import APc, a_pc
from tests.sync.strangers import Answer, Asked, a_stranger, message

ELSEWHERE = "f" * 16
MS = 1_795_000_000_000

SANE: dict[str, Any] = {
    "enrol": EnrolAnswer(office="BS", office_name="Văn phòng Bắc Sơn", pc=1),
    "nonce": NonceAnswer(nonce="n1"),
    "token": TokenAnswer(token="t1", expires_ms=0),
    "hello": HelloAnswer(
        wire=3,
        oldest_wire=1,
        server_epoch="e1",
        time_ms=MS,
        next_dseq=1,
        chain=START,
        heads={"BS": 3, "common": 0},
        safe_dseq=0,
    ),
}


class Mad:
    """A centre that answers as a test says, and else with sense; it remembers nothing."""

    def __init__(self) -> None:
        self.address = ""
        self.answers: dict[str, Answer] = {}
        self.epoch = 0

    def __call__(self, asked: Asked) -> Answer:
        name = asked.path.partition("?")[0].removeprefix("/v1/")
        if name in self.answers:
            return self.answers[name]
        if name == "hello" and self.epoch:
            self.epoch += 1
            return rest_of("hello", epoch=self.epoch)
        if name == "push":
            acked = asked.message["changes"][-1]["dseq"]
            return message(PushAnswer(acked_dseq=acked, chain=asked.message["link"]))
        return message(SANE.get(name, pulled()))


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The keys of a centre."""
    folder = tmp_path_factory.mktemp("keys") / "keys"
    make_keys(folder, hosts=["127.0.0.1"])
    return folder


@pytest.fixture
def mad(keys: Path) -> Iterator[Mad]:
    """The centre."""
    mad = Mad()
    with a_stranger(mad, tls=server_tls(keys)) as stranger:
        mad.address = stranger.address
        yield mad


@pytest.fixture
def pc(keys: Path, mad: Mad, tmp_path: Path) -> Iterator[APc]:
    """A PC that trusts it and has one person of its own."""
    enrolment = Enrolment(
        address=mad.address,
        ca_certificate=ca_certificate(keys),
        office="BS",
        office_name="Văn phòng Bắc Sơn",
        pc=1,
        code="AAAA",
        expires_ms=2 * MS,
    )
    with a_pc(tmp_path / "pc.db", enrolment) as pc:
        pc.add(a_worker(id="own"))
        yield pc


def foreign(seq: int, **wrong: Any) -> StreamChange:
    """A worker of another PC, or something like one."""
    change = Change(
        device=ELSEWHERE,
        epoch=1,
        dseq=seq,
        tx=f"t{seq}",
        kind="worker",
        record=f"w{seq}",
        op="insert",
        stamp=make_stamp(ms=MS + seq, counter=0, device=ELSEWHERE),
        user="staff-2",
        wire=3,
        groups={"phone": {"phone": "0912000111"}},
        base={"phone": ""},
    )
    return StreamChange(seq=seq, change=replace(change, **wrong))


def pulled(*changes: StreamChange) -> PullAnswer:
    """A page of the office's stream."""
    page = StreamPage(changes=list(changes), head=max([3, *(one.seq for one in changes)]))
    return PullAnswer(server_epoch="e1", streams={"BS": page})


def rest_of(name: str, **members: Any) -> Answer:
    """An answer as JSON, with other members."""
    return message(json.loads(to_json(SANE[name])) | members)


def as_json(body: bytes) -> Answer:
    """Bytes said to be JSON."""
    return Answer(200, body, {"Content-Type": "application/json"})


def assert_as_before(pc: APc, *, epoch: int = 1) -> None:
    """Nothing has come, nothing counts as sent that a sane centre has not, and the PC works on."""
    state = pc.exchange()
    assert (state.cursors, state.epoch) == ({}, epoch)
    pc.add(a_worker(id="later"))
    assert set(pc.states(Worker)) == {"own", "later"}
    stamps = pc.one(Worker, "later").stamps
    assert {len(stamp) for stamp in stamps.values()} == {34}


# --- Answers that are no messages ----------------------------------------------------------------

BODIES: dict[str, Callable[[], bytes]] = {
    "zip bomb": lambda: compress(bytes(100_000_000)),
    "zip bomb without its size": lambda: zstandard.ZstdCompressor(
        write_content_size=False
    ).compress(bytes(300_000_000)),
    "deep": lambda: b"[" * 200_000,
    "deep fields": lambda: (
        b'{"server_epoch":"e1","streams":{"BS":{"head":1,"changes":' + b"[" * 90_000
    ),
    "not UTF-8": lambda: b'{"server_epoch":"\xff\xfe","streams":{}}',
    "lone surrogate": lambda: b'{"server_epoch":"\\ud800","streams":{}}',
    "NaN": lambda: b'{"server_epoch":"e1","streams":{"BS":{"head":NaN,"changes":[]}}}',
    "endless number": lambda: (
        b'{"server_epoch":"e1","streams":{"BS":{"head":1%s}}}' % (b"0" * 9999)
    ),
    "nothing": lambda: b"",
    "zeros": lambda: bytes(1000),
    "half a frame": lambda: compress(b'{"server_epoch":"e1","streams":{}}' + b" " * 3000)[:-9],
}


@pytest.mark.parametrize("what", BODIES)
@pytest.mark.parametrize("name", ["nonce", "hello", "pull"])
def test_what_is_no_message_is_refused_whole(mad: Mad, pc: APc, name: str, what: str) -> None:
    mad.answers[name] = as_json(BODIES[what]())
    assert type(pc.round().fault) is NotTheCentre
    assert_as_before(pc)


WRONG: dict[str, Answer] = {
    "enrolled as number 2^63": rest_of("enrol", pc=2**63),
    "enrolled at no office": rest_of("enrol", office="B\0"),
    "a token that is two headers": rest_of("token", token="t1\r\nHost: x"),
    "a token that is no ASCII": rest_of("token", token="thẻ"),
    "hello from the end of time": rest_of("hello", time_ms=2**48 - 1),
    "hello from before time": rest_of("hello", time_ms=-1),
    "hello from 2^63": rest_of("hello", time_ms=2**63),
    "hello with a chain of words": rest_of("hello", chain="yesterday"),
    "hello with a fraction": rest_of("hello", next_dseq=1.5),
    "hello that expects number 0": rest_of("hello", next_dseq=0),
    "hello with a head below zero": rest_of("hello", heads={"BS": -1}),
    "hello with a head of 2^64": rest_of("hello", heads={"BS": 2**64}),
    "hello with an epoch above all": rest_of("hello", epoch=2**53 - 1),
    "hello of no server": rest_of("hello", server_epoch=None),
    "hello with U+0000": rest_of("hello", server_epoch="e\0"),
    "acked by text": message({"acked_dseq": "1", "chain": START}),
    "acked with another chain": message({"acked_dseq": 1, "chain": "x" * 64}),
    "acked less": message(PushAnswer(acked_dseq=0, chain=START)),
    "held by number 0": message(
        {"acked_dseq": 1, "chain": START, "held": [{"dseq": 0, "reason": "x"}]}
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_members_that_cannot_be_are_refused_whole(mad: Mad, pc: APc, what: str) -> None:
    name = what.split()[0].replace("enrolled", "enrol").replace("acked", "push")
    mad.answers[{"a": "token", "held": "push"}.get(name, name)] = WRONG[what]
    assert isinstance(pc.round().fault, Fault)
    assert pc.exchange().acked_dseq == 0
    assert_as_before(pc)


def test_a_centre_that_always_knows_a_later_epoch_is_none(mad: Mad, pc: APc) -> None:
    begin_new_epoch(pc.store)
    mad.epoch = 10**13
    assert type(pc.round().fault) is NotTheCentre
    assert pc.exchange().acked_dseq == 0


WRONG_PAGES: dict[str, PullAnswer] = {
    "a hole": pulled(foreign(1), foreign(3)),
    "backwards": pulled(foreign(2), foreign(1)),
    "twice the same": pulled(foreign(1), foreign(1)),
    "not from the beginning": pulled(foreign(2)),
}


@pytest.mark.parametrize("what", WRONG_PAGES)
def test_a_page_out_of_order_is_refused_whole(mad: Mad, pc: APc, what: str) -> None:
    mad.answers["pull"] = message(WRONG_PAGES[what])
    assert isinstance(pc.round().fault, Fault)
    assert_as_before(pc)


# --- One bad change in a page --------------------------------------------------------------------

LATE = "ffffffffffff-0000-" + ELSEWHERE
BAD: dict[str, dict[str, Any]] = {
    "stamp that is none": {"stamp": "now"},
    "stamp with more behind": {"stamp": make_stamp(ms=MS, counter=0, device=ELSEWHERE) + "\n"},
    "stamp at the end of time": {"stamp": LATE},
    "stamp in capitals": {"stamp": make_stamp(ms=MS, counter=0, device=ELSEWHERE).upper()},
    "id that breaks SQL": {"record": "w'; DROP TABLE worker; --"},
    "id with U+0000": {"record": "w\0"},
    "id without end": {"record": "w" * 10_000},
    "number for a text": {"groups": {"phone": {"phone": 5}}},
    "text with U+0000": {"groups": {"phone": {"phone": "09\0"}}},
    "object for a text": {"groups": {"phone": {"phone": {"phone": "0"}}}},
    "fraction": {"groups": {"phone": {"phone": 0.5}}},
    "date that is none": {
        "groups": {"consent": {"consent_on": "2026-02-30", "consent_method": "1"}},
        "base": {"consent": ""},
    },
    "field of another group": {
        "groups": {"photo": {"full_name": "Kẻ Lạ"}},
        "base": {"photo": ""},
    },
    "deep value of an unknown field": {
        "groups": {"photo": {"photo": [[[[]]]]}},
        "base": {"photo": ""},
    },
    "name of a group that is none": {
        "groups": {"a'); --": {"x": "1"}},
        "base": {"a'); --": ""},
    },
    "base of another group": {"base": {"note": ""}},
    "text too long": {"groups": {"phone": {"phone": "0" * 100_001}}},
}


@pytest.mark.parametrize("what", BAD)
def test_one_bad_change_is_kept_aside_and_does_not_hold_up_the_next(
    mad: Mad, pc: APc, what: str
) -> None:
    bad = foreign(2, **BAD[what])
    mad.answers["pull"] = message(pulled(foreign(1), bad, foreign(3)))
    assert pc.round().fault is None
    assert pc.exchange().cursors == {"BS": 3}
    assert set(pc.states(Worker)) == {"own", "w1", "w3"}
    with pc.store.read() as connection:
        row = connection.execute(select(unknown_change)).one()
        assert change_log.set_aside(connection) == 1
    assert msgspec.json.decode(row.change, type=Change) == bad.change
    pc.add(a_worker(id="later"))
    assert max(pc.one(Worker, "later").stamps.values()) < "0400"


def test_one_that_the_database_does_not_take_is_kept_aside_too(
    mad: Mad, pc: APc, expect_log: Callable[[str], None]
) -> None:
    with pc.store.apply() as transaction:
        transaction.exec_driver_sql(
            "CREATE TRIGGER no_w2 BEFORE INSERT ON worker WHEN NEW.id = 'w2'"
            " BEGIN SELECT RAISE(ABORT, 'not this one'); END"
        )
    mad.answers["pull"] = message(pulled(foreign(1), foreign(2), foreign(3)))
    expect_log("IntegrityError in change 2 of BS")
    assert pc.round().fault is None
    assert pc.exchange().cursors == {"BS": 3}
    assert set(pc.states(Worker)) == {"own", "w1", "w3"}


def test_the_sane_centre_is_believed_again(mad: Mad, pc: APc) -> None:
    mad.answers["pull"] = as_json(b"[" * 200_000)
    assert type(pc.round().fault) is NotTheCentre
    mad.answers["hello"] = rest_of("hello", next_dseq=2, chain=pc.exchange().chain)
    mad.answers["pull"] = message(pulled(foreign(1), foreign(2), foreign(3)))
    pc.well()
    assert set(pc.states(Worker)) == {"own", "w1", "w2", "w3"}
