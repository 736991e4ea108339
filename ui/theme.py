"""How the program looks: colours, measures, fonts and icons, and the style sheet filled from them.

Not here: any widget. Widgets name a token or a role; a preset changes them all at once.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from re import Match
from string import Template
from typing import Any, cast

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QApplication,
    QProxyStyle,
    QStyle,
    QStyleFactory,
    QStyleOption,
    QWidget,
)

from desktop_app.paths import resources

DRAWN_IN = "#17262A"
"""The colour the icon files are drawn in; a tint replaces it."""


@dataclass(frozen=True, kw_only=True)
class Colours:
    """Every colour by its task. Contrast of words on their ground is at least 4.5:1."""

    text: str = "#17262A"
    text2: str = "#4A5B5F"
    text3: str = "#5E6E72"
    ground: str = "#F3F6F6"
    surface: str = "#FFFFFF"
    sunken: str = "#E9EFEF"
    line: str = "#D3DCDC"
    edge: str = "#7F9092"
    accent: str = "#0B6565"
    accent_hi: str = "#085050"
    accent_tint: str = "#E0EFED"
    on_accent: str = "#FFFFFF"
    sel: str = "#D5EAE7"
    sel_text: str = "#17262A"
    sel_bar: str = "#0B6565"
    ring: str = "#0B6565"
    ringfill: str = "#FFFFFF"
    rail: str = "#0D3B3E"
    rail_text: str = "#D3E5E3"
    rail_line: str = "#2A5557"
    rail_strong: str = "#FFFFFF"
    rail_sel: str = "#1A595B"
    rail_sel_text: str = "#FFFFFF"
    rail_bar: str = "#7FD1C7"
    rail_badge_text: str = "#0D3B3E"
    ok: str = "#1B6B3A"
    ok_tint: str = "#E5F3EA"
    warn: str = "#855200"
    warn_tint: str = "#FFF3D9"
    prob: str = "#B0231B"
    prob_tint: str = "#FCEBE9"
    info: str = "#1D5893"
    info_tint: str = "#E7F0F9"
    draft: str = "#5B4E86"
    draft_tint: str = "#EFECF7"


@dataclass(frozen=True, kw_only=True)
class Measures:
    """Sizes: `*_pt` in points, all others in pixels at 100 %."""

    text_pt: float = 10
    small_pt: float = 9
    card_title_pt: float = 10.5
    title_pt: float = 15
    figure_pt: float = 17
    rail_width: int = 164
    rail_row: int = 34
    top_bar: int = 48
    title_row: int = 48
    status_bar: int = 28
    foot: int = 50
    field: int = 30
    small_button: int = 24
    table_row: int = 28
    card_head: int = 36
    chip: int = 20
    message: int = 17
    icon: int = 16
    card_edge: int = 1
    chip_edge: int = 0
    ring: int = 2
    form_columns: int = 3
    form_column: int = 232
    side_panel: int = 292


@dataclass(frozen=True, kw_only=True)
class Theme:
    """A preset. Its palette, font and style sheet are always set together. `zoom` in percent."""

    name: str
    colours: Colours
    measures: Measures
    zoom: int = 100


LIGHT = Theme(name="light", colours=Colours(), measures=Measures())
LARGE_TYPE = Theme(
    name="large-type",
    colours=Colours(),
    measures=Measures(
        text_pt=13,
        small_pt=11.5,
        card_title_pt=13.5,
        title_pt=18,
        figure_pt=21,
        rail_width=196,
        rail_row=44,
        top_bar=62,
        title_row=62,
        status_bar=36,
        foot=66,
        field=40,
        small_button=32,
        table_row=38,
        card_head=46,
        chip=26,
        message=23,
        icon=20,
        form_columns=2,
        form_column=320,
        side_panel=304,
    ),
)
HIGH_CONTRAST = Theme(
    name="high-contrast",
    colours=Colours(
        text="#000000",
        text2="#000000",
        text3="#595959",
        ground="#FFFFFF",
        sunken="#FFFFFF",
        line="#000000",
        edge="#000000",
        accent="#004B4B",
        accent_hi="#003333",
        accent_tint="#FFFFFF",
        sel="#004B4B",
        sel_text="#FFFFFF",
        sel_bar="#FFE14D",
        ring="#000000",
        ringfill="#FFF3A3",
        rail="#000000",
        rail_text="#FFFFFF",
        rail_line="#FFFFFF",
        rail_sel="#FFFFFF",
        rail_sel_text="#000000",
        rail_bar="#FFE14D",
        rail_badge_text="#000000",
        ok="#004D1F",
        ok_tint="#FFFFFF",
        warn="#5C3500",
        warn_tint="#FFFFFF",
        prob="#8B0000",
        prob_tint="#FFFFFF",
        info="#00356B",
        info_tint="#FFFFFF",
        draft="#3B2A73",
        draft_tint="#FFFFFF",
    ),
    measures=replace(Measures(), card_edge=2, chip_edge=1, ring=3),
)
PRESETS = (LIGHT, LARGE_TYPE, HIGH_CONTRAST)
BESIDE_RING = 3
"""Pixels: so much wider than the ring is the bar at the left of what has it and is wrong."""
TWIN_RING = 3
"""Pixels: the ring on what is filled with the accent, two lines and the accent between them."""
ZOOMS = (100, 110, 125, 150, 175)
"""In percent."""
LARGEST_PT = 17.5
"""No words of the normal size grow beyond it: 175 % of the light preset, the most that 1366×768 has
room for."""
THIN = 3
"""Pixels: no wider is a line."""
_worn = [LIGHT]
"""The preset the running program wears: asked for with every word that is painted."""


def apply_theme(app: QApplication, theme: Theme = LIGHT) -> None:
    """Dress the whole program: style, palette, font and sheet of one preset."""
    _worn[0] = theme
    app.setStyle(_style(theme.measures))
    app.setPalette(_palette(theme.colours))
    app.setFont(_font(theme.measures))
    _sized_font.cache_clear()
    app.setStyleSheet(style_sheet(theme))


def theme_named(name: str, zoom: int = 100) -> Theme:
    """A preset by its name, at a zoom in percent; the light one for a name nobody knows."""
    known = {theme.name: theme for theme in PRESETS}
    return zoomed(known.get(name, LIGHT), zoom)


def zoomed(theme: Theme, percent: int) -> Theme:
    """The preset with everything in it larger, as far as there is room. Lines stay thin."""
    most = int(100 * LARGEST_PT / theme.measures.text_pt)
    zoom = max(100, min(percent, most))
    if zoom == 100:
        return theme
    sizes = asdict(theme.measures)
    grown = {name: _grown(name, value, zoom) for name, value in sizes.items()}
    return replace(theme, measures=Measures(**grown), zoom=zoom)


def _grown(name: str, value: Any, zoom: int) -> Any:
    if name in _NEVER_GROW:
        return value
    larger = value * zoom / 100
    return round(larger, 1) if name.endswith("_pt") else round(larger)


_NEVER_GROW = frozenset({"card_edge", "chip_edge", "ring", "form_columns"})


def current_theme() -> Theme:
    """The preset the running program wears; the light one before any was applied."""
    return _worn[0]


def colour(token: str) -> QColor:
    """The colour of a token of `Colours` in the current preset."""
    return QColor(getattr(current_theme().colours, token))


def measures() -> Measures:
    """The measures of the current preset."""
    return current_theme().measures


def scaled(pixels: int) -> int:
    """A width given for 10 pt, grown with the letters of the current preset."""
    return round(pixels * measures().text_pt / LIGHT.measures.text_pt)


def list_height(rows: int) -> int:
    """The pixels of a list that shows so many rows: its heading too, and the ring around."""
    sizes = measures()
    return (rows + 1) * sizes.table_row + 2 * sizes.ring


def sized_font(points: float, *, bold: bool = False) -> QFont:
    """The program's font at another size: weights 400 and 600 only."""
    return QFont(_sized_font(points, bold))


