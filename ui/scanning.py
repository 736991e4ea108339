"""Tells a scanner from hands: the keys of a code are taken out of what is typed, in any window.

A scanner in keyboard mode types a code wherever the focus is. Here only the keys are told apart;
what a code says, and what becomes of it, is `card_intake`'s.
"""

import re

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from shiboken6 import isValid

HOLD_MS = 30
"""A scanner's next key follows within this time; fingers are slower."""
SURE_KEYS, PATIENCE_MS = 3, 100
"""So many keys in a breath are no fingers': a scanner may then hesitate for as long as this."""
LATE_MS = 2
"""Later than this after its time nothing is told in a window that is not busy."""
MOST_WAITS = 5
"""However busy the window is, keys are held no longer than for so many times `HOLD_MS`."""
LEAST_KEYS = 20
"""No shorter run of keys that says nothing by itself is believed to be a code."""
FIRST = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZhw]")
"""What a code begins with: a card with digits, a web address with h or w, others with capitals or
the mark of a symbology. Small letters, of which typing consists, are never kept waiting."""
MUTE = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
"""Keys that type nothing by themselves; a scanner holds them for capitals and Alt codes."""
_CODE = re.compile(
    r"\W{0,3}[0-9]{12}[^0-9]|\]?\w{0,3}https?:|www\.|[A-Z]{2}[0-9]{13}\|", re.IGNORECASE
)
"""An ID card, a web address, a card of health insurance: nobody types one of these in a breath."""


class Scanning(QObject):
    """`scanned(text)`: a code was scanned. `unblocked`: a question that stood before a window has
    been answered.

    A key with which a code may begin is held for `HOLD_MS`. Where no key follows in that time it
    goes on to the window as if nothing had been; a run of keys is held to its end, and what is not
    a code goes on as it was typed. So a field, a list or a button never sees a key of a scan, and
    hands never lose one. Keys made by the program carry no time and are let by.
    """

    scanned = Signal(str)
    unblocked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._held: list[tuple[QWindow, QKeyEvent]] = []
        self._busy = False
        self._over = False
        self._waits = 0
        self._since = QElapsedTimer()
        self._pause = QTimer(self, singleShot=True, interval=HOLD_MS)
        self._pause.setTimerType(Qt.TimerType.PreciseTimer)
        self._pause.timeout.connect(self._paused)
        QGuiApplication.instance().focusWindowChanged.connect(self._watch)  # type: ignore[union-attr]
        self._watch(QGuiApplication.focusWindow())

    @property
    def is_holding(self) -> bool:
        """Whether keys wait for it to be known whose they are."""
        return bool(self._held)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's method
        if event.type() == QEvent.Type.WindowUnblocked:
            self.unblocked.emit()
        if not (
            isinstance(event, QKeyEvent) and isinstance(watched, QWindow) and event.timestamp()
        ):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            return self._keep_from_shortcuts(event)
        return event.type() == QEvent.Type.KeyPress and self._take(watched, event)

    def _keep_from_shortcuts(self, event: QKeyEvent) -> bool:
        """A key in the midst of a scan does nothing but type."""
        midst = bool(self._held) and (_is_alt_code(event) or bool(_typed(event)))
        if midst:
            event.accept()
        return midst

    def _take(self, window: QWindow, event: QKeyEvent) -> bool:
        """Whether the key is kept from the window."""
        typed = _typed(event)
        if self._over and typed in ("\r", "\n", "\t"):
            return True  # what a scanner sends after the end
        if not self._held:
            return typed in FIRST and not event.isAutoRepeat() and self._hold(window, event)
        if event.key() in MUTE or _is_alt_code(event):
            self._wait()
            return event.key() not in MUTE
        if typed == "\r":
            return self._end()
        if typed and not event.isAutoRepeat():
            return self._hold(window, event)
        self._let_go()
        return False

    def _hold(self, window: QWindow, event: QKeyEvent) -> bool:
        self._over = False
        self._busy |= bool(self._held) and self._since.elapsed() > PATIENCE_MS + LATE_MS
        copy = QKeyEvent(event.type(), event.key(), event.modifiers(), event.text())
        self._held.append((window, copy))
        self._waits = 0
        self._wait()
        return True

    def _wait(self) -> None:
        """The next key of a scanner comes from now on."""
        self._since.start()
        self._pause.start(PATIENCE_MS if len(self._held) >= SURE_KEYS else HOLD_MS)

    def _paused(self) -> None:
        """No key has come. A window that was busy has perhaps not fetched it yet: wait again."""
        late = self._since.elapsed() > self._pause.interval() + LATE_MS
        if self._held and late and self._waits < MOST_WAITS:
            self._busy = True
            self._waits += 1
            self._wait()
            return
        self._over = False
        text = self._text().rstrip("\t")
        if _CODE.match(text):
            self._scan(text)
        else:
            self._let_go()

    def _end(self) -> bool:
        """Enter: the end of a code, or of something typed. While the window was busy the keys of
        hands gather, too: then only what looks like a code is one."""
        text = self._text()
        if _CODE.match(text) or (len(text) >= LEAST_KEYS and not self._busy):
            self._scan(text)
            self._over = True
            self._wait()
            return True
        self._let_go()
        return False

    def _text(self) -> str:
        """What was typed; an input method corrects letters with backspaces."""
        text = ""
        for _, event in self._held:
            text = text[:-1] if event.key() == Qt.Key.Key_Backspace else text + _typed(event)
        return text

    def _scan(self, text: str) -> None:
        self._held, self._busy = [], False
        self.scanned.emit(text)

    def _let_go(self) -> None:
        """Nobody's scan: the window gets its keys."""
        self._pause.stop()
        held, self._held, self._busy = self._held, [], False
        for window, event in held:
            if isValid(window):
                QGuiApplication.sendEvent(window, event)


def _typed(event: QKeyEvent) -> str:
    """What the key types: a letter, Backspace, Tab or Enter; "" for a command."""
    held = event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier
        | Qt.KeyboardModifier.KeypadModifier
        | Qt.KeyboardModifier.GroupSwitchModifier
    )
    alt_gr = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    text = event.text()
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
        return "\r"
    if text in ("\b", "\t", "\n") and held in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ControlModifier,
    ):
        return text
    types = text.isprintable() and held in (Qt.KeyboardModifier.NoModifier, alt_gr)
    return text if types else ""


def _is_alt_code(event: QKeyEvent) -> bool:
    """A digit of the keypad under Alt: the system makes a letter of them."""
    alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    return alt and bool(event.modifiers() & Qt.KeyboardModifier.KeypadModifier)
