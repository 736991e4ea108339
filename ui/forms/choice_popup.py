"""The list that opens under an editor while one types, and the line that owns such a list.

What is offered, and what taking a choice means, is the editor's.
"""

from collections.abc import Callable

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
from PySide6.QtGui import QFocusEvent, QFontMetrics, QHideEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.catalogues import Choice
from ui.cards import keycap_size, paint_keycap, words
from ui.forms.editors import LEAVING_FOR_A_WHILE, LineEditor
from ui.theme import colour, measures, sized_font

ROWS_SHOWN = 8
NARROWEST = 240
"""Pixels: the popup is never narrower, however narrow its editor."""


class PopupLine(LineEditor):
    """A line with a popup: ↓ and ↑ walk in it, Enter and Tab take the marked choice, Esc and
    leaving close it. Enter goes on to the next field whether something was taken or not."""

    def __init__(self) -> None:
        super().__init__()
        self._popup: ChoicePopup | None = None

    def take(self, choice: Choice) -> None:
        """Choose, as the user does."""
        raise NotImplementedError

    def open_all(self) -> None:
        """Offer whatever there is: Alt+↓."""
        raise NotImplementedError

    def _new_popup(self) -> "ChoicePopup":
        raise NotImplementedError

    def show_choices(self, choices: list[Choice], *, mark_first: bool = True) -> None:
        """Offer these, with the first one marked unless the text may stand as it is."""
        if self._popup is None:
            self._popup = self._new_popup()
            self._popup.picked.connect(self.take)
        self._popup.offer(choices, mark_first=mark_first)

    def close_popup(self) -> None:
        """Close the list of choices, if it is open."""
        if self._popup is not None:
            self._popup.hide()
            self._popup.deleteLater()
            self._popup = None

    def _take_marked(self) -> None:
        marked = self._popup.marked() if self._popup is not None else None
        if marked is not None:
            self.take(marked)
        self.close_popup()

    def event(self, event: QEvent) -> bool:
        # Esc closes the popup before it means anything to the window.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._popup is not None
        ):
            event.accept()
            return True
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        ):
            self._take_marked()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        key = event.key()
        if key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_all()
            return
        if self._popup is None:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape:
            self.close_popup()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._popup.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take_marked()
            event.ignore()  # the form goes on to the next field
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        super().focusOutEvent(event)
        if event.reason() not in LEAVING_FOR_A_WHILE:
            self.close_popup()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's method
        self.close_popup()
        super().hideEvent(event)


