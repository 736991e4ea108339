"""The editor of one code out of a list: a line with a popup, chosen by digit or by letters
without accents («ta» finds Tày). The mouse is never needed and a combo box never used."""

from collections.abc import Sequence
from typing import Any

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
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.names import search_fold
from ui.cards import keycap_size, paint_keycap, words
from ui.forms.editors import LEAVING_FOR_A_WHILE, LineEditor
from ui.forms.field import Unreadable
from ui.theme import colour, icon, measures, sized_font

ROWS_SHOWN = 8
LONGEST_KEY = 3
"""Longer codes (communes) say nothing to a counsellor and are not shown."""
HINT_LENGTH = 34
MOST_HINTED = 12
"""Choices of a list whose first and last key are still a help."""
NARROWEST = 240
"""Pixels: the popup is never narrower, however narrow its editor."""


class ChoiceList:
    """A list of choices and the rule by which typed text finds them.

    Each choice has a key to type: its code where that is short, its place in a list of at most
    nine, else none.
    """

    def __init__(self, choices: Sequence[Choice]) -> None:
        self.choices = tuple(choices)
        self._by_code = {choice.code: choice for choice in self.choices}
        self._keys = self._find_keys()
        self._words = {
            choice.code: tuple(search_fold(name).split() for name in (choice.name, *choice.aliases))
            for choice in self.choices
        }

    def _find_keys(self) -> dict[str, str]:
        codes = [choice.code for choice in self.choices]
        if all(code[:1].isdigit() and len(code) <= LONGEST_KEY for code in codes):
            return {code: code for code in codes}
        if len(codes) <= 9:
            return {code: str(place) for place, code in enumerate(codes, start=1)}
        return {}

    def get(self, code: str) -> Choice | None:
        """The choice of a code, None when this list does not know it."""
        return self._by_code.get(code)

    def key(self, choice: Choice) -> str:
        """What is typed to choose it, "" when it has none."""
        return self._keys.get(choice.code, "")

    def matches(self, text: str) -> list[Choice]:
        """The choices a text can mean, the likeliest first; all of them for no text."""
        typed = search_fold(text).split()
        if not typed:
            return list(self.choices)
        ranked = [(self._rank(choice, typed), choice) for choice in self.choices]
        found = [(rank, choice) for rank, choice in ranked if rank is not None]
        return [choice for _, choice in sorted(found, key=lambda pair: pair[0])]

    def exact(self, text: str) -> Choice | None:
        """The only choice whose key is this text, while no longer key begins with it."""
        begun = [choice for choice in self.choices if self.key(choice).startswith(text)]
        return begun[0] if text and len(begun) == 1 and self.key(begun[0]) == text else None

    def _rank(self, choice: Choice, typed: list[str]) -> int | None:
        key = self.key(choice)
        if len(typed) == 1 and key:
            if key == typed[0] or key.lstrip("0") == typed[0]:
                return 0
            if key.startswith(typed[0]):
                return 1
        name, *aliases = self._words[choice.code]
        if name == typed:
            return 2
        if _begins(name, typed):
            return 3
        if any(_begins(name[start:], typed) for start in range(1, len(name))):
            return 4
        within = any(
            _begins(alias[start:], typed) for alias in aliases for start in range(len(alias))
        )
        return 5 if within else None


def _begins(name: list[str], typed: list[str]) -> bool:
    """Whether the words typed are the first words of the name, the last one perhaps in part."""
    whole, last = typed[:-1], typed[-1]
    return (
        len(name) >= len(typed)
        and name[: len(whole)] == whole
        and name[len(whole)].startswith(last)
    )


