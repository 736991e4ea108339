"""The list that drops under the search box at the top: hits under the heads of their groups.

What is found and what taking a hit means is not its business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.cards import keycap_size, paint_keycap
from ui.theme import colour, measures, paint_icon, scaled, sized_font

WIDTH = 560
"""Pixels at 10 pt; less where the window is narrow."""
_HIT = Qt.ItemDataRole.UserRole
_EDGE = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: `screen` and `what` say where it is shown. One without a group stands for
    itself, below the others."""

    group: str
    icon: str
    title: str
    screen: str
    details: str = ""
    key: str = ""
    what: Mapping[str, object] = field(default_factory=dict[str, object])


class SearchPopup(QFrame):
    """Lies in the window of its box and never takes the focus. One hit is always marked."""

    picked = Signal(object)

    def __init__(self, box: QWidget) -> None:
        super().__init__(box.window())
        self._box = box
        self._model = _Hits()
        self.view = QListView()
        self.setProperty("role", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setModel(self._model)
        self.view.setItemDelegate(_HitPainter(self.view))
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setAccessibleName("Kết quả tìm")
        self.view.clicked.connect(self._on_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        layout.addWidget(self.view)
        box.window().installEventFilter(self)

    def offer(self, hits: Sequence[Hit]) -> None:
        """Show these, the first one marked. Hits of a group come together."""
        self._model.show_hits(hits)
        self._mark(0)
        self._place()
        self.show()
        self.raise_()

    def marked(self) -> Hit | None:
        """The hit that Enter takes."""
        hit = self.view.currentIndex().data(_HIT)
        return hit if isinstance(hit, Hit) else None

    def step(self, by: int) -> None:
        """Mark the next hit, or with -1 the one before."""
        self._mark(self._model.places.index(self.view.currentIndex().row()) + by)

    def step_group(self, by: int) -> None:
        """Mark the first hit of the next group, or with -1 of this one, then of the one before."""
        here = self._model.places.index(self.view.currentIndex().row())
        firsts = self._model.first_of_groups()
        beyond = [at for at in firsts if (at - here) * by > 0]
        if beyond:
            self._mark(min(beyond) if by > 0 else max(beyond))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's method
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _mark(self, place: int) -> None:
        """Mark a hit by its place among the hits; the head above the first one is seen too."""
        places = self._model.places
        row = places[max(0, min(len(places) - 1, place))]
        index = self._model.index(row, 0)
        self.view.setCurrentIndex(index)
        if row == places[0]:
            self.view.scrollToTop()
        else:
            self.view.scrollTo(index)

    def _on_clicked(self, index: QModelIndex) -> None:
        hit = index.data(_HIT)
        if isinstance(hit, Hit):
            self.picked.emit(hit)

    def _place(self) -> None:
        """Lie under the box, no wider and no higher than the window has room for."""
        window = self._box.window()
        corner = self._box.mapTo(window, QPoint(0, self._box.height() + 2))
        width = min(max(self._box.width(), scaled(WIDTH)), window.width() - corner.x() - _EDGE)
        rows = sum(
            _row_height(self._model.index(row, 0).data(_HIT))
            for row in range(self._model.rowCount())
        )
        height = min(rows + 2 * _EDGE + 2, window.height() - corner.y() - _EDGE)
        self.setGeometry(QRect(corner, QSize(width, height)))


class _Hits(QAbstractListModel):
    """The hits of just now, and a head where a group begins. `places` are the rows of the hits."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Hit | str] = []
        self.places: list[int] = []

    def show_hits(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self._rows, self.places, group = [], [], ""
        for hit in hits:
            if hit.group not in ("", group):
                group = hit.group
                self._rows.append(group)
            self.places.append(len(self._rows))
            self._rows.append(hit)
        self.endResetModel()

    def first_of_groups(self) -> list[int]:
        """Places among the hits at which a group begins."""
        groups = [hit.group for hit in self._rows if isinstance(hit, Hit)]
        return [at for at, group in enumerate(groups) if at == 0 or group != groups[at - 1]]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:  # noqa: N802 - Qt's method
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if isinstance(self.data(index, _HIT), Hit):
            return super().flags(index)
        return Qt.ItemFlag.NoItemFlags

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if not 0 <= index.row() < len(self._rows):
            return None
        shown = self._rows[index.row()]
        if role == _HIT:
            return shown
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return shown if isinstance(shown, str) else spoken(shown)


def spoken(hit: Hit) -> str:
    """A hit as a screen reader says it."""
    return ", ".join(filter(None, (hit.title, hit.details, hit.group)))


def _row_height(shown: object) -> int:
    return measures().table_row if isinstance(shown, Hit) else measures().small_button


class _HitPainter(QStyledItemDelegate):
    """A head in small letters; a hit with its icon, its title, what tells it apart, and its key."""

    def sizeHint(  # noqa: N802 - Qt's method
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002 - Qt's method
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        return QSize(scaled(WIDTH) // 2, _row_height(index.data(_HIT)))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        area: QRect = option.rect  # type: ignore[attr-defined]  # missing in PySide6's stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # the same
        shown = index.data(_HIT)
        painter.save()
        if isinstance(shown, Hit):
            marked = bool(state & QStyle.StateFlag.State_Selected)
            _paint_hit(painter, area, shown, marked=marked)
        else:
            _paint_run(painter, area.adjusted(6, 0, -6, 0), str(shown), "text2", bold=False)
        painter.restore()


def _paint_hit(painter: QPainter, area: QRect, hit: Hit, *, marked: bool) -> None:
    if marked:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("sel"))
        painter.drawRoundedRect(area, 3, 3)
    size = measures().icon
    top = area.top() + (area.height() - size) // 2
    paint_icon(painter, QPoint(area.left() + 8, top), hit.icon, _ink("text2", marked), size)
    room = area.adjusted(8 + size + 10, 0, -8, 0)
    if hit.key:
        cap = keycap_size(hit.key)
        corner = QPoint(
            room.right() - cap.width(), area.top() + (area.height() - cap.height()) // 2
        )
        paint_keycap(painter, QRect(corner, cap), hit.key)
        room.setRight(corner.x() - 8)
    room.setLeft(_paint_run(painter, room, hit.title, _ink("text", marked), bold=True) + 10)
    _paint_run(painter, room, hit.details, _ink("text2", marked), bold=False)


def _ink(tint: str, marked: bool) -> str:
    return "sel_text" if marked else tint


def _paint_run(painter: QPainter, area: QRect, text: str, tint: str, *, bold: bool) -> int:
    """Write a text into a row, cut where it has no room; where it ends."""
    sizes = measures()
    font = sized_font(sizes.text_pt if bold else sizes.small_pt, bold=bold)
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width()))
    painter.setFont(font)
    painter.setPen(colour(tint))
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    return area.left() + metrics.horizontalAdvance(shown)
