"""Pages of streams: in order, without holes, and only what one may see."""

from collections.abc import Callable

from desktop_app.central import tables
from desktop_app.protocol.messages import PullAnswer, PullRequest
from tests.central_builder import ACentre, ADevice

Device = Callable[..., ADevice]


def page(pc: ADevice, limit: int, **cursors: int) -> tuple[list[int], int]:
    answer = pc.ask("/v1/pull", PullRequest(cursors=cursors, limit=limit), PullAnswer)
    return [entry.seq for entry in answer.streams["BS"].changes], answer.streams["BS"].head


def test_pages_follow_each_other_to_the_head(a_device: Device) -> None:
    pc = a_device()
    pc.push(*[pc.write() for _ in range(5)])
    assert page(pc, 2) == ([1, 2], 5)
    assert page(pc, 2, BS=2) == ([3, 4], 5)
    assert page(pc, 2, BS=4) == ([5], 5)
    assert page(pc, 2, BS=5) == ([], 5)
    assert page(pc, 2, BS=10**15) == ([], 5)  # the PC remembers more than a restored centre


def test_an_office_sees_its_stream_and_the_common_one_the_centre_all(a_device: Device) -> None:
    def streams(pc: ADevice) -> list[str]:
        return list(pc.ask("/v1/pull", PullRequest(cursors={}), PullAnswer).streams)

    assert streams(a_device("BS")) == ["BS", "common"]
    assert streams(a_device("TD")) == ["TD", "common"]
    assert streams(a_device("LS")) == ["BS", "HL", "LS", "TD", "common"]


def test_asking_for_another_offices_stream_is_refused(a_device: Device) -> None:
    pc = a_device("TD")
    for name in ("BS", "XX"):
        assert pc.refusal("/v1/pull", PullRequest(cursors={name: 0})) == (403, "stream")
    for name in ("", "\0", "' OR 1=1 --"):
        for request in (PullRequest(cursors={name: 0}), PullRequest(cursors={}, seen={name: "x"})):
            assert pc.refusal("/v1/pull", request) == (400, "malformed")


def test_a_revoked_device_reads_nothing(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    with central.engine.begin() as connection:
        connection.execute(tables.device.update().values(revoked=True))
    assert pc.refusal("/v1/pull", PullRequest(cursors={})) == (403, "revoked")


def test_a_program_too_old_may_push_but_not_pull(a_device: Device) -> None:
    pc = a_device()
    assert pc.refusal("/v1/pull", PullRequest(cursors={}, wire=0)) == (409, "older")


def test_numbers_that_are_none(a_device: Device) -> None:
    pc = a_device()
    for request in (
        PullRequest(cursors={"BS": -1}),
        PullRequest(cursors={"BS": 2**64}),
        PullRequest(cursors={}, limit=0),
        PullRequest(cursors={}, limit=-5),
        PullRequest(cursors={}, limit=10**30),
    ):
        assert pc.refusal("/v1/pull", request) == (400, "malformed")


def test_a_page_ends_early_when_it_is_large(a_device: Device) -> None:
    pc = a_device()
    note = "ghi chú dài " * 8000
    pc.push(*[pc.write(groups={"note": {"note": note}}) for _ in range(60)])
    pc.push(*[pc.write(groups={"note": {"note": note}}) for _ in range(40)])
    first, head = page(pc, 2000)
    assert head == 100
    assert first == list(range(1, len(first) + 1))
    assert 50 < len(first) < 100
    rest = page(pc, 2000, BS=first[-1])[0]
    assert rest[0] == first[-1] + 1