class CodeEditor(LineEditor):
    """One code. Unknown codes are shown and kept; Enter and Tab take the marked choice."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._list = ChoiceList(choices)
        self._popup: ChoicePopup | None = None
        self._last_length = 0
        self._arrow = self.addAction(
            icon("down", "text2"), QLineEdit.ActionPosition.TrailingPosition
        )
        self._arrow.setText("Mở danh sách")
        self._arrow.triggered.connect(self._toggle)
        self.setPlaceholderText(self._hint())

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices; the value stays as it is."""
        value = self.value()
        self._list = ChoiceList(choices)
        self.setPlaceholderText(self._hint())
        if not isinstance(value, Unreadable):
            self.set_value(value)

    def show_code(self, code: Any) -> None:
        """Show a code as the untouched one."""
        super().set_value(code)

    def read(self, text: str) -> str | Unreadable:
        found = self._list.matches(text)
        exact = self._list.exact(text)
        named = [choice for choice in found if search_fold(choice.name) == search_fold(text)]
        if exact is not None or len(named) == 1:
            return (exact or named[0]).code
        if not found:
            return Unreadable("Không có trong danh sách")
        return Unreadable("Chưa chọn: gõ thêm hoặc bấm Alt+↓ để xem danh sách")

    def write(self, value: Any) -> str:
        choice = self._list.get(value)
        if choice is None:
            return str(value or "")
        key = self._list.key(choice)
        return f"{key}   {choice.name}" if key else choice.name

    def take(self, choice: Choice) -> None:
        """Choose, as the user does."""
        self.close_popup()
        self.show_code(choice.code)
        self.setCursorPosition(len(self.text()))
        self.changed.emit()

    def tidy(self) -> None:
        if self.text() == self._given_text:
            return
        marked = self._popup.marked() if self._popup is not None else None
        found = self._list.matches(self.text())
        if self.text().strip() and marked is not None and len(found) == 1:
            self.take(marked)
        else:
            self._take_what_is_read()

    def _take_what_is_read(self) -> None:
        value = self.value()
        choice = None if isinstance(value, Unreadable) else self._list.get(value)
        if choice is not None:
            self.take(choice)

    # --- keys ---

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
            self._open_all()
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

    def _take_marked(self) -> None:
        marked = self._popup.marked() if self._popup is not None else None
        if marked is not None:
            self.take(marked)
        self.close_popup()

    def _on_edited(self, text: str) -> None:
        super()._on_edited(text)
        grown = len(text) > self._last_length
        self._last_length = len(text)
        exact = self._list.exact(text.strip()) if grown else None
        if exact is not None:
            self.take(exact)
            self.filled.emit()
        elif text.strip():
            self._show_popup(self._list.matches(text))
        else:
            self.close_popup()

    # --- the popup ---

    def _toggle(self) -> None:
        if self._popup is None:
            self._open_all()
        else:
            self.close_popup()

    def _open_all(self) -> None:
        self.setFocus()
        self._show_popup(list(self._list.choices))
        chosen = self._list.get(self.value()) if isinstance(self.value(), str) else None
        if self._popup is not None and chosen is not None:
            self._popup.mark(chosen)

    def _show_popup(self, choices: list[Choice]) -> None:
        if self._popup is None:
            self._popup = ChoicePopup(self, self._list)
            self._popup.picked.connect(self.take)
        self._popup.offer(choices)

    def close_popup(self) -> None:
        """Close the list of choices, if it is open."""
        if self._popup is not None:
            self._popup.hide()
            self._popup.deleteLater()
            self._popup = None
        self._last_length = 0

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's method
        super().focusOutEvent(event)
        if event.reason() not in LEAVING_FOR_A_WHILE:
            self.close_popup()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's method
        self.close_popup()
        super().hideEvent(event)

    def _hint(self) -> str:
        offered = self._list.choices
        keys = [self._list.key(choice) for choice in offered]
        if not all(keys) or len(keys) > MOST_HINTED:
            return "gõ để tìm"
        named = " · ".join(
            f"{key} {choice.name[:1].lower()}{choice.name[1:]}"
            for key, choice in zip(keys, offered, strict=True)
        )
        if len(named) <= HINT_LENGTH:
            return named
        first = offered[0].name
        return f"{keys[0]} {first[:1].lower()}{first[1:]} … {keys[-1]}"


class YesNoEditor(CodeEditor):
    """Có or Không; None while nobody has asked."""

    empty = None

    def __init__(self) -> None:
        super().__init__([Choice("1", "Có", ("y", "yes")), Choice("2", "Không", ("k",))])

    def value(self) -> Any:
        """True, False, None or `Unreadable`."""
        code = super().value()
        return {"1": True, "2": False}.get(code, code) if isinstance(code, str) else code

    def set_value(self, value: Any) -> None:
        """Show an answer as the untouched one."""
        self.show_code({True: "1", False: "2"}.get(value, ""))
        if value is None:
            self._given = None


class ChoicePopup(QFrame):
    """The list under a `CodeEditor`. It lies in the editor's window and never takes the focus."""

    picked = Signal(object)

    def __init__(self, editor: QWidget, choice_list: ChoiceList) -> None:
        super().__init__(editor.window())
        self._editor = editor
        self._model = _Choices()
        self._view = QListView()
        self.setProperty("role", "popup")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setModel(self._model)
        self._view.setItemDelegate(_ChoicePainter(choice_list, self._view))
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

    def offer(self, choices: list[Choice]) -> None:
        """Show these choices with the first one marked."""
        self._model.show_choices(choices)
        self._view.setVisible(bool(choices))
        self._foot.setText(
            "Enter nhận · số hoặc chữ không dấu" if choices else "Không có trong danh sách"
        )
        self._place()
        self.show()
        self.raise_()
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
        self.setFixedWidth(max(self._editor.width(), NARROWEST))
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

    def __init__(self, choice_list: ChoiceList, parent: QObject) -> None:
        super().__init__(parent)
        self._list = choice_list

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
        key = self._list.key(choice)
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
