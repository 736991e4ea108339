"""What the forms of employers and vacancies share: registered once, corrected later, with details
that wait behind «Thêm chi tiết», and a newer record that may come in between.

Which fields there are and which verbs save them is each form's own.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QTimer

from desktop_app.domain.faults import Superseded
from desktop_app.domain.problems import Problem, errors
from desktop_app.domain.records import Record
from desktop_app.office.desk import Changed
from ui.cards import KeyButton
from ui.forms.field import Field, Section
from ui.forms.record_form import RecordForm
from ui.screens.form_screen import FormScreen
from ui.workplace import Workplace

R = TypeVar("R", bound=Record)
Found = TypeVar("Found")


class DetailedForm(FormScreen[R, Found, Changed], Generic[R, Found]):
    """A blank record or a known one. The form keeps the record it showed: a save over one that
    has moved is refused, and the newer one can be loaded under what was typed."""

    def __init__(
        self,
        place: Workplace,
        parts: Sequence[Field | Section],
        check: Callable[[R], list[Problem]],
        *,
        first_detail: str,
    ) -> None:
        """`first_detail`: the field «Thêm chi tiết» leads to."""
        self._is_new = True
        self._base: R | None = None
        self._more = False
        self._first_detail = first_detail
        self.parts = parts
        self.more_button = KeyButton("Thêm chi tiết", role="flat")
        super().__init__(place, RecordForm[R](parts, check), first=(self.more_button,))
        self.more_button.clicked.connect(self._toggle_more)
        self.strip.pressed.connect(self._load_newer)

    def _show_base(self, record: R, *, is_new: bool) -> None:
        """Show a record as it was read, folded."""
        self._is_new = is_new
        self._base = record
        self.form.show_record(record)
        self.chip.show_status("Mới" if is_new else "", "info")
        self._fold(more=False)

    # --- the details ---

    def _toggle_more(self) -> None:
        self._fold(more=not self._more)
        if self._more:
            QTimer.singleShot(0, self, self._come_to_details)  # when they are laid out

    def _come_to_details(self) -> None:
        self.form.focus_field(self._first_detail)

    def _fold(self, *, more: bool) -> None:
        self._more = more
        self.form.show_more(more)
        self.more_button.setText("Bớt chi tiết" if more else "Thêm chi tiết")

    # --- a record that has moved ---

    def _newer_work(self, record_id: str) -> Callable[[], R]:
        """What reads the record as it is now, to be run beside the window."""
        raise NotImplementedError

    def _refused(self, error: Exception) -> None:
        super()._refused(error)
        if isinstance(error, Superseded):
            self.strip.show_message(str(error), "warn", button="Nạp lại để so sánh")

    def _load_newer(self) -> None:
        if self._base is None or self._is_new or errors(self.form.validate()):
            return
        self.place.read(self._newer_work(self._base.id), self._compare, owner=self)

    def _compare(self, newer: R) -> None:
        """Show the newer record under what was typed; each field changed elsewhere says so."""
        before = self._base
        if before is None:
            return
        names = [part.name for part in self.parts if isinstance(part, Field)]
        mine = _changes(before, self.form.record(), names)
        moved = _changes(before, newer, names)
        self._base = newer
        self.form.show_record(newer)
        self.form.fill(**mine)
        for name, value in moved.items():
            kept = name in mine and mine[name] != value
            said = "Nơi khác cũng đã sửa ô này" if kept else "Đã sửa ở nơi khác"
            self.form.note(name, said, "warn" if kept else "info")
        named = ", ".join(self.form.label(name) for name in moved)
        self.strip.show_message(
            f"Đã nạp bản mới, nội dung bạn gõ vẫn còn. Đã sửa ở nơi khác: {named}.", "info"
        )


def _changes(before: Record, after: Record, names: list[str]) -> dict[str, Any]:
    """Which of these fields differ, with their values afterwards."""
    values = {name: getattr(after, name) for name in names}
    return {name: value for name, value in values.items() if value != getattr(before, name)}
