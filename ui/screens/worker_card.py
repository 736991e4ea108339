"""The card of one worker: who it is, what must be known before going on, facts, timeline."""

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.dates import show_date
from desktop_app.domain.money import show_money
from desktop_app.domain.phones import show_phone
from desktop_app.domain.workers import WORKER, Worker, age, draws_benefit, has_consent
from desktop_app.office import workers
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.timeline import TimelineEntry
from desktop_app.office.worker_states import STATE_NAMES, WorkerState
from desktop_app.office.workers import CardWarning, WorkerCard
from ui.cards import Card, Chip, Glyph, KeyButton, Keycap, Strip, row, words
from ui.forms.flow import FlowLayout
from ui.forms.scroll import FormScroll
from ui.screens.person_strips import PersonStrips
from ui.screens.timeline import TONES
from ui.screens.timeline_card import TimelineCard
from ui.tables.column import Mark
from ui.theme import scaled
from ui.workplace import Workplace

NARROWEST_FACTS = 480
"""Pixels at 10 pt that two columns of facts need."""
STATE_MARKS: Mapping[WorkerState, Mark] = {
    "seeking": Mark("search", "info"),
    "employed": Mark("ok", "ok"),
    "awaiting": Mark("warning", "warn"),
    "inactive": Mark("clock"),
}


