"""Deciding a conflict card: its versions below each other, one of which holds.

What is on a card and what a decision writes is `desktop_app.office.conflicts`'s.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop_app.domain.faults import Superseded
from desktop_app.office.conflicts import (
    CardRow,
    ComparedCard,
    compare_card,
    decide,
    decide_event,
    open_cards,
)
from desktop_app.office.desk import Changed, Desk
from ui.cards import Glyph, KeyButton, column, line, row, words
from ui.faults import sentence
from ui.forms.comparison import ChoiceCell, beside, head_cell, mark_cell, plain_cell
from ui.forms.foot import FormFoot
from ui.forms.scroll import FormScroll
from ui.screens.screen import Screen
from ui.screens.version_words import VersionWords
from ui.theme import measures
from ui.workplace import Workplace

NOTHING = "Thẻ này đã được quyết định. Bấm Esc để quay lại."
LATER, BACK = "Để sau", "Quay lại"
"""What Esc does with something to decide, and without."""


@dataclass(frozen=True)
class Found:
    """A card to decide, and how many more there are of the same record; None when it is decided."""

    compared: ComparedCard | None
    more: int = 0


class DecisionScreen(Screen):
    """1–9 and ↑↓ choose, F10 and Enter let the chosen version hold, Esc leaves. Nothing is chosen
    beforehand. After a card comes the next one of the same record."""

    name = "decision"
    rail = "exchange"

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._card_id = ""
        self._found = Found(None)
        self._words: dict[str, VersionWords] = {}
        self._saving = False
        self._page = place.newest(self._shown, owner=self)
        self.title = words("", "h1")
        self.who = words("", "sub")
        self.panel = VersionsPanel()
        self.panel.chosen.connect(self._decide)
        self.panel.left.connect(place.back_wanted)
        title = row(self.title, self.who, 1)
        title.setSpacing(10)
        title.setContentsMargins(16, 10, 16, 10)
        layout = column(title, line(), self.panel, gap=0)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def open(self, **what: object) -> None:
        """`card_id`: the card to decide."""
        self._card_id = str(what.get("card_id", self._card_id))
        self._stale = True

    def refresh(self) -> None:
        """Read the card with its versions."""
        desk, card_id = self.place.desk, self._card_id
        self._page.want(lambda: _find(desk, card_id))

    def enter(self) -> None:
        super().enter()
        self.panel.setFocus()

    def worker_id(self) -> str:
        """The worker whose record is decided."""
        compared = self._found.compared
        return compared.row.record_id if compared and compared.row.kind == "worker" else ""

    def _shown(self, found: Found) -> None:
        self._found = found
        compared = found.compared
        if compared is None:
            self.title.setText("Quyết định")
            self.who.setText("")
            self.panel.show_versions([], NOTHING)
            return
        kind = compared.row.kind
        told = self._words.setdefault(kind, VersionWords(self.place.desk, kind))
        self.title.setText(compared.row.title)
        more = f" · còn {found.more} mục khác của hồ sơ này" if found.more else ""
        self.who.setText(f"{compared.row.what}{more}")
        if kind == "worker":
            self.place.audit.seen(kind, compared.row.record_id)
        self.panel.show_versions(
            _lines(compared, told, self.place.desk),
            "Các diễn biến này mâu thuẫn với nhau. Diễn biến nào đúng?"
            if compared.row.hard
            else "Hồ sơ được sửa ở nhiều nơi cùng lúc. Bản nào đúng?",
        )

    def _decide(self, key: str) -> None:
        compared = self._found.compared
        if compared is None or self._saving:
            return
        self._saving = True
        verb = _verb(self.place.desk, compared, key)
        self.place.write(verb, self._decided, self._refused, owner=self)

    def _decided(self, changed: Changed) -> None:
        self._saving = False
        compared = self._found.compared
        self.place.announce(changed)
        if compared is not None:
            desk, row = self.place.desk, compared.row
            go_on = partial(self._go_on, _said(row))
            self.place.read(lambda: _next_of(desk, row.record_id), go_on, owner=self)

    def _go_on(self, said: str, following: str) -> None:
        """To the next card of the same record, else back to where one came from."""
        self.place.said.emit(said)
        if following:
            self._card_id = following
            self.refresh()
            self.panel.setFocus()
        else:
            self.place.back_wanted.emit()

    def _refused(self, error: Exception) -> None:
        """Somebody else has decided, or another version has come: show what there is now."""
        self._saving = False
        if isinstance(error, Superseded):
            self.place.troubled.emit("Thẻ này vừa thay đổi ở nơi khác. Hãy xem lại rồi chọn.")
            self.refresh()
        else:
            self.place.troubled.emit(sentence(error))


def _verb(desk: Desk, compared: ComparedCard, key: str) -> Callable[[], Changed]:
    if compared.row.hard:
        return partial(decide_event, desk, seen=compared, holds=key)
    return partial(decide, desk, seen=compared, chosen=key)


def _said(decided: CardRow) -> str:
    if decided.hard:
        return f"Đã quyết định: {decided.title}. Hãy xem lại tình trạng việc làm của người này."
    return f"Đã quyết định: {decided.title}, {decided.what}."


def _find(desk: Desk, card_id: str) -> Found:
    waiting = open_cards(desk)
    this = next((each for each in waiting if each.id == card_id), None)
    if this is None:
        return Found(None)
    same = [each for each in waiting if each.record_id == this.record_id]
    return Found(compare_card(desk, card_id=card_id), len(same) - 1)


def _next_of(desk: Desk, record_id: str) -> str:
    return next((each.id for each in open_cards(desk) if each.record_id == record_id), "")


# --- The versions below each other ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One line: whose version it is, and what it says. Without a key it is not to be chosen."""

    key: str
    label: str
    told: str


