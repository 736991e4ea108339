"""Thiết lập › Văn phòng: at which port the scanner of this PC is. It is kept as soon as it is
chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.catalogues import Choice
from desktop_app.office.desk import Changed, Desk
from desktop_app.office.office_settings import save_scanner_port, scanner_port
from ui.cards import Card, KeyButton, column, row, words
from ui.forms.code_editor import CodeEditor
from ui.scanner_port import ports
from ui.theme import scaled
from ui.workplace import Workplace

LIKE_KEYS = Choice("0", "Như bàn phím (không dùng cổng)")


@dataclass(frozen=True)
class _Found:
    port: str
    ports: Sequence[tuple[str, str]]


class ScannerPanel(Card):
    """Offers the ports there are, and the one chosen before even while nothing is plugged in."""

    def __init__(self, place: Workplace) -> None:
        super().__init__("Máy quét mã thẻ", icon="scan")
        self._place = place
        self._ports: list[str] = []
        self._chosen = ""
        self.port = CodeEditor([LIKE_KEYS])
        self.port.setAccessibleName("Cổng của máy quét")
        self.port.setFixedWidth(scaled(360))
        self.port.changed.connect(self._on_changed)
        self.look_button = KeyButton("Tìm lại máy quét", icon="search")
        self.look_button.clicked.connect(self.refresh)
        label = words("Máy quét gửi mã qua", "label")
        label.setBuddy(self.port)
        inner = column(label, row(self.port, self.look_button, 1, gap=12), gap=4)
        inner.setContentsMargins(14, 10, 14, 12)
        self.body.addLayout(inner)

    def refresh(self) -> None:
        """Look what is plugged in, and what is set."""
        desk = self._place.desk
        self._place.read(lambda: _find(desk), self._shown, owner=self)

    def _shown(self, found: _Found) -> None:
        named = dict(found.ports)
        if found.port:
            named.setdefault(found.port, f"{found.port} (chưa cắm)")
        self._ports, self._chosen = list(named), found.port
        choices = [Choice(str(at), name) for at, name in enumerate(named.values(), start=1)]
        self.port.set_choices([LIKE_KEYS, *choices])
        at = self._ports.index(found.port) + 1 if found.port else 0
        self.port.set_value(str(at))

    def _on_changed(self) -> None:
        code = self.port.value()
        if isinstance(code, str) and code.isdecimal():
            self._keep(("", *self._ports)[int(code)])

    def _keep(self, port: str) -> None:
        if port == self._chosen:
            return
        desk, self._chosen = self._place.desk, port
        self._place.write(lambda: save_scanner_port(desk, port=port), self._kept, owner=self)

    def _kept(self, changed: Changed) -> None:
        self._place.announce(changed)
        self._place.said.emit("Đã cất thiết lập máy quét.")


def _find(desk: Desk) -> _Found:
    return _Found(scanner_port(desk), ports())
