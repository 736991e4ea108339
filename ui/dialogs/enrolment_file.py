"""Choosing an enrolment file (tệp ghi danh) and reading its bytes; what they say is not known."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop_app.domain.faults import Fault
from ui.dialogs import ask

KIND = "Tệp ghi danh (*.ghidanh)"
LARGEST = 1_000_000
"""Bytes: a real one has a few thousand, and what is cut here is none anyway."""


class Unreadable(Fault):
    """What was chosen cannot be read: a folder, a stick that is gone, somebody else's file."""

    sentence = "Không đọc được tệp đã chọn. Hãy kiểm tra tệp (hoặc USB) rồi chọn lại."


def choose_enrolment(parent: QWidget) -> Path | None:
    """Ask for the file."""
    return ask.ask_open_file(parent, "Chọn tệp ghi danh", KIND)


def read_file(file: Path) -> bytes:
    """Its content. Raises Unreadable."""
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST)
    except OSError as error:
        raise Unreadable from error