def _lines(compared: ComparedCard, told: VersionWords, desk: Desk) -> list[VersionLine]:
    today = desk.today()
    lines = [
        VersionLine(
            version.key,
            "\n".join(
                filter(
                    None,
                    (
                        "Đang hiển thị" if not at and not compared.row.hard else "",
                        beside(version.who, version.at, today),
                    ),
                )
            ),
            told.told(compared, version.values),
        )
        for at, version in enumerate(compared.versions)
    ]
    if compared.before is None:
        return lines
    return [VersionLine("", "Trước đây", told.told(compared, compared.before)), *lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelWords:
    """What a panel of choices says around them; `chosen` has a place for the number."""

    heads: tuple[str, str] = ("Người ghi", "Nội dung")
    keys: str = "1–9 hoặc ↑↓ chọn bản"
    save: str = "Cất quyết định"
    none: str = "Chưa chọn bản nào. Mọi bản đều được giữ."
    missing: str = "Chưa cất: hãy chọn một bản trước."
    chosen: str = "Đã chọn bản {}, có thể cất."


VERSIONS = PanelWords()


class VersionsPanel(QFrame):
    """`chosen(key)` once a line is chosen and Enter or F10 pressed, `left` on Esc."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, said: PanelWords = VERSIONS) -> None:
        super().__init__()
        self._said = said
        self.setProperty("role", "reading")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Các bản của hồ sơ")
        self.choices: list[ChoiceCell] = []
        self._labels: list[QFrame] = []
        self._keys: list[str] = []
        self._at: int | None = None
        self._body = QVBoxLayout()
        self._body.setContentsMargins(16, 10, 16, 8)
        self._body.setSpacing(8)
        inner = QWidget()
        inner.setLayout(self._body)
        self.question = words("", "h2")
        self._keys_said = words(said.keys, "small")
        self.back_button = KeyButton(LATER, "Esc")
        self.save_button = KeyButton(said.save, "F10", icon="save", role="primary")
        self.back_button.clicked.connect(self.left)
        self.save_button.clicked.connect(self.save)
        self.foot = FormFoot(self.back_button, self.save_button)
        parts = column(self._head(), line(), FormScroll(inner), self.foot, gap=0)
        parts.setStretch(2, 1)
        self.setLayout(parts)

    def _head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(measures().card_head)
        layout = row(Glyph("twins", "accent", 18), self.question, 1, self._keys_said)
        layout.setContentsMargins(16, 0, 16, 0)
        head.setLayout(layout)
        return head

    def show_versions(self, lines: Sequence[VersionLine], question: str) -> None:
        """Show these, none of them chosen."""
        self.question.setText(question)
        while (item := self._body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        if lines:
            for at, head in enumerate(self._said.heads):
                grid.addWidget(head_cell(head), 0, at)
        self.choices, self._labels, self._keys, self._at = [], [], [], None
        for at, each in enumerate(lines, start=1):
            label = plain_cell(each.label, "label")
            grid.addWidget(label, 2 * at, 0)
            grid.addWidget(self._cell(each, label), 2 * at, 1)
            grid.addWidget(line(), 2 * at + 1, 0, 1, 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 5)
        self._body.addWidget(table)
        self._body.addStretch(1)
        self.save_button.setEnabled(bool(self._keys))
        self.back_button.show_words(LATER if self._keys else BACK, "Esc")
        self._keys_said.setVisible(bool(self._keys))
        self._say()

    def _cell(self, version: VersionLine, label: QFrame) -> QWidget:
        if not version.key:
            return plain_cell(version.told)
        number = len(self.choices) + 1
        cell = ChoiceCell(version.told, f"{number} {version.label}: {version.told}", digit=number)
        cell.pressed.connect(self._on_pressed)
        self.choices.append(cell)
        self._labels.append(label)
        self._keys.append(version.key)
        return cell

    def save(self) -> None:
        """Let the chosen version hold; none chosen, say that one has to be."""
        if self._at is not None:
            self.chosen.emit(self._keys[self._at])
        elif self._keys:
            self._mark_missing(True)
            self.foot.say("prob", self._said.missing)
            self.setFocus()

    def _mark_missing(self, missing: bool) -> None:
        for cell in self.choices:
            cell.mark_missing(missing)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        key = Qt.Key(event.key())
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self._choose(key - Qt.Key.Key_1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            before = -1 if self._at is None and step > 0 else self._at or 0
            self._choose(max(0, min(len(self._keys) - 1, before + step)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            ~Qt.KeyboardModifier.KeypadModifier
        ):
            self.save()
        else:
            super().keyPressEvent(event)

    def _choose(self, at: int) -> None:
        if at < len(self._keys):
            self._at = at
            self._mark_missing(False)
            for place, cell in enumerate(self.choices):
                cell.show_chosen(place == at)
                for part in (self._labels[place], cell):
                    mark_cell(part, current=place == at)
            self._say()

    def _on_pressed(self) -> None:
        cell = self.sender()
        if isinstance(cell, ChoiceCell):
            self._choose(self.choices.index(cell))

    def _say(self) -> None:
        if not self._keys:
            self.foot.say("", "")
        elif self._at is None:
            self.foot.say("info", self._said.none)
        else:
            self.foot.say("ok", self._said.chosen.format(self._at + 1))
