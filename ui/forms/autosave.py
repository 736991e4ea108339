"""Keeps what stands in a form as a draft while it is typed in.

What a draft is, and that it is forgotten with the saving of its record, is decided in the office.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.records import Record
from desktop_app.office.desk import Desk
from desktop_app.office.drafts import DRAFTS, Discarded, Draft, discard_draft, save_draft
from ui.forms.record_form import RecordForm
from ui.workplace import Workplace

R = TypeVar("R", bound=Record)
QUIET_MS = 300
"""After the last keystroke."""
AGAIN_MS = 5000
"""After a draft that could not be kept."""


class Autosave(QObject):
    """The draft of one form: kept when a field is left, 300 ms after the last change, or at once by
    `now`; forgotten when the form is as it was opened.

    `kept` and `cleared` tell that a draft lies in the database since `kept_at`, or none any more;
    `failed(error)` why nothing new does; that is tried again.
    """

    kept = Signal()
    cleared = Signal()
    failed = Signal(object)

    def __init__(
        self,
        place: Workplace,
        form: RecordForm[R],
        *,
        screen: str,
        title: Callable[[], str],
        owner: QObject,
    ) -> None:
        """`title` tells of each draft whose it is, in the list of drafts."""
        super().__init__(owner)
        self._place = place
        self._form = form
        self._screen = screen
        self._title = title
        self._opened: Mapping[str, str] = {}
        self._record_id = ""
        self._watching = False
        self._pending = False
        self.kept_at: datetime | None = None
        self._broken = False
        self._writing = 0
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(self.now)
        form.changed.connect(self._on_changed)
        form.left.connect(self.now)  # of a quick typist no pause comes before the end

    @property
    def broken(self) -> bool:
        """Whether what was typed last could not be kept."""
        return self._broken

    @property
    def is_writing(self) -> bool:
        """Whether a draft is on its way into the database."""
        return self._writing > 0

    def begin(self, opened: Mapping[str, str], *, kept_at: datetime | None) -> None:
        """The form shows a record, opened with this; `kept_at` when it comes from a draft."""
        self._opened = dict(opened)
        self._record_id = self._form.shown.id
        self.kept_at = kept_at
        self.go_on()
        self._pending = False

    def stop(self) -> None:
        """Nothing is kept any more: the record is being saved, or the form put away."""
        self._watching = False
        self._broken = False
        self._quiet.stop()

    def go_on(self) -> None:
        """Keep again: the record was not saved."""
        self._watching = True
        if self._pending:
            self._quiet.start(QUIET_MS)

    def over(self) -> None:
        """The record was saved, and its draft forgotten with it."""
        self.stop()
        self._pending, self.kept_at = False, None

    def forget(self) -> None:
        """The form is put away, and nothing in it is worth a draft."""
        self.stop()
        self._pending = False
        if self.kept_at is not None or self.is_writing:
            self._forget()

    def now(self) -> None:
        """Keep at once what was typed and has not been kept yet."""
        if not self._watching or not self._pending:
            return
        self._quiet.stop()
        self._pending = False
        if self._form.dirty:
            self._keep()
        elif self.kept_at is not None or self.is_writing:
            self._forget()

    def draft_as_typed(self) -> Draft:
        """What stands in the form now, as a draft."""
        return Draft(
            screen=self._screen,
            record=self._form.record(),
            base=self._form.shown,
            texts=self._form.unread(),
            opened=self._opened,
            title=self._title(),
            at=self._place.desk.moment(),
        )

    def _on_changed(self) -> None:
        self._pending = True
        if self._watching:
            self._quiet.start(QUIET_MS)

    def _keep(self) -> None:
        desk, draft = self._place.desk, self.draft_as_typed()
        self._writing += 1
        self._place.write(lambda: _saved(desk, draft), self._on_kept, self._on_failed, owner=self)

    def _forget(self) -> None:
        desk, screen, record_id = self._place.desk, self._screen, self._record_id
        self._writing += 1
        self._place.write(
            lambda: discard_draft(desk, screen=screen, record_id=record_id),
            self._on_forgotten,
            self._on_failed,
            owner=self,
        )

    def _on_kept(self, draft: Draft) -> None:
        self._writing -= 1
        self._place.announce(DRAFTS)
        if draft.record.id == self._record_id and self._watching:
            self.kept_at, self._broken = draft.at, False
            self.kept.emit()

    def _on_forgotten(self, discarded: Discarded) -> None:
        self._writing -= 1
        self.kept_at, self._broken = None, False
        self._place.announce(discarded.changed)
        self.cleared.emit()

    def _on_failed(self, error: Exception) -> None:
        self._writing -= 1
        self._pending = self._broken = True
        self.failed.emit(error)
        if self._watching:
            self._quiet.start(AGAIN_MS)


def _saved(desk: Desk, draft: Draft) -> Draft:
    save_draft(desk, draft=draft)
    return draft
