"""What the forms share: opening, the head, the foot, drafts, saving, comparing and leaving.

Which fields there are, what is saved and where to go afterwards is each form's own.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Generic, TypeVar, cast

from PySide6.QtCore import QSize
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.dates import local_date, show_clock, show_time
from desktop_app.domain.faults import (
    DiskFailed,
    DiskFull,
    FileLocked,
    FileReadOnly,
    Superseded,
)
from desktop_app.domain.problems import errors
from desktop_app.domain.records import Record
from desktop_app.domain.workers import WORKER
from desktop_app.office.comparing import Comparison, Side, compare, decided
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
from ui.background import Newest
from ui.cards import Chip, KeyButton, Strip, column, line, row, words
from ui.dialogs import ask
from ui.faults import sentence
from ui.forms.autosave import Autosave
from ui.forms.comparison import ComparisonPanel, differences
from ui.forms.foot import FormFoot
from ui.forms.record_form import RecordForm
from ui.forms.scroll import FormScroll
from ui.screens.screen import Screen
from ui.theme import measures, scaled
from ui.workplace import Workplace

R = TypeVar("R", bound=Record)
Found = TypeVar("Found")
Saved = TypeVar("Saved")
ASIDE_FROM = 1000
"""Pixels: a narrower screen has no room for a panel at the side."""
PAPER_FROM = 860
"""Pixels: nor a narrower one for the paper beside the form."""
ABOUT_FROM = 860
"""Pixels: nor a narrower one for more than the name in its head."""


class FormScreen(Screen, Generic[R, Found, Saved]):
    """A form that is read in one piece (`Found`), typed in, and saved by one verb (`Saved`).

    What was typed is never replaced by a refresh. It is kept as a draft while it is typed, so
    leaving asks nothing; opened again with the same, the form goes on from its draft. A save over a
    record that has moved shows what moved, to be decided field group by field group.

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
        super().__init__(place)
        self.form = form
        self.title = words("", "h1")
        self.who = words("", "b")
        self.about = words("", "sub")
        self.about.setMinimumWidth(1)  # hidden on a narrow screen, which it must not widen
        self.chip = Chip()
        self.strip = Strip()
        self.draft_line = Strip()
        self.comparison = ComparisonPanel()
        self.autosave = Autosave(place, form, screen=self.name, title=self._draft_title, owner=self)
        self.cancel_button = KeyButton("Hoãn", "Esc")
        self.save_button = KeyButton("Cất", "F10", icon="save", role="" if after else "primary")
        self.foot = FormFoot(*first, self.cancel_button, *before, self.save_button, *after)
        self._saving = False
        self._focused: QWidget | None = None
        self._page: Newest[tuple[Found, Draft | None]] = Newest(
            place.lanes.readers, self._on_found, self._not_found, owner=self
        )
        self._ready = False
        self._opened: dict[str, str] = {}
        self._found_last: Found | None = None
        self._compared: Comparison | None = None
        self._done_last: Callable[[Saved], None] = self._saved
        self._person = ""
        self._aside: QWidget | None = None
        self._paper: QWidget | None = None
        self._scroll: QWidget | None = None
        self._form_width = 0
        form.setEnabled(False)
        form.leads_to(after[-1] if after else self.save_button)
        form.changed.connect(self._on_typed)
        form.problems_changed.connect(self._say)
        self.draft_line.pressed.connect(self._discard)
        self.autosave.kept.connect(self._on_kept)
        self.autosave.cleared.connect(self._tell_draft)
        self.autosave.failed.connect(self._not_kept)
        place.draft_dropped.connect(self._on_dropped)
        self.comparison.decided.connect(self._decide)
        self.comparison.left.connect(self._stop_comparing)
        self.cancel_button.clicked.connect(self._cancel)
        self.save_button.clicked.connect(self.save)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.save)

    # --- the parts of the screen ---

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
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(16, 10, 16, 8)
        inner.setSpacing(6)
        inner.addWidget(self.strip)
        inner.addWidget(self.draft_line)
        if above is not None:
            inner.addWidget(above)
        inner.addWidget(self.form, 1)
        for part in below:
            inner.addWidget(part)
        middle = row(gap=0)
        scroll = FormScroll(content)
        middle.addWidget(scroll, 1)
        if paper is not None:
            self._paper, self._scroll, self._form_width = paper, scroll, scaled(width)
            middle.addWidget(paper, 1)
        self._body = QWidget()
        self._body.setLayout(middle)
        self.comparison.hide()
        left = QFrame()
        left.setProperty("role", "page")
        parts = column(self._head(), line(), self._body, self.comparison, self.foot, gap=0)
        for stretched in (2, 3):
            parts.setStretch(stretched, 1)
        left.setLayout(parts)
        whole = QHBoxLayout(self)
        whole.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(left, 1)
        if aside is not None:
            self._aside = aside
            whole.addWidget(aside)

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(measures().title_row)
        layout = row(self.title, self.who, self.about, 1, self.chip, gap=10)
        layout.setContentsMargins(16, 0, 16, 0)
        head.setLayout(layout)
        return head

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        # The panel and the paper give way: they must not keep the window from becoming narrow.
        return QSize(self.foot.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        super().resizeEvent(event)
        if self._aside is not None:
            self._aside.setVisible(self.width() >= scaled(ASIDE_FROM))
        if self._paper is not None and self._scroll is not None:
            beside = self.width() >= scaled(PAPER_FROM)
            self._paper.setVisible(beside)
            self._scroll.setMaximumWidth(self._form_width if beside else self.width())
            self._scroll.setMinimumWidth(self._form_width if beside else 0)
        self.about.setVisible(self.width() >= scaled(ABOUT_FROM))

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
        if self.unsaved():
            self.keep()
            self.place.said.emit("Đã giữ bản nháp.")
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
        for strip in (self.strip, self.draft_line):
            strip.show_message("", "info")
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
        self._tell_draft()
        if draft is not None:
            self._resume(draft)
        self._say()
        if self.isVisible():
            self.form.focus_first()

    def _resume(self, draft: Draft) -> None:
        """Go on from a draft: what was typed stands in the form again."""
        self.form.resume(cast("R", draft.record), draft.texts)
        show_resumed(self.draft_line, draft, today=self.place.desk.today())

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
        self._tell_draft()
        focused = self.focusWidget()
        if self._compared is not None:
            self.comparison.setFocus()
        elif self._ready and not (focused is not None and self.form.isAncestorOf(focused)):
            self.form.focus_first()

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

    def drop(self) -> None:
        self._put_away()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's method
        self.keep()
        super().hideEvent(event)
        self._tell_draft()

    def _draft_title(self) -> str:
        """Whose draft this is, in the list of drafts."""
        return f"{self.draft_word or self.title.text()}: {self.who.text()}"

    def _tell_draft(self) -> None:
        """Since when the draft lies in the database, below the window; nothing of a form that one
        does not see."""
        seen = self._ready and self.isVisible()
        self.place.draft_kept.emit(self.autosave.kept_at if seen else None)

    def _on_kept(self) -> None:
        self._tell_draft()
        if self.draft_line.property("chip") == "warn":
            self.draft_line.show_message("", "draft")

    def _not_kept(self, error: Exception) -> None:
        """Calmly: what is typed stands in the form, and keeping it is tried again."""
        said = not_kept(error)
        if self.isVisible():
            self.draft_line.show_message(f"{said} Cứ gõ tiếp.", "warn")
        else:
            self.place.troubled.emit(said)

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
        if self._compared is not None:
            self.comparison.decide()
            return
        if self._saving or not self._ready or errors(self.form.validate()):
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

    def _verb(self, record: R) -> Callable[[], Saved]:
        """What saves the record, to be run beside the window: it may hold no widget."""
        raise NotImplementedError

    def _saved(self, saved: Saved) -> None:
        """What comes after saving; begins with `_settle`."""
        raise NotImplementedError

    def _settle(self) -> None:
        """What was typed is saved: nothing is left to lose."""
        self._hold_still(False)
        self.form.show_record(self.form.record())
        self.autosave.over()
        self._tell_draft()
        for strip in (self.strip, self.draft_line):
            strip.show_message("", "info")
        self.place.announce(DRAFTS)

    def _hold_still(self, saving: bool) -> None:
        """Nothing is typed or opened while the form is being saved, which takes seconds when the
        file is locked: the answer is about what stands in it."""
        self._saving = saving
        if saving:
            self._focused = self.focusWidget()
        self.form.setEnabled(not saving)

    def _refused(self, error: Exception) -> None:
        self._hold_still(False)
        if self._focused is not None and self.form.isAncestorOf(self._focused):
            self._focused.setFocus()
        self.autosave.go_on()
        if isinstance(error, Superseded):
            self._look_what_moved()
        elif isinstance(error, Invalid):
            elsewhere = self.form.place(error.problems)
            said = " ".join(problem.message for problem in elsewhere)
            self.strip.show_message(said, "prob")
        else:
            self.strip.show_message(sentence(error), "prob")

    # --- a record that has moved ---

    def _look_what_moved(self) -> None:
        desk, base, mine = self.place.desk, self.form.shown, self.form.record()
        self.place.read(
            lambda: compare(desk, base=base, mine=mine), self._show_what_moved, owner=self
        )

    def _show_what_moved(self, found: Comparison) -> None:
        """Let the counsellor decide; where nobody else changed the same, nothing is to decide."""
        lines, taken_over = differences(found, self.form, today=self.place.desk.today())
        self._compared = found
        if not lines:
            self._decide({})
            return
        self.comparison.show_differences(lines, taken_over)
        self._show_comparison(True)
        self.comparison.setFocus()

    def _show_comparison(self, wanted: bool) -> None:
        """The two versions in place of the form, or the form again."""
        for part in (self._body, self.foot):
            part.setVisible(not wanted)
        self.comparison.setVisible(wanted)

    def _stop_comparing(self) -> None:
        self._compared = None
        self._show_comparison(False)
        self.form.focus_first()

    def _decide(self, sides: dict[str, Side]) -> None:
        """Put what was decided over the record as it is stored, and save that."""
        found, last = self._compared, self._found_last
        if found is None or last is None:
            return
        wanted = decided(found, sides)
        self._stop_comparing()
        self._found_last = self._found_with(last, cast("R", found.theirs))
        self._show(self._found_last)
        self.form.resume(cast("R", wanted), {})
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
        if self.unsaved():
            self.keep()
            self.place.said.emit("Đã giữ bản nháp.")
        self._put_away()
        self.place.back_wanted.emit()

    def _put_away(self) -> None:
        """Nothing is typed here any more."""
        self._ready = False
        self.form.setEnabled(False)
        self.autosave.stop()
        self._tell_draft()
        if self._compared is not None:
            self._compared = None
            self._show_comparison(False)


def show_resumed(strip: Strip, draft: Draft, *, today: date) -> None:
    """Say that the form goes on from a draft, and offer to throw it away."""
    same_day = local_date(draft.at) == today
    when = show_clock(draft.at) if same_day else show_time(draft.at)
    strip.show_message(f"Bản nháp giữ lúc {when}, chưa cất.", "draft", button="Bỏ bản nháp")


def not_kept(error: Exception) -> str:
    """Why a draft could not be kept, as the line in the form says it."""
    return f"Bản nháp chưa giữ được: {_NOT_KEPT.get(type(error), 'chương trình tự thử lại')}."


_NOT_KEPT: dict[type[Exception], str] = {
    DiskFull: "ổ đĩa đầy, hãy xóa bớt tệp khác",
    FileLocked: "tệp dữ liệu đang bị chương trình khác giữ, chương trình tự thử lại",
    FileReadOnly: "thư mục dữ liệu không cho phép ghi, hãy gọi Trung tâm",
    DiskFailed: "ổ đĩa báo lỗi, hãy kiểm tra ổ đĩa",
}
