"""The lanes: order, delivery in the GUI thread, results dropped with their owner, closing."""

from collections.abc import Callable, Iterator
from threading import Barrier, Event, current_thread, main_thread
from typing import NoReturn
from weakref import ref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from pytestqt.qtbot import QtBot

from desktop_app.domain.faults import DiskFull, Fault
from ui import background
from ui.background import Lanes, Newest


class Bug(Exception):  # noqa: N818 - what the project calls it
    """Stands for any error that is no fault of the environment."""


@pytest.fixture
def unhandled() -> list[Exception]:
    return []


@pytest.fixture
def lanes(unhandled: list[Exception]) -> Iterator[Lanes]:
    lanes = Lanes(unhandled.append)
    yield lanes
    lanes.close()


def test_the_result_arrives_in_the_gui_thread(lanes: Lanes) -> None:
    owner = QObject()
    seen: list[tuple[object, bool]] = []
    lanes.store.run(
        current_thread,
        lambda there: seen.append((there, current_thread() is main_thread())),
        owner=owner,
    )
    lanes.drain()
    assert len(seen) == 1
    assert seen[0][0] is not main_thread()
    assert seen[0][1]


def test_the_store_works_in_the_order_of_asking(lanes: Lanes) -> None:
    owner = QObject()
    done: list[int] = []
    for number in range(200):
        lanes.store.run(lambda number=number: number, done.append, owner=owner)
    lanes.drain()
    assert done == list(range(200))


def test_readers_read_side_by_side(lanes: Lanes) -> None:
    owner = QObject()
    both = Barrier(2)  # passes only when two threads wait at it
    passed: list[int] = []
    for _ in range(2):
        lanes.readers.run(lambda: both.wait(timeout=10), passed.append, owner=owner)
    lanes.drain()
    assert sorted(passed) == [0, 1]


def test_a_fault_goes_to_whoever_asked(lanes: Lanes, unhandled: list[Exception]) -> None:
    owner = QObject()
    failed: list[Exception] = []
    lanes.store.run(_raise(DiskFull()), failed=failed.append, owner=owner)
    lanes.drain()
    assert [type(error) for error in failed] == [DiskFull]
    assert unhandled == []


def test_a_fault_nobody_asked_about_is_unhandled(lanes: Lanes, unhandled: list[Exception]) -> None:
    owner = QObject()
    lanes.store.run(_raise(DiskFull()), owner=owner)
    lanes.drain()
    assert [type(error) for error in unhandled] == [DiskFull]


def test_a_bug_is_reported_and_whoever_asked_hears_of_it(
    lanes: Lanes, unhandled: list[Exception]
) -> None:
    owner = QObject()
    failed: list[Exception] = []
    lanes.network.run(_raise(Bug()), failed=failed.append, owner=owner)
    lanes.drain()
    assert ([type(e) for e in unhandled], [type(e) for e in failed]) == ([Bug], [Bug])


def test_the_lane_goes_on_after_a_bug(lanes: Lanes) -> None:
    owner = QObject()
    done: list[str] = []
    lanes.store.run(_raise(Bug()), owner=owner)
    lanes.store.run(lambda: "still here", done.append, owner=owner)
    lanes.drain()
    assert done == ["still here"]


def test_nothing_is_delivered_to_an_owner_that_is_gone(qtbot, lanes: Lanes) -> None:
    owner = QObject()
    go_on = Event()
    done: list[bool] = []
    lanes.store.run(lambda: go_on.wait(10), done.append, owner=owner)
    lanes.store.run(_raise(DiskFull()), failed=lambda _: done.append(False), owner=owner)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    go_on.set()
    lanes.drain()
    assert done == []


def test_idle_is_told_once_everything_is_delivered(qtbot, lanes: Lanes) -> None:
    owner = QObject()
    done: list[int] = []
    assert lanes.is_idle
    with qtbot.waitSignal(lanes.idle):
        lanes.readers.run(lambda: 1, done.append, owner=owner)
        lanes.store.run(lambda: 2, done.append, owner=owner)
        assert not lanes.is_idle
    assert lanes.is_idle
    assert sorted(done) == [1, 2]


class _Painted(QObject):
    """Notes the event with which Qt asks a window to paint itself."""

    def __init__(self, order: list[str]) -> None:
        super().__init__()
        self._order = order

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.UpdateRequest:
            self._order.append("painted")
        return super().event(event)


def test_reading_begins_when_the_window_has_painted(lanes: Lanes) -> None:
    order: list[str] = []
    window = _Painted(order)
    lanes.readers.run(lambda: order.append("read"), owner=window)
    QCoreApplication.postEvent(
        window, QEvent(QEvent.Type.UpdateRequest), Qt.EventPriority.LowEventPriority.value
    )
    lanes.drain()
    assert order == ["painted", "read"]


def test_long_work_stands_aside_while_the_window_wants_something(lanes: Lanes) -> None:
    owner = QObject()
    order: list[str] = []
    saving, go_on = Event(), Event()

    def save() -> None:
        saving.set()
        go_on.wait(10)
        order.append("saved")

    def bring() -> None:
        saving.wait(10)
        go_on.set()
        lanes.call_aside(lambda: order.append("brought"))

    lanes.store.run(save, lambda _: order.append("shown"), owner=owner)
    lanes.network.run(bring, owner=owner)
    lanes.drain()
    assert order == ["saved", "shown", "brought"]


