"""The lists of Hôm nay: forms left half-way, calls due, letters that run out, appointments."""

from desktop_app.domain.dates import local_date, show_clock, show_date, show_time
from desktop_app.domain.names import name_key
from desktop_app.office.drafts import DraftRow
from desktop_app.office.follow_ups import DueRow
from desktop_app.office.referrals import ReferralRow
from desktop_app.office.visits import AppointmentRow
from ui.tables.column import Column, Empty, Mark
from ui.tables.record_table import RecordTable
from ui.workplace import Workplace

SOON_DAYS = 4
"""A letter with this many days left or fewer is marked."""


def drafts_table(place: Workplace) -> RecordTable[DraftRow]:
    """What was left half-way, and when. Enter goes on."""

    def when(draft: DraftRow) -> str:
        today = local_date(draft.at) == place.desk.today()
        return f"Hôm nay {show_clock(draft.at)}" if today else show_time(draft.at)

    return RecordTable[DraftRow](
        [
            Column("Biểu mẫu", _draft_title, bold=True, mark=_draft_mark),
            Column("Giữ lúc", when, width=128),
        ],
        identity=_draft_id,
        empty=Empty("Không có bản nháp nào."),
        name="Bản nháp chưa cất",
    )


def calls_table() -> RecordTable[DueRow]:
    """Whom to call about which job."""
    return RecordTable[DueRow](
        [
            Column(
                "Họ và tên",
                _due_name,
                bold=True,
                beside=_due_year,
                beside_heading="Năm sinh",
                sort_key=_by_due_name,
            ),
            Column("Điện thoại", _due_phone, width=108),
            Column("Nơi làm · việc", _due_job),
            Column("Mốc", _due_milestone, width=110, gives_way=1),
            Column("Hạn", _due_words, width=122, mark=_due_mark, sort_key=_by_due_day),
        ],
        identity=_task_id,
        empty=Empty("Hôm nay không có cuộc gọi nào đến hạn.", "Tìm người để tư vấn", key="Ctrl+K"),
        name="Cuộc gọi đến hạn",
    )


def letters_table() -> RecordTable[ReferralRow]:
    """Which letters end soon or have ended without a result."""
    return RecordTable[ReferralRow](
        [
            Column("Số phiếu", _letter_number, width=122, bold=True),
            Column(
                "Người lao động",
                _letter_worker,
                beside=_letter_year,
                beside_heading="Năm sinh",
                sort_key=_by_letter_name,
            ),
            Column("Doanh nghiệp · vị trí", _letter_job),
            Column("Hết ngày", _letter_until, width=110, gives_way=1),
            Column("Còn lại", _letter_left, width=122, mark=_letter_mark, sort_key=_by_days_left),
        ],
        identity=_letter_id,
        empty=Empty(
            "Không có phiếu nào sắp hết hạn mà chưa có kết quả.",
            "Lập phiếu cho người đang mở",
            key="F7",
        ),
        name="Phiếu sắp hết hạn, chưa có kết quả",
    )


def appointments_table() -> RecordTable[AppointmentRow]:
    """Who is to come again, about what, and whether they came. Enter opens the visit."""
    return RecordTable[AppointmentRow](
        [
            Column(
                "Người hẹn",
                _appointment_name,
                bold=True,
                beside=_appointment_year,
                beside_heading="Năm sinh",
                sort_key=_by_appointment_name,
            ),
            Column("Điện thoại", _appointment_phone, width=108),
            Column("Lần trước", _appointment_about),
            Column(
                "Ngày hẹn", _appointment_on, width=110, gives_way=1, sort_key=_by_appointment_day
            ),
            Column("Tình trạng", _appointment_words, width=122, mark=_appointment_mark),
        ],
        identity=_appointment_id,
        empty=Empty("Không có lịch hẹn nào."),
        name="Lịch hẹn",
    )


# --- the columns ---------------------------------------------------------------------------------


def _draft_id(draft: DraftRow) -> str:
    return f"{draft.screen} {draft.record_id}"


def _draft_title(draft: DraftRow) -> str:
    return draft.title


def _draft_mark(draft: DraftRow) -> Mark:  # noqa: ARG001 - all of them are drafts
    return Mark("draft", "draft")


def _task_id(due: DueRow) -> str:
    return due.task_id


def _due_name(due: DueRow) -> str:
    return due.full_name


def _by_due_name(due: DueRow) -> object:
    return name_key(due.full_name)


def _by_due_day(due: DueRow) -> object:
    return due.due_on


def _due_year(due: DueRow) -> str:
    return str(due.birth_year or "")


def _due_phone(due: DueRow) -> str:
    return due.phone or "chưa có số"


def _due_job(due: DueRow) -> str:
    return _joined(due.employer, due.position)


def _due_milestone(due: DueRow) -> str:
    return due.milestone


def _due_words(due: DueRow) -> str:
    if due.days_left < 0:
        return f"Quá {-due.days_left} ngày"
    return {0: "Hôm nay", 1: "Ngày mai"}.get(due.days_left, show_date(due.due_on))


def _due_mark(due: DueRow) -> Mark:
    if due.days_left < 0:
        return Mark("warning", "warn")
    return Mark("clock", "" if due.days_left else "info")


def _letter_id(letter: ReferralRow) -> str:
    return letter.id


def _letter_number(letter: ReferralRow) -> str:
    return letter.number


def _letter_worker(letter: ReferralRow) -> str:
    return letter.worker_name


def _by_letter_name(letter: ReferralRow) -> object:
    return name_key(letter.worker_name)


def _by_days_left(letter: ReferralRow) -> object:
    return letter.days_left


def _letter_year(letter: ReferralRow) -> str:
    return str(letter.birth_year or "")


def _letter_job(letter: ReferralRow) -> str:
    return _joined(letter.employer, letter.position)


def _letter_until(letter: ReferralRow) -> str:
    return show_date(letter.valid_until)


def _letter_left(letter: ReferralRow) -> str:
    if letter.days_left < 0:
        return f"Quá {-letter.days_left} ngày"
    return f"Còn {letter.days_left} ngày" if letter.days_left else "Hết hôm nay"


def _letter_mark(letter: ReferralRow) -> Mark:
    if letter.days_left <= 1:
        return Mark("problem", "prob")
    return Mark("warning", "warn") if letter.days_left <= SOON_DAYS else Mark("clock")


def _appointment_id(row: AppointmentRow) -> str:
    return row.visit_id


def _appointment_name(row: AppointmentRow) -> str:
    return row.name


def _by_appointment_name(row: AppointmentRow) -> object:
    return name_key(row.name)


def _by_appointment_day(row: AppointmentRow) -> object:
    return row.on


def _appointment_year(row: AppointmentRow) -> str:
    return str(row.birth_year or "")


def _appointment_phone(row: AppointmentRow) -> str:
    return row.phone or "chưa có số"


def _appointment_about(row: AppointmentRow) -> str:
    return row.about


def _appointment_on(row: AppointmentRow) -> str:
    return show_date(row.on)


def _appointment_words(row: AppointmentRow) -> str:
    if row.came:
        return "Đã đến"
    if row.days_left < 0:
        return f"Quá {-row.days_left} ngày"
    return "Ngày mai" if row.days_left else "Hôm nay"


def _appointment_mark(row: AppointmentRow) -> Mark:
    if row.came:
        return Mark("ok", "ok")
    if row.days_left < 0:
        return Mark("warning", "warn")
    return Mark("clock", "" if row.days_left else "info")


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
