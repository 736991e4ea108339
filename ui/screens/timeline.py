"""Quá trình: what happened with a worker, newest first, painted line by line."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop_app.domain.dates import local_date, show_clock, show_date
from desktop_app.office.timeline import TimelineEntry
from ui.painted_words import PaintedWords
from ui.theme import colour, measures, paint_icon, sized_font

ENTRY = Qt.ItemDataRole.UserRole
TONES = {"ok": "ok", "warning": "warn", "problem": "prob", "info": "info", "draft": "draft"}
"""The tones of the office floor, as the look names them."""
OPENS = frozenset({"referral", "registration"})
"""Subjects of which a line opens something."""
BAR = 3


class Timeline(QListView):
    """`opened(entry)`: Enter or a double click on a line that leads somewhere."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._entries = _Entries()
        self.setModel(self._entries)
        self.setItemDelegate(_EntryPainter(self))
        self.setAccessibleName("Quá trình")
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMinimumHeight(3 * entry_height())
        self.doubleClicked.connect(self._on_double_click)

    def show_entries(self, entries: Sequence[TimelineEntry]) -> None:
        """Show what happened, in the order given."""
        self._entries.show_entries(entries)
        self.scrollToTop()

    def entry(self, row: int) -> TimelineEntry | None:
        """The entry of a row."""
        return self._entries.entry(row)

    def count(self) -> int:
        """The number of entries."""
        return self._entries.rowCount()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()  # letters belong to the search of the screen
        else:
            super().keyPressEvent(event)

    def _on_double_click(self, index: QModelIndex) -> None:
        self._open(index)

    def _open(self, index: QModelIndex) -> None:
        entry = self._entries.entry(index.row())
        if entry is not None and entry.subject in OPENS:
            self.opened.emit(entry)


def entry_height() -> int:
    """Pixels of one line of the timeline: two rows of words and some air."""
    sizes = measures()
    high = QFontMetrics(sized_font(sizes.text_pt, bold=True)).height()
    return high + QFontMetrics(sized_font(sizes.small_pt)).height() + 8


class _Entries(QAbstractListModel):
    """The entries of one worker."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[TimelineEntry, ...] = ()

    def show_entries(self, entries: Sequence[TimelineEntry]) -> None:
        self.beginResetModel()
        self._entries = tuple(entries)
        self.endResetModel()

    def entry(self, row: int) -> TimelineEntry | None:
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def rowCount(  # noqa: N802 - Qt's method
        self, parent: QModelIndex | QPersistentModelIndex | None = None
    ) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        entry = self.entry(index.row())
        if entry is None:
            return None
        if role == ENTRY:
            return entry
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return " · ".join(
                part
                for part in (
                    show_date(entry.day),
                    _clock(entry),
                    entry.title,
                    entry.detail,
                    entry.staff,
                )
                if part
            )
        return None


class _EntryPainter(QStyledItemDelegate):
    """One line: day, icon on its tint, what happened over its details, who was there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._words = PaintedWords()

    def sizeHint(  # noqa: N802 - Qt's method
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002 - Qt's method
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - Qt's method
    ) -> QSize:
        return QSize(200, entry_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry = index.data(ENTRY)
        if not isinstance(entry, TimelineEntry):
            return
        area: QRect = option.rect  # type: ignore[attr-defined]  # missing in PySide6's stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # the same
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        if focused:
            painter.fillRect(area, colour("sel"))
            painter.fillRect(area.left(), area.top(), BAR, area.height(), colour("sel_bar"))
        self._paint_entry(painter, area.adjusted(14, 0, -14, 0), entry, strong=focused)
        painter.restore()

    def _paint_entry(
        self, painter: QPainter, area: QRect, entry: TimelineEntry, *, strong: bool
    ) -> None:
        small, plain = measures().small_pt, measures().text_pt
        dark = strong and colour("sel").lightness() < 128
        text, pale = ("sel_text", "sel_text") if dark else ("text", "text2")
        paint = partial(self._words.paint, painter)
        metrics = QFontMetrics(sized_font(small))
        day_width = metrics.horizontalAdvance("00/00/0000") + 12
        left = area.left() + day_width
        day = QRect(area.left(), area.top(), day_width, area.height())
        paint(day, show_date(entry.day), points=small, tint=pale)
        _paint_disc(painter, QPoint(left, area.center().y() + 1), entry)
        left += _disc() + 10
        clock = _clock(entry)
        who = max(metrics.horizontalAdvance(entry.staff), metrics.horizontalAdvance(clock))
        room = max(40, area.right() - left - who - 16)
        height = QFontMetrics(sized_font(plain, bold=True)).height()
        upper = QRect(left, area.top() + 4, room, height)
        lower = QRect(left, upper.bottom() + 1, room, metrics.height())
        paint(upper, entry.title, points=plain, tint=text, bold=True)
        paint(lower, entry.detail, points=small, tint=pale)
        for line, words in ((upper, entry.staff), (lower, clock)):
            line.setRight(area.right())
            paint(line, words, points=small, tint=pale, right=True)


def _clock(entry: TimelineEntry) -> str:
    """The hour at which it was recorded; none where that was on another day."""
    if entry.at is None or local_date(entry.at) != entry.day:
        return ""
    return show_clock(entry.at)


def _disc() -> int:
    return measures().icon + 6


def _paint_disc(painter: QPainter, middle_left: QPoint, entry: TimelineEntry) -> None:
    tone, side = TONES[entry.tone], measures().icon - 2
    disc = QRect(middle_left.x(), middle_left.y() - _disc() // 2, _disc(), _disc())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(f"{tone}_tint"))
    painter.drawEllipse(disc)
    inset = (_disc() - side) // 2
    paint_icon(painter, disc.topLeft() + QPoint(inset, inset), entry.icon, tone, side)
