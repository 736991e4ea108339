"""A stream as a whole: all of it, nothing else, the same bytes for everybody, made in pieces."""

import hashlib
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import update

from desktop_app.central import devices, snapshots, tables
from desktop_app.domain.stamps import make_stamp
from desktop_app.protocol.encoding import canonical, to_json, unpack
from desktop_app.protocol.messages import (
    ChunkAnswer,
    ChunkRequest,
    SnapshotAnswer,
    SnapshotChunk,
    SnapshotRequest,
)
from desktop_app.protocol.record_states import RecordState
from desktop_app.storage.tables import RECORD_TABLES
from tests.central_builder import ACentre, ADevice

Device = Callable[..., ADevice]


def manifest(pc: ADevice, stream: str = "BS") -> SnapshotAnswer:
    return pc.ask("/v1/snapshot", SnapshotRequest(stream=stream), SnapshotAnswer)


def chunk(pc: ADevice, of: SnapshotAnswer, number: int) -> ChunkAnswer:
    request = ChunkRequest(stream=of.stream, snapshot=of.snapshot, chunk=number)
    return pc.ask("/v1/chunk", request, ChunkAnswer)


def states(pc: ADevice, stream: str = "BS") -> dict[str, RecordState]:
    """All records of a snapshot."""
    of = manifest(pc, stream)
    assert of.ready
    chunks = [chunk(pc, of, number).records for number in range(len(of.chunks))]
    assert [len(records) for records in chunks] == [one.records for one in of.chunks]
    return {state.id: state for records in chunks for state in records}


def move_on(centre: ACentre, by: int, stream: str = "BS") -> None:
    """The stream as if so many changes had come."""
    s = tables.stream.c
    with centre.engine.begin() as connection:
        connection.execute(update(tables.stream).where(s.name == stream).values(head=s.head + by))


def test_it_holds_what_the_stream_has_come_to(a_device: Device) -> None:
    pc = a_device()
    first = pc.write("worker", "w1")
    note = pc.write("worker", "w1", groups={"note": {"note": "gọi lại"}}, op="update")
    visit = pc.write("visit", "v1", groups={"correction": {"corrects": "v0"}})
    empty = pc.write("worker", "w2", groups={})
    pc.push(first, note, visit, empty)
    of = manifest(pc)
    assert (of.seq, of.ready, of.records) == (4, True, 3)
    assert [(one.kind, one.records) for one in of.chunks] == [("worker", 2), ("visit", 1)]
    assert states(pc) == {
        "w1": RecordState(
            kind="worker",
            id="w1",
            fields={"full_name": "Hoàng Thị Mẫu", "note": "gọi lại"},
            stamps={"name": first.stamp, "note": note.stamp},
        ),
        "w2": RecordState(kind="worker", id="w2", fields={}, stamps={}),
        "v1": RecordState(
            kind="visit",
            id="v1",
            fields={"corrects": "v0"},
            stamps={"correction": visit.stamp},
        ),
    }
    assert states(pc, "common") == {}


def test_every_chunk_has_its_hash_and_all_get_the_same_bytes(a_device: Device) -> None:
    pc, other = a_device(), a_device()
    pc.push(pc.write("worker", "w1"), pc.write("visit", "v1", groups={}))
    of = manifest(pc)
    assert manifest(other) == of
    for number, told in enumerate(of.chunks):
        request = canonical(ChunkRequest(stream="BS", snapshot=of.snapshot, chunk=number))
        raw = pc.post("/v1/chunk", request, {"Accept-Encoding": "identity"}).content
        assert other.post("/v1/chunk", request).content == raw
        listed = raw.removeprefix(b'{"records":').removesuffix(b"}")
        assert hashlib.sha256(listed).hexdigest() == told.sha256


