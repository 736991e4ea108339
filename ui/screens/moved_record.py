"""A record that was changed elsewhere while it stood in a form: what moved, and what to save.

How the two versions are shown is `ui.forms.comparison`'s; saving is the screen's.
"""

from typing import Any

from PySide6.QtCore import Signal

from desktop_app.office.comparing import Comparison, Side, compare, decided
from ui.forms.comparison import ComparisonPanel, differences
from ui.forms.record_form import RecordForm
from ui.workplace import Workplace


class MovedRecord(ComparisonPanel):
    """Takes the place of a form while there is something to decide: `shown(bool)` asks its screen
    to make room, or to show the form again. `agreed(theirs, wanted)` gives the record as it is
    stored now and what to save over it; where nobody else changed the same, it comes unasked."""

    shown = Signal(bool)
    agreed = Signal(object, object)

    def __init__(self, place: Workplace, form: RecordForm[Any]) -> None:
        super().__init__()
        self._place = place
        self._form = form
        self._found: Comparison | None = None
        self._comparison = place.newest(self._show, owner=self)
        self.hide()
        self.decided.connect(self._agree)
        self.left.connect(self._back_to_form)

    @property
    def is_open(self) -> bool:
        """Whether something is being decided."""
        return self._found is not None

    def look(self) -> None:
        """Read what moved under the record in the form."""
        desk, base, mine = self._place.desk, self._form.shown, self._form.record()
        self._comparison.want(lambda: compare(desk, base=base, mine=mine))

    def put_away(self) -> None:
        """Nothing is to be decided any more."""
        self._comparison.forget()
        if self._found is not None:
            self._found = None
            self._take_place(False)

    def _show(self, found: Comparison) -> None:
        lines, taken_over = differences(found, self._form, today=self._place.desk.today())
        self._found = found
        if not lines:
            self._agree({})
            return
        self.show_differences(lines, taken_over)
        self._take_place(True)
        self.setFocus()

    def _take_place(self, wanted: bool) -> None:
        self.shown.emit(wanted)
        self.setVisible(wanted)

    def _back_to_form(self) -> None:
        self.put_away()
        self._form.focus_first()

    def _agree(self, sides: dict[str, Side]) -> None:
        found = self._found
        if found is not None:
            self._back_to_form()
            self.agreed.emit(found.theirs, decided(found, sides))
