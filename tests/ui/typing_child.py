"""The child of the killed typist: the real program, in which somebody new is typed in key by key.

    python -m tests.ui.typing_child DATA PASSWORD

It says KEPT whenever a draft lies in the database, TYPING when it begins with the last field, and
goes on typing in that one until it is killed.
"""

# ui comes first: it keeps Python's constants alive before Qt is loaded
import ui  # noqa: F401  # isort: skip

import signal
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer

from ui.app import Program, make_application
from ui.screens.worker_form import WorkerForm
from ui.walk.hands import Walk, screen_of

TYPED = {
    "full_name": "Hoàng Thị Mai",
    "birth_date": "31021995",  # no such day: it stays as it was typed
    "sex": "2",
    "ethnicity": "nung",
    "phone": "0912345678",
    "residence_commune": "bac son",
}
LAST = "residence_detail"
ENTER, F2 = Qt.Key.Key_Return, Qt.Key.Key_F2
LIFE_S = 120
"""Then the process ends in any case; whoever started it kills it long before."""


def tell(word: str) -> None:
    """A line for whoever started the process."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Sign in, type, and type on."""
    signal.alarm(LIFE_S)
    data, password = arguments
    app = make_application(sys.argv[:1])
    walk = Walk(Path(data), Program(Path(data)))
    walk.program.start()
    walk.settle()
    walk.come_in(password)
    walk.type(F2)
    walk.expect("worker_form")
    screen = screen_of(walk, WorkerForm)
    screen.autosave.kept.connect(lambda: tell("KEPT"))
    for name, text in TYPED.items():
        screen.form.focus_field(name)
        walk.type(text, ENTER)
    screen.form.focus_field(LAST)
    tell("TYPING")
    on = QTimer(app)
    on.timeout.connect(lambda: walk.type("a"))
    on.start(20)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
