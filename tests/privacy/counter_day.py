"""The child of the byte search: the real program in which all markers are typed by key events.

    python -m tests.privacy.counter_day DATA SPOOL KEPT [--plain]

DATA is the folder of the database, SPOOL that of what is printed; KEPT takes what leaves the
program on purpose, the PDF the user saves. `--plain` is the control: the same program with its
encryption taken out. It says on stdout first the recovery code, then READY when everything is typed
and forms stand half filled in; then it waits to be killed.
"""

# ui comes first: it keeps Python's constants alive before Qt is loaded
import ui  # noqa: F401  # isort: skip

import signal
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

# sqlcipher3 comes without type stubs; it is the DB-API of sqlite3.
from sqlcipher3 import dbapi2  # pyright: ignore[reportMissingTypeStubs]

from desktop_app.domain.workers import Worker
from desktop_app.office.referrals import referrals_of
from desktop_app.office.workers import find_workers
from desktop_app.storage import engine, records
from tests.privacy import markers
from ui.app import Program, make_application
from ui.dialogs.first_run import FirstRunWindow
from ui.forms.record_form import RecordForm
from ui.paper import Paper, PrintJob
from ui.screens.contact_form import ContactForm
from ui.screens.outcome_form import OutcomeForm
from ui.screens.referral_form import ReferralForm
from ui.screens.settings import SettingsScreen
from ui.screens.visit_form import VisitForm
from ui.screens.worker_form import WorkerForm
from ui.screens.workers import WorkersScreen
from ui.walk.hands import Lost, Walk, screen_of

sqlcipher: Any = dbapi2

D = TypeVar("D", bound=QDialog)
ENTER, F10 = Qt.Key.Key_Return, Qt.Key.Key_F10
LIFE_S = 300
"""Then the process ends in any case; whoever started it kills it long before."""


class Counter(Walk):
    """Types whole forms."""

    def write(self, form: RecordForm[Any], words: Mapping[str, str]) -> None:
        """Type each word into the field of this name."""
        self.fill(form, {name: [word] for name, word in words.items()})

    def choose(self, form: RecordForm[Any], **keys: str) -> None:
        """Type what is no marker: dates, and the keys of choices."""
        for name, typed in keys.items():
            form.focus_field(name)
            self.type(typed, ENTER)

    def save(self, leads_to: str) -> None:
        """Save with F10; `leads_to` is the screen that comes next."""
        self.type(F10)
        self.expect(leads_to)

    def worker_called(self, name: str) -> str:
        """The id of a worker."""
        return find_workers(self.main.place.desk, text=name, offset=0, limit=1).rows[0].id


# --- The day -------------------------------------------------------------------------------------


def type_everything(counter: Counter, spool: Path, kept: Path) -> None:
    """From the first run to two forms half filled in."""
    first_run(counter)
    letterhead(counter)
    register(counter, markers.WORKERS[0], born="090995", sex="2")
    sign_out_and_in(counter)
    register(counter, markers.WORKERS[1], born="1990", sex="1")
    first, second = (counter.worker_called(words["full_name"]) for words in markers.WORKERS)
    correct(counter, second)
    for worker_id, visit, letter in zip(
        (first, second), markers.VISITS, markers.LETTERS, strict=True
    ):
        counsel(counter, worker_id, visit)
        issue(counter, worker_id, letter)
    started = letter_of(counter, first)
    note_outcome(counter, started, markers.OUTCOMES[0], move="3")
    note_outcome(counter, letter_of(counter, second), markers.OUTCOMES[1], move="412")
    for worker_id, words in zip((first, second), markers.CONTACTS, strict=True):
        call(counter, worker_id, words)
    send_out(counter, started, spool, kept)
    search(counter)
    raise_bugs(counter)
    leave_half_done(counter, first)
    back_up(counter)


def back_up(counter: Counter) -> None:
    """A backup, opened again to prove it."""
    care = counter.program.care
    if care is None:
        raise Lost("nobody is signed in")
    care.back_up_now()
    while (state := care.status().state) is None or state.tested is None or care.status().job:
        counter.settle()


def first_run(counter: Counter) -> None:
    counter.program.start()
    window = counter.program.door
    if not isinstance(window, FirstRunWindow):
        raise Lost("the first run was not asked for")
    counter.choose(window.form, office_code="1", pc="1", full_name="Lý Thị Hoa")
    counter.type(markers.PASSWORD, ENTER, markers.PASSWORD)
    counter.press(window.button)
    tell("-".join(window.code_page.code.text().split()))
    window.code_page.confirmed.click()
    counter.press(window.code_page.button)
    counter.expect("today")


