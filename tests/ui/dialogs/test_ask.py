"""The only place that asks a question."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.catalogues import Choice
from ui.dialogs.ask import Question, ask, choose, tell

UI = Path(__file__).parents[3] / "ui"


@pytest.mark.parametrize("answer", [True, False])
def test_the_answer_is_the_button(
    qtbot: QtBot, answering: Callable[[bool], None], answer: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    answering(answer)
    assert (
        ask(window, "Hủy phiếu?", "Số phiếu không dùng lại.", yes="Hủy phiếu", no="Giữ") is answer
    )


@pytest.mark.parametrize(("key", "answer"), [(Qt.Key.Key_Return, True), (Qt.Key.Key_Escape, False)])
def test_enter_says_yes_and_escape_says_no(
    qtbot: QtBot, qapp: QApplication, key: Qt.Key, answer: bool
) -> None:
    QTimer.singleShot(0, lambda: qtbot.keyClick(qapp.activeModalWidget(), key))
    assert (
        ask(None, "Thoát?", "Còn 2 thay đổi chưa gửi.", yes="Gửi rồi thoát", no="Ở lại") is answer
    )


WAYS = (Choice("1", "Ký trên phiếu"), Choice("2", "Đồng ý bằng lời tại quầy"))


@pytest.mark.parametrize(
    ("key", "code"),
    [(Qt.Key.Key_Return, "1"), (Qt.Key.Key_2, "2"), (Qt.Key.Key_Escape, "")],
)
def test_one_of_several_answers_is_chosen_by_its_digit(
    qtbot: QtBot, qapp: QApplication, key: Qt.Key, code: str
) -> None:
    def press() -> None:
        question = qapp.activeModalWidget()
        if question is not None and question.isActiveWindow():
            look.stop()
            qtbot.keyClick(question.focusWidget(), key)

    look = QTimer()  # a shortcut works once its window is the active one
    look.timeout.connect(press)
    look.start(5)
    assert choose(None, "Đồng ý?", "Hãy hỏi.", choices=WAYS, no="Chưa đồng ý") == code


def test_something_is_told_with_one_button(answering: Callable[[bool], None]) -> None:
    answering(True)
    tell(None, "Phím tắt", "F2 thêm người mới.")


def test_a_closed_question_is_freed(qapp: QApplication, answering: Callable[[bool], None]) -> None:
    answering(True)
    tell(None, "Phím tắt", "F2 thêm người mới.")
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [each for each in qapp.topLevelWidgets() if isinstance(each, Question)] == []


def test_long_sentences_are_shown_whole(
    on_screen: Callable[[QWidget], None], cut_off: Callable[[QWidget], list[str]]
) -> None:
    sentence = "Người này đã từ chối một việc làm không có lý do chính đáng. " * 6
    question = Question(None, "Từ chối lần hai", sentence, yes="Ghi", no="Sửa", icon="info")
    on_screen(question)
    assert cut_off(question) == []
    assert [button.text() for button in question.findChildren(QPushButton)] == ["Sửa", "Ghi"]


def test_an_exec_elsewhere_is_caught(qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    with pytest.raises(AssertionError):
        dialog.exec()


def test_no_other_module_executes_a_dialog() -> None:
    # The application and an event loop may be executed; a dialog only here.
    asking = re.compile(r"(?<!app)(?<!loop)\.exec\(|QMessageBox|QInputDialog")
    callers = {
        file.relative_to(UI).as_posix()
        for file in UI.rglob("*.py")
        if asking.search(file.read_text(encoding="utf-8"))
    }
    assert callers == {"dialogs/ask.py"}
