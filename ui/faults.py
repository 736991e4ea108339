"""What happens when something goes wrong: a sentence for the counsellor, or a bug report.

Environment faults carry their own sentence and are shown in the window. Everything else is a bug:
it is logged and written to a file the user can send, and the program goes on. Neither log nor
report holds values: only the error's type and the lines of code it passed through.
"""

import logging
import math
import sys
import threading
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.faults import Fault, WrongPassword
from desktop_app.domain.problems import Problem

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

BUG_SENTENCE = (
    "Chương trình gặp lỗi ngoài dự kiến. Đã ghi lại lỗi; việc đang làm vẫn còn trên màn hình. "
    "Nếu lỗi lặp lại, hãy gửi báo cáo lỗi cho Trung tâm."
)
_log = logging.getLogger(__name__)


def sentence(error: BaseException) -> str:
    """The Vietnamese sentence for an error of any sort; for a record that was refused, all that is
    wrong with it."""
    from desktop_app.office.desk import Invalid  # the first window need not wait for it

    if isinstance(error, Invalid):
        return messages(error.problems)
    return str(error) if isinstance(error, Fault) else BUG_SENTENCE


def messages(problems: Sequence[Problem]) -> str:
    """What is said of problems no field can show."""
    return " ".join(problem.message for problem in problems)


def wait_words(error: WrongPassword) -> str:
    """«Thử lại sau 8 giây.»; nothing where one may try at once."""
    return f"Thử lại sau {math.ceil(error.wait_s)} giây." if error.wait_s > 0 else ""


class FaultDesk(QObject):
    """Receives every error nobody else has handled, and keeps the reports of bugs.

    `shown` carries a sentence for the strip at the top of the window; it is emitted in the GUI
    thread, because errors arrive there only (lanes deliver theirs).
    """

    shown = Signal(str)

    def __init__(self, reports: Path) -> None:
        """`reports`: the folder for bug reports; made when the first one is written."""
        super().__init__()
        self._reports = reports

    def receive(self, error: BaseException) -> None:
        """Report a bug, then show the sentence."""
        if not isinstance(error, Fault):
            self._report(error)
        self.shown.emit(sentence(error))

    def install(self) -> None:
        """Make this the program's last resort for errors that leave a slot or a thread, or come up
        while Python clears away. Python itself would write them out with their messages, which
        name people."""
        sys.excepthook = self._hook
        threading.excepthook = self._report_only
        sys.unraisablehook = self._report_only

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.receive(error)

    def _report_only(self, failed: "threading.ExceptHookArgs | UnraisableHookArgs") -> None:
        if isinstance(failed.exc_value, Exception):  # SystemExit just ends a thread
            self._report(failed.exc_value)

    def _report(self, error: BaseException) -> None:
        import platform  # the first window need not wait for what a bug report says

        text = describe(error)
        _log.error("bug: %s", text)
        try:
            self._reports.mkdir(parents=True, exist_ok=True)
            moment = datetime.now(UTC)
            file = self._reports / f"loi-{moment:%Y%m%d-%H%M%S-%f}.txt"
            file.write_text(
                f"{moment:%Y-%m-%dT%H:%M:%SZ}\n{platform.platform()}\n"
                f"Python {platform.python_version()}\n\n{text}\n",
                encoding="utf-8",
            )
        except OSError as unwritable:
            _log.error("no bug report: %s", type(unwritable).__name__)


def describe(error: BaseException) -> str:
    """Type and lines of code of an error and of its causes: no message, no value."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        lines = [
            f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        parts.append("\n".join([_type_name(current), *lines]))
        current = current.__cause__ or current.__context__
    return "\ncaused by ".join(parts)


def _type_name(error: BaseException) -> str:
    kind = type(error)
    return f"{kind.__module__}.{kind.__qualname__}"
