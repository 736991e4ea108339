"""The child of the kill test: the real program at a PC of Bắc Sơn, typed in until it is killed.

    python -m tests.faults.typing_pc FOLDER PASSWORD FIRST

It says on stdout, one JSON object a line, what a person could rely on: `opened` with the drafts and
the records that are there after signing in; `left` when a field has been left and the form says
that its draft is kept; `saved` when F10 has led on; `round` after an exchange. FIRST numbers the
people it registers.
"""

# ui comes first: it keeps Python's constants alive before Qt is loaded
import ui  # noqa: F401  # isort: skip

import sys
import tempfile
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import Qt, QTimer

from desktop_app.domain.kinds import KINDS, kind_of
from desktop_app.office.drafts import drafts, take_draft
from desktop_app.office.exchange import exchange_status
from desktop_app.storage import records
from desktop_app.storage.tables import encode_fields
from ui.app import Program, make_application
from ui.screens.form_screen import FormScreen
from ui.walk.hands import Lost, Walk

F10 = Qt.Key.Key_F10
LIFE_S = 300
"""Then it ends in any case; whoever started it kills it long before."""


def tell(did: str, **more: Any) -> None:
    """One line for the parent."""
    sys.stdout.write(msgspec.json.encode({"did": did, **more}).decode() + "\n")
    sys.stdout.flush()


class Typist(Walk):
    """Types a day's work, person after person, and tells what can be relied on."""

    def sign_in(self, password: str) -> None:
        """Come in, and tell what is there."""
        self.program.start()
        self.come_in(password)
        desk = self.main.place.desk
        offered: dict[str, Any] = {}
        for row in drafts(desk):
            draft = take_draft(desk, screen=row.screen, record_id=row.record_id)
            if draft is not None:
                offered[row.record_id] = fields_of(draft.record) | dict(draft.texts)
        with desk.store.read() as connection:
            there = [
                record.id for kind in KINDS for record in records.find(connection, kind.record)
            ]
        tell("opened", drafts=offered, records=there)

    def type_in(self, screen: str, typed: Mapping[str, str]) -> None:
        """Type field after field; each is told when it has been left and its draft is kept."""
        form = self.form_of(screen)
        left: dict[str, Any] = {}
        names = list(typed)
        for name, following in zip(names, [*names[1:], names[0]], strict=True):
            form.form.focus_field(name)
            self.type(typed[name])
            form.form.focus_field(following)
            self.settle()
            left[name] = fields_of(form.form.record())[name]
            tell("left", record=form.form.shown.id, fields=left)

    def save(self, screen: str) -> None:
        """Save, and tell what was saved once the window says so."""
        record = self.form_of(screen).form.record()
        self.type(F10)
        self.expect("workers")
        tell("saved", record=record.id, fields=fields_of(record))

    def form_of(self, screen: str) -> "FormScreen[Any, Any, Any]":
        """A form of the main window."""
        form = self.main.screens[screen]
        if not isinstance(form, FormScreen):
            raise Lost(f"{screen} is no form")
        return form

    def one_person(self, number: int) -> None:
        """Registered, counselled, referred, at work; then a round with the centre."""
        self.go("worker_form")
        self.type_in(
            "worker_form",
            {
                "personal_number": f"020095{number:06}",
                "full_name": f"Nông Văn Thứ {_in_words(number)}",
                "birth_date": "09091995",
                "sex": "1",
                "ethnicity": "tay",
                "residence_commune": "bac son",
                "employment_status": "2",
            },
        )
        self.save("worker_form")
        worker_id = self.main.current().worker_id()
        self.go("visit_form", worker_id=worker_id)
        self.type_in(
            "visit_form",
            {"channel": "1", "content": f"Hỏi việc lần {number}", "topics": "2", "next_step": "1"},
        )
        self.save("visit_form")
        self.go("referral_form", worker_id=worker_id)
        self.type_in("referral_form", {"employer": "HTX Hồi Bắc Sơn", "position": "Sơ chế hoa hồi"})
        self.answer_next("dong-y", "Ký trên phiếu")
        self.save("referral_form")
        self.exchange()
        status = exchange_status(self.main.place.desk)
        tell("round", waiting=status.waiting, fault=status.fault_sentence)


def fields_of(record: Any) -> dict[str, Any]:
    """All fields of a record as JSON."""
    return encode_fields(kind_of(record), record)


def _in_words(number: int) -> str:
    words = ("Không", "Nhất", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín")
    return " ".join(words[int(digit)] for digit in str(number))


def main(folder: Path, password: str, first: int) -> None:
    """Work until killed."""
    app = make_application(sys.argv[:1])
    QTimer.singleShot(LIFE_S * 1000, app.quit)
    with tempfile.TemporaryDirectory() as pictures:
        typist = Typist(Path(pictures), Program(folder))
        typist.sign_in(password)
        for number in count(first):
            typist.one_person(number)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
