"""The panel beside the registration: who has this number already, which commune an old address
means, and how to type quickly. It asks and answers; the form acts."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from ui.cards import Badge, Glyph, KeyButton, Keycap, Strip, line, row, words
from ui.theme import measures

NARROWER = 16
"""Pixels less than other panels, so that the longest message of the form keeps to one line."""
HINTS = (
    ("Enter", "ô sau; Shift+Enter ô trước"),
    ("1 … 9", "theo số, hoặc chữ không dấu"),
    ("Alt+↓", "mở danh sách của ô"),
    ("t  +7", "hôm nay, bảy ngày nữa"),
    ("Space", "đánh dấu ô đồng ý"),
)


@dataclass(frozen=True)
class Twin:
    """Someone already here who may be the person at the counter."""

    worker_id: str
    full_name: str
    about: str
    story: str
    reason: str


@dataclass(frozen=True)
class CommuneChoice:
    """One of the communes an old address can mean."""

    key: str
    name: str


class WorkerAside(QFrame):
    """`open_wanted(worker_id)`: that is the person. `commune_chosen(key)`: that is the commune."""

    open_wanted = Signal(str)
    commune_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setFixedWidth(measures().side_panel - NARROWER)
        self._twin: Twin | None = None
        self._communes: tuple[CommuneChoice, ...] = ()
        self.badge = Badge()
        self.none = words("Chưa thấy hồ sơ nào trùng số định danh.", "small", wrap=True)
        self._twin_box = _Box()
        self._commune_box = _Box()
        self._build()
        self._show()

    def _build(self) -> None:
        head = row(Glyph("twins", "accent", 18), words("Có thể đã có", "h2"), self.badge, 1)
        head.setContentsMargins(14, 0, 14, 0)
        top = QWidget()
        top.setFixedHeight(measures().title_row)
        top.setLayout(head)
        self.none.setContentsMargins(14, 10, 14, 12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        layout.addWidget(line())
        layout.addWidget(self.none)
        layout.addWidget(self._twin_box)
        layout.addWidget(self._commune_box)
        layout.addStretch(1)
        layout.addWidget(line())
        layout.addLayout(_hints())

    @property
    def asks(self) -> bool:
        """Whether something in the panel waits for an answer."""
        return self._twin is not None or bool(self._communes)

    def twin(self) -> Twin | None:
        """The person shown as the possible same."""
        return self._twin

    def show_twin(self, twin: Twin | None) -> None:
        """Show who has this number, or that nobody is known to have it."""
        self._twin = twin
        self._show()

    def ask_commune(self, choices: Sequence[CommuneChoice]) -> None:
        """Ask which commune is meant; none ends the question."""
        self._communes = tuple(choices)
        self._show()

    # --- what is shown ---

    def _show(self) -> None:
        self.badge.show_count(1 if self._twin else None)
        self.none.setVisible(self._twin is None)
        self._twin_box.clear()
        self._commune_box.clear()
        self._twin_box.setVisible(self._twin is not None)
        self._commune_box.setVisible(bool(self._communes))
        if self._twin is not None:
            self._fill_twin(self._twin)
        if self._communes:
            self._fill_communes()

    def _fill_twin(self, twin: Twin) -> None:
        button = KeyButton("Mở người này", "Alt+1", role="small")
        button.clicked.connect(self._open)
        self._twin_box.inner.addWidget(words(twin.full_name, "b", wrap=True))
        for told in filter(None, (twin.about, twin.story)):
            self._twin_box.inner.addWidget(words(told, "small", wrap=True))
        self._twin_box.inner.addWidget(Strip(twin.reason, "warn", icon="twins"))
        self._twin_box.inner.addWidget(button)

    def _fill_communes(self) -> None:
        layout = self._commune_box.inner
        layout.addWidget(words("Địa chỉ đã đổi", "h2"))
        layout.addWidget(
            words("Xã ghi trên thẻ nay thuộc nhiều xã, hỏi người lao động:", "small", wrap=True)
        )
        first = 2 if self._twin else 1
        for place, choice in enumerate(self._communes, start=first):
            button = KeyButton(choice.name, f"Alt+{place}", icon="place", role="small")
            button.setProperty("commune", choice.key)
            button.clicked.connect(self._choose)
            layout.addWidget(button)

    def _open(self) -> None:
        if self._twin is not None:
            self.open_wanted.emit(self._twin.worker_id)

    def _choose(self) -> None:
        key = self.sender().property("commune")
        self.ask_commune(())
        self.commune_chosen.emit(key)


class _Box(QWidget):
    """A part of the panel whose content comes and goes."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = QVBoxLayout(self)
        self.inner.setContentsMargins(14, 10, 14, 12)
        self.inner.setSpacing(4)

    def clear(self) -> None:
        """Take everything away."""
        while (item := self.inner.takeAt(0)) is not None:
            part = item.widget()
            if part is not None:
                part.hide()
                part.deleteLater()


def _hints() -> QVBoxLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(1, 1)
    for place, (key, meaning) in enumerate(HINTS):
        grid.addWidget(Keycap(key), place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words(meaning, "small", wrap=True), place, 1)
    layout = QVBoxLayout()
    layout.setContentsMargins(14, 10, 14, 12)
    layout.setSpacing(6)
    layout.addWidget(words("Gõ nhanh", "section"))
    layout.addLayout(grid)
    return layout