class WorkerCardView(QWidget):
    """Shows a `WorkerCard`, or what to do while nobody is chosen.

    `refer_wanted`: the person is to be referred somewhere. `hidden`: the person has been deleted,
    as far as one sees; it can be taken back for a while. `twin_wanted(worker_id)`: another record
    of the person is to be chosen.
    """

    refer_wanted = Signal()
    twin_wanted = Signal(str)
    hidden = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self._worker_id = ""
        self.name = words("", "h1")
        self.state = Chip()
        self.benefit = Chip()
        self.about = words("", "sub")
        self.story = words("", wrap=True)
        self.visit_button = KeyButton("Tư vấn", "F4", icon="visit", role="primary", bind=False)
        self.follow_button = KeyButton("Theo dõi", "F6", icon="follow_up", bind=False)
        self.refer_button = KeyButton("Giới thiệu", "F7", icon="referral", bind=False)
        self.edit_button = KeyButton("Sửa", icon="draft")
        self.hide_button = KeyButton("Xóa", icon="close")
        self.hand_over_button = KeyButton("Chuyển đi…", icon="sync")
        self.link_button = KeyButton("Nối hồ sơ…", "Ctrl+L", icon="twins")
        self.person = PersonStrips(place)
        self.warnings = QVBoxLayout()
        self.facts = Facts()
        self.timeline_card = TimelineCard()
        self.timeline = self.timeline_card.timeline
        self._pages = QStackedLayout(self)
        self._pages.addWidget(_nobody())
        self._pages.addWidget(FormScroll(self._build()))
        self._connect()

    def _build(self) -> QWidget:
        head = FlowLayout(gap=10)
        for part in (self.name, self.state, self.benefit):
            head.addWidget(part)
        buttons = FlowLayout(gap=10)
        for part in (
            self.visit_button,
            self.follow_button,
            self.refer_button,
            self.edit_button,
            self.hide_button,
            self.hand_over_button,
            self.link_button,
        ):
            buttons.addWidget(part)
        facts = Card()
        facts.body.addWidget(self.facts)
        self.warnings.setSpacing(8)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(16, 10, 16, 12)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addSpacing(2)
        layout.addWidget(self.about)
        layout.addWidget(self.story)
        layout.addSpacing(8)
        layout.addLayout(buttons)
        layout.addSpacing(10)
        layout.addWidget(self.person)
        layout.addLayout(self.warnings)
        layout.addWidget(facts)
        layout.addSpacing(10)
        layout.addWidget(self.timeline_card, 1)
        return content

    def _connect(self) -> None:
        self.visit_button.clicked.connect(self._visit)
        self.follow_button.clicked.connect(self._follow)
        self.refer_button.clicked.connect(self.refer_wanted)
        self.edit_button.clicked.connect(self.edit)
        self.hide_button.clicked.connect(self._hide)
        self.hand_over_button.clicked.connect(self._hand_over)
        self.link_button.clicked.connect(self._link)
        self.timeline.opened.connect(self._open_entry)

    # --- what is shown ---

    def show_nobody(self) -> None:
        """Say what to do to see somebody."""
        self._worker_id = ""
        self._pages.setCurrentIndex(0)

    def show_card(self, card: WorkerCard) -> None:
        """Show a worker."""
        desk, worker = self.place.desk, card.worker
        self._worker_id = worker.id
        self.place.audit.seen(WORKER.name, worker.id)
        mark = STATE_MARKS[card.state]
        self.name.setText(worker.full_name)
        self.state.show_status(STATE_NAMES[card.state], mark.tone or "mute", icon=mark.icon)
        self.benefit.show_status("Đang hưởng BHTN" if draws_benefit(worker) else "", "info")
        self.about.setText(about(desk, worker))
        self.story.setText(card.story[:1].upper() + card.story[1:])
        self.story.setVisible(bool(card.story))
        self.person.show_person(worker.id)
        self._show_warnings(card.warnings)
        self.facts.show_facts(facts_of(desk, worker))
        self.timeline_card.show_entries(card.timeline, worker_id=worker.id)
        self._pages.setCurrentIndex(1)

    def _show_warnings(self, warnings: list[CardWarning]) -> None:
        while (item := self.warnings.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for warning in warnings:
            button = "Ghi kết quả" if warning.referral_id else ""
            strip = Strip(
                warning.detail,
                TONES[warning.tone],
                icon=warning.icon,
                title=warning.title,
                button=button,
            )
            strip.setProperty("referral", warning.referral_id)
            strip.pressed.connect(self._settle)
            self.warnings.addWidget(strip)
        self.warnings.setContentsMargins(0, 0, 0, 10 if warnings else 0)

    # --- going on ---

    def edit(self) -> None:
        """Open the record."""
        self.place.go("worker_form", worker_id=self._worker_id)

    def _visit(self) -> None:
        self.place.go("visit_form", worker_id=self._worker_id)

    def _follow(self) -> None:
        self.place.go("contact_form", worker_id=self._worker_id)

    def _hand_over(self) -> None:
        self.place.go("person_question", hand_over=self._worker_id)

    def _link(self) -> None:
        self.twin_wanted.emit(self._worker_id)

    def _hide(self) -> None:
        verb = partial(workers.hide_worker, self.place.desk, worker_id=self._worker_id)
        self.place.write(verb, self._on_hidden, owner=self)

    def _on_hidden(self, changed: Changed) -> None:
        self.hidden.emit()
        self.place.announce(changed)
        back = partial(workers.show_worker, self.place.desk, worker_id=changed.record_id)
        self.place.undoable(f"Đã xóa hồ sơ {self.name.text()}.", back)

    def _settle(self) -> None:
        self.place.go("outcome_form", referral_id=self.sender().property("referral"))

    def _open_entry(self, entry: TimelineEntry) -> None:
        if entry.subject == "referral":
            self.place.go("outcome_form", referral_id=entry.record_id)
        else:
            self.edit()


class Facts(QWidget):
    """Names and values in two columns; in one where two would be too narrow."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(13, 9, 13, 9)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._parts: dict[str, tuple[QLabel, QLabel]] = {}
        self._columns = 0

    def show_facts(self, facts: Mapping[str, str]) -> None:
        """Show values by their names, the first half at the left."""
        if list(facts) != list(self._parts):
            self._make_parts(facts)
        for name, value in facts.items():
            self._parts[name][1].setText(value)
        self._arrange(self.width())

    def _make_parts(self, names: Iterable[str]) -> None:
        for part in (part for pair in self._parts.values() for part in pair):
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = {name: (words(name, "small"), words("", wrap=True)) for name in names}
        self._columns = 0

    def text(self, name: str) -> str:
        """The value shown under a name."""
        return self._parts[name][1].text()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        return QSize(scaled(NARROWEST_FACTS) // 2, super().minimumSizeHint().height())

    def _arrange(self, width: int) -> None:
        columns = 2 if width >= scaled(NARROWEST_FACTS) else 1
        if columns == self._columns:
            return
        self._columns = columns
        rows = -(-len(self._parts) // columns)
        top = Qt.AlignmentFlag.AlignTop
        for place, (name, value) in enumerate(self._parts.values()):
            column, line = 2 * (place // rows), place % rows
            self._grid.addWidget(name, line, column, top)
            self._grid.addWidget(value, line, column + 1, top)
        for column in (1, 3):
            self._grid.setColumnStretch(column, 1 if column < 2 * columns else 0)


def about(desk: Desk, worker: Worker) -> str:
    """«Nữ · 09/09/1995 (31 tuổi) · Dao · 020195007890»."""
    born = show_date(worker.birth_date)
    years = age(worker, desk.today())
    parts = (
        desk.catalogues.name("sex", worker.sex),
        f"{born} ({years} tuổi)" if years is not None else born,
        desk.catalogues.name("ethnic_group", worker.ethnicity),
        worker.personal_number or "chưa có số định danh",
    )
    return " · ".join(part for part in parts if part)


def facts_of(desk: Desk, worker: Worker) -> dict[str, str]:
    """What a counsellor asks of a person most, in words; what was never asked is a dash."""
    lists, places = desk.catalogues, desk.catalogues.places
    present = _joined(worker.present_detail, places.show_commune(worker.present_commune))
    groups = [lists.name("priority_group", code) for code in worker.priority_groups]
    if lists.is_minority(worker.ethnicity):
        groups.append("Dân tộc thiểu số")
    wage = f"từ {show_money(worker.desired_wage)} đ" if worker.desired_wage is not None else ""
    place = lists.name("desired_place", worker.desired_place)
    wished = worker.wanted_jobs or ", ".join(
        lists.name("occupation", code) for code in worker.wanted_occupations
    )
    facts = {
        "Điện thoại": show_phone(worker.phone),
        "Thường trú": _joined(
            worker.residence_detail, places.show_commune(worker.residence_commune)
        ),
        "Nơi ở hiện nay": present or "như thường trú",
        "Dùng thông tin": consent_words(worker),
        "Học vấn": lists.name("general_education", worker.general_education),
        "Chuyên môn": _joined(
            lists.name("technical_level", worker.technical_level), worker.trained_field
        ),
        "Muốn làm": _joined(wished, wage, place),
        "Ưu tiên": "; ".join(groups),
    }
    return {name: value or "–" for name, value in facts.items()}


def consent_words(worker: Worker) -> str:
    """Whether the worker agrees to the use of the data, and since when."""
    if has_consent(worker):
        return f"Đã đồng ý {show_date(worker.consent_on)}"
    if worker.consent_withdrawn_on is not None:
        return f"Đã rút lại {show_date(worker.consent_withdrawn_on)}"
    return "Chưa ghi"


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _nobody() -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.addStretch(2)
    glyph = Glyph("workers", "text3", 40)
    layout.addWidget(glyph, 0, Qt.AlignmentFlag.AlignHCenter)
    layout.addSpacing(8)
    said = words("Chọn một người trong danh sách để xem hồ sơ và quá trình.", "sub")
    layout.addWidget(said, 0, Qt.AlignmentFlag.AlignHCenter)
    layout.addSpacing(6)
    layout.addLayout(row(1, words("Đăng ký người mới", "link"), Keycap("F2"), 1))
    layout.addStretch(3)
    return page
