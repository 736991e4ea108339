"""`--demo`: the program on made-up data, signed in at once and marked as such."""

import sys
import tempfile
from pathlib import Path

from ui.app import Program, make_application
from ui.dialogs.sign_in import now

MARK = "DỮ LIỆU GIẢ ĐỂ XEM THỬ"


def run_demo(folder: Path | None, *, people: int) -> int:
    """Make the data where there is none yet, open it, stay until the window is closed.

    Without a folder the data live in a scratch one that goes with the program.
    """
    if folder is not None:
        return _open(folder, people=people)
    with tempfile.TemporaryDirectory(prefix="so-viec-lam-") as scratch:
        return _open(Path(scratch) / "demo", people=people)


def _open(folder: Path, *, people: int) -> int:
    from desktop_app.office import demo, sign_in

    app = make_application(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    if sign_in.data_state(folder) == "empty":
        demo.make_demo(folder, people=people, now=now)
    user = sign_in.known_users(folder)[0]
    program = Program(folder, mark=MARK)
    program.ended.connect(app.quit)
    program.faults.install()
    desk = sign_in.sign_in(folder, user_id=user.user_id, password=demo.PASSWORD, now=now)
    program.enter(desk)
    return app.exec()
