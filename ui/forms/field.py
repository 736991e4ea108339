"""What a screen lists to get a form: fields and the sections between them."""

from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What an editor answers for text it cannot read; the form makes a Problem of it."""

    message: str


class Editor(Protocol):
    """The members every editor has. Each is a QWidget as well.

    `value()` of an untouched editor is exactly what `set_value` was given, whatever it was.
    `changed` is emitted for what the user does, not for `set_value`.
    """

    @property
    def changed(self) -> SignalInstance: ...

    def value(self) -> Any: ...

    def set_value(self, value: Any) -> None: ...

    def words_of(self, value: Any) -> str:
        """A value in the words in which it is compared with another; "" for nothing."""
        ...


@dataclass(frozen=True)
class Field:
    """One attribute of a record on a form. `span` counts columns; `hint` is the pale text shown
    while the editor is empty."""

    name: str
    label: str
    editor: QWidget
    required: bool = False
    span: int = 1
    hint: str = ""


@dataclass(frozen=True)
class Section:
    """A heading across the form. With `more` it and its fields wait for «Thêm chi tiết»."""

    title: str
    more: bool = False