@lru_cache(maxsize=64)
def _sized_font(points: float, bold: bool) -> QFont:
    """Every word that is painted asks for one."""
    font = QFont(QApplication.font())
    font.setPointSizeF(points)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


def set_role(widget: QWidget, **properties: object) -> None:
    """Set style properties (`role`, `state`, `tone`) and have the sheet applied again.

    A widget's own sheet would outrank the application's, so looks are chosen by property only.
    """
    changed = {name: v for name, v in properties.items() if widget.property(name) != v}
    for name, value in changed.items():
        widget.setProperty(name, value)
    if not changed or not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # the sheet is applied when the widget is first shown
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


# --- icons ---------------------------------------------------------------------------------------


def icon(name: str, tint: str = "text") -> QIcon:
    """The line icon `name` (a file of resources/icons) tinted with a colour token.

    It is drawn when it is needed, so it stays sharp at any device ratio and follows the preset.
    """
    return QIcon(_LineIcon(name, tint))


def icon_pixmap(name: str, tint: str, size: int, ratio: float) -> QPixmap:
    """One icon drawn for a device ratio; `size` in logical pixels."""
    shade = colour(tint).name()
    key = f"icon/{name}/{shade}/{size}/{ratio}"
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    drawn = round(size * ratio)
    pixmap = QPixmap(drawn, drawn)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(_tinted_svg(name, shade))).render(painter, QRectF(0, 0, drawn, drawn))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, pixmap)
    return pixmap


