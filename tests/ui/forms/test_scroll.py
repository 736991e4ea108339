"""The frame of a form: what has the focus is seen whole."""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.cards import words
from ui.forms.editors import NotesEditor
from ui.forms.scroll import FormScroll


def test_what_comes_above_the_focus_does_not_push_it_out_of_sight(
    on_screen: Callable[[QWidget], None], qtbot: QtBot
) -> None:
    content = QWidget()
    layout = QVBoxLayout(content)
    note, editor = words("", wrap=True), NotesEditor()
    note.hide()
    layout.addWidget(note)
    layout.addWidget(editor)
    layout.addStretch(1)
    scroll = FormScroll(content)
    scroll.resize(300, editor.height() + 40)
    on_screen(scroll)
    editor.setFocus()
    note.setText("Còn 20 chỗ, 7 đến 10,5 triệu, đến 05/01/2027. " * 3)
    note.show()

    def seen_whole() -> bool:
        top = editor.mapTo(scroll.viewport(), editor.rect().topLeft()).y()
        return 0 < top <= scroll.viewport().height() - editor.height()

    qtbot.waitUntil(seen_whole)
    assert scroll.verticalScrollBar().value() > 0
