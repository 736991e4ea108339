"""Writing a referral letter (phiếu giới thiệu việc làm): fields left, the paper itself right.

The paper is the one that will be printed: it follows the typing, and gets its number when saved.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.dates import show_date
from desktop_app.domain.money import show_number
from desktop_app.domain.problems import Problem
from desktop_app.domain.referrals import Referral, check_referral
from desktop_app.office.desk import Desk
from desktop_app.office.referrals import (
    ConsentMissing,
    Issued,
    issue_referral,
    new_referral,
    referral_letter,
    referral_warnings,
)
from desktop_app.office.staff import counsellors
from desktop_app.office.vacancies import VacancyRow, vacancy_card, vacancy_choices
from desktop_app.office.workers import WorkerCard, worker_card
from ui.background import Newest
from ui.cards import KeyButton, Strip
from ui.dialogs import ask
from ui.faults import messages, sentence
from ui.forms.code_editor import CodeEditor
from ui.forms.date_editors import DateEditor
from ui.forms.editors import NotesEditor, TextEditor
from ui.forms.field import Field
from ui.forms.lookup_editor import SuggestEditor
from ui.forms.record_form import RecordForm
from ui.paper import PaperPane
from ui.screens.form_screen import FormScreen
from ui.screens.letter_out import LetterOut
from ui.screens.visit_form import about_worker
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
OFFERED = 20
"""Vacancies offered under the field; more are found by typing on."""
BY_HAND = "Không chọn trong sổ: in đúng như đã gõ"
BENEFIT = "Đang hưởng BHTN: từ chối hai lần không có lý do chính đáng có thể chấm dứt hưởng."


@dataclass(frozen=True)
class FoundLetter:
    """What the form shows: the letter to be filled in, and whose."""

    card: WorkerCard
    letter: Referral
    counsellors: list[Choice]


@dataclass(frozen=True)
class Source:
    """The vacancy a letter goes to, and what should be known before it does."""

    row: VacancyRow
    warnings: list[Problem]


class ReferralForm(FormScreen[Referral, FoundLetter, Issued]):
    """A new letter of one worker. Saving gives it its number; Ctrl+P saves and prints.

    The employer's field offers open vacancies; one that is taken fills the letter and is noted in
    it, until another employer or another job is typed.
    """

    name = "referral_form"
    rail = "referrals"
    draft_word = "Phiếu giới thiệu"

    def __init__(self, place: Workplace) -> None:
        desk = place.desk
        self._consent_method = ""
        self._done: Callable[[Issued], None] = self._saved
        self.counsellor = CodeEditor([])
        self.employer = SuggestEditor()
        self._sought = ""
        self._taken: tuple[str, str] | None = None
        self._filling = False
        self._then: Callable[[Issued], None] | None = None
        self.print_button = KeyButton("Cất và in", "Ctrl+P", icon="printer", role="primary")
        self.earlier = Strip()
        self.benefit = Strip()
        super().__init__(
            place,
            RecordForm[Referral](
                _parts(desk, self.employer, self.counsellor),
                partial(_check, desk),
                columns=3,
                narrowest=FORM_COLUMN,
            ),
            after=(self.print_button,),
        )
        self.paper = PaperPane(place.lanes.readers, form=LEGAL_FORM, sheet=SHEET)
        self.out = LetterOut(place, self)
        self._letters: Newest[RenderedPaper] = Newest(
            place.lanes.readers, self._show_paper, self._no_paper, owner=self
        )
        self._vacancies = place.newest(self._offer, owner=self)
        self._source = place.newest(self._tell_source, owner=self)
        self.employer.sought.connect(self._seek_vacancies)
        self.employer.picked.connect(self._take_vacancy)
        self.title.setText("Phiếu giới thiệu việc làm")
        self.print_button.clicked.connect(self.save_and_print)
        self.earlier.pressed.connect(self._open_earlier)
        self._build(self.earlier, self.benefit, paper=self.paper, width=FORM_WIDTH)

    def _reading(self, what: Mapping[str, str]) -> Callable[[], FoundLetter]:
        """A blank letter of `worker_id`, to `vacancy_id` where one was chosen."""
        desk, worker_id = self.place.desk, what["worker_id"]
        vacancy_id = what.get("vacancy_id", "")
        self.paper.clear()
        return lambda: _find(desk, worker_id, vacancy_id)

    def _found_with(self, found: FoundLetter, record: Referral) -> FoundLetter:
        return replace(found, letter=record)

    def _show(self, found: FoundLetter) -> None:
        worker = found.card.worker
        self._person = worker.id
        self._consent_method = ""
        self._filling, self._then = False, None
        self.counsellor.set_choices(found.counsellors)
        self.form.show_record(found.letter)
        self._taken = None
        self._follow_source()
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

    # --- the vacancy ---

    def _seek_vacancies(self, text: str) -> None:
        desk, self._sought = self.place.desk, text
        self._vacancies.want(lambda: vacancy_choices(desk, text=text, limit=OFFERED))

    def _offer(self, rows: list[VacancyRow]) -> None:
        self.employer.offer(
            self._sought, [Choice(row.id, row.title, (_told(row),)) for row in rows]
        )

    def _take_vacancy(self, choice: Choice) -> None:
        """Fill the letter from it; a save asked for meanwhile waits until that is done."""
        desk, worker_id, vacancy_id = self.place.desk, self._person, choice.code
        self._filling = True
        self.place.read(
            lambda: new_referral(desk, worker_id=worker_id, vacancy_id=vacancy_id),
            self._fill_from,
            owner=self,
        )

    def _fill_from(self, like: Referral) -> None:
        if like.worker_id != self._person or not self._filling:
            return
        self._filling = False
        self._taken = None
        self.form.fill(
            employer=like.employer,
            employer_address=like.employer_address,
            position=like.position,
            employer_id=like.employer_id,
            vacancy_id=like.vacancy_id,
        )
        then, self._then = self._then, None
        if then is not None:
            self._submit(then)

    def _follow_source(self) -> None:
        """A letter with another employer is not to that vacancy; nor is one for another job."""
        letter = self.form.record()
        typed = (letter.employer, letter.position)
        if not (letter.employer_id or letter.vacancy_id):
            self._taken = None
            self.form.note("employer", BY_HAND if letter.employer else "", "info")
        elif self._taken is None:
            self._taken = typed
            self._look_at_source(letter)
        elif typed[0] != self._taken[0]:
            self._forget_source(employer_id="", vacancy_id="")
        elif typed != self._taken and letter.vacancy_id:
            self._forget_source(vacancy_id="")

    def _forget_source(self, **ids: str) -> None:
        self._taken = None
        self.form.note("employer", "")
        self.form.note("position", "")
        self.form.fill(**ids)

    def _look_at_source(self, letter: Referral) -> None:
        desk = self.place.desk
        if letter.vacancy_id:
            self._source.want(lambda: _source_of(desk, letter))

    def _tell_source(self, source: Source) -> None:
        if source.row.id != self.form.record().vacancy_id:
            return
        row = source.row
        self.form.note("employer", _room(row), "ok" if row.state == "open" else "warn")
        self.form.note("position", messages(source.warnings), "warn")

    # --- the paper ---

    def _on_typed(self) -> None:
        super()._on_typed()
        self._follow_source()
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
        if self._filling:
            self._then = done
            return
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


def _parts(desk: Desk, employer: SuggestEditor, counsellor: CodeEditor) -> list[Field]:
    return [
        Field(
            "employer",
            "Người sử dụng lao động",
            employer,
            required=True,
            span=3,
            hint="gõ tên việc hoặc đơn vị, ↓ để chọn",
        ),
        Field("employer_address", "Địa chỉ nơi tuyển dụng", TextEditor(), span=3),
        Field("position", "Vị trí dự tuyển", TextEditor(), required=True, span=3),
        Field("valid_until", "Có giá trị đến", DateEditor(desk.today), required=True),
        Field("counsellor_id", "Người giới thiệu", counsellor, span=2),
        Field("experience", "Kinh nghiệm làm việc", NotesEditor(2), span=3),
    ]


def _find(desk: Desk, worker_id: str, vacancy_id: str) -> FoundLetter:
    return FoundLetter(
        card=worker_card(desk, worker_id=worker_id),
        letter=new_referral(desk, worker_id=worker_id, vacancy_id=vacancy_id),
        counsellors=counsellors(desk),
    )


def _source_of(desk: Desk, letter: Referral) -> Source:
    return Source(
        row=vacancy_card(desk, vacancy_id=letter.vacancy_id).row,
        warnings=referral_warnings(desk, referral=letter),
    )


def _told(row: VacancyRow) -> str:
    """«Công ty TNHH May Thất Khê · còn 14 chỗ · đến 31/12/2026»."""
    return " · ".join(part for part in (row.employer, _left(row), _until(row)) if part)


def _room(row: VacancyRow) -> str:
    """«Còn 14 chỗ · 7,5–9 triệu · đến 31/12/2026»."""
    left = _left(row)
    parts = (left[:1].upper() + left[1:], row.wage, _until(row))
    return " · ".join(part for part in parts if part)


def _left(row: VacancyRow) -> str:
    return f"còn {show_number(row.left)} chỗ"


def _until(row: VacancyRow) -> str:
    return f"đến {show_date(row.open_until)}" if row.open_until else ""


def _check(desk: Desk, letter: Referral) -> list[Problem]:
    return check_referral(letter, today=desk.today())


def _days_words(letter: Referral) -> str:
    if letter.valid_until is None or letter.issued_on is None:
        return ""
    days = (letter.valid_until - letter.issued_on).days
    return f"+{days} ngày" if days > 0 else ""


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
