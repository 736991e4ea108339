"""`--demo`: the program on made-up data, signed in at once.

The data say themselves what they are, and the window repeats it.
"""

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import Qt

from desktop_app.office import demo, sign_in
from ui.app import Program, make_application
from ui.dialogs.sign_in import now


def run_demo(folder: Path | None, *, people: int) -> int:
    """Make the data where there is none yet, open it, stay until the window is closed.

    Without a folder the data live in a scratch one that goes with the program. What a folder holds
    already is opened by its password, as always: it may be an office's.
    """
    if folder is not None:
        return _open(folder, people=people)
    with tempfile.TemporaryDirectory(prefix="so-viec-lam-") as scratch:
        return _open(Path(scratch) / "demo", people=people)


def _open(folder: Path, *, people: int) -> int:
    app = make_application(sys.argv[:1])
    program = Program(folder, hint=f"Dữ liệu giả để xem thử, mật khẩu: {demo.PASSWORD}")
    program.ended.connect(app.quit, Qt.ConnectionType.QueuedConnection)
    if (folder / sign_in.DATABASE_FILE).exists():
        program.start()
    else:
        program.faults.install()
        account = demo.make_demo(folder, people=people, now=now)
        program.enter(
            sign_in.sign_in(folder, user_id=account.user_id, password=account.password, now=now)
        )
    code = app.exec()
    program.close()
    return code
