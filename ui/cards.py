"""Small building blocks of every screen: cards, chips, strips, badges, keycaps and key buttons.

They know how to look, never what they are about. Words come in Vietnamese from the screen.
"""

from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.domain.money import show_number
from ui.theme import colour, icon, list_height, measures, paint_icon, scaled, set_role, sized_font

TONES = ("ok", "warn", "prob", "info", "draft")
TONE_ICONS = {
    "ok": "ok",
    "warn": "warning",
    "prob": "problem",
    "info": "info",
    "draft": "draft",
    "mute": "clock",
}
"""The icon that goes with a tone when none is named: status is never told by colour alone."""


def words(text: str, role: str = "", *, tone: str = "", wrap: bool = False) -> QLabel:
    """A label. Roles: h1 h2 b sub small label section num link badge; tones: see TONES."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setProperty("tone", tone)
    label.setWordWrap(wrap)
    return label


def line(*, upright: bool = False) -> QFrame:
    """A hairline between two parts."""
    frame = QFrame()
    frame.setProperty("role", "vline" if upright else "hline")
    return frame


def row(*parts: QWidget | QLayout | int, gap: int = 8) -> QHBoxLayout:
    """Parts side by side; a number is a stretch of that weight."""
    layout = QHBoxLayout()
    _fill(layout, parts, gap)
    return layout


def column(*parts: QWidget | QLayout | int, gap: int = 8) -> QVBoxLayout:
    """Parts below each other; a number is a stretch of that weight."""
    layout = QVBoxLayout()
    _fill(layout, parts, gap)
    return layout


def _fill(layout: QBoxLayout, parts: tuple[QWidget | QLayout | int, ...], gap: int) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        elif isinstance(layout, QHBoxLayout) and part.property("role") != "vline":
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        else:
            layout.addWidget(part)


def show_or_hide(widget: QWidget, wanted: bool) -> None:
    """`setVisible` for a part that may not stand in its window yet: shown alone, Qt would open a
    window of its own for it."""
    if wanted and widget.parent() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(wanted)


def clear(layout: QVBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        part = item.widget()
        if part is not None:
            part.hide()
            part.deleteLater()


class Glyph(QWidget):
    """One line icon as a widget of its own, sharp at any device ratio."""

    def __init__(self, name: str, tint: str = "text", size: int | None = None) -> None:
        """`size` in pixels at 10 pt; by default the preset's icon size."""
        super().__init__()
        self._name = name
        self._tint = tint
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, tint: str) -> None:
        """Show another icon or tint."""
        self._name, self._tint = name, tint
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        side = self._side()
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's method
        side = self._side()
        corner = QPoint((self.width() - side) // 2, (self.height() - side) // 2)
        paint_icon(QPainter(self), corner, self._name, self._tint, side)

    def _side(self) -> int:
        return scaled(self._size) if self._size else measures().icon


def put_picture(field: QLineEdit, icon_name: str, word: str) -> None:
    """A picture at the left of a field, and the word for it that is read aloud."""
    left = QLineEdit.ActionPosition.LeadingPosition
    field.addAction(icon(icon_name, "text2"), left).setText(word)


class Badge(QLabel):
    """A count beside a title; it has no words of its own and hides at none."""

    def __init__(self, count: int | None = None) -> None:
        super().__init__()
        self.setProperty("role", "badge")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_count(count)

    def show_count(self, count: int | None) -> None:
        """Show a number (thousands with dots), or hide when there is none."""
        self.setText("" if count is None else f"{count:,}".replace(",", "."))
        show_or_hide(self, count is not None)


class Keycap(QWidget):
    """A key as it is printed on the keyboard. It only shows: the key works elsewhere."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        return keycap_size(self._key)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's method
        paint_keycap(QPainter(self), self.rect(), self._key)


def keycap_size(key: str) -> QSize:
    """The room a keycap takes."""
    return QSize(*_keycap_size(key, measures().small_pt))


@lru_cache(maxsize=256)
def _keycap_size(key: str, points: float) -> tuple[int, int]:
    """Asked for with every tile and button that is painted."""
    metrics = QFontMetrics(sized_font(points))
    height = metrics.height() + 2
    return max(metrics.horizontalAdvance(key) + 12, height), height


def paint_keycap(
    painter: QPainter, rect: QRect, key: str, *, on_accent: bool = False, bold: bool = False
) -> None:
    """Draw a keycap into `rect`: light with a hairline, or dark on a primary button."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen if on_accent else QPen(colour("line")))
    painter.setBrush(colour("accent_hi" if on_accent else "ground"))
    painter.drawRoundedRect(rect.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setPen(colour("on_accent" if on_accent else "text2"))
    painter.setFont(sized_font(measures().small_pt, bold=bold))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, key)
    painter.restore()


class KeyButton(QPushButton):
    """A button that shows the key which presses it: «Cất F10».

    Roles: "" (white), primary (one per region), flat, small. With `bind` the key presses it; give
    `bind=False` where the key already works another way (an action of the window, Enter).
    """

    def __init__(
        self, text: str, key: str = "", *, icon: str = "", role: str = "", bind: bool = True
    ) -> None:
        super().__init__(text)
        self._key = key
        self._icon = icon
        self.setProperty("role", role)
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if key and bind:
            # not setShortcut: that shows the button pressed first and clicks 100 ms later
            QShortcut(QKeySequence(key), self).activated.connect(self.click)

    def show_words(self, text: str, key: str) -> None:
        """Show other words, and another key, which presses it already some other way."""
        self.setText(text)
        self.setAccessibleName(text)
        self._key = key
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        small = self.property("role") == "small"
        height = measures().small_button if small else measures().field
        return QSize(self._content_width() + (20 if small else 26), height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's method
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's method
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's method
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        self._paint_content(painter)

    def _content_width(self) -> int:
        width = QFontMetrics(self._text_font()).horizontalAdvance(self.text())
        if self._icon:
            width += measures().icon + 8
        if self._key:
            width += keycap_size(self._key).width() + 10
        return width

    def _text_font(self) -> QFont:
        return sized_font(measures().text_pt, bold=self.property("role") != "small")

    def _paint_content(self, painter: QPainter) -> None:
        left = (self.width() - self._content_width()) // 2
        tint = self._tint()
        if self._icon:
            side = measures().icon
            icon_tint = "accent" if tint == "text" else tint
            at = QPoint(left, (self.height() - side) // 2)
            paint_icon(painter, at, self._icon, icon_tint, side)
            left += side + 8
        painter.setFont(self._text_font())
        painter.setPen(colour(tint))
        advance = QFontMetrics(self._text_font()).horizontalAdvance(self.text())
        words_rect = QRect(left, 0, advance + 2, self.height())
        painter.drawText(
            words_rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text()
        )
        if self._key:
            size = keycap_size(self._key)
            corner = QPoint(left + advance + 10, (self.height() - size.height()) // 2)
            on_accent = tint == "on_accent"
            paint_keycap(painter, QRect(corner, size), self._key, on_accent=on_accent)

    def _tint(self) -> str:
        if not self.isEnabled():
            return "text3"
        return {"primary": "on_accent", "flat": "accent"}.get(str(self.property("role")), "text")


class IconButton(QToolButton):
    """A button with an icon only; `name` says aloud and in the tip what it does."""

    def __init__(self, icon_name: str, name: str, *, tint: str = "text2") -> None:
        super().__init__()
        self.setIcon(icon(icon_name, tint))
        self.setIconSize(QSize(measures().icon, measures().icon))
        self.setAccessibleName(name)
        self.setToolTip(name)


class Chip(QFrame):
    """A short status: icon and word on a tint. Tones: ok warn prob info draft mute."""

    def __init__(self, text: str = "", tone: str = "mute", *, icon: str = "") -> None:
        super().__init__()
        self.setProperty("role", "chip")
        self.setFixedHeight(measures().chip)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._glyph = Glyph(TONE_ICONS[tone], size=14)
        self._words = words("", "small")
        layout = row(self._glyph, self._words, gap=4)
        layout.setContentsMargins(6, 0, 8, 0)
        self.setLayout(layout)
        self.show_status(text, tone, icon=icon)

    def show_status(self, text: str, tone: str, *, icon: str = "") -> None:
        """Show another status; no text hides the chip."""
        set_role(self, chip=tone)
        set_role(self._words, tone=tone)
        self._glyph.show_icon(icon or TONE_ICONS[tone], _tint(tone))
        self._words.setText(text)
        show_or_hide(self, bool(text))

    def text(self) -> str:
        """The words shown."""
        return self._words.text()


class Strip(QFrame):
    """A sentence across the region, with an icon, bold first words and at most one button."""

    pressed = Signal()

    def __init__(
        self,
        text: str = "",
        tone: str = "info",
        *,
        icon: str = "",
        title: str = "",
        button: str = "",
    ) -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._glyph = Glyph(TONE_ICONS[tone], size=16)
        self._title = words("", "b")
        self._words = words("", wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._button = KeyButton("", role="small")
        self._button.clicked.connect(self._press)
        layout = row(self._glyph, self._title, self._words, self._button)
        layout.setContentsMargins(11, 5, 6, 5)
        self.setLayout(layout)
        self.show_message(text, tone, icon=icon, title=title, button=button)

    def show_message(
        self,
        text: str,
        tone: str,
        *,
        icon: str = "",
        title: str = "",
        button: str = "",
        key: str = "",
    ) -> None:
        """Show another message; neither text nor title hides the strip. `key` presses the button
        already, from elsewhere."""
        set_role(self, chip=tone)
        set_role(self._title, tone=tone)
        self._glyph.show_icon(icon or TONE_ICONS[tone], _tint(tone))
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._words.setText(text)
        self._button.show_words(button, key)
        self._button.setVisible(bool(button))
        show_or_hide(self, bool(text or title))

    def text(self) -> str:
        """All words shown."""
        return f"{self._title.text()} {self._words.text()}".strip()

    def _press(self) -> None:
        self.pressed.emit()


class Card(QFrame):
    """A white frame; with a title it has a head of icon, title, count and room at the right.

    Put content into `body` (a vertical layout without margins) and extras into `head`.
    """

    def __init__(self, title: str = "", *, icon: str = "", count: int | None = None) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.head = QHBoxLayout()
        self.head_frame = QFrame()
        self.badge = Badge(count)
        edge = measures().card_edge
        layout = column(gap=0)
        layout.setContentsMargins(edge, edge, edge, edge)
        if title:
            self._fill_head(title, icon)
            layout.addWidget(self.head_frame)
        layout.addLayout(self.body)
        self.setLayout(layout)

    def hold_rows(self, rows: int) -> None:
        """Be just as high as its head, the heading of a list and so many rows of it."""
        sizes = measures()
        self.setFixedHeight(sizes.card_head + list_height(rows) + 2 * sizes.card_edge + 4)

    def _fill_head(self, title: str, icon_name: str) -> None:
        self.head_frame.setProperty("role", "cardhead")
        self.head_frame.setFixedHeight(measures().card_head)
        self.head.setContentsMargins(13, 0, 9, 0)
        self.head.setSpacing(8)
        if icon_name:
            self.head.addWidget(Glyph(icon_name, "accent", 18))
        self.title = words(title, "h2")
        self.head.addWidget(self.title)
        self.head.addWidget(self.badge)
        self.head.addStretch(1)
        self.head_frame.setLayout(self.head)


class Figure(QWidget):
    """A large number over what it counts; with an icon and tone where it is a status."""

    def __init__(self, caption: str, number: str = "", *, icon: str = "", tone: str = "") -> None:
        super().__init__()
        self._tone, self._icon = tone, icon
        self._number = words(number, "num", tone=tone)
        self._beside = words("", "small")
        self._glyph = Glyph(icon, tone or "text", 20) if icon else None
        top = row(self._number, self._beside, 1, gap=6)
        if self._glyph is not None:
            top.insertWidget(0, self._glyph)
        self.setLayout(column(top, words(caption, "small"), gap=0))

    def show_number(self, number: str, *, beside: str = "") -> None:
        """Show another figure, written as it shall be read («1.284»), and small words after it."""
        self._number.setText(number)
        self._beside.setText(beside)

    def show_count(self, count: int) -> None:
        """Show how many have the status; where there is none, nothing is to be told by colour."""
        self.show_number(show_number(count))
        set_role(self._number, tone=self._tone if count else "")
        if self._glyph is not None:
            self._glyph.show_icon(self._icon, self._tone if count else "text2")


def _tint(tone: str) -> str:
    return tone if tone in TONES else "text2"
