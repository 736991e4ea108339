"""The child of `desk.py`: one start of a window, timed from inside.

python -m tests.benchmarks.starting empty | door FOLDER | inside FOLDER PASSWORD
"""

import sys
import time
from pathlib import Path


def tell(name: str, value: float) -> None:
    """One measure, for the parent."""
    sys.stdout.write(f"{name} {value}\n")
    sys.stdout.flush()


def empty() -> None:
    """The yardstick: what PySide6 itself needs for a window."""
    from PySide6.QtWidgets import QApplication, QWidget

    class Window(QWidget):
        """Ends the program when it is painted."""

        def paintEvent(self, _event: object) -> None:  # noqa: N802 - Qt's method
            tell("painted", time.time())
            app.quit()

    app = QApplication(sys.argv[:1])
    window = Window()
    window.show()
    app.exec()


def door(folder: str) -> None:
    """The sign-in window."""
    from ui.app import Program, make_application

    app = make_application(sys.argv[:1])
    program = Program(Path(folder))
    program.ended.connect(app.quit)
    program.start()
    if program.door is None:
        raise SystemExit("no door")

    def painted() -> None:
        tell("painted", time.time())
        program.close()

    program.door.banner.painted.connect(painted)
    app.exec()


def inside(folder: str, password: str) -> None:
    """From Enter after the password to a first screen that shows the day."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from ui.app import Program, make_application
    from ui.dialogs.sign_in import SignInWindow

    app = make_application(sys.argv[:1])
    program = Program(Path(folder))
    program.ended.connect(app.quit)
    program.start()
    window = program.door
    if not isinstance(window, SignInWindow):
        raise SystemExit("no sign-in window")

    def settle() -> None:
        QApplication.processEvents()
        program.lanes.drain()
        QApplication.processEvents()

    def through() -> None:
        settle()  # what is imported while a person types
        window.password.setText(password)
        begun = time.perf_counter()
        window.button.click()
        while program.main is None:
            QApplication.processEvents()
        settle()
        tell("usable", (time.perf_counter() - begun) * 1000)
        look_around()
        tell("memory", resident_mb())
        program.close()

    def look_around() -> None:
        main = program.main
        if main is None:
            raise SystemExit("nobody came in")
        for name in ("workers", "visits", "referrals", "follow_ups", "figures", "today"):
            main.show_screen(name)
            settle()
        main.show_screen("workers")
        settle()
        main.show_screen("referral_form", worker_id=main.current().worker_id())
        settle()

    QTimer.singleShot(0, through)
    app.exec()


def resident_mb() -> float:
    """What the program holds in memory now."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


if __name__ == "__main__":
    {"empty": empty, "door": door, "inside": inside}[sys.argv[1]](*sys.argv[2:])
