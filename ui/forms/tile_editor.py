"""The editor of one code of a short list, each choice a tile with its digit."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal

from desktop_app.domain.catalogues import Choice
from ui.forms.several_editors import TilesEditor


class TileEditor(TilesEditor):
    """One code: a digit chooses its tile and goes on to the next field.

    Tiles keep their digits when some of them are not allowed, so that the fingers can learn them.
    An unknown code is kept, with no tile chosen.
    """

    filled = Signal()

    def __init__(self, choices: Sequence[Choice], *, columns: int = 3) -> None:
        super().__init__(choices, columns=columns)
        self._given = ""

    def allow(self, codes: Collection[str]) -> None:
        """Let only these be chosen."""
        for choice, tile in zip(self._choices, self._tiles, strict=True):
            tile.setEnabled(choice.code in codes)

    def value(self) -> Any:
        """The code, "" while none is chosen."""
        chosen = self._chosen()
        return chosen or ("" if self._given in self._known() else self._given)

    def set_value(self, value: Any) -> None:
        """Show a code as the untouched one."""
        self._given = value
        for choice, tile in zip(self._choices, self._tiles, strict=True):
            tile.setChecked(choice.code == value)

    def words_of(self, value: Any) -> str:
        """The name of the code."""
        return super().words_of((value,)) if value else ""

    def _chosen(self) -> str:
        pairs = zip(self._choices, self._tiles, strict=True)
        return next((choice.code for choice, tile in pairs if tile.isChecked()), "")

    def _known(self) -> set[str]:
        return {choice.code for choice in self._choices}

    def _switch(self) -> None:
        if not self._tiles[self._current].isEnabled():
            return
        self._take_current()
        self.filled.emit()

    def _on_clicked(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        clicked = self.sender()
        self._walk_to(next(n for n, tile in enumerate(self._tiles) if tile is clicked))
        self._take_current()

    def _take_current(self) -> None:
        for place, tile in enumerate(self._tiles):
            tile.setChecked(place == self._current)
        self.changed.emit()