def test_only_streams_one_may_see(central: ACentre, a_device: Device) -> None:
    pc, centre, other = a_device("BS"), a_device("LS"), a_device("TD")
    pc.push(pc.write("worker", "w1"), pc.write("employer", "e1", groups={}))
    assert list(states(centre)) == ["w1"]
    assert list(states(other, "common")) == ["e1"]
    assert states(other, "TD") == {}
    of = manifest(pc)
    for stream in ("BS", "XX"):
        assert other.refusal("/v1/snapshot", SnapshotRequest(stream=stream)) == (403, "stream")
        asked = ChunkRequest(stream=stream, snapshot=of.snapshot, chunk=0)
        assert other.refusal("/v1/chunk", asked) == (403, "stream")
    of_another = ChunkRequest(stream="TD", snapshot=of.snapshot, chunk=0)
    assert other.refusal("/v1/chunk", of_another) == (409, "snapshot_gone")
    with central.engine.begin() as connection:
        connection.execute(tables.device.update().values(revoked=True))
    assert pc.refusal("/v1/snapshot", SnapshotRequest(stream="BS")) == (403, "revoked")
    first = ChunkRequest(stream="BS", snapshot=of.snapshot, chunk=0)
    assert pc.refusal("/v1/chunk", first) == (403, "revoked")


def test_what_is_no_request(a_device: Device) -> None:
    pc = a_device()
    assert pc.refusal("/v1/snapshot", SnapshotRequest(stream="BS", wire=0)) == (409, "older")
    of = manifest(pc)
    for stream in ("", "\0", "' OR 1=1 --"):
        assert pc.refusal("/v1/snapshot", SnapshotRequest(stream=stream)) == (400, "malformed")
    for name, number in (("\0", 0), ("", 0), (of.snapshot, -1), (of.snapshot, 2**64)):
        request = ChunkRequest(stream="BS", snapshot=name, chunk=number)
        assert pc.refusal("/v1/chunk", request) == (400, "malformed")
    missing = ChunkRequest(stream="BS", snapshot=of.snapshot, chunk=0)
    assert pc.refusal("/v1/chunk", missing) == (409, "snapshot_gone")


def test_records_carried_in_a_stream_are_in_its_snapshot(
    central: ACentre, a_device: Device
) -> None:
    pc, other = a_device("BS"), a_device("TD")
    pc.push(pc.write("worker", "w1"), pc.write("worker", "w2"))
    with central.engine.begin() as connection:
        connection.execute(
            tables.also_in.insert(),
            [
                {"kind": "worker", "record": "w1", "stream": "TD", "carried": True},
                {"kind": "worker", "record": "w2", "stream": "TD", "carried": False},
            ],
        )
    assert list(states(other, "TD")) == ["w1"]
    assert list(states(pc, "BS")) == ["w1", "w2"]


def test_a_card_about_a_common_record_is_only_where_it_is_carried(
    central: ACentre, a_device: Device
) -> None:
    pc, other = a_device("BS"), a_device("TD")
    with central.engine.begin() as connection:
        connection.execute(RECORD_TABLES["conflict"].insert().values(id="c1", stream="common"))
        connection.execute(
            tables.also_in.insert().values(kind="conflict", record="c1", stream="BS", carried=True)
        )
    assert states(other, "common") == {}
    assert list(states(pc, "BS")) == ["c1"]


def test_a_snapshot_is_used_until_the_stream_has_moved_on(
    central: ACentre, a_device: Device
) -> None:
    pc = a_device()
    pc.push(pc.write("worker", "w1"))
    first = manifest(pc)
    move_on(central, snapshots.MOST_BEHIND)
    assert manifest(pc) == first
    move_on(central, 1)
    second = manifest(pc)
    assert (second.seq, second.ready) == (snapshots.MOST_BEHIND + 2, True)
    assert second.snapshot != first.snapshot
    assert [state.id for state in chunk(pc, first, 0).records] == ["w1"]  # somebody is at it
    move_on(central, snapshots.MOST_BEHIND + 1)
    third = manifest(pc)
    gone = ChunkRequest(stream="BS", snapshot=first.snapshot, chunk=0)
    assert pc.refusal("/v1/chunk", gone) == (409, "snapshot_gone")
    assert [state.id for state in chunk(pc, second, 0).records] == ["w1"]
    assert central.count(tables.snapshot) == 2
    assert third.snapshot not in {first.snapshot, second.snapshot}


