"""Qt's own words are Vietnamese."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from ui.qt_words import LEFT_AS_THEY_ARE, WORDS, QtWords


class Listening(QtWords):
    """Keeps what Qt asked for and got no answer to."""

    def __init__(self) -> None:
        super().__init__()
        self.unknown: set[tuple[str, str]] = set()

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        said = super().translate(context, source, disambiguation, n)
        # Of types of files without a name Qt asks for the empty word (no shared-mime-info here).
        if source and said is None and context not in LEFT_AS_THEY_ARE:
            self.unknown.add((context, source))
        return said


@pytest.fixture
def listening(qapp: QApplication) -> Iterator[Listening]:
    words = Listening()
    qapp.installTranslator(words)
    yield words
    qapp.removeTranslator(words)


@pytest.fixture
def printer(qapp: QApplication) -> QPrinter:  # noqa: ARG001 - a printer needs it
    """Outlives the dialog, which does not keep it."""
    return QPrinter()


@pytest.mark.usefixtures("listening")
def test_the_menu_of_a_field_is_vietnamese(qtbot: QtBot) -> None:
    field = QLineEdit("Bắc Sơn")
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    shown = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert shown == ["Hoàn tác", "Làm lại", "Cắt", "Chép", "Dán", "Xóa", "Chọn hết"]


def test_qt_asks_for_no_word_we_have_not_got(
    qtbot: QtBot, qapp: QApplication, listening: Listening, printer: QPrinter, tmp_path: Path
) -> None:
    box = QPlainTextEdit("ghi chép")
    qtbot.addWidget(box)
    box.createStandardContextMenu()
    files = QFileDialog(None, "Chọn tệp", str(tmp_path), "Tệp (*.x)")
    qtbot.addWidget(files)
    files.setOption(QFileDialog.Option.DontUseNativeDialog)
    for mode in (QFileDialog.AcceptMode.AcceptOpen, QFileDialog.AcceptMode.AcceptSave):
        files.setAcceptMode(mode)
        files.show()
        qapp.processEvents()
    printing = QPrintDialog(printer)
    qtbot.addWidget(printing)
    printing.show()
    qapp.processEvents()
    assert listening.unknown == set()


def test_places_in_the_text_survive() -> None:
    assert [words for words in WORDS if words.count("%1") != WORDS[words].count("%1")] == []
