"""How the screen of a form is laid out: head, strips, the form, a panel or a paper beside it, foot.

What stands there, and what happens with it, is `form_screen`'s and each form's own.
"""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.cards import Chip, column, line, row, words
from ui.forms.foot import FormFoot
from ui.forms.scroll import FormScroll
from ui.screens.fold_out import FoldButton
from ui.screens.screen import Screen
from ui.theme import measures, scaled
from ui.workplace import Workplace

PAPER_FROM = 860
"""Pixels: a narrower screen has no room for the paper beside the form."""
ABOUT_FROM = 860
"""Pixels: nor a narrower one for more than the name in its head."""


class FormFrame(Screen):
    """A screen that builds on this one fills `title`, `who` and `about`, and calls `_lay_out`."""

    def __init__(self, place: Workplace, foot: FormFoot) -> None:
        super().__init__(place)
        self.title = words("", "h1")
        self.who = words("", "b")
        self.about = words("", "sub")
        self.about.setMinimumWidth(1)  # hidden on a narrow screen, which it must not widen
        self.chip = Chip()
        self.foot = foot
        self._body = QWidget()
        self.fold_button: FoldButton | None = None
        self._paper: QWidget | None = None
        self._scroll: QWidget | None = None
        self._form_width = 0

    def _lay_out(
        self,
        parts: QVBoxLayout,
        instead: QWidget,
        *,
        aside: QWidget | None,
        paper: QWidget | None,
        width: int,
    ) -> None:
        """`parts` stand below each other and scroll; `instead` may take their place. `aside` is a
        panel of full height, `paper` stands beside `width` pixels of form."""
        content = QWidget()
        content.setLayout(parts)
        parts.setContentsMargins(16, 10, 16, 8)
        parts.setSpacing(6)
        middle = row(gap=0)
        scroll = FormScroll(content)
        middle.addWidget(scroll, 1)
        if paper is not None:
            self._paper, self._scroll, self._form_width = paper, scroll, scaled(width)
            middle.addWidget(paper, 1)
        self._body.setLayout(middle)
        if aside is not None:
            self.fold_button = FoldButton(self, aside)
        left = QFrame()
        left.setProperty("role", "page")
        whole_left = column(self._head(), line(), self._body, instead, self.foot, gap=0)
        for stretched in (2, 3):
            whole_left.setStretch(stretched, 1)
        left.setLayout(whole_left)
        whole = QHBoxLayout(self)
        whole.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(left, 1)
        if aside is not None:
            whole.addWidget(aside)

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(measures().title_row)
        layout = row(self.title, self.who, self.about, 1, self.chip, gap=10)
        if self.fold_button is not None:
            layout.addWidget(self.fold_button)
        layout.setContentsMargins(16, 0, 16, 0)
        head.setLayout(layout)
        return head

    def _fit_aside(self) -> None:
        if self.fold_button is not None:
            self.fold_button.fit(asked=self._aside_asks())

    def _aside_asks(self) -> bool:
        """Whether the panel has something to ask, and must be seen."""
        return False

    def _make_room(self, wanted: bool) -> None:
        """Hide the form and its foot, or show them again."""
        for part in (self._body, self.foot):
            part.setVisible(not wanted)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        # The panel and the paper give way: they must not keep the window from becoming narrow.
        return QSize(self.foot.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's method
        super().resizeEvent(event)
        self._fit_aside()
        if self._paper is not None and self._scroll is not None:
            beside = self.width() >= scaled(PAPER_FROM)
            self._paper.setVisible(beside)
            self._scroll.setMaximumWidth(self._form_width if beside else self.width())
            self._scroll.setMinimumWidth(self._form_width if beside else 0)
        self.about.setVisible(self.width() >= scaled(ABOUT_FROM))
