"""What all papers share: the typeface, letters that surely print, line breaks, a sheet in mm.

The only module that knows ReportLab. It places single words and lines; how a particular paper is
arranged lives in that paper's own file. Lengths are millimetres from the top left corner of the
page, y is a baseline, letter sizes are points.
"""

# pyright: reportUnknownMemberType=false
# (the stubs of ReportLab leave many parameters without a type)

import dataclasses
import math
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar, cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from desktop_app.paths import resources

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

POINTS_PER_MM = 72 / 25.4

# Seen instead of a letter the typeface lacks; ReportLab itself would leave it out without a word.
MISSING_LETTER = "□"

_RULE_POINTS = 0.5
_LEADER_POINTS = 0.6
_LEADER_DROP = 0.15
_CUT_GREY = 0.35

_WINDOWS_FILES = ("times.ttf", "timesbd.ttf", "timesi.ttf")
_BUNDLED_FILES = (
    "LiberationSerif-Regular.ttf",
    "LiberationSerif-Bold.ttf",
    "LiberationSerif-Italic.ttf",
)

T = TypeVar("T")
Record = TypeVar("Record", bound="DataclassInstance")


@dataclass(frozen=True)
class Typeface:
    """The registered names of one family's cuts."""

    regular: str
    bold: str
    italic: str


@dataclass(frozen=True)
class Run:
    """Words set in one cut; neighbouring runs of a line stand one space apart."""

    text: str
    font: str


Line = tuple[Run, ...]


@dataclass(frozen=True)
class RenderedPaper:
    """A finished paper, and what the counsellor should know about it before printing."""

    pdf: bytes
    notices: tuple[str, ...]


def one_at_a_time(render: Callable[[T], RenderedPaper]) -> Callable[[T], RenderedPaper]:
    """Of papers made in two threads, the preview and the one that is printed, the second waits:
    ReportLab reads the one font file of both from where the other has left it."""

    @wraps(render)
    def waiting(content: T) -> RenderedPaper:
        with _making:
            return render(content)

    return waiting


_making = Lock()


def serif() -> Typeface:
    """Times New Roman where Windows has it, otherwise the bundled face of the same measures."""
    windows = Path(os.environ["WINDIR"]) / "Fonts" if "WINDIR" in os.environ else None
    if windows is not None and all((windows / name).is_file() for name in _WINDOWS_FILES):
        return _register("Times New Roman", [windows / name for name in _WINDOWS_FILES])
    return _register("Liberation Serif", [resources() / "fonts" / name for name in _BUNDLED_FILES])


def _register(family: str, files: Sequence[Path]) -> Typeface:
    names = [f"{family} {cut}" for cut in ("Regular", "Bold", "Italic")]
    known = pdfmetrics.getRegisteredFontNames()
    for name, file in zip(names, files, strict=True):
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(file)))
    return Typeface(*names)


# --- Letters -------------------------------------------------------------------------------------


def legible(text: str, face: Typeface) -> tuple[str, tuple[str, ...]]:
    """The text as it can be printed, and the letters it had to replace.

    NFC, because a decomposed accent is drawn beside its letter. White space becomes single spaces,
    but a no-break space stays one. Characters that show nothing (zero-width, control) are dropped:
    they are the only ones that may go without being told.
    """
    text = (
        unicodedata.normalize("NFC", text).replace("\u202f", "\u00a0").replace("\u2007", "\u00a0")
    )
    text = re.sub(r"[^\S\u00a0]+", " ", text).strip(" ")
    text = "".join(letter for letter in text if not _shows_nothing(letter))
    cuts = [_letters_of(font) for font in (face.regular, face.bold, face.italic)]
    missing = {letter for letter in text if not all(ord(letter) in letters for letters in cuts)}
    printed = "".join(MISSING_LETTER if letter in missing else letter for letter in text)
    return printed, tuple(sorted(missing))


def _letters_of(font: str) -> Mapping[int, int]:
    registered = pdfmetrics.getFont(font)
    if not isinstance(registered, TTFont):
        raise TypeError(f"{font} is not one of our typefaces")
    return cast(Mapping[int, int], registered.face.charToGlyph)


