"""What the forms of workers, employers and vacancies share: registered once, corrected later, with
details that wait behind «Thêm chi tiết».

Which fields there are and which verbs save them is each form's own.
"""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer

from desktop_app.domain.problems import Problem
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
    """A blank record or a known one. `new_word` stands in the head of a blank one."""

    blank = True
    new_word = "Mới"

    def __init__(
        self,
        place: Workplace,
        parts: Sequence[Field | Section],
        check: Callable[[R], list[Problem]],
        *,
        first_detail: str,
        before: Sequence[KeyButton] = (),
    ) -> None:
        """`first_detail`: the field «Thêm chi tiết» leads to; `before`: buttons before «Cất»."""
        self._is_new = True
        self._more = False
        self._first_detail = first_detail
        self.parts = parts
        self.more_button = KeyButton("Thêm chi tiết", role="flat")
        form = RecordForm[R](parts, check)
        super().__init__(place, form, first=(self.more_button,), before=before)
        self.more_button.clicked.connect(self._toggle_more)

    def _show_base(self, record: R, *, is_new: bool) -> None:
        """Show a record as it was read, folded."""
        self._is_new = is_new
        self.form.show_record(record)
        self.chip.show_status(self.new_word if is_new else "", "info")
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

    # --- saving ---

    def _settle_undoably(self, saved: Changed, said: str) -> None:
        """Say that it is saved, and offer to take that back: something new is hidden again."""
        is_new, before, after = self._is_new, self.form.shown, self.form.record()
        self._settle()
        self.place.announce(saved)
        if is_new:
            self.place.undoable(said, self._hiding(saved.record_id))
        elif before == after:
            self.place.said.emit(said)
        else:
            self.place.undoable(said, self._taking_back(before, after))

    def _hiding(self, record_id: str) -> Callable[[], Changed]:
        """What takes a record just registered out of the lists; it may hold no widget."""
        raise NotImplementedError

    def _taking_back(self, before: R, after: R) -> Callable[[], Changed]:
        """What undoes a correction; it may hold no widget."""
        raise NotImplementedError

    # --- drafts ---

    def _name(self, record: R) -> str:
        """What the record is called in the list of drafts."""
        raise NotImplementedError

    def _draft_title(self) -> str:
        what = self.draft_word or self.title.text()
        return f"{what}: {self._name(self.form.record()) or 'chưa có tên'}"
