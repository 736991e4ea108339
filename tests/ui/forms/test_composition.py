"""An input method composes in a field, and UniKey takes letters back to write others: neither is
ever disturbed."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.visits import Visit
from ui.forms.code_editor import CodeEditor
from ui.forms.editors import NameEditor, NotesEditor, TextEditor
from ui.forms.field import Field
from ui.forms.record_form import RecordForm

EDITORS: dict[str, Callable[[], Any]] = {
    "text": TextEditor,
    "name": NameEditor,
    "notes": NotesEditor,
    "code": lambda: CodeEditor([Choice("02", "Tày"), Choice("07", "Nùng")]),
}


def compose(qapp: QApplication, widget: QWidget, preedit: str, commit: str = "") -> None:
    """What an input method sends while letters are still being put together."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    qapp.sendEvent(widget, event)


def text_of(editor: Any) -> str:
    return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()


def cursor_of(editor: Any) -> int:
    """Where the cursor stands, in pixels: what is being composed stands before it."""
    return editor.cursorRect().right()


@pytest.mark.parametrize("name", EDITORS)
def test_what_is_being_composed_survives_all_the_form_does_meanwhile(
    qapp: QApplication, on_screen: Callable[[QWidget], None], name: str
) -> None:
    editor = EDITORS[name]()
    form = RecordForm[Visit]([Field("content", "Ghi chép", editor)], lambda _: [])
    form.show_record(Visit(id="v"))
    on_screen(form)
    editor.setFocus()
    for preedit in ("t", "ta", "tà"):
        compose(qapp, editor, preedit)
        composed = cursor_of(editor)
        form.record()
        form.note("content", "ghi chú")
        form.validate()
        assert (text_of(editor), cursor_of(editor)) == ("", composed)
    compose(qapp, editor, "", "tày")
    assert text_of(editor) == "tày"


@pytest.mark.parametrize("name", EDITORS)
def test_letters_taken_back_and_written_anew_stay_as_written(
    qapp: QApplication,
    on_screen: Callable[[QWidget], None],
    type_text: Callable[[str], None],
    name: str,
) -> None:
    """«tayf»: UniKey sends t, a, y, then two Backspaces and «ày»."""
    editor = EDITORS[name]()
    window = QWidget()
    QVBoxLayout(window).addWidget(editor)
    on_screen(window)
    editor.setFocus()
    type_text("tay")
    for _ in range(2):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            back = QKeyEvent(kind, Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier)
            qapp.sendEvent(editor, back)
    type_text("ày")
    assert (text_of(editor), editor.hasFocus()) == ("tày", True)
