"""Recording what became of a letter (kết quả giới thiệu), and printing the letter again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.dates import show_date
from desktop_app.domain.problems import Problem
from desktop_app.domain.referrals import (
    MOVE_NAMES,
    MOVES,
    REFUSAL_LISTS,
    STATE_NAMES,
    ReferralEvent,
    allowed_moves,
    check_event,
)
from desktop_app.domain.workers import Worker
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.drafts import Draft
from desktop_app.office.referrals import (
    Case,
    case,
    new_outcome,
    outcome_warning,
    record_outcome,
    referral_letter,
)
from desktop_app.office.staff import staff_names
from desktop_app.office.workers import worker
from ui.background import Newest
from ui.cards import KeyButton, Strip, clear, row, words
from ui.forms.code_editor import CodeEditor
from ui.forms.date_editors import DateEditor
from ui.forms.editors import TextEditor
from ui.forms.field import Field
from ui.forms.record_form import RecordForm
from ui.forms.tile_editor import TileEditor
from ui.paper import Paper, PaperPane
from ui.screens.form_screen import FormScreen
from ui.screens.letter_out import LetterOut, letter_paper
from ui.screens.referral_form import LEGAL_FORM, SHEET
from ui.screens.visit_form import about_worker
from ui.workplace import Workplace

if TYPE_CHECKING:
    from desktop_app.letters.typesetting import RenderedPaper

FORM_WIDTH = 540
STATE_TONES = {"started_work": "ok", "void": "mute", "issued": "warn"}
UNJUSTIFIABLE = "refused_by_worker"
"""The move of which it is asked whether there was a good reason."""
PLACEMENT = "started_work"
"""The move of which it is asked where the work is."""
ASKED_NEXT = {
    "attended": "happened_on",
    "passed": "happened_on",
    PLACEMENT: "destination",
    "refused_by_worker": "reason",
    "refused_by_employer": "reason",
    "void": "note",
}
"""Move -> the field one comes to when it was chosen before the form was opened."""


@dataclass(frozen=True)
class FoundCase:
    """What the form shows: the letter, what happened to it, and the paper. `destination` is where
    the work would be, as far as the letter's vacancy tells."""

    case: Case
    worker: Worker
    event: ReferralEvent
    destination: str
    paper: "RenderedPaper"
    staff: dict[str, str]
    move: str