def _shows_nothing(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf") or "\ufe00" <= letter <= "\ufe0f"


def legible_record(record: Record, face: Typeface) -> tuple[Record, tuple[str, ...]]:
    """The record with every text made legible, those of the records inside it too."""
    changed: dict[str, object] = {}
    missing: set[str] = set()
    for field in dataclasses.fields(record):
        value: object = getattr(record, field.name)
        if isinstance(value, str):
            changed[field.name], lacking = legible(value, face)
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            changed[field.name], lacking = legible_record(value, face)
        else:
            continue
        missing.update(lacking)
    return dataclasses.replace(record, **changed), tuple(sorted(missing))


def missing_letters_notice(missing: Sequence[str]) -> str:
    """The sentence that tells the counsellor which letters came out as squares."""
    named = ", ".join(
        f"“{letter}” (U+{ord(letter):04X})" if letter.isprintable() else f"U+{ord(letter):04X}"
        for letter in missing
    )
    return f"Phông chữ không có ký tự {named}: trên giấy in thay bằng ô vuông {MISSING_LETTER}."


# --- Lines ---------------------------------------------------------------------------------------


def text_width(text: str, font: str, size: float) -> float:
    """The width of a text in mm."""
    return pdfmetrics.stringWidth(text, font, size) / POINTS_PER_MM


def line_width(line: Line, size: float) -> float:
    """The width of a line in mm, with the spaces between its runs."""
    spaces = sum(text_width(" ", run.font, size) for run in line[:-1])
    return spaces + sum(text_width(run.text, run.font, size) for run in line)


def wrap(runs: Sequence[Run], size: float, room: float, *, indent: float = 0) -> list[Line]:
    """Break at spaces into lines of the given room, the first one shorter by the indent.

    A word wider than a whole line (an e-mail address) is broken before «@» or «.», and only if
    there is no such place, anywhere.
    """
    lines: list[Line] = []
    words: list[Run] = []
    used = indent
    for word in _words(runs, size, room):
        gap = text_width(" ", words[-1].font, size) if words else 0
        width = text_width(word.text, word.font, size)
        if words and used + gap + width > room:
            lines.append(_joined(words))
            words, used, gap = [], 0, 0
        words.append(word)
        used += gap + width
    return [*lines, _joined(words)] if words else lines


def _words(runs: Sequence[Run], size: float, room: float) -> Iterator[Run]:
    for run in runs:
        for word in filter(None, run.text.split(" ")):
            for piece in _pieces(word, run.font, size, room):
                yield Run(piece, run.font)


def _pieces(word: str, font: str, size: float, room: float) -> Iterator[str]:
    while text_width(word, font, size) > room:
        fitting = 1
        while text_width(word[: fitting + 1], font, size) <= room:
            fitting += 1
        seams = [at for at in range(1, fitting + 1) if word[at] in "@."]
        cut = seams[-1] if seams else fitting
        yield word[:cut]
        word = word[cut:]
    yield word


def _joined(words: Sequence[Run]) -> Line:
    runs: list[Run] = []
    for word in words:
        if runs and runs[-1].font == word.font:
            runs[-1] = Run(f"{runs[-1].text} {word.text}", word.font)
        else:
            runs.append(word)
    return tuple(runs)


def balanced(text: str, font: str, size: float, room: float) -> list[str]:
    """As few lines as possible, of lengths as even as possible."""
    runs = [Run(text, font)]
    lines = wrap(runs, size, room)
    widest_word = max((text_width(word, font, size) for word in text.split(" ")), default=0)
    while room - 0.5 >= widest_word:
        room -= 0.5
        narrower = wrap(runs, size, room)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return [line[0].text for line in lines]


# --- The sheet -----------------------------------------------------------------------------------


class Sheet:
    """Pages being drawn, in memory only: a paper names a person and must not touch the disk."""

    def __init__(
        self, *, width: float, height: float, title: str, author: str, face: Typeface
    ) -> None:
        self._height = height
        self._file = BytesIO()
        # Without an initial font of ours the file lists Helvetica, which is not embedded.
        self._canvas = Canvas(
            self._file,
            pagesize=(width * POINTS_PER_MM, height * POINTS_PER_MM),
            initialFontName=face.regular,  # pyright: ignore[reportArgumentType] # the stub says float
            lang="vi-VN",
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject("")  # otherwise the file says «unspecified»
        self._canvas.setCreator("Sổ Việc Làm")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")

    def text(
        self, x: float, y: float, text: str, font: str, size: float, *, grey: float = 0
    ) -> None:
        """One piece of text that begins at x."""
        self._canvas.setFont(font, size)
        self._canvas.setFillGray(grey)
        self._canvas.drawString(x * POINTS_PER_MM, self._up(y), text)

    def centred(self, x: float, y: float, text: str, font: str, size: float) -> None:
        """One piece of text with its middle at x."""
        self.text(x - text_width(text, font, size) / 2, y, text, font, size)

    def line(self, x: float, y: float, line: Line, size: float) -> None:
        """A line of runs; the spaces between are drawn too, so that copied text has them."""
        for position, run in enumerate(line):
            text = run.text if position == len(line) - 1 else f"{run.text} "
            self.text(x, y, text, run.font, size)
            x += text_width(text, run.font, size)

    def rule(self, x: float, y: float, width: float) -> None:
        """A thin line with its middle at x."""
        self._canvas.setLineWidth(_RULE_POINTS)
        left, right = (x - width / 2) * POINTS_PER_MM, (x + width / 2) * POINTS_PER_MM
        self._canvas.line(left, self._up(y), right, self._up(y))

    def leader(self, x: float, end: float, y: float) -> None:
        """Dots to write on; they begin on a whole mm, so that they stand below one another."""
        x = math.ceil(x)
        if x >= end:
            return
        self._canvas.saveState()
        self._canvas.setLineWidth(_LEADER_POINTS)
        self._canvas.setLineCap(1)
        self._canvas.setDash([0.01, POINTS_PER_MM])
        y = self._up(y + _LEADER_DROP)
        self._canvas.line(x * POINTS_PER_MM, y, end * POINTS_PER_MM, y)
        self._canvas.restoreState()

    def cut_line(self, x: float, top: float, bottom: float) -> None:
        """A dashed line down the page below a pair of scissors, drawn because fonts lack them."""
        self._canvas.saveState()
        self._canvas.setStrokeGray(_CUT_GREY)
        self._canvas.setLineWidth(0.7)
        for side in (-1, 1):
            self._canvas.circle(
                (x + side * 0.8) * POINTS_PER_MM, self._up(top), 0.7 * POINTS_PER_MM
            )
            self._canvas.line(
                (x + side * 0.5) * POINTS_PER_MM,
                self._up(top + 0.6),
                (x - side * 0.75) * POINTS_PER_MM,
                self._up(top + 4.2),
            )
        self._canvas.setDash([3, 2.4])
        middle = x * POINTS_PER_MM
        self._canvas.line(middle, self._up(top + 5.3), middle, self._up(bottom))
        self._canvas.restoreState()

    def finish(self) -> bytes:
        """The file, complete."""
        self._canvas.save()
        return self._file.getvalue()

    def _up(self, y: float) -> float:
        return (self._height - y) * POINTS_PER_MM
