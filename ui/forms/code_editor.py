"""The editor of one code out of a list: a line with a popup, chosen by digit or by letters
without accents («ta» finds Tày). The mouse is never needed and a combo box never used."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QLineEdit

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.names import search_fold
from ui.forms.choice_popup import ChoicePopup, PopupLine
from ui.forms.field import Unreadable
from ui.theme import icon

LONGEST_KEY = 3
"""Longer codes (communes) say nothing to a counsellor and are not shown."""
HINT_LENGTH = 34
MOST_HINTED = 12
"""Choices of a list whose first and last key are still a help."""
POPUP_FOOT = "Enter nhận · số hoặc chữ không dấu"


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


class CodeEditor(PopupLine):
    """One code. Unknown codes are shown and kept; Enter and Tab take the marked choice."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._list = ChoiceList(choices)
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

    def words_of(self, value: Any) -> str:
        """The name alone: the key is only for typing."""
        choice = self._list.get(value)
        return str(value or "") if choice is None else choice.name

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

    def _on_edited(self, text: str) -> None:
        super()._on_edited(text)
        grown = len(text) > self._last_length
        self._last_length = len(text)
        exact = self._list.exact(text.strip()) if grown else None
        if exact is not None:
            self.take(exact)
            self.filled.emit()
        elif text.strip():
            self.show_choices(self._list.matches(text))
        else:
            self.close_popup()

    # --- the popup ---

    def _toggle(self) -> None:
        if self._popup is None:
            self.open_all()
        else:
            self.close_popup()

    def open_all(self) -> None:
        """Offer the whole list, with the present choice marked."""
        self.setFocus()
        self.show_choices(list(self._list.choices))
        chosen = self._list.get(self.value()) if isinstance(self.value(), str) else None
        if self._popup is not None and chosen is not None:
            self._popup.mark(chosen)

    def _new_popup(self) -> ChoicePopup:
        return ChoicePopup(self, self._list.key, foot=POPUP_FOOT)

    def close_popup(self) -> None:
        """Close the list of choices, if it is open."""
        super().close_popup()
        self._last_length = 0

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

    def words_of(self, value: Any) -> str:
        """Có, Không or nothing."""
        return {True: "Có", False: "Không"}.get(value, "")
