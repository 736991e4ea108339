"""What the centre tells a PC that compares: out of one moment, and only of its own streams."""

from collections.abc import Callable

from desktop_app.central import tables
from desktop_app.domain.kinds import BY_NAME
from desktop_app.protocol.encoding import to_json
from desktop_app.protocol.messages import VerifyAnswer, VerifyRequest
from desktop_app.protocol.record_digests import bucket_of, digest_of, hexed
from desktop_app.protocol.record_states import RecordState
from desktop_app.storage.tables import table_of
from tests.central_builder import ACentre, ADevice, refusal


def ask(device: ADevice, **question: object) -> VerifyAnswer:
    """One step about the stream of Bắc Sơn."""
    return device.ask("/v1/verify", {"stream": "BS", "head": 2, **question}, VerifyAnswer)


def two_people(device: ADevice) -> dict[str, str]:
    """Two people in the centre's book: id -> digest."""
    changes = [device.write(record=name) for name in ("w1", "w2")]
    device.push(*changes)
    return {
        c.record: hexed(
            digest_of(
                RecordState(
                    kind="worker",
                    id=c.record,
                    fields=c.groups["name"],
                    stamps={"name": c.stamp},
                )
            )
        )
        for c in changes
    }


def total(digests: dict[str, str]) -> str:
    """Their sum."""
    return hexed(sum(int(one, 16) for one in digests.values()) % 2**64)


def test_equal_sums_are_answered_by_none(a_device: Callable[..., ADevice]):
    device = a_device()
    digests = two_people(device)
    assert ask(device, sums={"worker": total(digests)}) == VerifyAnswer(head=2)


def test_step_by_step_down_to_the_record(a_device: Callable[..., ADevice]):
    device = a_device()
    digests = two_people(device)
    assert ask(device, sums={"visit": "0" * 16}).sums == {"visit": "", "worker": total(digests)}
    bucket = {one: f"{bucket_of(one):04x}" for one in digests}
    by_bucket = ask(device, level="buckets", kind="worker").sums
    assert by_bucket == {bucket[one][:2]: digest for one, digest in digests.items()}
    prefixes = sorted(by_bucket)
    by_sub_bucket = ask(device, level="buckets", kind="worker", prefixes=prefixes).sums
    assert by_sub_bucket == {bucket[one]: digest for one, digest in digests.items()}
    assert ask(device, level="records", kind="worker", prefixes=[bucket["w1"]]).sums == {
        "w1": digests["w1"]
    }
    assert ask(device, level="records", kind="worker", prefixes=prefixes).sums == digests
    states = ask(device, level="states", kind="worker", ids=["w1", "w9"])
    assert [hexed(digest_of(state)) for state in states.states] == [digests["w1"]]
    assert states.elsewhere == []


def test_who_stands_elsewhere_is_told_so_and_nothing_else(a_device: Callable[..., ADevice]):
    device = a_device()
    two_people(device)
    assert ask(device, head=1) == VerifyAnswer(head=2)


def test_an_edit_moves_the_sums(a_device: Callable[..., ADevice]):
    device = a_device()
    digests = two_people(device)
    assert ask(device, sums={"worker": total(digests)}).sums == {}
    device.push(device.write(record="w1", op="update", groups={"note": {"note": "Sửa"}}))
    moved = ask(device, head=3, sums={"worker": total(digests)}).sums
    assert list(moved) == ["worker"]
    ids = ask(device, head=3, level="records", kind="worker", prefixes=[_bucket("w2")]).sums
    assert ids == {"w2": digests["w2"]}


def _bucket(record: str) -> str:
    return f"{bucket_of(record):04x}"


def test_reading_anew_sees_what_no_push_has_written(
    central: ACentre, a_device: Callable[..., ADevice]
):
    device = a_device()
    digests = two_people(device)
    assert ask(device, sums={"worker": total(digests)}).sums == {}
    worker = table_of(BY_NAME["worker"])
    with central.engine.begin() as connection:
        connection.execute(worker.update().where(worker.c.id == "w1").values(full_name="?"))
    assert ask(device, sums={"worker": total(digests)}).sums == {}
    assert ask(device, level="anew") == VerifyAnswer(head=2, done=2)
    assert list(ask(device, sums={"worker": total(digests)}).sums) == ["worker"]


def test_kept_sums_are_the_sums_of_what_is_kept(central: ACentre, a_device: Callable[..., ADevice]):
    device = a_device()
    digests = two_people(device)
    ask(device)
    kept = central.rows(tables.record_digest)
    assert {row["record"]: hexed(row["digest"] % 2**64) for row in kept} == digests
    sums = central.rows(tables.digest_sum)
    assert sum(row["records"] for row in sums) == 2
    assert hexed(sum(row["total"] for row in sums) % 2**64) == total(digests)


def test_another_offices_stream_is_not_compared(a_device: Callable[..., ADevice]):
    two_people(a_device("BS"))
    other = a_device("TD")
    question = VerifyRequest(stream="BS", head=2)
    assert other.refusal("/v1/verify", question) == (403, "stream")
    assert other.refusal("/v1/verify", VerifyRequest(stream="XX", head=0)) == (403, "stream")
    states = VerifyRequest(stream="TD", head=0, level="states", kind="worker", ids=["w1"])
    answer = other.ask("/v1/verify", states, VerifyAnswer)
    assert (answer.states, answer.elsewhere) == ([], ["w1"])
    whole = a_device("LS").ask("/v1/verify", question, VerifyAnswer)
    assert list(whole.sums) == ["worker"]


def test_a_revoked_device_compares_nothing(central: ACentre, a_device: Callable[..., ADevice]):
    device = a_device()
    with central.engine.begin() as connection:
        connection.execute(tables.device.update().values(revoked=True))
    assert device.refusal("/v1/verify", VerifyRequest(stream="BS", head=0)) == (403, "revoked")


def test_nonsense_is_refused(a_device: Callable[..., ADevice]):
    device = a_device()
    for wrong in (
        {"level": "all"},
        {"head": -1},
        {"head": 2**53},
        {"stream": ""},
        {"sums": {"worker": "?"}},
        {"sums": {"worker\n": "0" * 16}},
        {"level": "records", "prefixes": ["zz"]},
        {"level": "records", "prefixes": ["abc"]},
        {"level": "records", "prefixes": ["ab\n"]},
        {"level": "records", "prefixes": ["ab"] * 257},
        {"level": "anew", "after": "worker"},
        {"level": "anew", "after": "worker/0000\n"},
        {"level": "states", "kind": "worker", "ids": ["\0"]},
        {"level": "states", "kind": "worker", "ids": ["w"] * 501},
    ):
        body = to_json({"stream": "BS", "head": 0, **wrong})
        assert refusal(device.post("/v1/verify", body)) == (400, "malformed"), wrong
    unknown = VerifyRequest(stream="BS", head=0, kind="nothing")
    assert device.refusal("/v1/verify", unknown) == (409, "inconsistent")