def test_of_a_large_stream_a_tenth_may_be_missing(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    move_on(central, 1_000_000)
    first = manifest(pc)
    move_on(central, 100_000)
    assert manifest(pc) == first
    move_on(central, 100_000)
    assert manifest(pc).seq == 1_200_000


@pytest.fixture
def many(a_device: Device) -> ADevice:
    """A PC that has sent 5,100 workers and 3 visits."""
    pc = a_device()
    for _ in range(3):
        pc.push(*[pc.write("worker", f"w{pc.dseq:05}") for _ in range(1700)])
    pc.push(*[pc.write("visit", f"v{n}", groups={}) for n in range(3)])
    return pc


def test_a_large_kind_is_cut_into_chunks(many: ADevice) -> None:
    of = manifest(many)
    assert {one.kind for one in of.chunks} == {"worker", "visit"}
    assert of.records == 5103
    assert of.chunks[0].records == snapshots.MOST_RECORDS
    assert [state.id for state in chunk(many, of, 1).records] == [
        f"w{n:05}" for n in range(5000, 5100)
    ]


def test_it_is_made_in_pieces_by_whoever_asks(central: ACentre, many: ADevice) -> None:
    def no_time() -> Iterator[float]:
        now = 0.0
        while True:
            yield now
            now += snapshots.MAKING_S

    def ask() -> SnapshotAnswer:
        with central.engine.begin() as connection:
            return snapshots.snapshot(
                connection,
                devices.caller(connection, many.device),
                SnapshotRequest(stream="BS"),
                clock=no_time().__next__,
            )

    made = [ask(), ask(), ask(), ask()]
    assert [(one.ready, one.records) for one in made] == [
        (False, 5000),
        (False, 5100),
        (False, 5103),
        (True, 5103),
    ]
    assert len({one.snapshot for one in made}) == 1
    assert [one.chunks for one in made[:3]] == [[], [], []]
    assert [one.records for one in made[3].chunks] == [5000, 100, 3]
    assert manifest(many) == made[3]


def test_a_change_while_it_is_made_is_pulled_afterwards(central: ACentre, many: ADevice) -> None:
    late = many.write(
        "worker",
        "w00001",
        groups={"note": {"note": "gọi lại"}},
        ms=many.ms + 10,
        op="update",
    )
    with central.engine.begin() as connection:
        of = snapshots.snapshot(
            connection, devices.caller(connection, many.device), SnapshotRequest(stream="BS")
        )
    many.push(late)
    after = many.pull(BS=of.seq)["BS"]
    assert [one.change.stamp for one in after] == [late.stamp]


def test_long_texts_make_smaller_chunks(a_device: Device) -> None:
    pc = a_device()
    note = "ghi chú dài " * 8000
    pc.push(*[pc.write(groups={"note": {"note": note}}) for _ in range(60)])
    of = manifest(pc)
    assert sum(one.records for one in of.chunks) == 60
    assert len(of.chunks) > 1
    for number in range(len(of.chunks)):
        request = ChunkRequest(stream="BS", snapshot=of.snapshot, chunk=number)
        body = pc.post("/v1/chunk", canonical(request), {"Accept-Encoding": "identity"}).content
        assert len(body) < snapshots.MOST_BYTES + 200_000


def test_a_chunk_comes_compressed_to_those_who_can_read_it(a_device: Device) -> None:
    pc = a_device()
    pc.push(*[pc.write() for _ in range(50)])
    of = manifest(pc)
    request = canonical(ChunkRequest(stream="BS", snapshot=of.snapshot, chunk=0))
    packed = pc.post("/v1/chunk", request, {"Accept-Encoding": "zstd"})
    assert packed.headers["Content-Encoding"] == "zstd"
    assert unpack(packed.content, ChunkAnswer, max_bytes=10**6) == chunk(pc, of, 0)


def test_the_words_of_a_stamp_stay(central: ACentre, a_device: Device) -> None:
    """Clamped stamps travel as everybody else has them."""
    pc = a_device()
    ahead = central.now_ms() + 10**9
    change = pc.write("worker", "w1", ms=ahead)
    pc.push(change)
    stamp = states(pc)["w1"].stamps["name"]
    assert stamp.endswith(f"~{make_stamp(ms=ahead, counter=1, device=pc.device)}")


def test_chunks_are_numbered_by_the_manifest(a_device: Device) -> None:
    pc = a_device()
    pc.push(pc.write("worker", "w1"))
    assert manifest(pc).chunks == [
        SnapshotChunk(
            kind="worker",
            records=1,
            sha256=hashlib.sha256(to_json([states(pc)["w1"]])).hexdigest(),
        )
    ]