def letterhead(counter: Counter) -> None:
    counter.go("settings")
    counter.write(screen_of(counter, SettingsScreen).letterhead, markers.LETTERHEAD)
    counter.save("settings")


def register(counter: Counter, words: Mapping[str, str], *, born: str, sex: str) -> None:
    counter.go("worker_form")
    form = screen_of(counter, WorkerForm).form
    counter.write(form, words)
    counter.choose(
        form,
        birth_date=born,
        sex=sex,
        ethnicity="tay",
        residence_commune="bac son",
        employment_status="2",
    )
    counter.save("workers")


def sign_out_and_in(counter: Counter) -> None:
    counter.sign_out()
    counter.come_in(markers.WRONG_PASSWORD, markers.PASSWORD)


def correct(counter: Counter, worker_id: str) -> None:
    counter.go("worker_form", worker_id=worker_id)
    counter.write(screen_of(counter, WorkerForm).form, markers.CORRECTION)
    counter.save("workers")


def counsel(counter: Counter, worker_id: str, words: Mapping[str, str]) -> None:
    counter.go("visit_form", worker_id=worker_id)
    form = screen_of(counter, VisitForm).form
    counter.write(form, words)
    counter.choose(form, channel="1", next_step="1")
    form.focus_field("topics")
    counter.type("1")
    counter.save("workers")


def issue(counter: Counter, worker_id: str, words: Mapping[str, str]) -> None:
    """A letter with its preview; Ctrl+P finds no printer here, see `send_out`."""
    counter.go("referral_form", worker_id=worker_id)
    screen = screen_of(counter, ReferralForm)
    counter.write(screen.form, words)
    if not screen.paper.view.pictures():
        raise Lost("the letter is not previewed")
    counter.answer_next("hoi-dong-y", "Ký trên phiếu")
    counter.press(screen.print_button)
    counter.expect("workers")


def letter_of(counter: Counter, worker_id: str) -> str:
    return referrals_of(counter.main.place.desk, worker_id=worker_id)[0].id


def note_outcome(
    counter: Counter, referral_id: str, words: Mapping[str, str], *, move: str
) -> None:
    counter.go("outcome_form", referral_id=referral_id)
    form = screen_of(counter, OutcomeForm).form
    form.focus_field("move")
    counter.type(move)
    counter.write(form, words)
    counter.save("workers")


def call(counter: Counter, worker_id: str, words: Mapping[str, str]) -> None:
    counter.go("contact_form", worker_id=worker_id)
    form = screen_of(counter, ContactForm).form
    form.focus_field("status")
    counter.type("1")
    counter.choose(form, channel="1")
    counter.write(form, words)
    counter.save("workers")


# --- What leaves the program ---------------------------------------------------------------------


def send_out(counter: Counter, referral_id: str, spool: Path, kept: Path) -> None:
    """Print a letter and save it as PDF."""
    counter.go("outcome_form", referral_id=referral_id)
    screen = screen_of(counter, OutcomeForm)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(spool / "letter.pdf"))
    paper = Paper("BS1", screen.paper.view.pdf)
    job = PrintJob(counter.main, paper, counter.program.lanes.readers, printer=printer)
    printed: list[str] = []
    job.printed.connect(printed.append)
    job.start()
    the_dialog(counter, QPrintDialog).done(QPrintDialog.DialogCode.Accepted)
    counter.settle()
    counter.press(screen.pdf_button)
    dialog = the_dialog(counter, QFileDialog)
    (suggested,) = dialog.selectedFiles()
    dialog.setDirectory(str(kept))
    dialog.selectFile(Path(suggested).name)
    QTest.keyClick(dialog.focusWidget() or dialog, ENTER)
    counter.settle()
    if printed != [paper.name] or not (kept / Path(suggested).name).exists():
        raise Lost(f"printed {printed}, saved {[file.name for file in kept.iterdir()]}")


def the_dialog(counter: Counter, kind: type[D]) -> D:
    dialog = counter.main.findChild(kind)
    if dialog is None:
        raise Lost(f"no {kind.__name__}")
    return dialog


# --- What is not kept ----------------------------------------------------------------------------


