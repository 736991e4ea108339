"""The search box at the top: whatever is typed there is looked for among everything there is.

It says what was taken; going there is the main window's.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from desktop_app.domain.dates import show_date
from desktop_app.domain.money import show_number
from desktop_app.domain.names import nfc
from desktop_app.office.finding import COUNTED, Findings, find_anything
from desktop_app.office.finding import Hit as Named
from desktop_app.office.referrals import ReferralRow
from desktop_app.office.workers import WorkerRow
from ui.cards import keycap_size, paint_keycap, put_picture
from ui.commands import Command, find_commands
from ui.forms.editors import LEAVING_FOR_A_WHILE
from ui.search_popup import Hit, SearchPopup, spoken
from ui.workplace import Workplace

KEY = "Ctrl+K"
BESIDE_KEY = 6
"""Pixels between the keycap and the edge."""
EACH = 5
"""So many of each group are shown."""


class SearchBox(QLineEdit):
    """`taken(Hit)` when something found is chosen; `left` when Esc leaves the box and what had the
    focus before is gone.

    The list follows what is typed; an answer to an older text is dropped. Enter takes the marked
    hit, and waits for it where the answer is still to come. What an input method is composing is
    none of its keys' business.
    """

    taken = Signal(object)
    left = Signal()

    def __init__(self, place: Workplace, commands: Sequence[Command]) -> None:
        super().__init__()
        self._place = place
        self._commands = commands
        self._findings = place.newest(self._found, owner=self)
        self._asked = ""
        self._waiting = False
        self._take_first = False
        self._composing = False
        self._before: QWidget | None = None
        self._popup: SearchPopup | None = None
        self.setProperty("role", "search")
        self.setPlaceholderText("Tìm người, doanh nghiệp, việc làm, số phiếu, lệnh…")
        self.setAccessibleName("Tìm người, doanh nghiệp, việc làm trống, số phiếu, lệnh")
        put_picture(self, "search", "Tìm")
        self.setTextMargins(0, 0, keycap_size(KEY).width() + BESIDE_KEY, 0)
        self.textEdited.connect(self._look_for)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    @property
    def popup(self) -> SearchPopup | None:
        """The list, while it is open and says what fits the text in the box."""
        popup = self._popup
        return popup if popup is not None and popup.isVisible() and not self._waiting else None

    # --- looking ---

    def _look_for(self, text: str) -> None:
        self._asked = nfc(text)
        self._take_first = False
        if not any(letter.isalnum() for letter in self._asked):
            self._close()
            return
        self._waiting = True
        desk = self._place.desk
        self._findings.want(partial(find_anything, desk, text=self._asked, limit=EACH))

    def _found(self, findings: Findings) -> None:
        self._waiting = False
        hits = [*_hits(findings), *self._command_hits(), *_whole_list(findings, self._asked)]
        if self._take_first:
            self._take(hits[0])
            return
        if self._popup is None:
            self._popup = SearchPopup(self)
            self._popup.picked.connect(self._take)
        self._popup.offer(hits)
        self._tell_marked()

    def _command_hits(self) -> list[Hit]:
        found = find_commands(self._commands, self._asked)[:EACH]
        return [Hit("Lệnh", each.icon, each.title, each.name, key=each.key) for each in found]

    def _tell_marked(self) -> None:
        marked = self._popup.marked() if self._popup is not None else None
        self.setAccessibleDescription(spoken(marked) if marked is not None else "")

    def _close(self) -> None:
        self._findings.forget()
        self._waiting = self._take_first = False
        self.setAccessibleDescription("")
        if self._popup is not None:
            self._popup.hide()

    def _take(self, hit: Hit) -> None:
        self._close()
        self.taken.emit(hit)

    # --- keys ---

    def event(self, event: QEvent) -> bool:
        # Esc is the box's own before it means anything to a form.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's method
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        key = event.key()
        if self._composing:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Escape:
            self._leave()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            by_group = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._step(1 if key == Qt.Key.Key_Down else -1, by_group=by_group)
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        marked = self.popup.marked() if self.popup is not None else None
        if marked is not None:
            self._take(marked)
            return
        if not self._waiting:
            self._look_for(self.text())
        self._take_first = self._waiting

    def _step(self, by: int, *, by_group: bool) -> None:
        if self.popup is None:
            if not self._waiting:
                self._look_for(self.text())
        elif by_group:
            self.popup.step_group(by)
        else:
            self.popup.step(by)
        self._tell_marked()

    # --- how it looks ---

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's method
        """The key by which one comes here, until one has come and typed."""
        super().paintEvent(event)
        if not self.text():
            cap = QRect(QPoint(), keycap_size(KEY))
            cap.moveCenter(self.rect().center())
            cap.moveRight(self.width() - BESIDE_KEY)
            paint_keycap(QPainter(self), cap, KEY)

    # --- the focus ---

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is self and old is not None:
            self._before = old

    def _leave(self) -> None:
        self._close()
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.left.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        super().focusOutEvent(event)
        if event.reason() not in LEAVING_FOR_A_WHILE:
            self._close()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's method
        self._close()
        super().hideEvent(event)


# --- What is shown of each ---------------------------------------------------------------------


def _hits(found: Findings) -> list[Hit]:
    return [
        *(_person(worker) for worker in found.workers),
        *(
            _named("Doanh nghiệp", "employer", "employers", "employer_id", each)
            for each in found.employers
        ),
        *(
            _named("Việc làm trống", "vacancy", "vacancies", "vacancy_id", each)
            for each in found.vacancies
        ),
        *(_letter(letter) for letter in found.letters),
    ]


def _person(worker: WorkerRow) -> Hit:
    year = f"sinh {worker.birth_year}" if worker.birth_year else ""
    number = f"…{worker.last_four}" if worker.last_four else ""
    details = _joined(year, worker.commune, number)
    what = {"worker_id": worker.id}
    return Hit("Người lao động", "user", worker.full_name, "workers", details, what=what)


def _named(group: str, picture: str, screen: str, id_name: str, found: Named) -> Hit:
    return Hit(
        group, picture, found.name, screen, _joined(*found.details), what={id_name: found.id}
    )


def _letter(letter: ReferralRow) -> Hit:
    details = _joined(letter.worker_name, letter.employer, f"cấp {show_date(letter.issued_on)}")
    what = {"referral_id": letter.id}
    return Hit("Phiếu giới thiệu", "referral", letter.number, "outcome_form", details, what=what)


def _whole_list(found: Findings, text: str) -> list[Hit]:
    """The list of people with the same text; also where nothing fits, for there somebody new is
    registered."""
    if found.people > COUNTED:
        title = f"Xem tất cả hơn {show_number(COUNTED)} người"
    elif found.people:
        title = f"Xem tất cả {show_number(found.people)} người"
    else:
        title = "Không có người nào khớp · Mở danh sách người lao động"
    return [Hit("", "workers", title, "workers", what={"text": text})]


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
