"""The look: contrast, fonts, sheet and icons of every preset."""

from collections.abc import Callable, Iterator
from itertools import product
from unicodedata import normalize

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QIcon, QImage, QRawFont
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from desktop_app.paths import resources
from ui.theme import (
    HIGH_CONTRAST,
    LARGE_TYPE,
    LARGEST_PT,
    LIGHT,
    PRESETS,
    Theme,
    apply_theme,
    colour,
    current_theme,
    icon,
    measures,
    set_role,
    sized_font,
    theme_named,
    zoomed,
)

OnScreen = Callable[[QWidget], None]
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


@pytest.fixture
def wearing(qapp: QApplication) -> Iterator[None]:
    """The test changes the preset; the light one comes back afterwards."""
    yield
    apply_theme(qapp, LIGHT)


def luminance(shade: str) -> float:
    tint = QColor(shade)
    parts = [tint.redF(), tint.greenF(), tint.blueF()]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


WORDS_ON = [
    ("text", "surface"),
    ("text", "ground"),
    ("text2", "surface"),
    ("text2", "ground"),
    ("text2", "sunken"),
    ("text3", "surface"),
    ("text3", "sunken"),
    ("text3", "ringfill"),
    ("text", "ringfill"),
    ("sel_text", "sel"),
    ("accent", "surface"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hi"),
    ("rail_text", "rail"),
    ("rail_sel_text", "rail_sel"),
    ("rail_badge_text", "rail_bar"),
    *((tone, f"{tone}_tint") for tone in ("ok", "warn", "prob", "info", "draft")),
    *((tone, "surface") for tone in ("ok", "warn", "prob", "info", "draft")),
]


@pytest.mark.parametrize("theme", PRESETS, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("words", "ground"), WORDS_ON)
def test_words_stand_out_from_their_ground(theme: Theme, words: str, ground: str) -> None:
    shades = theme.colours
    assert contrast(getattr(shades, words), getattr(shades, ground)) >= 4.5


@pytest.mark.parametrize("theme", PRESETS, ids=lambda theme: theme.name)
@pytest.mark.parametrize("edge", ["edge", "ring", "warn", "prob"])
def test_edges_stand_out_from_the_surface(theme: Theme, edge: str) -> None:
    assert contrast(getattr(theme.colours, edge), theme.colours.surface) >= 3


@pytest.mark.usefixtures("wearing")
@pytest.mark.parametrize("theme", PRESETS, ids=lambda theme: theme.name)
def test_a_preset_is_set_as_a_whole(qapp: QApplication, theme: Theme) -> None:
    apply_theme(qapp, theme)
    assert current_theme() is theme
    assert qapp.font().pointSizeF() == theme.measures.text_pt
    assert colour("accent").name().upper() == theme.colours.accent
    assert qapp.palette().text().color().name().upper() == theme.colours.text
    assert "$" not in qapp.styleSheet()


def test_the_bundled_font_is_used_in_both_weights() -> None:
    for bold in (False, True):
        info = QFontInfo(sized_font(10, bold=bold))
        assert (info.family(), info.weight()) == ("Open Sans", 600 if bold else 400)


def test_the_font_has_every_vietnamese_letter_and_none_is_higher_than_its_line() -> None:
    font = sized_font(10)
    metrics, glyphs = QFontMetricsF(font), QRawFont.fromFont(font)
    letters = {normalize("NFC", v + t) for v, t in product(VOWELS + VOWELS.upper(), TONES)}
    letters |= {"đ", "Đ"}
    assert [each for each in letters if not glyphs.supportsCharacter(ord(each))] == []
    tallest = max(-metrics.tightBoundingRect(letter).top() for letter in letters)
    assert tallest <= metrics.ascent() + 0.5


@pytest.mark.usefixtures("wearing")
@pytest.mark.parametrize("theme", PRESETS, ids=lambda theme: theme.name)
def test_a_field_keeps_its_height_in_every_state(
    on_screen: OnScreen, qapp: QApplication, theme: Theme
) -> None:
    apply_theme(qapp, theme)
    field = QLineEdit()
    heights = set()
    on_screen(field)
    for state, focused in product(("", "warn", "prob"), (False, True)):
        set_role(field, state=state)
        if focused:
            field.setFocus()
        else:
            field.clearFocus()
        heights.add(field.sizeHint().height())
    assert heights == {measures().field}


@pytest.mark.parametrize("theme", PRESETS, ids=lambda theme: theme.name)
def test_a_placeholder_is_not_taken_for_what_was_typed(theme: Theme) -> None:
    shades = theme.colours
    assert contrast(shades.text3, shades.surface) < contrast(shades.text, shades.surface) / 2


def edges(widget: QWidget) -> tuple[str, str]:
    """The colours of its left and its right edge."""
    image = widget.grab().toImage()
    middle = image.height() // 2
    return image.pixelColor(1, middle).name(), image.pixelColor(image.width() - 2, middle).name()


@pytest.mark.usefixtures("wearing")
@pytest.mark.parametrize("theme", PRESETS, ids=lambda theme: theme.name)
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_what_is_wrong_shows_the_focus_too(
    on_screen: OnScreen, qapp: QApplication, theme: Theme, kind: type[QWidget]
) -> None:
    apply_theme(qapp, theme)
    editor = kind()
    set_role(editor, state="prob")
    on_screen(editor)
    editor.clearFocus()
    wrong, ring = colour("prob").name(), colour("ring").name()
    assert edges(editor) == (wrong, wrong)
    editor.setFocus()
    assert edges(editor) == (wrong, ring)


@pytest.mark.usefixtures("wearing")
@pytest.mark.parametrize("kind", [QPushButton, QCheckBox, QComboBox, QToolButton, QLineEdit])
def test_in_high_contrast_the_focus_has_its_fill(
    on_screen: OnScreen, qapp: QApplication, kind: type[QWidget]
) -> None:
    apply_theme(qapp, HIGH_CONTRAST)
    widget = kind()
    widget.resize(200, 40)
    on_screen(widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    image = widget.grab().toImage()
    assert image.pixelColor(image.width() // 2, image.height() // 2) == colour("ringfill")


@pytest.mark.parametrize("name", [file.stem for file in (resources() / "icons").glob("*.svg")])
def test_each_icon_draws_something(name: str) -> None:
    assert _opaque(icon(name, "accent").pixmap(QSize(16, 16), 1.0).toImage()) >= 4


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0])
def test_an_icon_is_drawn_for_the_device_ratio(ratio: float) -> None:
    pixmap = icon("save", "accent").pixmap(QSize(16, 16), ratio)
    assert pixmap.size() == QSize(round(16 * ratio), round(16 * ratio))
    assert pixmap.devicePixelRatio() == ratio
    # Drawn at its full size, not enlarged from a smaller one.
    full = icon("save", "accent").pixmap(QSize(round(16 * ratio), round(16 * ratio)), 1.0)
    assert _same(pixmap.toImage(), full.toImage())


def test_an_icon_survives_being_copied_and_follows_the_button(qtbot) -> None:
    button = QPushButton("Cất")
    qtbot.addWidget(button)
    button.setIcon(QIcon(icon("save", "accent")))
    button.setEnabled(False)
    assert not button.grab().isNull()


@pytest.mark.usefixtures("wearing")
def test_large_type_enlarges_the_icons_of_line_edits(qapp: QApplication) -> None:
    style = qapp.style()
    small = style.pixelMetric(style.PixelMetric.PM_LineEditIconSize)
    apply_theme(qapp, LARGE_TYPE)
    style = qapp.style()
    assert (small, style.pixelMetric(style.PixelMetric.PM_LineEditIconSize)) == (16, 20)


@pytest.mark.parametrize("theme", PRESETS, ids=lambda theme: theme.name)
@pytest.mark.parametrize("percent", [110, 125, 150, 175])
def test_a_zoom_enlarges_all_but_the_lines(theme: Theme, percent: int) -> None:
    large, usual = zoomed(theme, percent).measures, theme.measures
    assert usual.text_pt < large.text_pt <= LARGEST_PT
    assert (large.field > usual.field, large.table_row > usual.table_row) == (True, True)
    assert (large.card_edge, large.ring) == (usual.card_edge, usual.ring)


@pytest.mark.usefixtures("wearing")
@pytest.mark.parametrize("theme", PRESETS, ids=lambda theme: theme.name)
def test_a_field_keeps_its_height_at_every_zoom(qtbot, qapp: QApplication, theme: Theme) -> None:
    for percent in (125, 175):
        apply_theme(qapp, zoomed(theme, percent))
        field = QLineEdit()
        qtbot.addWidget(field)
        assert field.sizeHint().height() == measures().field


def test_an_unknown_preset_is_the_light_one() -> None:
    assert theme_named("sepia") is LIGHT
    assert theme_named("", 30) is LIGHT
    assert theme_named("light", 9000).zoom == 175


def _opaque(image: QImage) -> int:
    return sum(
        image.pixelColor(x, y).alpha() > 100
        for x in range(image.width())
        for y in range(image.height())
    )


def _same(one: QImage, other: QImage) -> bool:
    one.setDevicePixelRatio(1.0)
    other.setDevicePixelRatio(1.0)
    return one == other
