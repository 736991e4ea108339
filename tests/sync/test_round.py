"""A round on a line that fails in every way: nothing is lost, doubled, or taken for sent."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import current_thread
from typing import TypeVar

import pytest
from msgspec.structs import replace

from desktop_app.central import tables
from desktop_app.central.keys import make_keys, server_tls
from desktop_app.domain.faults import Fault, NotTheCentre, Refused, Unreachable
from desktop_app.domain.workers import Worker
from desktop_app.protocol.encoding import START
from desktop_app.protocol.messages import (
    EnrolAnswer,
    HelloAnswer,
    NonceAnswer,
    PullAnswer,
    PushAnswer,
    RefusalAnswer,
    StreamPage,
    TokenAnswer,
)
from desktop_app.storage import change_log
from desktop_app.sync.round import OutOfStep, Progress, run_round, talk
from tests.builders import a_worker
from tests.central_builder import ACentre
from tests.sync.pcs import ALine, APc, TwoOffices, states_at
from tests.sync.strangers import HANG_UP, Answer, Asked, a_stranger, message, page
from tests.unsent import unsent_changes

T = TypeVar("T")


def unacked(pc: APc, *, written: int) -> None:
    """The PC knows of nothing that the centre has, and keeps all it has written."""
    state = pc.exchange()
    assert (state.acked_dseq, state.chain, state.last_dseq) == (0, "", written)
    with pc.store.read() as connection:
        assert len(unsent_changes(connection)) == written


# --- The line ------------------------------------------------------------------------------------


def test_the_centre_is_down(central: ACentre, enrolled: Callable[..., APc]) -> None:
    pc = enrolled()
    pc.well()
    pc.add(a_worker())
    central.stop()
    result = pc.round()
    assert (type(result.fault), result.sent) == (Unreachable, 0)
    unacked(pc, written=1)
    with pc.store.read() as connection:
        rounds = change_log.recent_rounds(connection, limit=2)
    assert [(one.sent, one.fault) for one in rounds] == [(0, Unreachable.sentence), (0, "")]

    central.start()
    assert pc.well().sent == 1


def test_an_answer_dropped_after_the_commit_is_asked_for_again(
    central: ACentre, line: ALine, enrolled: Callable[..., APc]
) -> None:
    pc = enrolled(address=line.address)
    pc.well()
    pc.add(a_worker(personal_number="020195007890"))
    with pc.client() as client:
        client.when_pushed = [line.drop_answers]
        result = talk(pc.store, client)
        assert (type(result.fault), result.sent) == (Unreachable, 0)
        first_time = client.pushed
    assert central.count(tables.change) == 1
    unacked(pc, written=1)

    pc.close()
    pc.open()  # how it was sealed is in the database, not in the program
    pc.add(a_worker(personal_number="020195007891"))
    with pc.client() as client:
        result = talk(pc.store, client)
        again = client.pushed
    assert (result.fault, result.sent) == (None, 2)
    assert again[:1] == first_time
    assert [one.dseq for one in again[1].changes] == [2]
    assert [row["dseq"] for row in central.rows(tables.change)] == [1, 2]


@pytest.mark.parametrize("arrives", [True, False])
def test_a_batch_that_times_out_is_halved(
    central: ACentre, line: ALine, enrolled: Callable[..., APc], arrives: bool
) -> None:
    pc = enrolled(address=line.address)
    pc.well()
    workers = [a_worker() for _ in range(50)]
    for worker in workers:
        pc.add(worker)
    with pc.client(silence_s=2.0) as client:
        client.when_pushed = [line.lose_answers if arrives else line.lose_requests]
        result = talk(pc.store, client)
        sizes = [len(batch.changes) for batch in client.pushed]
    assert (result.fault, result.sent) == (None, 50)
    # Had it arrived after all, exactly that is confirmed; if not, less at a time goes through.
    assert sizes == ([50, 50] if arrives else [50, 25, 25])
    assert [row["dseq"] for row in central.rows(tables.change)] == [*range(1, 51)]
    assert set(states_at(central, Worker)) == {worker.id for worker in workers}


def test_a_large_batch_that_did_not_go_through_last_time_is_halved_too(
    line: ALine, enrolled: Callable[..., APc]
) -> None:
    pc = enrolled(address=line.address)
    pc.well()
    for _ in range(3):
        pc.add(*(a_worker() for _ in range(100)))
    assert len(pc.batch(size=2000).changes) == 300
    with pc.client(silence_s=2.0) as client:
        client.when_pushed = [line.lose_requests]
        result = talk(pc.store, client)
        sizes = [len(batch.changes) for batch in client.pushed]
    assert (result.fault, sizes) == (None, [300, 100, 200])


def test_a_transaction_that_is_too_much_is_not_tried_over_and_over(
    line: ALine, enrolled: Callable[..., APc]
) -> None:
    pc = enrolled(address=line.address)
    pc.well()
    pc.add(*(a_worker() for _ in range(50)))
    with pc.client(silence_s=2.0) as client:
        client.when_pushed = [line.lose_requests]
        result = talk(pc.store, client)
        assert (type(result.fault), len(client.pushed)) == (Unreachable, 1)
    unacked(pc, written=50)


def test_a_pull_cut_between_pages_goes_on_where_it_was(
    central: ACentre, line: ALine, enrolled: Callable[..., APc]
) -> None:
    writer, reader = enrolled(), enrolled(address=line.address)
    writer.add(*(a_worker() for _ in range(850)))
    writer.well()

    def pull_the_plug(progress: Progress) -> None:
        if progress.received == 400:
            line.down = True
            line.cut()

    result = run_round(reader.store, progress=pull_the_plug)
    assert (type(result.fault), result.received) == (Unreachable, 400)
    assert reader.exchange().cursors == {"BS": 400}
    assert len(reader.states(Worker)) == 400

    line.down = False
    assert reader.well().received == 450
    assert reader.states(Worker) == states_at(central, Worker)


def test_cut_after_any_number_of_bytes_all_arrives_once(
    central: ACentre, line: ALine, enrolled: Callable[..., APc]
) -> None:
    writer, reader = enrolled(address=line.address), enrolled(address=line.address)
    random = Random(20261123)  # noqa: S311 - the same cuts in every run
    for number in range(30):
        writer.add(a_worker(note=f"Ghi chú số {number}.", personal_number=f"0201950078{number:02}"))
        line.answers_left = random.randrange(0, 9000)
        writer.round()
        line.answers_left = random.randrange(0, 9000)
        reader.round()
    line.answers_left = None
    writer.well()
    reader.well()
    assert [row["dseq"] for row in central.rows(tables.change)] == [*range(1, 31)]
    assert writer.states(Worker) == reader.states(Worker) == states_at(central, Worker)


# --- Somebody else, or a centre that behaves strangely -------------------------------------------

HELLO = HelloAnswer(
    wire=1,
    oldest_wire=1,
    server_epoch="e1",
    time_ms=1_795_000_000_000,
    next_dseq=1,
    chain=START,
    heads={"BS": 0},
    safe_dseq=0,
)
NOTHING_NEW = PullAnswer(server_epoch="e1", streams={"BS": StreamPage(changes=[], head=0)})


def a_centre_that_answers(hello: Answer, push: Answer) -> Callable[[Asked], Answer]:
    answers = {
        "/v1/enrol": message(EnrolAnswer(office="BS", office_name="Bắc Sơn", pc=1)),
        "/v1/nonce": message(NonceAnswer(nonce="n1")),
        "/v1/token": message(TokenAnswer(token="t1", expires_ms=0)),
        "/v1/hello": hello,
        "/v1/push": push,
        "/v1/pull": message(NOTHING_NEW),
    }
    return lambda asked: answers[asked.path.partition("?")[0]]


@pytest.mark.parametrize(
    ("hello", "push", "fault"),
    [
        (page(), page(), NotTheCentre),
        (Answer(302, b"", {"Location": "https://127.0.0.1:9/"}), page(), NotTheCentre),
        (message(HELLO), page(), NotTheCentre),
        (message(HELLO), Answer(204), NotTheCentre),
        (message(HELLO), HANG_UP, Unreachable),
        (message(HELLO), page(status=503), Unreachable),
        (message(HELLO), message(["?"]), NotTheCentre),
        (message(HELLO), message(PushAnswer(acked_dseq=0, chain=START)), NotTheCentre),
        (message(HELLO), message(PushAnswer(acked_dseq=9, chain="a" * 64)), OutOfStep),
        (
            message(HELLO),
            message(RefusalAnswer(reason="newer", sentence="Chương trình mới hơn."), status=409),
            Refused,
        ),
        (message(replace(HELLO, next_dseq=5)), HANG_UP, OutOfStep),
        (message(replace(HELLO, chain="a" * 64)), HANG_UP, OutOfStep),
    ],
)
def test_nothing_counts_as_sent_whatever_answers(
    central: ACentre,
    enrolled: Callable[..., APc],
    hello: Answer,
    push: Answer,
    fault: type[Fault],
) -> None:
    tls = server_tls(central.postgres.keys)
    with a_stranger(a_centre_that_answers(hello, push), tls=tls) as stranger:
        pc = enrolled(address=stranger.address)
        pc.add(a_worker())
        pc.add(a_worker())
        result = pc.round()
    assert (type(result.fault), result.sent) == (fault, 0)
    unacked(pc, written=2)


def test_another_authority_is_told_nothing(enrolled: Callable[..., APc], tmp_path: Path) -> None:
    make_keys(tmp_path / "keys", hosts=[])
    with a_stranger(lambda _: page(), tls=server_tls(tmp_path / "keys")) as stranger:
        pc = enrolled(address=stranger.address)
        pc.add(a_worker())
        result = pc.round()
    assert type(result.fault) is NotTheCentre
    assert stranger.asked == []
    unacked(pc, written=1)


def test_the_wait_the_centre_asks_for_is_told(
    central: ACentre, enrolled: Callable[..., APc]
) -> None:
    busy = message(RefusalAnswer(reason="busy", sentence="Bận."), status=503, Retry_After="30")
    tls = server_tls(central.postgres.keys)
    with a_stranger(a_centre_that_answers(busy, busy), tls=tls) as stranger:
        result = enrolled(address=stranger.address).round()
    assert (result.fault_sentence, result.retry_after_s) == ("Bận.", 30)


def test_what_the_centre_cannot_take_does_not_keep_others_changes_away(
    enrolled: Callable[..., APc],
) -> None:
    writer, reader = enrolled(), enrolled()
    writer.add(a_worker(personal_number="020195007890"))
    writer.well()
    reader.well()
    writer.add(a_worker(personal_number="020195007891"))
    writer.well()
    with reader.store.apply() as transaction:  # as a PC restored from a backup would stand
        change_log.mark_acked(transaction, dseq=0, chain="a" * 64)
    result = reader.round()
    assert (result.fault, result.received) == (None, 1)
    assert len(reader.states(Worker)) == 2


# --- Lanes ---------------------------------------------------------------------------------------


def test_all_work_with_the_database_goes_through_the_store_lane(two_offices: TwoOffices) -> None:
    """Talking from one thread, writing in another, as the window does it."""
    pc = two_offices.first
    pc.add(a_worker())
    lane = ThreadPoolExecutor(1, thread_name_prefix="store")
    seen: set[str] = set()

    def on_store(work: Callable[[], T], /) -> T:
        def watched() -> T:
            seen.add(current_thread().name)
            return work()

        return lane.submit(watched).result()

    with lane:
        result = pc.round(on_store=on_store)
    assert (result.fault, result.sent, result.received) == (None, 1, 0)
    assert seen == {"store_0"}