def test_long_work_goes_on_under_hands_that_never_rest(
    lanes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "STAND_ASIDE_S", 0.001)
    owner = QObject()
    came: list[bool] = []
    there = Event()
    lanes.network.run(lambda: lanes.call_aside(there.set), owner=owner)
    lanes.readers.run(lambda: there.wait(10), came.append, owner=owner)  # the window wants this
    lanes.drain()
    assert came == [True]


def test_the_network_lane_applies_what_it_brings_in_the_store(lanes: Lanes) -> None:
    owner = QObject()
    threads: list[str] = []

    def talk() -> str:
        applied_by = lanes.store.call(lambda: current_thread().name)
        threads.append(current_thread().name)
        return applied_by

    lanes.network.run(talk, threads.append, owner=owner)
    lanes.drain()
    assert threads == ["network-0", "store-0"]


def test_a_fault_while_applying_comes_back_to_the_network_lane(lanes: Lanes) -> None:
    owner = QObject()
    failed: list[Exception] = []
    lanes.network.run(
        lambda: lanes.store.call(_raise(DiskFull())), failed=failed.append, owner=owner
    )
    lanes.drain()
    assert [type(error) for error in failed] == [DiskFull]


def test_closing_finishes_the_writes_and_drops_the_reads() -> None:
    lanes = Lanes(_fail, readers=1)
    owner = QObject()
    written: list[int] = []
    read: list[int] = []
    started, go_on = Event(), Event()

    def slow_read() -> None:
        started.set()
        go_on.wait(10)

    lanes.readers.run(slow_read, owner=owner)
    started.wait(10)
    for number in range(50):
        lanes.readers.run(lambda number=number: read.append(number), owner=owner)
        lanes.store.run(lambda number=number: written.append(number), owner=owner)
    lanes.readers.run(go_on.set, owner=owner)
    go_on.set()
    lanes.close()
    assert written == list(range(50))
    assert lanes.is_idle


def _raise(error: Exception) -> Callable[[], NoReturn]:
    def work() -> NoReturn:
        raise error

    return work


def _fail(error: Exception) -> None:
    raise AssertionError(error)


def test_faults_are_told_apart_from_bugs_by_their_class() -> None:
    assert issubclass(DiskFull, Fault)
    assert not issubclass(Bug, Fault)


class Ring:
    """Refers to itself, so only the collector ends it; notes in which thread."""

    def __init__(self, ended: list[bool]) -> None:
        self.itself = self
        self.ended = ended

    def __del__(self) -> None:
        self.ended.append(current_thread() is main_thread())


def test_garbage_is_collected_in_the_gui_thread_only(lanes: Lanes, qtbot: QtBot) -> None:
    owner, ended, kept = QObject(), list[bool](), list[object]()
    Ring(ended)
    lanes.readers.run(lambda: [[number] for number in range(100_000)], kept.append, owner=owner)
    lanes.drain()
    assert ended == []
    qtbot.waitUntil(lambda: ended == [True])


def test_only_the_newest_wish_is_done(lanes: Lanes) -> None:
    owner, begun, done, hold = QObject(), list[str](), list[str](), Event()

    def work(name: str) -> str:
        begun.append(name)
        hold.wait()
        return name

    newest: Newest[str] = Newest(lanes.readers, done.append, owner=owner)
    for name in ("T", "Tr", "Tri", "Triệu"):
        newest.want(lambda name=name: work(name))
    hold.set()
    lanes.drain()
    assert (begun, done) == (["T", "Triệu"], ["Triệu"])


def test_a_wish_that_is_off_is_not_delivered(lanes: Lanes) -> None:
    owner, done = QObject(), list[str]()
    newest: Newest[str] = Newest(lanes.readers, done.append, owner=owner)
    newest.want(lambda: "Triệu")
    newest.forget()
    lanes.drain()
    newest.want(lambda: "Nông")
    lanes.drain()
    assert done == ["Nông"]


def test_after_a_fault_the_next_wish_is_done(lanes: Lanes) -> None:
    owner, done, told = QObject(), list[str](), list[Exception]()
    full = DiskFull()
    newest: Newest[str] = Newest(lanes.readers, done.append, told.append, owner=owner)
    newest.want(_raise(full))
    lanes.drain()
    newest.want(lambda: "Nông")
    lanes.drain()
    assert (told, done) == ([full], ["Nông"])


class Screen(QObject):
    """Reads the same thing again and again."""

    def __init__(self, lanes: Lanes) -> None:
        super().__init__()
        self.told: list[str] = []
        self.newest: Newest[str] = Newest(lanes.readers, self.tell, owner=self)

    def tell(self, word: str) -> None:
        self.told.append(word)


def test_whoever_reads_the_newest_is_in_no_ring_with_it(lanes: Lanes) -> None:
    screen = Screen(lanes)
    screen.newest.want(lambda: "mới")
    lanes.drain()
    assert screen.told == ["mới"]
    known = ref(screen)
    del screen
    assert known() is None  # at once: while lanes run garbage is collected by the second