class ChoicePopup(QFrame):
    """The list under an editor. It lies in the editor's window and never takes the focus."""

    picked = Signal(object)

    def __init__(
        self,
        editor: QWidget,
        key: Callable[[Choice], str],
        *,
        foot: str,
        narrowest: int = NARROWEST,
    ) -> None:
        """`key` gives what is typed to choose one, `foot` says how else it is taken; `narrowest`
        is in pixels."""
        super().__init__(editor.window())
        self._editor = editor
        self._foot_words = foot
        self._narrowest = narrowest
        self._model = _Choices()
        self._view = QListView()
        self.setProperty("role", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setModel(self._model)
        self._view.setItemDelegate(_ChoicePainter(key, self._view))
        self._view.setUniformItemSizes(True)
        self._view.setMouseTracking(True)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setAccessibleName("Danh sách chọn")
        self._view.clicked.connect(self._on_clicked)
        self._foot = words("", "small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 5)
        layout.setSpacing(3)
        layout.addWidget(self._view)
        layout.addWidget(self._foot)
        self._foot.setIndent(8)
        above: QWidget | None = editor
        while above is not None and above is not editor.window():
            above.installEventFilter(self)  # whatever moves the editor moves the popup
            above = above.parentWidget()

    def offer(self, choices: list[Choice], *, mark_first: bool = True) -> None:
        """Show these choices, with the first one marked unless the text may stand as it is."""
        self._model.show_choices(choices)
        self._view.setVisible(bool(choices))
        self._foot.setText(self._foot_words if choices else "Không có trong danh sách")
        self._place()
        self.show()
        self.raise_()
        if mark_first:
            self._mark_row(0)

    def marked(self) -> Choice | None:
        """The choice that Enter takes."""
        return self._model.choice(self._view.currentIndex().row())

    def mark(self, choice: Choice) -> None:
        """Mark a choice."""
        self._mark_row(self._model.row_of(choice))

    def step(self, rows: int) -> None:
        """Mark a choice further down, or up for a negative number."""
        last = self._model.rowCount() - 1
        self._mark_row(max(0, min(last, self._view.currentIndex().row() + rows)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's method
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize) and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _mark_row(self, row: int) -> None:
        index = self._model.index(row, 0)
        self._view.setCurrentIndex(index)
        self._view.scrollTo(index)

    def _on_clicked(self, index: QModelIndex) -> None:
        choice = self._model.choice(index.row())
        if choice is not None:
            self.picked.emit(choice)

    def _place(self) -> None:
        """Lie under the editor, or above it where the window ends."""
        row_height = measures().table_row - 2
        self._view.setFixedHeight(min(self._model.rowCount(), ROWS_SHOWN) * row_height)
        window = self._editor.window()
        self.setFixedWidth(max(self._editor.width(), min(self._narrowest, window.width() - 8)))
        self.adjustSize()
        corner = self._editor.mapTo(window, QPoint(0, self._editor.height() + 2))
        if corner.y() + self.height() > window.height():
            above = self._editor.mapTo(window, QPoint(0, -self.height() - 2))
            corner = above if above.y() >= 0 else corner
        corner.setX(max(0, min(corner.x(), window.width() - self.width() - 4)))
        self.move(corner)


class _Choices(QAbstractListModel):
    """The choices offered just now."""

    def __init__(self) -> None:
        super().__init__()
        self._choices: list[Choice] = []

    def show_choices(self, choices: list[Choice]) -> None:
        self.beginResetModel()
        self._choices = choices
        self.endResetModel()

    def choice(self, row: int) -> Choice | None:
        return self._choices[row] if 0 <= row < len(self._choices) else None

    def row_of(self, choice: Choice) -> int:
        return self._choices.index(choice) if choice in self._choices else 0

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:  # noqa: N802 - Qt's method
        return 0 if parent is not None and parent.isValid() else len(self._choices)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        choice = self.choice(index.row())
        if choice is None or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        return choice.name


class _ChoicePainter(QStyledItemDelegate):
    """One row: the key on a keycap, the name, then the other names it goes by."""

    def __init__(self, key: Callable[[Choice], str], parent: QObject) -> None:
        super().__init__(parent)
        self._key = key

    def sizeHint(  # noqa: N802 - Qt's method
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002 - Qt's method
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002 - Qt's method
    ) -> QSize:
        return QSize(NARROWEST, measures().table_row - 2)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        model = index.model()
        choice = model.choice(index.row()) if isinstance(model, _Choices) else None
        if choice is None:
            return
        area: QRect = option.rect  # type: ignore[attr-defined]  # missing in PySide6's stubs
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # the same
        marked = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if marked:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("sel"))
            painter.drawRoundedRect(area, 3, 3)
        self._paint_words(painter, area.adjusted(6, 0, -6, 0), choice, marked=marked)
        painter.restore()

    def _paint_words(self, painter: QPainter, area: QRect, choice: Choice, *, marked: bool) -> None:
        key = self._key(choice)
        left = area.left()
        if key:
            size = keycap_size(key)
            corner = QPoint(left, area.top() + (area.height() - size.height()) // 2)
            paint_keycap(painter, QRect(corner, size), key)
            left += size.width() + 10
        left = self._paint_run(painter, area, left, choice.name, bold=True, marked=marked)
        also = ", ".join(choice.aliases)
        self._paint_run(painter, area, left + 8, also, bold=False, marked=marked)

    def _paint_run(
        self, painter: QPainter, area: QRect, left: int, text: str, *, bold: bool, marked: bool
    ) -> int:
        sizes = measures()
        font = sized_font(sizes.text_pt if bold else sizes.small_pt, bold=bold)
        metrics = QFontMetrics(font)
        room = max(0, area.right() - left)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(colour("sel_text" if marked else "text" if bold else "text2"))
        where = QRect(left, area.top(), room, area.height())
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        return left + metrics.horizontalAdvance(shown)