class OutcomeForm(FormScreen[ReferralEvent, FoundCase, Changed]):
    """The next thing that happened to a letter. A refusal that may end the benefit says so before
    it is saved; the letter can be printed again and saved as PDF unless it is void."""

    name = "outcome_form"
    rail = "referrals"
    passing = frozenset({"move"})
    draft_word = "Kết quả phiếu"

    def __init__(self, place: Workplace) -> None:
        desk = place.desk
        self._found: FoundCase | None = None
        self._asked = ("", "")
        self.outcome = TileEditor(
            [Choice(m, MOVE_NAMES[m]) for m in MOVES if m != "issued"], columns=2
        )
        self.reason = CodeEditor([])
        self.justified = TileEditor(
            desk.catalogues.choices("refusal_justified", desk.today()), columns=2
        )
        self.destination = CodeEditor(
            desk.catalogues.choices("placement_destination", desk.today())
        )
        self.print_button = KeyButton("In lại", "Ctrl+P", icon="printer")
        self.pdf_button = KeyButton("Lưu PDF", icon="file")
        super().__init__(
            place,
            RecordForm[ReferralEvent](
                [
                    Field("move", "Kết quả", self.outcome, required=True, span=3),
                    Field("reason", "Lý do", self.reason, span=3),
                    Field("justified", "Lý do có chính đáng không", self.justified, span=3),
                    Field("happened_on", "Ngày", DateEditor(desk.today), required=True),
                    Field("destination", "Nơi làm việc", self.destination, span=2),
                    Field("note", "Ghi chú", TextEditor(), span=3),
                ],
                self._check,
                columns=3,
                narrowest=120,
            ),
            before=(self.print_button, self.pdf_button),
        )
        self.warning = Strip()
        self.history = QVBoxLayout()
        self.paper = PaperPane(place.lanes.readers, form=LEGAL_FORM, sheet=SHEET)
        self.out = LetterOut(place, self)
        self._warnings: Newest[str] = Newest(place.lanes.readers, self._warn, owner=self)
        self.title.setText("Kết quả giới thiệu")
        self.print_button.clicked.connect(self._print)
        self.pdf_button.clicked.connect(self._save_pdf)
        self._build(self.warning, self._story(), paper=self.paper, width=FORM_WIDTH)

    def _story(self) -> QWidget:
        story = QWidget()
        story.setLayout(self.history)
        self.history.setContentsMargins(0, 0, 0, 0)
        self.history.setSpacing(2)
        return story

    def _reading(self, what: Mapping[str, str]) -> Callable[[], FoundCase]:
        """The letter `referral_id`, with what comes next to be filled in, perhaps with its `move`
        chosen already."""
        desk, referral_id, move = self.place.desk, what["referral_id"], what.get("move", "")
        self.paper.clear()
        return lambda: _find(desk, referral_id, move)

    def _on_found(self, read: tuple[FoundCase, Draft | None]) -> None:
        super()._on_found(read)
        found = read[0]
        if found.move in allowed_moves(found.case.state):
            self.form.fill(move=found.move)
            self.form.focus_field(ASKED_NEXT[found.move])

    def _found_with(self, found: FoundCase, record: ReferralEvent) -> FoundCase:
        return replace(found, event=record)

    def _show(self, found: FoundCase) -> None:
        letter, state = found.case.referral, found.case.state
        self._found = found
        self._person = found.worker.id
        self._asked = ("", "")
        allowed = allowed_moves(state)
        self.outcome.allow(allowed)
        self.form.show_record(found.event)
        self._follow_move("")
        self.who.setText(letter.number)
        person = f"{found.worker.full_name} · {about_worker(self.place.desk, found.worker)}"
        self.about.setText(person)
        self.chip.show_status(STATE_NAMES[state], STATE_TONES.get(state, "info"))
        self.warning.show_message("" if allowed else ENDED[state == "void"], "info")
        self.form.setVisible(bool(allowed))
        self.form.setEnabled(bool(allowed))
        self.save_button.setEnabled(bool(allowed))
        for button in (self.print_button, self.pdf_button):
            button.setEnabled(state != "void")
        if not allowed:
            (self.cancel_button if state == "void" else self.print_button).setFocus()
        self._tell(found)
        self.paper.show_paper(found.paper.pdf, found.paper.notices)

    def _tell(self, found: FoundCase) -> None:
        clear(self.history)
        self.history.addWidget(words("Đã ghi", "section"))
        for event in found.case.events:
            self.history.addWidget(_line(self.place.desk, event, found.staff))
        self.history.addStretch(1)

    def _say(self) -> None:
        if self.form.isEnabled():
            super()._say()
        else:
            self.foot.say("", "")

    # --- typing ---

    def _on_typed(self) -> None:
        move = self.outcome.value()
        if move != self._asked[0]:
            self._follow_move(move)
        if (move, self.justified.value()) != self._asked:
            self._asked = (move, self.justified.value())
            self._look_for_warning()
        super()._on_typed()

    def _follow_move(self, move: str) -> None:
        """Ask only what this outcome needs: its reasons, of a worker's refusal whether the reason
        was good, and where somebody works who has begun."""
        desk = self.place.desk
        reasons = REFUSAL_LISTS.get(move)
        self.reason.set_value("")
        self.reason.set_choices(desk.catalogues.choices(reasons, desk.today()) if reasons else [])
        self.reason.setEnabled(reasons is not None)
        self.justified.set_value("")
        self.justified.setEnabled(move == UNJUSTIFIABLE)
        self.destination.set_value(self._known_destination() if move == PLACEMENT else "")
        self.destination.setEnabled(move == PLACEMENT)
        for name, wanted in (
            ("reason", reasons is not None),
            ("justified", move == UNJUSTIFIABLE),
            ("destination", move == PLACEMENT),
            ("note", move == "void"),
        ):
            self.form.require(name, wanted)

    def _check(self, event: ReferralEvent) -> list[Problem]:
        issued_on = self._found.case.referral.issued_on if self._found is not None else None
        return check_event(event, today=self.place.desk.today(), issued_on=issued_on)

    def _known_destination(self) -> str:
        return self._found.destination if self._found is not None else ""

    def _look_for_warning(self) -> None:
        desk, event = self.place.desk, self.form.record()
        self._warnings.want(lambda: outcome_warning(desk, event=event))

    def _warn(self, said: str) -> None:
        self.warning.show_message(f"{said}." if said else "", "warn")

    # --- saving ---

    def _verb(self, record: ReferralEvent) -> Callable[[], Changed]:
        desk = self.place.desk
        return lambda: record_outcome(desk, event=record)

    def _saved(self, saved: Changed) -> None:
        event = self.form.record()
        self._settle()
        self.place.announce(saved)
        planned = " Sẽ nhắc gọi sau 1 tháng và 3 tháng." if event.move == PLACEMENT else ""
        self.place.said.emit(f"Phiếu {self.who.text()}: {MOVE_NAMES[event.move]}.{planned}")
        self.place.go("workers", worker_id=self._person)

    # --- the paper ---

    def _print(self) -> None:
        if self._found is not None:
            self.out.print_paper(_paper(self._found))

    def _save_pdf(self) -> None:
        if self._found is not None:
            self.out.save_paper(_paper(self._found))


ENDED = {
    False: "Phiếu này đã có kết quả cuối cùng, không ghi thêm được.",
    True: "Phiếu này đã hủy: không ghi kết quả và không in lại.",
}
"""Whether the letter is void -> why nothing can be recorded of it."""


def _line(desk: Desk, event: ReferralEvent, staff: dict[str, str]) -> QWidget:
    reasons = REFUSAL_LISTS.get(event.move)
    parts = (
        desk.catalogues.name(reasons, event.reason) if reasons else "",
        desk.catalogues.name("refusal_justified", event.justified),
        event.note,
        staff.get(event.counsellor_id, ""),
    )
    rest = words(" · ".join(part for part in parts if part), "small", wrap=True)
    line = row(words(show_date(event.happened_on), "small"), words(MOVE_NAMES[event.move], "b"))
    line.addWidget(rest, 1)
    whole = QWidget()
    whole.setLayout(line)
    return whole


def _paper(found: FoundCase) -> Paper:
    return letter_paper(found.case.referral, found.paper.pdf)


def _find(desk: Desk, referral_id: str, move: str) -> FoundCase:
    found = case(desk, referral_id=referral_id)
    event = new_outcome(desk, referral_id=referral_id)
    return FoundCase(
        case=found,
        worker=worker(desk, worker_id=found.referral.worker_id),
        event=replace(event, destination=""),  # asked only of work that has begun
        destination=event.destination,
        paper=referral_letter(desk, referral=found.referral),
        staff=staff_names(desk),
        move=move,
    )