def paint_icon(painter: QPainter, at: QPoint, name: str, tint: str, size: int) -> None:
    """Draw an icon with its top left corner at `at`."""
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(at, icon_pixmap(name, tint, size, ratio))


@lru_cache(maxsize=256)
def _tinted_svg(name: str, shade: str) -> bytes:
    drawing = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return drawing.replace(DRAWN_IN, shade).encode()


class _LineIcon(QIconEngine):
    """Draws one icon file at whatever size and ratio is asked for; pale when disabled."""

    def __init__(self, name: str, tint: str) -> None:
        super().__init__()
        self._name = name
        self._tint = tint

    def paint(
        self,
        painter: QPainter,
        rect: QRect,
        mode: QIcon.Mode,
        state: QIcon.State,  # noqa: ARG002 - a line icon has no on and off
    ) -> None:
        size = min(rect.width(), rect.height())
        corner = QPoint(
            rect.x() + (rect.width() - size) // 2, rect.y() + (rect.height() - size) // 2
        )
        paint_icon(painter, corner, self._name, self._shown_tint(mode), size)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(  # noqa: N802 - Qt's method
        self,
        size: QSize,
        mode: QIcon.Mode,
        state: QIcon.State,  # noqa: ARG002 - the same
        scale: float,
    ) -> QPixmap:
        side = min(size.width(), size.height())
        return icon_pixmap(self._name, self._shown_tint(mode), side, scale)

    def clone(self) -> QIconEngine:
        return _LineIcon(self._name, self._tint)

    def _shown_tint(self, mode: QIcon.Mode) -> str:
        return "text3" if mode == QIcon.Mode.Disabled else self._tint


def _style(sizes: Measures) -> QStyle:
    """Fusion; a style of our own only where it has to be: Qt asks for measures thousands of times
    while a form is laid out."""
    fusion = QStyleFactory.create("Fusion")
    same = fusion.pixelMetric(QStyle.PixelMetric.PM_LineEditIconSize) == sizes.icon
    return fusion if same else HouseStyle(sizes.icon)


