"""Thiết lập › Hiển thị: colours and size of everything, for this PC."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.catalogues import Choice
from desktop_app.domain.records import Record
from desktop_app.office.appearance import Appearance
from ui.cards import Card, KeyButton, words
from ui.forms.field import Field
from ui.forms.record_form import RecordForm
from ui.forms.scroll import FormScroll
from ui.forms.tile_editor import TileEditor
from ui.screens.screen import Screen
from ui.screens.settings_tabs import settings_head
from ui.theme import HIGH_CONTRAST, LARGE_TYPE, LIGHT, ZOOMS, current_theme
from ui.workplace import Workplace

PRESET_WORDS: Mapping[str, str] = {
    LIGHT.name: "Thường",
    LARGE_TYPE.name: "Chữ to",
    HIGH_CONTRAST.name: "Tương phản cao",
}
ABOUT = (
    "Cho cả máy này, kể cả cửa sổ đăng nhập. Biểu mẫu đang gõ được giữ thành bản nháp. «Chữ to» đã "
    "lớn sẵn nên phóng thêm được ít hơn."
)


@dataclass(frozen=True, kw_only=True)
class Look(Record):
    """What the form edits."""

    preset: str = ""
    zoom: str = ""


class DisplaySettingsScreen(Screen):
    """Two rows of tiles, chosen by digit; F10 dresses the whole program anew."""

    name = "display_settings"
    rail = "settings"

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        presets = [Choice(name, word) for name, word in PRESET_WORDS.items()]
        zooms = [Choice(str(zoom), f"{zoom} %") for zoom in ZOOMS]
        self.form = RecordForm[Look](
            [
                Field("preset", "Màu và nét", TileEditor(presets)),
                Field("zoom", "Phóng to", TileEditor(zooms, columns=len(zooms))),
            ],
            lambda _: [],
            columns=1,
        )
        self.apply_button = KeyButton("Áp dụng", "F10", icon="save", role="primary")
        self.apply_button.clicked.connect(self._apply)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self._apply)
        self.form.leads_to(self.apply_button)
        self._build()

    def _build(self) -> None:
        card = Card("Cỡ chữ và màu", icon="eye")
        inner = QVBoxLayout()
        inner.setContentsMargins(14, 10, 14, 12)
        inner.addWidget(self.form)
        inner.addWidget(words(ABOUT, "small", wrap=True))
        card.body.addLayout(inner)
        body = QWidget()
        parts = QVBoxLayout(body)
        parts.setContentsMargins(16, 6, 16, 14)
        parts.addWidget(card)
        parts.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(settings_head(self.place, self.name, self.apply_button))
        whole.addWidget(FormScroll(body), 1)

    def refresh(self) -> None:
        """Show what the program wears."""
        worn = current_theme()
        nearest = min(ZOOMS, key=lambda zoom: abs(zoom - worn.zoom))
        self.form.show_record(Look(id="", preset=worn.name, zoom=str(nearest)))

    def enter(self) -> None:
        """Come to the first row."""
        super().enter()
        self.form.focus_first()

    def _apply(self) -> None:
        chosen = self.form.record()
        self.place.appearance_wanted.emit(Appearance(chosen.preset, int(chosen.zoom)))
