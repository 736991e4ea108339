"""Registering a worker, and correcting one: the form, the card that fills it, and saving."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from desktop_app.domain.dates import show_date
from desktop_app.domain.id_cards import NotACard
from desktop_app.domain.names import fold
from desktop_app.domain.problems import Problem
from desktop_app.domain.workers import Worker, check_worker
from desktop_app.office import workers as office
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.drafts import Draft
from desktop_app.office.workers import CardReading
from ui.card_photo import KINDS, Photo, card_text, has_photo, photo_in
from ui.cards import KeyButton
from ui.dialogs import ask
from ui.faults import sentence
from ui.forms.code_editor import CodeEditor
from ui.forms.editors import TextEditor
from ui.forms.field import Field
from ui.forms.marked import Marked, still_marked
from ui.screens.card_number import CardNumberEditor
from ui.screens.detailed_form import DetailedForm
from ui.screens.twin_watch import TwinWatch
from ui.screens.worker_aside import CommuneChoice, ReadingChoice, WorkerAside
from ui.screens.worker_fields import COMMUNE_FIELDS, commune_choices, worker_parts
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
MAY_BE_DAMAGED = ("full_name", "residence_detail")
LOST = "?"
"""Stands for a letter that a scanner has lost."""
MORE = "…"
"""Stands for the rest of a text, which is asked about next."""


@dataclass(frozen=True)
class FoundWorker:
    """What the form shows: a blank or a known worker, and what a card says that is to be taken, or
    why it is none."""

    worker: Worker
    is_new: bool
    card: CardReading | str = ""


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
        self._card_comes = False
        self.number = CardNumberEditor()
        self.aside = WorkerAside()
        self.next_button = KeyButton("Cất và tiếp", "Ctrl+Enter", bind=False)
        super().__init__(
            place,
            worker_parts(desk, self.number),
            self._check,
            first_detail="old_id_number",
            before=(self.next_button,),
        )
        self._doubtful = {
            part.name: part.editor
            for part in self.parts
            if isinstance(part, Field) and isinstance(part.editor, TextEditor)
        }
        self.twins = TwinWatch(place, self.form, self.aside, owner=self)
        self._build(aside=self.aside)
        self._connect()

    def _connect(self) -> None:
        self.number.changed.connect(self.twins.look)
        self.number.card_given.connect(self._take_card)
        self.twins.shown.connect(self._fit_aside)
        self.twins.opened.connect(self._open_twin)
        self.aside.commune_chosen.connect(self._take_commune)
        self.aside.reading_chosen.connect(self._take_reading)
        for editor in self._doubtful.values():
            editor.changed.connect(self._ask_reading)
        self.next_button.clicked.connect(self.save_and_next)
        self.aside.paste_button.clicked.connect(self._paste)
        self.aside.photo_button.clicked.connect(self._choose_photo)
        QShortcut(QKeySequence("Alt+V"), self).activated.connect(self._paste)
        QShortcut(QKeySequence("Alt+O"), self).activated.connect(self._choose_photo)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(key), self).activated.connect(self.save_and_next)

    # --- what is shown ---

    def _reading(self, what: Mapping[str, str]) -> Callable[[], FoundWorker]:
        """`worker_id`: a worker to correct; `card`: the text of a scanned card; neither: a blank
        form."""
        desk, worker_id, card = self.place.desk, what.get("worker_id", ""), what.get("card", "")
        self._card_comes = bool(card)
        if worker_id:
            return lambda: FoundWorker(office.worker(desk, worker_id=worker_id), False)
        if not card:
            return lambda: FoundWorker(office.new_worker(desk), True)
        return lambda: FoundWorker(office.new_worker(desk), True, _read_card(desk, card))

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

    def _on_found(self, read: tuple[FoundWorker, Draft | None]) -> None:
        super()._on_found(read)
        self._card_comes = False
        if card := read[0].card:
            self.take_card(card)

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

    def _aside_asks(self) -> bool:
        return self.aside.asks

    def _name(self, record: Worker) -> str:
        return record.full_name

    def _resume(self, draft: Draft) -> None:
        super()._resume(draft)
        self._mark({name: _lost_letters(self._doubtful[name].text()) for name in MAY_BE_DAMAGED})
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
        self.place.read(lambda: _read_card(desk, text), self.take_card, owner=self)

    def _paste(self) -> None:
        """A card from the clipboard: its text, on however many lines, or a photo of it."""
        clipboard = QGuiApplication.clipboard()
        if has_photo(clipboard.mimeData()):
            self._take_photo(photo_in(clipboard.mimeData()))
        else:
            self._take_card(clipboard.text())

    def _choose_photo(self) -> None:
        chosen = ask.ask_open_file(self, "Chọn ảnh mặt thẻ có mã QR", KINDS)
        if chosen is not None:
            self._take_photo(chosen)

    def _take_photo(self, photo: Photo) -> None:
        self.place.lanes.readers.run(
            lambda: card_text(photo), self._take_card, self._no_code, owner=self
        )

    def _no_code(self, error: Exception) -> None:
        self.take_card(str(error) if isinstance(error, NotACard) else sentence(error))

    def may_be(self, person: Worker) -> bool:
        """Whether somebody can be the one on this form, as far as number and name tell."""
        if not self._ready:
            return False
        typed = self.form.record()
        if typed.personal_number:
            return typed.personal_number == person.personal_number
        return not typed.full_name or fold(typed.full_name) == fold(person.full_name)

    @property
    def holds_somebody(self) -> bool:
        """Whether somebody is being registered or corrected here, or is about to be."""
        return self._card_comes or self.unsaved()

    def take_card(self, reading: CardReading | str) -> None:
        """Fill the form with what a card says, open the person it knows, or say why it is none."""
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
        self._mark(_marks(reading))
        self._come_to_next()

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

    # --- letters in doubt ---

    def _mark(self, marks: Mapping[str, Sequence[Marked]]) -> None:
        for name, doubtful in marks.items():
            self._doubtful[name].show_marks(doubtful)
        self.form.fill()  # says under the fields what is in doubt
        self._ask_reading()

    def _in_doubt(self) -> str:
        """The first field with letters in doubt; "" for none."""
        return next((name for name in MAY_BE_DAMAGED if self._doubtful[name].marks()), "")

    def _come_to_next(self) -> None:
        """To the first letters in doubt, so that typing replaces just them; else to what no card
        tells."""
        name = self._in_doubt()
        self.form.focus_field(name or self._first_empty())
        if name:
            mark = self._doubtful[name].marks()[0]
            self._doubtful[name].setSelection(mark.start, mark.length)

    def _ask_reading(self) -> None:
        """Offer what the first letters in doubt can mean, where that is known."""
        name = self._in_doubt()
        self.aside.ask_reading(_readings(self._doubtful[name]) if name else ())
        self._fit_aside()

    def _take_reading(self, text: str) -> None:
        """So it stands on the card; other letters of the line may still be in doubt."""
        name = self._in_doubt()
        editor = self._doubtful[name]
        others = still_marked(editor.marks()[1:], editor.text(), text)
        self.form.fill(**{name: text})
        self._mark({name: others})
        self._come_to_next()

    def _check(self, worker: Worker) -> list[Problem]:
        doubts = [
            Problem(name, _damaged(len(editor.marks()), editor.text()))
            for name, editor in self._doubtful.items()
            if editor.marks()
        ]
        return [*doubts, *check_worker(worker, today=self.place.desk.today())]

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
        self.place.next_wanted.emit()

    def _after_saving(self, saved: Changed) -> None:
        self._settle_undoably(saved, f"Đã cất hồ sơ {self.form.record().full_name}.")

    def _hiding(self, record_id: str) -> Callable[[], Changed]:
        desk = self.place.desk
        return lambda: office.hide_worker(desk, worker_id=record_id)

    def _taking_back(self, before: Worker, after: Worker) -> Callable[[], Changed]:
        desk = self.place.desk
        return lambda: office.take_back_correction(desk, before=before, after=after)


def _marks(reading: CardReading) -> dict[str, list[Marked]]:
    """The letters of a card to ask about, by the fields they stand in."""
    marks: dict[str, list[Marked]] = {name: [] for name in MAY_BE_DAMAGED}
    for doubt in reading.doubts:
        name = "full_name" if doubt.field == "full_name" else "residence_detail"
        marks[name].append(Marked(doubt.start, doubt.length, doubt.readings))
    return marks


def _lost_letters(text: str) -> list[Marked]:
    """The letters nobody could read, in a draft that was left."""
    return [Marked(at, 1) for at, letter in enumerate(text) if letter == LOST]


def _readings(editor: TextEditor) -> list[ReadingChoice]:
    """The text with each reading of its first letters in doubt; as it stands, too, unless letters
    were lost. Letters still in doubt after those are not offered as if they were read."""
    text, (mark, *others) = editor.text(), editor.marks()
    end = mark.start + mark.length
    before, asked, after = text[: mark.start], text[mark.start : end], text[end:]
    clear = text[end : others[0].start] + MORE if others else after
    ways = mark.readings if LOST in asked else (*mark.readings, asked)
    return [
        ReadingChoice(before + way + after, before + way + clear) for way in dict.fromkeys(ways)
    ]


def _damaged(count: int, text: str) -> str:
    return f"Máy quét làm hỏng {count} chữ: {text}. Hãy xem thẻ và sửa."


def _read_card(desk: Desk, text: str) -> CardReading | str:
    try:
        return office.read_card_text(desk, text=text)
    except NotACard as error:
        return str(error)
