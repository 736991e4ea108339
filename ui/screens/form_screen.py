"""What the forms about a person share: opening, the head, the foot, saving and leaving.

Which fields there are, what is saved and where to go afterwards is each form's own.
"""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.problems import errors
from desktop_app.domain.records import Record
from desktop_app.domain.workers import WORKER
from desktop_app.office.desk import Invalid
from ui.background import Newest
from ui.cards import Chip, KeyButton, Strip, column, line, row, words
from ui.dialogs import ask
from ui.faults import sentence
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

    What was typed is never replaced by a refresh, and leaving it asks first. A screen that builds
    on this one fills `form`, `title`, `who` and `about`, and calls `_begin` in its `open`.
    """

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
        self.cancel_button = KeyButton("Hoãn", "Esc")
        self.save_button = KeyButton("Cất", "F10", icon="save", role="" if after else "primary")
        self.foot = FormFoot(*first, self.cancel_button, *before, self.save_button, *after)
        self._saving = False
        self._page: Newest[Found] = Newest(
            place.lanes.readers, self._on_found, self._not_found, owner=self
        )
        self._ready = False
        self._person = ""
        self._aside: QWidget | None = None
        self._paper: QWidget | None = None
        self._scroll: QWidget | None = None
        self._form_width = 0
        form.setEnabled(False)
        form.leads_to(after[-1] if after else self.save_button)
        form.changed.connect(self._on_typed)
        form.problems_changed.connect(self._say)
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
        left = QFrame()
        left.setProperty("role", "page")
        parts = column(self._head(), line(), middle, self.foot, gap=0)
        parts.setStretch(2, 1)
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

    def _begin(self, work: Callable[[], Found]) -> None:
        """Read what the form is about; nothing can be typed until it is there."""
        self._ready = False
        self.form.setEnabled(False)
        self.strip.show_message("", "info")
        self._page.want(work)

    def _on_found(self, found: Found) -> None:
        self._ready = True
        self.form.setEnabled(True)
        self._show(found)
        if worker_id := self.worker_id():
            self.place.audit.seen(WORKER.name, worker_id)
        self._say()
        if self.isVisible():
            self.form.focus_first()

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
        focused = self.focusWidget()
        if self._ready and not (focused is not None and self.form.isAncestorOf(focused)):
            self.form.focus_first()

    # --- typing ---

    def unsaved(self) -> bool:
        return self._ready and self.form.dirty

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

    # --- saving ---

    def save(self) -> None:
        """Save, and go on to where this form leads."""
        self._submit(self._saved)

    def _submit(self, done: Callable[[Saved], None]) -> None:
        if self._saving or not self._ready or errors(self.form.validate()):
            return
        self._saving = True
        self.place.write(self._verb(self.form.record()), done, self._refused, owner=self)

    def _verb(self, record: R) -> Callable[[], Saved]:
        """What saves the record, to be run beside the window: it may hold no widget."""
        raise NotImplementedError

    def _saved(self, saved: Saved) -> None:
        """What comes after saving; begins with `_settle`."""
        raise NotImplementedError

    def _settle(self) -> None:
        """What was typed is saved: nothing is left to lose."""
        self._saving = False
        self.form.show_record(self.form.record())
        self.strip.show_message("", "info")

    def _refused(self, error: Exception) -> None:
        self._saving = False
        if isinstance(error, Invalid):
            elsewhere = self.form.place(error.problems)
            said = " ".join(problem.message for problem in elsewhere)
            self.strip.show_message(said, "prob")
        else:
            self.strip.show_message(sentence(error), "prob")

    # --- leaving ---

    def _cancel(self) -> None:
        if self.unsaved() and not ask.ask(
            self,
            "Biểu mẫu chưa cất",
            "Nội dung vừa gõ chưa cất. Bỏ nội dung đó?",
            yes="Bỏ nội dung",
            no="Ở lại biểu mẫu",
        ):
            return
        self._ready = False
        self.form.setEnabled(False)
        self.place.back_wanted.emit()
