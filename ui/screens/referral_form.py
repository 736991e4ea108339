"""Writing a referral letter (phiếu giới thiệu việc làm): fields left, the paper itself right.

The paper is the one that will be printed: it follows the typing, and gets its number when saved.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.problems import Problem
from desktop_app.domain.referrals import Referral, check_referral
from desktop_app.office.desk import Desk
from desktop_app.office.referrals import (
    ConsentMissing,
    Issued,
    issue_referral,
    new_referral,
    referral_letter,
)
from desktop_app.office.staff import counsellors
from desktop_app.office.workers import WorkerCard, worker_card
from ui.background import Newest
from ui.cards import KeyButton, Strip
from ui.dialogs import ask
from ui.faults import sentence
from ui.forms.code_editor import CodeEditor
from ui.forms.date_editors import DateEditor
from ui.forms.editors import NotesEditor, TextEditor
from ui.forms.field import Field
from ui.forms.record_form import RecordForm
from ui.paper import PaperPane
from ui.screens.form_screen import FormScreen
from ui.screens.letter_out import LetterOut
from ui.screens.visit_form import about_worker
from ui.theme import scaled
from ui.workplace import Workplace

if TYPE_CHECKING:
    from desktop_app.letters.typesetting import RenderedPaper

LEGAL_FORM = "Mẫu số 01 NĐ 374/2025"
SHEET = "A4 ngang, hai bản, cắt giữa"
FORM_WIDTH = 388
FORM_COLUMN = 100
CONSENT = (
    "Hồ sơ chưa ghi người lao động đồng ý cho dùng thông tin cá nhân để giới thiệu việc làm. "
    "Hãy hỏi người lao động; nếu đồng ý thì bằng cách nào?"
)


BENEFIT = "Đang hưởng BHTN: từ chối hai lần không có lý do chính đáng có thể chấm dứt hưởng."


@dataclass(frozen=True)
class FoundLetter:
    """What the form shows: the letter to be filled in, and whose."""

    card: WorkerCard
    letter: Referral
    counsellors: list[Choice]


class ReferralForm(FormScreen[Referral, FoundLetter, Issued]):
    """A new letter of one worker. Saving gives it its number; Ctrl+P saves and prints."""

    name = "referral_form"
    rail = "referrals"

    def __init__(self, place: Workplace) -> None:
        desk = place.desk
        self._consent_method = ""
        self._done: Callable[[Issued], None] = self._saved
        self.counsellor = CodeEditor([])
        self.print_button = KeyButton("Cất và in", "Ctrl+P", icon="printer", role="primary")
        self.earlier = Strip()
        self.benefit = Strip()
        super().__init__(
            place,
            RecordForm[Referral](
                _parts(desk, self.counsellor),
                partial(_check, desk),
                columns=3,
                narrowest=scaled(FORM_COLUMN),
            ),
            after=(self.print_button,),
        )
        self.paper = PaperPane(place.lanes.readers, form=LEGAL_FORM, sheet=SHEET)
        self.out = LetterOut(place, self)
        self._letters: Newest[RenderedPaper] = Newest(
            place.lanes.readers, self._show_paper, self._no_paper, owner=self
        )
        self.title.setText("Phiếu giới thiệu việc làm")
        self.print_button.clicked.connect(self.save_and_print)
        self.earlier.pressed.connect(self._open_earlier)
        self._build(self.earlier, self.benefit, paper=self.paper, width=FORM_WIDTH)

    def open(self, **what: object) -> None:
        """A blank letter of `worker_id`; without one the form stays as it is."""
        if what:
            desk, worker_id = self.place.desk, str(what["worker_id"])
            self.paper.clear()
            self._begin(lambda: _find(desk, worker_id))

    def _show(self, found: FoundLetter) -> None:
        worker = found.card.worker
        self._person = worker.id
        self._consent_method = ""
        self.counsellor.set_choices(found.counsellors)
        self.form.show_record(found.letter)
        self.form.note("valid_until", _days_words(found.letter))
        self.who.setText(worker.full_name)
        self.about.setText(about_worker(self.place.desk, worker))
        self.chip.show_status("Chưa cất, chưa có số", "draft")
        self._show_strips(found.card)
        self._draw()

    def _show_strips(self, card: WorkerCard) -> None:
        waiting = card.open_referrals
        more = f" và {len(waiting) - 1} phiếu khác" if len(waiting) > 1 else ""
        said = f"Phiếu {waiting[0].number}{more} chưa có kết quả." if waiting else ""
        self.earlier.show_message(said, "warn", button="Mở" if said else "")
        self.earlier.setProperty("referral", waiting[0].id if waiting else "")
        benefit = [warning for warning in card.warnings if not warning.referral_id]
        told = " ".join(f"{each.title}: {_lower_first(each.detail)}" for each in benefit)
        refused = any(each.tone == "warning" for each in benefit)
        self.benefit.show_message(
            told if refused or not told else BENEFIT, "warn" if refused else "info"
        )

    def _open_earlier(self) -> None:
        self.place.go("outcome_form", referral_id=self.earlier.property("referral"))

    # --- the paper ---

    def _on_typed(self) -> None:
        super()._on_typed()
        self.form.note("valid_until", _days_words(self.form.record()))
        self._draw()

    def _draw(self) -> None:
        desk, letter = self.place.desk, self.form.record()
        if letter.issued_on is not None and letter.valid_until is not None:
            self._letters.want(lambda: referral_letter(desk, referral=letter))

    def _show_paper(self, letter: "RenderedPaper") -> None:
        self.paper.show_paper(letter.pdf, letter.notices)

    def _no_paper(self, error: Exception) -> None:
        self.strip.show_message(sentence(error), "prob")

    def _when_complete(self) -> tuple[str, str]:
        desk = self.place.desk
        number = f"{desk.office.code}{desk.pc}-{desk.today().year}-…"
        return "info", f"Số {number} được cấp khi cất; không bao giờ dùng lại."

    # --- saving ---

    def save_and_print(self) -> None:
        """Save, then offer the printers."""
        self._submit(self._saved_print)

    def _submit(self, done: Callable[[Issued], None]) -> None:
        self._done = done
        super()._submit(done)

    def _verb(self, record: Referral) -> Callable[[], Issued]:
        desk, method = self.place.desk, self._consent_method
        return lambda: issue_referral(desk, referral=record, consent_method=method)

    def _refused(self, error: Exception) -> None:
        super()._refused(error)
        if isinstance(error, ConsentMissing):
            self.strip.show_message("", "info")
            self._ask_consent()

    def _ask_consent(self) -> None:
        desk = self.place.desk
        self._consent_method = ask.choose(
            self,
            "Đồng ý cho dùng thông tin",
            CONSENT,
            choices=desk.catalogues.choices("consent_method", desk.today()),
            no="Chưa đồng ý",
        )
        if self._consent_method:
            self._submit(self._done)
        else:
            self.strip.show_message(
                "Chưa cấp phiếu vì người lao động chưa đồng ý cho dùng thông tin cá nhân.", "warn"
            )

    def _saved(self, saved: Issued) -> None:
        self._settle()
        self.chip.show_status("", "draft")
        self.place.announce(saved.changed)
        self.place.said.emit(f"Đã cấp phiếu {saved.referral.number}.")
        self.place.go("workers", worker_id=self._person)

    def _saved_print(self, saved: Issued) -> None:
        self._saved(saved)
        self.out.print_letter(saved.referral)


def _parts(desk: Desk, counsellor: CodeEditor) -> list[Field]:
    return [
        Field("employer", "Người sử dụng lao động", TextEditor(), required=True, span=3),
        Field("employer_address", "Địa chỉ nơi tuyển dụng", TextEditor(), span=3),
        Field("position", "Vị trí dự tuyển", TextEditor(), required=True, span=3),
        Field("valid_until", "Có giá trị đến", DateEditor(desk.today), required=True),
        Field("counsellor_id", "Người giới thiệu", counsellor, span=2),
        Field("experience", "Kinh nghiệm làm việc", NotesEditor(2), span=3),
    ]


def _find(desk: Desk, worker_id: str) -> FoundLetter:
    return FoundLetter(
        card=worker_card(desk, worker_id=worker_id),
        letter=new_referral(desk, worker_id=worker_id),
        counsellors=counsellors(desk),
    )


def _check(desk: Desk, letter: Referral) -> list[Problem]:
    return check_referral(letter, today=desk.today())


def _days_words(letter: Referral) -> str:
    if letter.valid_until is None or letter.issued_on is None:
        return ""
    days = (letter.valid_until - letter.issued_on).days
    return f"+{days} ngày" if days > 0 else ""


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
