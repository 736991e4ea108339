"""Looks, while a worker is typed in, for who may be the same person, shows them in the panel beside
the form, and does what is answered about them. Who is alike is decided in the office."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.dates import show_date
from desktop_app.domain.personal_numbers import last_four
from desktop_app.domain.twins import Telling, telling
from desktop_app.domain.workers import Worker, name_and_year
from desktop_app.office import persons
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.twins import Twin, Twins, possible_twins
from desktop_app.office.workers import story
from ui.forms.record_form import RecordForm
from ui.screens.worker_aside import TwinCard, WorkerAside
from ui.workplace import Workplace


@dataclass(frozen=True)
class Found:
    """Who may be the same person as what stood in the form when it was asked."""

    asked: Telling
    twins: Twins
    cards: list[TwinCard]


class TwinWatch(QObject):
    """`look` whenever something was typed: the same is asked only once, and an answer to what does
    not stand in the form any more is dropped.

    `shown`: the panel shows others now. `opened(worker_id)`: it is that person. A twin of a new
    worker that is said to be somebody else is one of `not_these` until the saving; of a known one
    it is written at once, and can be taken back.
    """

    shown = Signal()
    opened = Signal(str)

    def __init__(
        self, place: Workplace, form: RecordForm[Worker], aside: WorkerAside, *, owner: QObject
    ) -> None:
        super().__init__(owner)
        self._place = place
        self._form = form
        self._aside = aside
        self._base: Worker | None = None
        self._is_new = True
        self._asked: Telling | None = None
        self.not_these: frozenset[str] = frozenset()
        self._page = place.newest(self._found, owner=self)
        form.left.connect(self.look)
        aside.answered.connect(self._answer)

    def begin(self, base: Worker, *, is_new: bool) -> None:
        """The form shows this worker."""
        self._base, self._is_new = base, is_new
        self.not_these = frozenset()
        self._show((), 0, looked=False)
        self.again()

    def look(self) -> None:
        """Ask who is alike, if what tells whose record it is has changed."""
        if self._base is None:
            return
        worker = self._form.record()
        told = telling(worker)
        if told == self._asked:
            return
        self._asked = told
        self._form.note("personal_number", "")
        self._page.want(partial(_find, self._place.desk, worker, self.not_these, self._is_new))

    def again(self) -> None:
        """Ask anew: something was said of a twin, or taken back."""
        self._asked = None
        self.look()

    def _found(self, found: Found) -> None:
        if self._base is None or found.asked != telling(self._form.record()):
            self._asked = None  # something is being typed: it is asked about when it is left
            return
        for twin in found.twins.first:
            number = twin.worker.personal_number
            if twin.level == "same" and number != self._base.personal_number:
                said = f"Số này đã có: {name_and_year(twin.worker)}"
                self._form.note("personal_number", said, "prob")
        self._show(tuple(found.cards), found.twins.more, looked=found.asked.tells)

    def _show(self, cards: tuple[TwinCard, ...], more: int, *, looked: bool) -> None:
        self._aside.show_twins(cards, more, looked=looked)
        self.shown.emit()

    # --- what is answered ---

    def _answer(self, answer: str, worker_id: str) -> None:
        if answer == "open":
            self.opened.emit(worker_id)
        elif self._is_new:
            self.not_these |= {worker_id}
            self.again()
        elif answer == "same":
            self._write(persons.link, worker_id, self._linked)
        else:
            self._write(persons.part, worker_id, self._parted)

    def _write(
        self, say: Callable[..., Changed], worker_id: str, done: Callable[[Changed], None]
    ) -> None:
        if self._base is not None:
            verb = partial(say, self._place.desk, one=self._base.id, other=worker_id)
            self._place.write(verb, done, owner=self)

    def _linked(self, changed: Changed) -> None:
        self._answered("Đã nối hai hồ sơ của cùng một người.", changed)

    def _parted(self, changed: Changed) -> None:
        self._answered("Đã ghi: hai người khác nhau.", changed)

    def _answered(self, said: str, changed: Changed) -> None:
        self._place.announce(changed)
        back = partial(persons.take_back, self._place.desk, link_id=changed.record_id)
        self._place.undoable(said, back)


def _find(desk: Desk, worker: Worker, not_these: frozenset[str], is_new: bool) -> Found:
    twins = possible_twins(desk, worker=worker, not_these=not_these)
    cards = [_card(desk, twin, is_new=is_new) for twin in twins.first]
    return Found(telling(worker), twins, cards)


def _card(desk: Desk, twin: Twin, *, is_new: bool) -> TwinCard:
    told = story(desk, worker=twin.worker)
    return TwinCard(
        worker_id=twin.worker.id,
        full_name=twin.worker.full_name,
        about=_about(desk, twin.worker),
        story=told[:1].upper() + told[1:],
        reason=twin.reason,
        answers=_answers(twin, is_new=is_new),
    )


def _answers(twin: Twin, *, is_new: bool) -> tuple[str, ...]:
    if not is_new:
        return ("open", "same", "other")
    # a new record cannot be saved with the number of somebody else
    return ("open",) if twin.level == "same" else ("open", "other")


def _about(desk: Desk, worker: Worker) -> str:
    """«Nữ · 09/09/1995 · Xã Bắc Sơn · …7890»."""
    ends = last_four(worker.personal_number)
    parts = (
        desk.catalogues.name("sex", worker.sex),
        show_date(worker.birth_date),
        desk.catalogues.places.show_commune(worker.residence_commune),
        f"…{ends}" if ends else "chưa có số",
    )
    return " · ".join(part for part in parts if part)
