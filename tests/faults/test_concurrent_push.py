"""Sixteen PCs push at once while another one pulls all the time: it sees every change exactly once,
in the order of its stream and without a hole, although nobody stops for it."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count

from desktop_app.central import tables
from desktop_app.protocol.encoding import pack, unpack
from desktop_app.protocol.messages import PullAnswer, PullRequest, PushAnswer
from tests.central_builder import ACentre, ADevice
from tests.faults.conftest import amount

PUSHERS = 16
CHANGES = amount(100_000, 1_000_000)
BATCH = 625
_ZSTD = {"Content-Encoding": "zstd", "Accept-Encoding": "identity"}

Number = tuple[str, int, int]


def push_all(pc: ADevice) -> list[Number]:
    """A PC's share, batch after batch; each change by its number."""
    pushed: list[Number] = []
    for _ in range(CHANGES // PUSHERS // BATCH):
        changes = [pc.write(groups={"phone": {"phone": "0378111204"}}) for _ in range(BATCH)]
        answer = pc.post("/v1/push", pack(pc.sealed(changes)), _ZSTD)
        assert answer.status_code == 200, answer.text
        acked = unpack(answer.content, PushAnswer, max_bytes=10_000)
        assert (acked.acked_dseq, acked.held) == (pc.dseq, [])
        pc.chain = acked.chain
        pushed += [(change.device, change.epoch, change.dseq) for change in changes]
    return pushed


def pull_all(pc: ADevice, ended: threading.Event) -> list[Number]:
    """Everything in the stream, page after page, until all have ended and a page is empty."""
    seen: list[Number] = []
    for _ in count():
        had_ended = ended.is_set()
        request = PullRequest(cursors={"BS": len(seen)}, limit=2000)
        answer = pc.post("/v1/pull", pack(request), _ZSTD)
        page = unpack(answer.content, PullAnswer, max_bytes=10**8).streams["BS"]
        assert [one.seq for one in page.changes] == [
            *range(len(seen) + 1, len(seen) + 1 + len(page.changes))
        ]
        assert page.head >= len(seen) + len(page.changes)
        seen += [(one.change.device, one.change.epoch, one.change.dseq) for one in page.changes]
        if had_ended and not page.changes:
            break
    return seen


def test_a_poller_misses_nothing_of_what_sixteen_push_at_once(central: ACentre) -> None:
    pcs = [central.new_device() for _ in range(PUSHERS + 1)]
    for pc in pcs:
        pc.enrol()
    ended = threading.Event()
    with ThreadPoolExecutor(PUSHERS + 1) as threads:
        polling = threads.submit(pull_all, pcs[-1], ended)
        pushing: list[Future[list[Number]]] = [threads.submit(push_all, pc) for pc in pcs[:-1]]
        try:
            pushed = [number for one in pushing for number in one.result()]
        finally:
            ended.set()
        seen = polling.result()
    assert len(pushed) == CHANGES // PUSHERS // BATCH * PUSHERS * BATCH
    assert len(seen) == len(set(seen)) == len(pushed)
    assert set(seen) == set(pushed)
    heads = {row["name"]: row["head"] for row in central.rows(tables.stream)}
    assert heads["BS"] == len(pushed)
    for pc in pcs:
        pc.client.close()
