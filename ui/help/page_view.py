"""One page of the help, dressed as the rest of the program, and looking for words in it."""

import re

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QTextBrowser

from desktop_app.domain.names import fold
from ui.help.pages import page
from ui.theme import colour, measures, scaled

LINE_HEIGHT = 125
"""Percent."""
INDENT = 18
"""Pixels at 10 pt before the words of a list."""


class PageView(QTextBrowser):
    """`wanted(name)` when a link to another page is taken."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "reading")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAccessibleName("Trang trợ giúp")
        self.anchorClicked.connect(self._follow)

    def show_page(self, name: str) -> None:
        """Show the page of a screen from its top."""
        document = self.document()
        document.setMarkdown(_with_room(page(name)))
        document.setIndentWidth(scaled(INDENT))
        document.setDocumentMargin(scaled(14))
        block = document.begin()
        while block.isValid():
            _dress(block)
            block = block.next()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def look_for(self, text: str, *, onward: bool = False) -> bool:
        """Mark the next place where these words stand, accents or not; from the top again after the
        last. `onward` leaves the marked place. False when they stand nowhere."""
        cursor = self.textCursor()
        sought, read = _letters(text), _letters(self.document().toPlainText())
        begin = cursor.selectionEnd() if onward else cursor.selectionStart()
        at = read.find(sought, begin)
        if at < 0:
            at = read.find(sought)
        cursor.setPosition(max(at, 0))
        if at >= 0:
            cursor.setPosition(at + len(sought), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        return at >= 0

    def _follow(self, link: QUrl) -> None:
        self.wanted.emit(link.fileName().removesuffix(".md"))


def _letters(text: str) -> str:
    """Letter by letter without accents and capitals, so that places in the text stay the same."""
    return "".join(fold(letter)[:1] or " " for letter in text)


def _with_room(text: str) -> str:
    """Keys drawn as keycaps need room at both sides of their letters."""
    return re.sub(r"`([^`]+)`", "`\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}`", text)


def _dress(block: QTextBlock) -> None:
    level = block.blockFormat().headingLevel()
    cursor = QTextCursor(block)
    shape = QTextBlockFormat()
    shape.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    gap = scaled(3 if block.textList() is not None else 5)
    shape.setTopMargin(scaled(10) if level > 1 else gap)
    shape.setBottomMargin(gap)
    cursor.mergeBlockFormat(shape)
    for at, length, look in _fragments(block):
        cursor.setPosition(at)
        cursor.setPosition(at + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(_dressed(look, level))


def _fragments(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    found: list[tuple[int, int, QTextCharFormat]] = []
    step = block.begin()
    while not step.atEnd():
        fragment = step.fragment()
        found.append((fragment.position(), fragment.length(), fragment.charFormat()))
        step += 1
    return found


def _dressed(look: QTextCharFormat, level: int) -> QTextCharFormat:
    sizes = measures()
    if level:
        look.clearProperty(QTextFormat.Property.FontSizeAdjustment)
        look.setFontPointSize(sizes.title_pt if level == 1 else sizes.card_title_pt)
        look.setForeground(colour("text" if level == 1 else "accent"))
    if look.fontFixedPitch():
        look.clearProperty(QTextFormat.Property.FontFamilies)
        look.setFontFixedPitch(False)
        look.setFontPointSize(sizes.small_pt)
        look.setFontWeight(QFont.Weight.DemiBold)
        look.setBackground(colour("sunken"))
    elif look.fontWeight() > QFont.Weight.Normal:
        look.setFontWeight(QFont.Weight.DemiBold)
    return look
