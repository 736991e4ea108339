"""The program in a process of its own, for what the tests' own process has done long before: what
is imported when, and how the event loop ends."""

import os
import subprocess
import sys
from pathlib import Path

PRELUDE = """
import sys
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget
import ui.app

def at_each_look(step):
    '''Call `step` again and again once the program has its application.'''
    make = ui.app.make_application

    def make_and_look(arguments):
        app = make(arguments)
        look = QTimer(app)
        look.timeout.connect(step)
        look.start(10)
        return app

    ui.app.make_application = make_and_look

def windows():
    '''The windows one sees.'''
    return [each for each in QApplication.topLevelWidgets() if each.isVisible()]

"""


def run_child(script: str, *arguments: Path | str, prelude: str = PRELUDE) -> str:
    """Run a script in a process of its own; what it has printed. It must end well."""
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", prelude + script, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env=os.environ
        | {
            "PYTHONPATH": str(root),
            "PYTHONIOENCODING": "utf-8",
            "QT_QPA_PLATFORM": "offscreen",
        },
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