def search(counter: Counter) -> None:
    """Both search boxes, and the clipboard."""
    box = counter.main.top.search
    box.setFocus()
    counter.type(markers.SEARCH_EVERYWHERE, ENTER)
    counter.expect("workers")
    line = screen_of(counter, WorkersScreen).search
    line.setFocus()
    line.selectAll()
    counter.type(markers.SEARCH_IN_LIST)
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    if QApplication.clipboard().text() != markers.SEARCH_IN_LIST:
        raise Lost("nothing was copied")


def raise_bugs(counter: Counter) -> None:
    """Errors that name people in their messages, in all places where an error can come up."""
    in_lane, in_slot, in_statement, in_paint, in_clearing, in_thread = markers.BUGS
    lanes, store = counter.program.lanes, counter.main.place.desk.store

    def fail_in_lane() -> None:
        raise ValueError(in_lane)

    def fail_in_slot() -> None:
        raise ValueError(in_slot)

    def fail_in_statement() -> None:
        with store.write(user="") as transaction:
            for _ in range(2):
                records.add(transaction, Worker(id="01", full_name=in_statement))

    def fail_in_thread() -> None:
        raise ValueError(in_thread)

    lanes.readers.run(fail_in_lane, owner=counter)
    lanes.store.run(fail_in_statement, owner=counter)
    QTimer.singleShot(0, fail_in_slot)
    thread = Thread(target=fail_in_thread)
    thread.start()
    thread.join()
    _ClearedAway(in_clearing).fail()
    canvas = _BadCanvas(in_paint)
    canvas.show()
    counter.settle()
    canvas.close()
    counter.settle()
    if not canvas.failed:
        raise Lost("nothing was painted")


class _BadCanvas(QWidget):
    def __init__(self, message: str) -> None:
        super().__init__()
        self._message = message
        self.failed = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's method
        self.failed = True
        raise ValueError(self._message)


class _ClearedAway:
    def __init__(self, message: str) -> None:
        self._message = message

    def fail(self) -> None:
        """Fails when it goes, which is now."""

    def __del__(self) -> None:
        raise ValueError(self._message)


def leave_half_done(counter: Counter, worker_id: str) -> None:
    """Typed and not saved: a setting that is refused, a new worker, a visit."""
    counter.go("settings")
    line = screen_of(counter, SettingsScreen).line
    counter.write(line, {"address": markers.REFUSED_ADDRESS})
    counter.save("settings")
    counter.go("worker_form")
    worker = screen_of(counter, WorkerForm).form
    counter.write(worker, markers.HALF_A_WORKER)
    counter.go("visit_form", worker_id=worker_id)
    visit = screen_of(counter, VisitForm).form
    counter.write(visit, markers.HALF_A_VISIT)
    for screen in counter.main.screens.values():
        screen.keep()
    counter.settle()
    typed = (
        line.record().address,
        *(getattr(worker.record(), name) for name in markers.HALF_A_WORKER),
        visit.record().content,
    )
    meant = (
        markers.REFUSED_ADDRESS,
        *markers.HALF_A_WORKER.values(),
        *markers.HALF_A_VISIT.values(),
    )
    if typed != meant:
        raise Lost(f"half done stands {typed}")


# --- The process ---------------------------------------------------------------------------------


class _Unencrypted(sqlcipher.Connection):
    """Never hears of a key, so what it writes is a plain SQLite file."""

    def execute(self, sql: str, *parameters: Any) -> Any:
        return self.cursor() if sql.startswith("PRAGMA key") else super().execute(sql, *parameters)


def take_encryption_away() -> None:
    """For the control: plain SQLite files, which have the same words where ours have their salt."""
    plain = partial(sqlcipher.connect, factory=_Unencrypted)
    engine.sqlcipher = SimpleNamespace(**(vars(sqlcipher) | {"connect": plain}))
    engine._salt = _beginning_of_plain_files  # pyright: ignore[reportPrivateUsage]


def _beginning_of_plain_files(key: object) -> bytes:
    del key
    return b"SQLite format 3\0"


def tell(line: str) -> None:
    """A line for whoever started the process."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Type everything, then wait."""
    signal.alarm(LIFE_S)
    data, spool, kept, *options = arguments
    if "--plain" in options:
        take_encryption_away()
    app = make_application(sys.argv[:1])
    counter = Counter(Path(kept), Program(Path(data)))
    try:
        type_everything(counter, Path(spool), Path(kept))
    except Lost as lost:
        sys.stderr.write(f"{lost}\n")
        return 1
    tell("READY")
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