class HouseStyle(QProxyStyle):
    """Fusion with the icons of line edits as large as the preset's."""

    def __init__(self, icon_size: int) -> None:
        super().__init__("Fusion")
        self._icon_size = icon_size

    def pixelMetric(  # noqa: N802 - Qt's method
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        if metric == QStyle.PixelMetric.PM_LineEditIconSize:
            return self._icon_size
        return super().pixelMetric(metric, option, widget)


# --- what is set on the application --------------------------------------------------------------


def style_sheet(theme: Theme) -> str:
    """The sheet of a preset: resources/look.qss with its $names filled."""
    sheet = (resources() / "look.qss").read_text(encoding="utf-8")
    return Template(_zoomed_sheet(sheet, theme.zoom)).substitute(dict(_tokens(theme)))


def _zoomed_sheet(sheet: str, zoom: int) -> str:
    """The sheet with its own sizes grown; lines and paddings stay as they are."""

    def grown(found: Match[str]) -> str:
        pixels = int(found[2])
        return f"{found[1]}{pixels if pixels <= THIN else round(pixels * zoom / 100)}px"

    return re.sub(r"((?:width|height|radius|spacing): )(\d+)px", grown, sheet)


def _tokens(theme: Theme) -> Iterator[tuple[str, str]]:
    sizes = theme.measures
    yield from cast("dict[str, str]", asdict(theme.colours)).items()
    inner = sizes.field - 2
    yield "sm", f"{sizes.small_pt}pt"
    yield "h2", f"{sizes.card_title_pt}pt"
    yield "h1", f"{sizes.title_pt}pt"
    yield "num", f"{sizes.figure_pt}pt"
    yield "cardw", f"{sizes.card_edge}px"
    yield "chipb", f"{sizes.chip_edge}px solid {theme.colours.line}"
    yield "ringw", str(sizes.ring)
    yield "fi", str(inner)
    yield "ff", str(sizes.field - 2 * sizes.ring)
    yield "twinw", str(TWIN_RING)
    yield "ft", str(sizes.field - 2 * TWIN_RING)
    yield "twinpad", str(13 - TWIN_RING)
    yield "fw", str(sizes.field - 4)
    yield "chip", str(sizes.field - 8)
    yield "ringpad", str(8 - sizes.ring)
    yield "ringtint", _ring_fill(theme.colours, "accent_tint")
    yield "ringhead", _ring_fill(theme.colours, "sunken")
    yield "barw", str(sizes.ring + BESIDE_RING)
    yield "barpad", str(8 - sizes.ring - BESIDE_RING)
    yield "btnpad", str(13 - sizes.ring)
    yield "tick", str(round(18 * theme.zoom / 100) - 2 * sizes.ring)
    yield "badge", str(round(2 * sizes.small_pt))
    yield "badgemin", str(round(2 * sizes.small_pt) - 2)
    yield "dot", str(round(14 * theme.zoom / 100) - 8)
    yield "sb", str(sizes.small_button - 2)
    yield "sbw", str(sizes.small_button - 4)
    yield "sbf", str(sizes.small_button - 2 * sizes.ring)
    for name in ("down", "up", "check_light"):
        yield f"i_{name}", (resources() / "icons" / f"{name}.svg").as_posix()


def _ring_fill(colours: Colours, own: str) -> str:
    """What fills something with the ring that has a colour of its `own`: that one, unless the
    preset tells by the fill where the focus is."""
    tells = colours.ringfill != colours.surface
    return colours.ringfill if tells else getattr(colours, own)


def _font(sizes: Measures) -> QFont:
    for file in ("OpenSans-Regular.ttf", "OpenSans-Semibold.ttf"):
        QFontDatabase.addApplicationFont(str(resources() / "fonts" / file))
    font = QFont()
    font.setFamilies(["Open Sans", "Segoe UI"])
    font.setPointSizeF(sizes.text_pt)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, token in (
        (role.Window, colours.ground),
        (role.WindowText, colours.text),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.surface),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.text3),
        (role.Button, colours.surface),
        (role.ButtonText, colours.text),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.ToolTipBase, colours.text),
        (role.ToolTipText, colours.surface),
    ):
        palette.setColor(which, QColor(token))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.text3))
    return palette
