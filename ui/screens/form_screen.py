"""What the forms share: opening, drafts, saving, comparing and leaving.

Which fields there are, what is saved and where to go afterwards is each form's own.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar, cast

from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.faults import Superseded
from desktop_app.domain.problems import errors
from desktop_app.domain.records import Record
from desktop_app.domain.workers import WORKER
from desktop_app.office.desk import Invalid
from desktop_app.office.drafts import (
    DRAFTS,
    Discarded,
    Draft,
    discard_draft,
    draft_opened_with,
    save_draft,
    saved_from_draft,
    take_draft,
)
from desktop_app.office.typing_habits import advances
from ui.background import Newest
from ui.cards import KeyButton, Strip
from ui.dialogs import ask
from ui.faults import messages, sentence
from ui.forms.autosave import Autosave
from ui.forms.foot import FormFoot
from ui.forms.record_form import RecordForm
from ui.held_painting import HeldPainting
from ui.screens.draft_line import DraftLine
from ui.screens.form_frame import FormFrame
from ui.screens.gap_line import GapLine
from ui.screens.moved_record import MovedRecord
from ui.screens.template_picker import TemplateKey
from ui.workplace import Workplace

R = TypeVar("R", bound=Record)
Found = TypeVar("Found")
Saved = TypeVar("Saved")

AT_A_BLINK_MS = 150
"""A save that is over by then shows no greyed form."""


class FormScreen(FormFrame, Generic[R, Found, Saved]):
    """A form that is read in one piece (`Found`), typed in, and saved by one verb (`Saved`).

    What was typed is never replaced by a refresh. It is kept as a draft while it is typed, so
    leaving asks nothing; opened again with the same, the form goes on from its draft. A save with
    gaps keeps the draft and names them. A save over a record that has moved shows what moved, to be
    decided field group by field group.

    A screen that builds on this one fills `form`, `title`, `who` and `about`. `blank`: it opens
    without being told what about. `passing` names what it may be opened with that says nothing
    about which record it is. `draft_word` stands before the name in the list of drafts.
    """

    blank = False
    passing: frozenset[str] = frozenset()
    draft_word = ""

    def __init__(
        self,
        place: Workplace,
        form: RecordForm[R],
        *,
        first: Sequence[KeyButton] = (),
        before: Sequence[KeyButton] = (),
        after: Sequence[KeyButton] = (),
    ) -> None:
        """Buttons of the foot: `first` stand before «Hoãn», `before` and `after` around «Cất»; the
        last one is the main one."""
        self.cancel_button = KeyButton("Hoãn", "Esc")
        self.save_button = KeyButton("Cất", "F10", icon="save", role="" if after else "primary")
        foot = FormFoot(*first, self.cancel_button, *before, self.save_button, *after)
        super().__init__(place, foot)
        self.form = form
        self.strip = Strip()
        self.autosave = Autosave(place, form, screen=self.name, title=self._draft_title, owner=self)
        self.draft_line = DraftLine(place, self.autosave, screen=self)
        self.comparison = MovedRecord(place, form)
        self.gaps = GapLine(form, screen=self)
        self.template_key = TemplateKey(place, self)
        self._saving = False
        self._painting = HeldPainting(form, at_most_ms=AT_A_BLINK_MS)
        self._focused: QWidget | None = None
        self._page: Newest[tuple[Found, Draft | None]] = Newest(
            place.lanes.readers, self._on_found, self._not_found, owner=self
        )
        self._ready = False
        self._opened: dict[str, str] = {}
        self._found_last: Found | None = None
        self._done_last: Callable[[Saved], None] = self._saved
        self._person = ""
        form.setEnabled(False)
        form.leads_to(after[-1] if after else self.save_button)
        form.changed.connect(self._on_typed)
        form.problems_changed.connect(self._say)
        self.draft_line.pressed.connect(self._discard)
        place.draft_dropped.connect(self._on_dropped)
        self.comparison.shown.connect(self._make_room)
        self.comparison.agreed.connect(self._save_agreed)
        self.cancel_button.clicked.connect(self._cancel)
        self.save_button.clicked.connect(self.save)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.save)

    def _build(
        self,
        *below: QWidget,
        above: QWidget | None = None,
        aside: QWidget | None = None,
        paper: QWidget | None = None,
        width: int = 0,
    ) -> None:
        """Put the form into the screen: `above` and `below` it what belongs to it, `aside` a
        panel of full height, or a `paper` between head and foot beside `width` pixels of form."""
        parts = QVBoxLayout()
        for part in (self.strip, self.draft_line, self.gaps, above):
            if part is not None:
                parts.addWidget(part)
        parts.addWidget(self.form, 1)
        for part in below:
            parts.addWidget(part)
        self._lay_out(parts, self.comparison, aside=aside, paper=paper, width=width)

    # --- opening ---

    def open(self, **what: object) -> None:
        """Show what `_reading` reads for `what`, or the draft of it; `draft` names one by its
        record. What is typed already and is about the same stays."""
        record_id = str(what.pop("draft", ""))
        asked = {name: str(value) for name, value in what.items()}
        opened = {name: value for name, value in asked.items() if name not in self.passing}
        if self._saving or not (asked or record_id or self.blank):
            return
        if asked == opened and self._holds(record_id, opened):
            return
        self._keep_typed()
        desk, name, read = self.place.desk, self.name, self._reading(asked)
        store = self.place.lanes.store if self.autosave.is_writing else None
        self._opened = opened

        def draft() -> Draft | None:
            if record_id:
                return take_draft(desk, screen=name, record_id=record_id)
            return draft_opened_with(desk, screen=name, opened=opened) if opened else None

        self._start(lambda: (read(), store.call(draft) if store is not None else draft()))

    def _holds(self, record_id: str, opened: Mapping[str, str]) -> bool:
        """Whether just this is being typed in already."""
        if not self.unsaved():
            return False
        return record_id == self.form.shown.id if record_id else opened == self._opened

    def _reading(self, what: Mapping[str, str]) -> Callable[[], Found]:
        """What reads all the form is about, to be run beside the window: it may hold no widget."""
        raise NotImplementedError

    def _found_with(self, found: Found, record: R) -> Found:
        """What was read, about this record instead of the one in it."""
        raise NotImplementedError

    def _begin(self, work: Callable[[], Found]) -> None:
        """Read what the form is about; no draft is looked for."""
        self._start(lambda: (work(), None))

    def _start(self, work: Callable[[], tuple[Found, Draft | None]]) -> None:
        """Read; nothing can be typed until it is there."""
        self._put_away()
        self._say_nothing()
        self._page.want(work)

    def _on_found(self, read: tuple[Found, Draft | None]) -> None:
        found, draft = read
        if draft is not None:
            found = self._found_with(found, cast("R", draft.base))
        self._found_last = found
        self._ready = True
        self.form.setEnabled(True)
        self._show(found)
        if worker_id := self.worker_id():
            self.place.audit.seen(WORKER.name, worker_id)
        self.autosave.begin(self._opened, kept_at=None if draft is None else draft.at)
        self.draft_line.tell(ready=self._ready)
        if draft is not None:
            self._resume(draft)
        self._say()
        if self.isVisible():
            self.form.focus_first()

    def _resume(self, draft: Draft) -> None:
        """Go on from a draft: what was typed stands in the form again."""
        self.form.resume(cast("R", draft.record), draft.texts)
        self.draft_line.show_resumed(draft)

    def _not_found(self, error: Exception) -> None:
        self.strip.show_message(sentence(error), "prob")

    def worker_id(self) -> str:
        """Whom the form is about; nobody while it is still being read."""
        return self._person if self._ready else ""

    def _show(self, found: Found) -> None:
        """Show what was read, and note in `_person` whom it is about."""
        raise NotImplementedError

    def enter(self) -> None:
        """Come to the first field, unless one of them has the focus."""
        super().enter()
        desk = self.place.desk
        self.place.read(lambda: advances(desk), self._take_habit, owner=self)
        self.draft_line.tell(ready=self._ready)
        focused = self.focusWidget()
        if self.comparison.is_open:
            self.comparison.setFocus()
        elif self._ready and not (focused is not None and self.form.isAncestorOf(focused)):
            self.form.focus_first()

    def _take_habit(self, advancing: bool) -> None:
        self.form.advances = advancing

    # --- typing ---

    def unsaved(self) -> bool:
        return self._ready and self.form.dirty

    def at_risk(self) -> bool:
        return self.unsaved() and self.autosave.broken

    def _on_typed(self) -> None:
        self._say()

    def _say(self) -> None:
        tone, said = self.form.summary()
        if said:
            self.foot.say(tone, said)
        else:
            self.foot.say(*self._when_complete())

    def _when_complete(self) -> tuple[str, str]:
        """Tone and sentence of the foot when nothing is missing."""
        return ("ok", "Đủ để cất") if self.form.dirty else ("", "")

    # --- drafts ---

    def keep(self) -> None:
        if self._ready:
            self.autosave.now()

    def _keep_typed(self) -> None:
        """Before something else is shown here, or elsewhere: keep a draft, and say so."""
        if self.unsaved():
            self.keep()
            self.place.said.emit("Đã giữ bản nháp.")

    def drop(self) -> None:
        self._put_away()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's method
        self.keep()
        super().hideEvent(event)
        self.draft_line.tell(ready=self._ready)

    def _draft_title(self) -> str:
        """Whose draft this is, in the list of drafts."""
        return f"{self.draft_word or self.title.text()}: {self.who.text()}"

    def _discard(self) -> None:
        """Throw the draft away and leave; that can be taken back."""
        desk, draft = self.place.desk, self.autosave.draft_as_typed()
        self._put_away()
        self.place.write(
            lambda: discard_draft(desk, screen=draft.screen, record_id=draft.record.id),
            self._discarded,
            owner=self,
        )
        self.place.undoable(
            f"Đã bỏ bản nháp «{draft.title}».", lambda: save_draft(desk, draft=draft)
        )
        self.place.back_wanted.emit()

    def _on_dropped(self, screen: str, record_id: str) -> None:
        """The draft was thrown away on another screen: the form forgets what is typed in it."""
        if screen == self.name and self._ready and self.form.shown.id == record_id:
            self._put_away()

    def _discarded(self, discarded: Discarded) -> None:
        self.place.announce(discarded.changed)

    # --- saving ---

    def save(self) -> None:
        """Save, and go on to where this form leads."""
        self._submit(self._saved)

    def _submit(self, done: Callable[[Saved], None]) -> None:
        if self.comparison.is_open:
            self.comparison.decide()
            return
        if self._saving or not self._ready:
            return
        if errors(self.form.validate()):
            self._keep_gaps()
            return
        self._hold_still(True)
        self._done_last = done
        self.autosave.stop()
        record = self.form.record()
        desk, name, verb = self.place.desk, self.name, self._verb(record)
        self.place.write(
            lambda: saved_from_draft(desk, screen=name, record_id=record.id, verb=verb),
            done,
            self._refused,
            owner=self,
        )

    def _keep_gaps(self) -> None:
        """What cannot be saved yet stays as a draft; what it still lacks is named."""
        self.keep()
        self.gaps.show_gaps(kept=self.unsaved() and not self.autosave.broken)

    def _verb(self, record: R) -> Callable[[], Saved]:
        """What saves the record, to be run beside the window: it may hold no widget."""
        raise NotImplementedError

    def _saved(self, saved: Saved) -> None:
        """What comes after saving; begins with `_settle`."""
        raise NotImplementedError

    def _settle(self) -> None:
        """What was typed is saved: the form is put away, nothing is left to lose."""
        self._saving = False
        self._put_away()
        self._painting.release()
        self.autosave.over()
        self._say_nothing()
        self.place.announce(DRAFTS)

    def _say_nothing(self) -> None:
        """Empty the strips above the form."""
        self.gaps.clear()
        for strip in (self.strip, self.draft_line):
            strip.show_message("", "info")

    def _hold_still(self, saving: bool) -> None:
        """Nothing is typed or opened while the form is being saved, which takes seconds when the
        file is locked: the answer is about what stands in it."""
        self._saving = saving
        if saving:
            self._focused = self.focusWidget()
            self._painting.hold()  # mostly it is over before one could see it grey
        else:
            self._painting.release()
        self.form.setEnabled(not saving)

    def _refused(self, error: Exception) -> None:
        self._hold_still(False)
        if self._focused is not None and self.form.isAncestorOf(self._focused):
            self._focused.setFocus()
        self.autosave.go_on()
        if isinstance(error, Superseded):
            self.comparison.look()
        elif isinstance(error, Invalid):
            elsewhere = self.form.place(error.problems)
            self.strip.show_message(messages(elsewhere), "prob")
        else:
            self.strip.show_message(sentence(error), "prob")

    def _save_agreed(self, theirs: R, wanted: R) -> None:
        """Put what was decided over the record as it is stored, and save that."""
        if self._found_last is None:
            return
        self._found_last = self._found_with(self._found_last, theirs)
        self._show(self._found_last)
        self.form.resume(wanted, {})
        self._submit(self._done_last)

    # --- leaving ---

    def _cancel(self) -> None:
        """Leave; what was typed stays as a draft."""
        if self._saving:
            return
        if self.at_risk() and not ask.ask(
            self,
            "Bản nháp chưa giữ được",
            "Nội dung vừa gõ chưa cất và bản nháp cũng chưa giữ được. Bỏ nội dung đó?",
            yes="Bỏ nội dung",
            no="Ở lại biểu mẫu",
        ):
            return
        self._keep_typed()
        self._put_away()
        self.place.back_wanted.emit()

    def _put_away(self) -> None:
        """Nothing is typed here any more."""
        self._ready = False
        self.form.setEnabled(False)
        self.autosave.stop()
        self.draft_line.tell(ready=self._ready)
        self.comparison.put_away()
