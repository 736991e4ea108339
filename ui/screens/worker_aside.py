"""The panel beside the registration: who may be here already, which commune an old address means,
and how to type quickly. It asks and answers; the form acts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop_app.domain.money import show_number
from ui.cards import Badge, Glyph, KeyButton, Keycap, Strip, column, line, row, words
from ui.forms.flow import FlowLayout
from ui.forms.scroll import FormScroll
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


NOBODY = "Chưa thấy hồ sơ nào giống người này."
NOT_LOOKED = (
    "Máy tìm hồ sơ giống khi có số định danh, hoặc họ tên và ngày sinh, hoặc số điện thoại."
)
ANSWERS = {"open": "Mở người này", "same": "Là cùng một người", "other": "Người khác"}
"""What may be answered about a twin; «other»: it is somebody else."""
KEYS = tuple(f"Alt+{digit}" for digit in range(1, 10))


@dataclass(frozen=True)
class TwinCard:
    """Someone already here who may be the person at the counter, and what may be answered."""

    worker_id: str
    full_name: str
    about: str
    story: str
    reason: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class CommuneChoice:
    """One of the communes an old address can mean."""

    key: str
    name: str


@dataclass(frozen=True)
class ReadingChoice:
    """One way to read damaged letters: the whole text it makes, and as much of it as is known
    then, up to the next letters in doubt."""

    text: str
    shown: str


class WorkerAside(QFrame):
    """`answered(answer, worker_id)`: one of `ANSWERS`, about that twin. `commune_chosen(key)`:
    that is the commune. `reading_chosen(text)`: so it stands on the card. The digits with Alt go
    through all buttons from the top. `paste_button` and `photo_button` bring a card that was not
    scanned; their keys are the form's, which works without the panel, too."""

    answered = Signal(str, str)
    commune_chosen = Signal(str)
    reading_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "side")
        self.setFixedWidth(measures().side_panel - NARROWER)
        self._twins: tuple[TwinCard, ...] = ()
        self._more = 0
        self._communes: tuple[CommuneChoice, ...] = ()
        self._readings: tuple[ReadingChoice, ...] = ()
        self.paste_button = KeyButton("Dán mã thẻ", "Alt+V", role="small", bind=False)
        self.photo_button = KeyButton("Ảnh thẻ…", "Alt+O", role="small", bind=False)
        self.badge = Badge()
        self.none = words("", "small", wrap=True)
        self._twin_box = _Box()
        self._commune_box = _Box()
        self._reading_box = _Box()
        self._hints = QWidget()
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
        asked = column(self.none, self._twin_box, self._commune_box, self._reading_box, gap=0)
        asked.addStretch(1)
        inner = QWidget()
        inner.setLayout(asked)
        layout.addWidget(FormScroll(inner), 1)
        layout.addWidget(line())
        card = column(self.paste_button, self.photo_button, gap=4)
        card.setContentsMargins(14, 8, 14, 8)
        layout.addLayout(card)
        self._hints.setLayout(_hints())
        layout.addWidget(self._hints)

    @property
    def asks(self) -> bool:
        """Whether something in the panel waits for an answer."""
        return bool(self._twins or self._communes or self._readings)

    def twins(self) -> tuple[TwinCard, ...]:
        """Those shown as possibly the same person."""
        return self._twins

    def show_twins(self, twins: Sequence[TwinCard], more: int = 0, *, looked: bool = True) -> None:
        """Show who may be the same person, and how many `more` there are; or that nobody is known,
        or what is to be typed before anybody can be looked for. The same again changes nothing: a
        button may have the focus."""
        self.none.setText(NOBODY if looked else NOT_LOOKED)
        if (tuple(twins), more) != (self._twins, self._more):
            self._twins, self._more = tuple(twins), more
            self._show()

    def ask_commune(self, choices: Sequence[CommuneChoice]) -> None:
        """Ask which commune is meant; none ends the question."""
        self._communes = tuple(choices)
        self._show()

    def ask_reading(self, readings: Sequence[ReadingChoice]) -> None:
        """Ask which of these stands on the card; none ends the question."""
        self._readings = tuple(readings)
        self._show()

    # --- what is shown ---

    def _show(self) -> None:
        total = len(self._twins) + self._more
        keys = iter(KEYS)
        self.badge.show_count(total or None)
        self.none.setVisible(not self._twins)
        self._hints.setVisible(not self._twins)  # their room is needed
        self._twin_box.clear()
        self._commune_box.clear()
        self._reading_box.clear()
        self._twin_box.setVisible(bool(self._twins))
        self._commune_box.setVisible(bool(self._communes))
        self._reading_box.setVisible(bool(self._readings))
        for twin in self._twins:
            self._fill_twin(twin, keys)
        if self._more:
            said = f"Còn {show_number(self._more)} người nữa cũng giống."
            self._twin_box.inner.addWidget(words(said, "small", wrap=True))
        if self._communes:
            self._fill_communes(keys)
        if self._readings:
            self._fill_readings(keys)

    def _fill_twin(self, twin: TwinCard, keys: Iterator[str]) -> None:
        layout = self._twin_box.inner
        if layout.count():
            layout.addWidget(line())
        layout.addWidget(words(twin.full_name, "b", wrap=True))
        for told in filter(None, (twin.about, twin.story)):
            layout.addWidget(words(told, "small", wrap=True))
        layout.addWidget(Strip(twin.reason, "warn", icon="twins"))
        answers = FlowLayout()
        answers.setContentsMargins(0, 0, 0, 0)
        for answer in twin.answers:
            button = KeyButton(ANSWERS[answer], next(keys, ""), role="small")
            button.setProperty("answer", answer)
            button.setProperty("twin", twin.worker_id)
            button.clicked.connect(self._on_answer)
            answers.addWidget(button)
        buttons = QWidget()
        buttons.setLayout(answers)
        layout.addWidget(buttons)

    def _fill_communes(self, keys: Iterator[str]) -> None:
        layout = self._commune_box.inner
        layout.addWidget(words("Địa chỉ đã đổi", "h2"))
        layout.addWidget(
            words("Xã ghi trên thẻ nay thuộc nhiều xã, hỏi người lao động:", "small", wrap=True)
        )
        for choice in self._communes:
            button = KeyButton(choice.name, next(keys, ""), icon="place", role="small")
            button.setProperty("commune", choice.key)
            button.clicked.connect(self._choose)
            layout.addWidget(button)

    def _fill_readings(self, keys: Iterator[str]) -> None:
        layout = self._reading_box.inner
        layout.addWidget(words("Chữ chưa rõ", "h2"))
        layout.addWidget(words("Máy quét làm hỏng chữ. Trên thẻ ghi thế nào?", "small", wrap=True))
        for reading in self._readings:
            button = KeyButton(reading.shown, next(keys, ""), role="small")
            button.setProperty("reading", reading.text)
            button.clicked.connect(self._choose_reading)
            layout.addWidget(button)

    def _choose_reading(self) -> None:
        self.reading_chosen.emit(self.sender().property("reading"))

    def _on_answer(self) -> None:
        button = self.sender()
        self.answered.emit(button.property("answer"), button.property("twin"))

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
    layout.setContentsMargins(0, 0, 0, 12)
    layout.setSpacing(6)
    title = words("Gõ nhanh", "section")
    title.setContentsMargins(14, 4, 14, 0)
    grid.setContentsMargins(14, 0, 14, 0)
    layout.addWidget(line())
    layout.addWidget(title)
    layout.addLayout(grid)
    return layout
