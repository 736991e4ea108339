"""Editors whose choices are looked up while one types: employers, vacancies; too many to be given
beforehand. They ask by a signal, reading is the screen's.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.names import nfc
from ui.forms.choice_popup import ChoicePopup, PopupLine
from ui.forms.field import Unreadable
from ui.theme import icon, scaled

POPUP_WIDTH = 520
"""Pixels at 10 pt: what is found is told with more words than its name."""


class SuggestEditor(PopupLine):
    """Any text; what fits it is offered under it and nothing is taken unasked.

    `sought(text)` asks what fits, the answer comes by `offer`. ↓ marks, Enter takes what is
    marked: `picked(choice)`.
    """

    sought = Signal(str)
    picked = Signal(object)
    popup_foot = "↓ rồi Enter để chọn · Enter giữ chữ đã gõ"

    def __init__(self) -> None:
        super().__init__()
        arrow = self.addAction(icon("down", "text2"), QLineEdit.ActionPosition.TrailingPosition)
        arrow.setText("Mở danh sách")
        arrow.triggered.connect(self._toggle)

    def read(self, text: str) -> Any:
        return " ".join(text.split())

    def offer(self, text: str, choices: Sequence[Choice]) -> None:
        """Show what fits a text that was sought. An answer that comes late is dropped."""
        if not self.hasFocus() or text != self._sought_text():
            return
        if choices:
            self.show_choices(list(choices), mark_first=False)
        else:
            self.close_popup()

    def take(self, choice: Choice) -> None:
        """Choose, as the user does; what is written then is the screen's."""
        self.close_popup()
        self.picked.emit(choice)

    def open_all(self) -> None:
        """Offer what fits the text there is."""
        self.setFocus()
        self.sought.emit(self._sought_text())

    def _toggle(self) -> None:
        if self._popup is None:
            self.open_all()
        else:
            self.close_popup()

    def _sought_text(self) -> str:
        return nfc(self.text()).strip()

    def _on_edited(self, text: str) -> None:
        super()._on_edited(text)
        if text.strip():
            self.sought.emit(self._sought_text())
        else:
            self.close_popup()

    def _new_popup(self) -> ChoicePopup:
        return ChoicePopup(self, _no_key, foot=self.popup_foot, narrowest=scaled(POPUP_WIDTH))


class LookupEditor(SuggestEditor):
    """The id of something found by its name. `know` tells the name of an id shown later; an id
    it was not told is shown as it is, and kept."""

    popup_foot = "Enter nhận · gõ thêm để tìm"

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[str, str] = {}
        self.setPlaceholderText("gõ để tìm")

    def know(self, choice: Choice) -> None:
        """Remember a name."""
        self._names[choice.code] = choice.name

    def offer(self, text: str, choices: Sequence[Choice]) -> None:
        """Show what fits a text that was sought, the first one marked."""
        if self.hasFocus() and text == self._sought_text():
            self.show_choices(list(choices))

    def take(self, choice: Choice) -> None:
        """Choose, as the user does."""
        self.know(choice)
        self.set_value(choice.code)
        self.setCursorPosition(len(self.text()))
        self.changed.emit()
        super().take(choice)

    def read(self, text: str) -> str | Unreadable:
        found = [code for code, name in self._names.items() if name == text]
        if len(found) == 1:
            return found[0]
        return Unreadable("Chưa chọn: gõ vài chữ của tên rồi bấm Enter")

    def write(self, value: Any) -> str:
        return self._names.get(value, str(value or ""))

    def words_of(self, value: Any) -> str:
        """The name; an id says nothing to anybody."""
        return self._names.get(value, "tên khác") if value else ""


def _no_key(choice: Choice) -> str:  # noqa: ARG001 - nothing is chosen by a digit here
    return ""
