"""Registering a worker, and correcting one: the form, the card that fills it, and saving."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut

from desktop_app.domain.dates import show_date
from desktop_app.domain.id_cards import NotACard
from desktop_app.domain.problems import Problem
from desktop_app.domain.workers import Worker, check_worker
from desktop_app.office import workers as office
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.drafts import Draft
from desktop_app.office.workers import CardReading
from ui.cards import KeyButton
from ui.forms.code_editor import CodeEditor
from ui.forms.field import Field
from ui.screens.card_number import CardNumberEditor
from ui.screens.detailed_form import DetailedForm
from ui.screens.form_frame import ASIDE_FROM
from ui.screens.twin_watch import TwinWatch
from ui.screens.worker_aside import CommuneChoice, WorkerAside
from ui.screens.worker_fields import COMMUNE_FIELDS, commune_choices, worker_parts
from ui.theme import scaled
from ui.workplace import Workplace

FROM_CARD = (
    "personal_number",
    "personal_number_issued_on",
    "old_id_number",
    "full_name",
    "birth_date",
    "sex",
    "residence_commune",
    "residence_detail",
)


@dataclass(frozen=True)
class FoundWorker:
    """What the form shows: a blank or a known worker, and the text of a card to take."""

    worker: Worker
    is_new: bool
    card: str = ""


class WorkerForm(DetailedForm[Worker, FoundWorker]):
    """A blank form for a new worker, or the record of a known one.

    A correction that was saved can be taken back for a while, and so can what is said of a twin.
    """

    name = "worker_form"
    rail = "workers"
    shows = frozenset({"person_link"})
    new_word = "Người mới"
    passing = frozenset({"card"})

    def __init__(self, place: Workplace) -> None:
        desk = place.desk
        self._base = office.new_worker(desk)
        self.number = CardNumberEditor()
        self.aside = WorkerAside()
        self.next_button = KeyButton("Cất và tiếp", "Ctrl+Enter", bind=False)
        super().__init__(
            place,
            worker_parts(desk, self.number),
            partial(_check, desk),
            first_detail="old_id_number",
            before=(self.next_button,),
        )
        self.twins = TwinWatch(place, self.form, self.aside, owner=self)
        self._build(aside=self.aside)
        self._connect()

    def _connect(self) -> None:
        self.number.changed.connect(self.twins.look)
        self.number.card_given.connect(self._take_card)
        self.twins.shown.connect(self._fit_aside)
        self.twins.opened.connect(self._open_twin)
        self.aside.commune_chosen.connect(self._take_commune)
        self.next_button.clicked.connect(self.save_and_next)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self.save_and_next)

    # --- what is shown ---

    def _reading(self, what: Mapping[str, str]) -> Callable[[], FoundWorker]:
        """`worker_id`: a worker to correct; `card`: the text of a scanned card; neither: a blank
        form."""
        desk, worker_id, card = self.place.desk, what.get("worker_id", ""), what.get("card", "")
        if worker_id:
            return lambda: FoundWorker(office.worker(desk, worker_id=worker_id), False)
        return lambda: FoundWorker(office.new_worker(desk), True, card)

    def _found_with(self, found: FoundWorker, record: Worker) -> FoundWorker:
        return replace(found, worker=record, card="")

    def worker_id(self) -> str:
        """The worker being corrected; a new one is nobody yet."""
        return "" if self._is_new else self._base.id

    def _show(self, found: FoundWorker) -> None:
        self._base = found.worker
        self._offer_communes(found.worker)
        self._show_base(found.worker, is_new=found.is_new)
        self._show_head()
        self.aside.ask_commune(())
        self.twins.begin(found.worker, is_new=found.is_new)
        if found.card:
            self._take_card(found.card)

    def _offer_communes(self, worker: Worker) -> None:
        for part in self.parts:
            if isinstance(part, Field) and part.name in COMMUNE_FIELDS:
                kept = str(getattr(worker, part.name))
                if isinstance(part.editor, CodeEditor):
                    part.editor.set_choices(commune_choices(self.place.desk, kept))

    def _show_head(self) -> None:
        self.title.setText("Đăng ký người lao động" if self._is_new else "Sửa hồ sơ")
        self.draft_word = "Đăng ký" if self._is_new else ""
        self.who.setText(self._base.full_name)
        self.about.setText(show_date(self._base.birth_date))
        self.next_button.setVisible(self._is_new)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        super().resizeEvent(event)
        self._fit_aside()

    def _fit_aside(self) -> None:
        """A narrow screen shows the panel only while it asks something."""
        self.aside.setVisible(self.width() >= scaled(ASIDE_FROM) or self.aside.asks)

    def _name(self, record: Worker) -> str:
        return record.full_name

    def _resume(self, draft: Draft) -> None:
        super()._resume(draft)
        self.twins.look()

    def refresh(self) -> None:
        """What is typed stays; only what was said of a twin may be new."""
        self.twins.again()

    def _open_twin(self, worker_id: str) -> None:
        """Leave this form for the person it turned out to be about; the draft stays."""
        self._keep_typed()
        self._put_away()
        self.place.go("workers", worker_id=worker_id)

    # --- the card ---

    def _take_card(self, text: str) -> None:
        desk = self.place.desk
        self.place.read(lambda: _read_card(desk, text), self._card_read, owner=self)

    def _card_read(self, reading: CardReading | str) -> None:
        if isinstance(reading, str):
            self.form.place([Problem("personal_number", reading)])
        elif reading.known is not None and reading.known.id != self._base.id:
            self._meet_again(reading.known, reading.story)
        else:
            self._fill_from(reading)

    def _meet_again(self, known: Worker, story: str) -> None:
        """A known person's card opens the person, unless something else was typed here."""
        self.number.set_value(known.personal_number)
        typed = self.form.record()
        if replace(typed, personal_number=self._base.personal_number) != self._base:
            self.twins.look()
            return
        self.place.said.emit(f"{known.full_name}: {story}" if story else known.full_name)
        self.autosave.forget()  # the number of somebody known is no draft
        self._put_away()
        self.place.go("workers", worker_id=known.id)

    def _fill_from(self, reading: CardReading) -> None:
        draft = reading.draft
        given = {name: getattr(draft, name) for name in FROM_CARD if getattr(draft, name)}
        self.form.fill(**given)
        self.twins.look()
        self._ask_commune(reading.communes)
        self.form.focus_field(self._first_empty())

    def _ask_commune(self, communes: tuple[str, ...]) -> None:
        places = self.place.desk.catalogues.places
        self.aside.ask_commune([CommuneChoice(key, places.show_commune(key)) for key in communes])
        if communes:
            self.form.note("residence_commune", "Chọn xã mới ở bên phải", "info")
        self._fit_aside()

    def _take_commune(self, key: str) -> None:
        self.form.note("residence_commune", "")
        self.form.fill(residence_commune=key)
        self.twins.look()
        self._fit_aside()
        self.form.focus_field(self._first_empty())

    def _first_empty(self) -> str:
        """The first required field that a card could not fill, else the telephone."""
        values = self.form.read().values
        for part in self.parts:
            if isinstance(part, Field) and part.required and not values.get(part.name):
                return part.name
        return "phone"

    # --- saving ---

    def save_and_next(self) -> None:
        """Save, and begin with the next person."""
        self._submit(self._saved_begin_next if self._is_new else self._saved)

    def _verb(self, record: Worker) -> Callable[[], Changed]:
        desk = self.place.desk
        if self._is_new:
            not_these = self.twins.not_these
            return lambda: office.register_worker(desk, worker=record, not_these=not_these)
        return lambda: office.correct_worker(desk, worker=record)

    def _saved(self, saved: Changed) -> None:
        self._after_saving(saved)
        self.place.go("workers", worker_id=saved.record_id)

    def _saved_begin_next(self, saved: Changed) -> None:
        self._after_saving(saved)
        self.open()

    def _after_saving(self, saved: Changed) -> None:
        self._settle_undoably(saved, f"Đã cất hồ sơ {self.form.record().full_name}.")

    def _hiding(self, record_id: str) -> Callable[[], Changed]:
        desk = self.place.desk
        return lambda: office.hide_worker(desk, worker_id=record_id)

    def _taking_back(self, before: Worker, after: Worker) -> Callable[[], Changed]:
        desk = self.place.desk
        return lambda: office.take_back_correction(desk, before=before, after=after)


def _check(desk: Desk, worker: Worker) -> list[Problem]:
    return check_worker(worker, today=desk.today())


def _read_card(desk: Desk, text: str) -> CardReading | str:
    try:
        return office.read_card_text(desk, text=text)
    except NotACard as error:
        return str(error)
