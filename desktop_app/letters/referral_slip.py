"""Phiếu giới thiệu việc làm, Mẫu số 01 of NĐ 374/2025: both copies on one A4 landscape sheet.

Texts arrive ready to print (no codes to look up); nothing is written to disk. The bottom left of
the handed copy stays free for the signed code, which this paper does not carry yet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from desktop_app.domain.dates import show_date
from desktop_app.letters.letterhead import (
    NATIONAL_MOTTO,
    NATIONAL_NAME,
    Letterhead,
    place_and_date,
)
from desktop_app.letters.typesetting import (
    Line,
    RenderedPaper,
    Run,
    Sheet,
    Typeface,
    balanced,
    legible,
    legible_record,
    line_width,
    missing_letters_notice,
    one_at_a_time,
    serif,
    text_width,
    wrap,
)

TITLE = "PHIẾU GIỚI THIỆU VIỆC LÀM"
CUT_NOTICE = (
    "Mục “Kinh nghiệm làm việc” quá dài so với khổ giấy: "
    "phiếu in chỉ ghi được phần đầu, kết thúc bằng dấu ba chấm."
)

SMALL_PRINT_NOTICE = (
    "Nội dung phiếu quá dài: chữ in nhỏ hơn 9,5 pt. Nên rút gọn tên đơn vị hoặc địa chỉ rồi in lại."
)

PAGE_WIDTH, PAGE_HEIGHT = 297.0, 210.0
OFFICE_COPY_LEFT, HANDED_COPY_LEFT = 14.0, 160.5
COPY_WIDTH = 124.5
CUT_X = 148.5

# The two columns of the head, as the form has them.
_HEAD_LEFT_WIDTH, _HEAD_LEFT_MIDDLE = 47.0, 23.5
_HEAD_RIGHT_WIDTH, _HEAD_RIGHT_MIDDLE = 74.0, 87.5
_HEAD_FIRST_Y, _HEAD_LEADING, _HEAD_LAST_Y = 14.0, 4.4, 26.3

_BODY_Y = 45.0
_INDENT = 10.0
_DATE_TAB, _EMAIL_TAB = 80.0, 54.0
_TAB_GAP = 2.0

_SIGNATURES_Y, _LAST_NAME_Y = 154.0, 199.5
_WORKER_MIDDLE, _COUNSELLOR_MIDDLE = 30.0, 91.0
_NAME_WIDTH = 59.0
_NUMBER_Y = 203.2


@dataclass(frozen=True, kw_only=True)
class ReferralSlip:
    """What stands on one slip; an empty text leaves dots to write on."""

    number: str
    letterhead: Letterhead
    issued_on: date
    employer: str
    worker_name: str
    birth_date: str  # as it is to be read: perhaps no more than a year
    personal_number: str
    personal_number_issued_on: date | None
    phone: str
    email: str
    residence: str
    present_address: str
    general_education: str
    technical_level: str
    experience: str
    position: str
    valid_until: date
    counsellor: str


class _Step(NamedTuple):
    """One step of the shrinking: letter size, line heights as multiples of it, room to sign."""

    size: float
    row: float
    wrapped: float
    before_signatures: float  # in wrapped lines
    to_sign: float  # mm

    @property
    def row_mm(self) -> float:
        return self.size * self.row * 25.4 / 72

    @property
    def wrapped_mm(self) -> float:
        return self.size * self.wrapped * 25.4 / 72

    @property
    def signature_size(self) -> float:
        return min(self.size, 11.5)

    @property
    def signature_mm(self) -> float:
        return self.signature_size * 1.19 * 25.4 / 72


_STEPS = (
    _Step(12, 1.62, 1.25, 1.9, 24),
    _Step(12, 1.50, 1.22, 1.9, 24),
    _Step(11.5, 1.46, 1.20, 1.9, 24),
    _Step(11, 1.42, 1.18, 1.9, 24),
    _Step(10.5, 1.38, 1.16, 1.9, 24),
    _Step(10, 1.32, 1.14, 1.9, 24),
    _Step(10, 1.32, 1.14, 1.3, 19),
    _Step(10, 1.32, 1.14, 1.3, 15),
    _Step(9.5, 1.28, 1.12, 1.3, 15),
)
_SMALLEST = _STEPS[-1]
# Reached only when addresses and names alone overfill the page: small print beats print that
# runs off the paper or into the signatures.
_BELOW_READABLE = tuple(_SMALLEST._replace(size=half / 2) for half in range(18, 7, -1))


@dataclass(frozen=True)
class _Field:
    """A label of the form and what was filled in."""

    label: str
    value: str
    bold: bool = False
    is_date: bool = False


@dataclass(frozen=True)
class _Body:
    """The lines between title and signatures, placed relative to the copy's left edge."""

    step: _Step
    lines: tuple[tuple[float, float, Line], ...]
    leaders: tuple[tuple[float, float, float], ...]  # from, to, y
    end: float

    @property
    def signatures_y(self) -> float:
        lead = self.step.before_signatures * self.step.wrapped_mm
        return max(self.end + lead, _SIGNATURES_Y)

    @property
    def names_y(self) -> float:
        return self.signatures_y + 2 * self.step.signature_mm + self.step.to_sign

    @property
    def fits(self) -> bool:
        return self.names_y <= _LAST_NAME_Y


@one_at_a_time
def render_referral_slip(slip: ReferralSlip) -> RenderedPaper:
    """Draw the slip; the notices say what the paper could not show."""
    face = serif()
    slip, missing = legible_record(slip, face)
    body, was_cut = _fitted_body(slip, face)
    sheet = Sheet(
        width=PAGE_WIDTH,
        height=PAGE_HEIGHT,
        title=f"Phiếu giới thiệu việc làm {slip.number}",
        author=slip.letterhead.centre_name,
        face=face,
    )
    # One copy wholly, then the other: text copied out of the file then comes in reading order.
    _draw_copy(sheet, face, slip, body, OFFICE_COPY_LEFT, for_the_office=True)
    _draw_copy(sheet, face, slip, body, HANDED_COPY_LEFT, for_the_office=False)
    sheet.cut_line(CUT_X, 6.5, _NUMBER_Y)
    notices: list[str] = []
    if was_cut:
        notices.append(CUT_NOTICE)
    if body.step.size < _SMALLEST.size:
        notices.append(SMALL_PRINT_NOTICE)
    if missing:
        notices.append(missing_letters_notice(missing))
    return RenderedPaper(pdf=sheet.finish(), notices=tuple(notices))


# --- Fitting -------------------------------------------------------------------------------------


def _fitted_body(slip: ReferralSlip, face: Typeface) -> tuple[_Body, bool]:
    """The largest setting that fits, and whether the experience had to be cut for it."""
    for step in _STEPS:
        body = _set_body(slip, slip.experience, face, step)
        if body.fits:
            return body, False
    words = slip.experience.split(" ")
    kept, too_many = 0, len(words)
    while too_many - kept > 1:
        middle = (kept + too_many) // 2
        if _set_body(slip, _beginning(words, middle), face, _SMALLEST).fits:
            kept = middle
        else:
            too_many = middle
    for step in (_SMALLEST, *_BELOW_READABLE):
        body = _set_body(slip, _beginning(words, kept), face, step)
        if body.fits:
            return body, bool(slip.experience)
    raise ValueError("the texts of this slip do not fit on one sheet at any size")


def _beginning(words: Sequence[str], count: int) -> str:
    return " ".join(words[:count]).rstrip(" ,;:.–-") + "…" if words != [""] else ""


def _set_body(slip: ReferralSlip, experience: str, face: Typeface, step: _Step) -> _Body:
    setting = _BodySetting(face, step)
    setting.addressee(slip.employer)
    setting.sentence(f"{slip.letterhead.centre_name} trân trọng giới thiệu:")
    setting.pair(
        _Field("Ông/bà:", legible(slip.worker_name.upper(), face)[0], bold=True),
        _Field("Sinh ngày", slip.birth_date, is_date=True),
        _DATE_TAB,
    )
    issued = slip.personal_number_issued_on
    setting.pair(
        _Field("Số định danh cá nhân:", slip.personal_number),
        _Field("Ngày cấp", show_date(issued), is_date=True),
        _DATE_TAB,
    )
    setting.pair(
        _Field("Điện thoại:", slip.phone), _Field("Email (nếu có):", slip.email), _EMAIL_TAB
    )
    setting.field(_Field("Nơi thường trú:", slip.residence))
    setting.field(_Field("Nơi ở hiện nay:", slip.present_address))
    setting.field(_Field("Trình độ giáo dục phổ thông:", slip.general_education))
    setting.field(_Field("Trình độ chuyên môn kỹ thuật:", slip.technical_level))
    setting.field(_Field("Kinh nghiệm làm việc:", experience))
    setting.field(_Field("Vị trí dự tuyển:", slip.position, bold=True))
    setting.sentence("Đến quý đơn vị để liên hệ, dự tuyển lao động.")
    valid_until = show_date(slip.valid_until)
    setting.field(_Field("Phiếu giới thiệu việc làm có giá trị hết ngày", valid_until, bold=True))
    return setting.body()


class _BodySetting:
    """Sets row after row at one step of the shrinking."""

    def __init__(self, face: Typeface, step: _Step) -> None:
        self._face = face
        self._step = step
        self._y = _BODY_Y
        self._lines: list[tuple[float, float, Line]] = []
        self._leaders: list[tuple[float, float, float]] = []

    def body(self) -> _Body:
        return _Body(self._step, tuple(self._lines), tuple(self._leaders), self._y)

    def addressee(self, employer: str) -> None:
        """Centred on one line, or hanging behind the label on several."""
        label = Run("Kính gửi:", self._face.regular)
        name = Run(employer, self._face.bold)
        whole = line_width((label, name), self._step.size)
        if whole <= COPY_WIDTH:
            self._next_row()
            self._put((COPY_WIDTH - whole) / 2, (label, name))
            return
        hang = self._width(f"{label.text} ", label.font)
        for position, line in enumerate(wrap([name], self._step.size, COPY_WIDTH - hang)):
            if position == 0:
                self._next_row()
                self._put(0, (label, *line))
            else:
                self._next_line()
                self._put(hang, line)

    def sentence(self, text: str) -> None:
        """A sentence of the form, its first line indented."""
        run = Run(text, self._face.regular)
        self._put_all(wrap([run], self._step.size, COPY_WIDTH, indent=_INDENT), indent=_INDENT)

    def field(self, field: _Field) -> None:
        """One field across the whole width."""
        self._put_all(wrap(self._runs(field), self._step.size, COPY_WIDTH))
        if not field.value:
            self._blank(field, 0, COPY_WIDTH)

    def pair(self, first: _Field, second: _Field, tab: float) -> None:
        """Two fields; the second stands at its tab if there is room, else in its own row."""
        lines = wrap(self._runs(first), self._step.size, COPY_WIDTH)
        self._put_all(lines)
        beside = tuple(self._runs(second))
        if (
            line_width(lines[-1], self._step.size) > tab - _TAB_GAP
            or line_width(beside, self._step.size) > COPY_WIDTH - tab
        ):
            if not first.value:
                self._blank(first, 0, COPY_WIDTH)
            self.field(second)
            return
        if not first.value:
            self._blank(first, 0, tab - _TAB_GAP)
        self._put(tab, beside)
        if not second.value:
            self._blank(second, tab, COPY_WIDTH)

    def _runs(self, field: _Field) -> list[Run]:
        label = Run(field.label, self._face.regular)
        if not field.value:
            return [label]
        return [label, Run(field.value, self._face.bold if field.bold else self._face.regular)]

    def _blank(self, field: _Field, start: float, end: float) -> None:
        """Dots after an empty field's label; a date gets the three places of the form."""
        start += self._width(f"{field.label} ", self._face.regular)
        if not field.is_date:
            self._leaders.append((start, end, self._y))
            return
        slash = self._width("/", self._face.regular)
        unit = (end - start - 2 * slash) / 10
        for share in (3, 3, 4):
            stop = start + share * unit
            self._leaders.append((start, stop - 0.4, self._y))
            if share == 3:
                self._put(stop, (Run("/", self._face.regular),))
            start = stop + slash

    def _put_all(self, lines: Sequence[Line], *, indent: float = 0) -> None:
        for position, line in enumerate(lines):
            if position == 0:
                self._next_row()
                self._put(indent, line)
            else:
                self._next_line()
                self._put(0, line)

    def _put(self, x: float, line: Line) -> None:
        self._lines.append((x, self._y, line))

    def _next_row(self) -> None:
        self._y += self._step.row_mm

    def _next_line(self) -> None:
        self._y += self._step.wrapped_mm

    def _width(self, text: str, font: str) -> float:
        return text_width(text, font, self._step.size)


# --- Drawing -------------------------------------------------------------------------------------


def _draw_copy(
    sheet: Sheet,
    face: Typeface,
    slip: ReferralSlip,
    body: _Body,
    left: float,
    *,
    for_the_office: bool,
) -> None:
    _draw_issuer(sheet, face, slip.letterhead, left + _HEAD_LEFT_MIDDLE)
    _draw_nation(sheet, face, slip, left + _HEAD_RIGHT_MIDDLE)
    middle = left + COPY_WIDTH / 2
    sheet.centred(middle, 38.6, TITLE, face.bold, 14)
    if for_the_office:
        sheet.centred(middle, 43.8, "(Bản lưu)", face.regular, 12)
    for x, y, line in body.lines:
        sheet.line(left + x, y, line, body.step.size)
    for start, end, y in body.leaders:
        sheet.leader(left + start, left + end, y)
    if for_the_office:
        heading = ("Người lao động", "được giới thiệu việc làm")
        note = "(Ký, và ghi rõ họ tên)"
        _draw_signature(sheet, face, body, left + _WORKER_MIDDLE, heading, note, slip.worker_name)
    else:
        note = "(Ký và ghi rõ họ tên)"
    heading = ("Người giới thiệu",)
    _draw_signature(sheet, face, body, left + _COUNSELLOR_MIDDLE, heading, note, slip.counsellor)
    sheet.text(left, _NUMBER_Y, f"Mã phiếu: {slip.number}", face.regular, 8, grey=0.35)


def _draw_issuer(sheet: Sheet, face: Typeface, letterhead: Letterhead, middle: float) -> None:
    """The left column of the head: parent body, centre, a rule, the place of the stamp."""
    parent, _ = legible(letterhead.parent_body.upper(), face)
    centre, _ = legible(letterhead.centre_name.upper(), face)
    size = _issuer_size(parent, centre, face)
    parent_lines = balanced(parent, face.regular, size, _HEAD_LEFT_WIDTH)
    centre_lines = balanced(centre, face.bold, size, _HEAD_LEFT_WIDTH)
    leading = _issuer_leading(len(parent_lines) + len(centre_lines))
    y = _HEAD_FIRST_Y - leading
    for text in parent_lines:
        y += leading
        sheet.centred(middle, y, text, face.regular, size)
    for text in centre_lines:
        y += leading
        sheet.centred(middle, y, text, face.bold, size)
    widest = max((text_width(text, face.bold, size) for text in centre_lines), default=0)
    sheet.rule(middle, y + 1.7, 0.4 * widest)
    sheet.centred(middle, max(29.8, y + 5.6), "(Đóng dấu treo)", face.italic, 10)


def _issuer_size(parent: str, centre: str, face: Typeface) -> float:
    """10 pt, or a little less if three lines then do; a very long name is set smaller yet."""
    for most_lines, smallest in ((3, 95), (9, 50)):
        for tenths in range(100, smallest - 1, -1):
            size = tenths / 10
            count = sum(
                len(wrap([Run(text, font)], size, _HEAD_LEFT_WIDTH))
                for text, font in ((parent, face.regular), (centre, face.bold))
            )
            if count <= most_lines and _issuer_leading(count) >= size * 1.16 * 25.4 / 72:
                return size
    return 5


def _issuer_leading(lines: int) -> float:
    """The column may not come nearer to the title than its fourth line does."""
    return min(_HEAD_LEADING, (_HEAD_LAST_Y - _HEAD_FIRST_Y) / max(lines - 1, 1))


def _draw_nation(sheet: Sheet, face: Typeface, slip: ReferralSlip, middle: float) -> None:
    """The right column of the head: the country's name, its motto, place and date."""
    sheet.centred(middle, 14, NATIONAL_NAME, face.bold, 10)
    sheet.centred(middle, 18.8, NATIONAL_MOTTO, face.bold, 11)
    sheet.rule(middle, 20.4, text_width(NATIONAL_MOTTO, face.bold, 11))
    line = place_and_date(slip.letterhead.place_name, slip.issued_on)
    size = min(11, 11 * _HEAD_RIGHT_WIDTH / text_width(line, face.italic, 11))
    sheet.centred(middle, 29.8, line, face.italic, size)


def _draw_signature(
    sheet: Sheet,
    face: Typeface,
    body: _Body,
    middle: float,
    heading: Sequence[str],
    note: str,
    name: str,
) -> None:
    size = body.step.signature_size
    y = body.signatures_y
    for text in heading:
        sheet.centred(middle, y, text, face.bold, size)
        y += body.step.signature_mm
    sheet.centred(middle, y, note, face.italic, size)
    name_size, lines = _name_lines(name, face, size)
    leading = name_size * 1.2 * 25.4 / 72
    for position, text in enumerate(lines):
        y = body.names_y - (len(lines) - 1 - position) * leading
        sheet.centred(middle, y, text, face.bold, name_size)


def _name_lines(name: str, face: Typeface, size: float) -> tuple[float, list[str]]:
    """The name in at most two lines; a very long one in letters down to 9 pt."""
    for trial in _sizes_down(size, 9):
        lines = balanced(name, face.bold, trial, _NAME_WIDTH)
        if len(lines) <= 2:
            return trial, lines
    return min(size, 9), balanced(name, face.bold, min(size, 9), _NAME_WIDTH)


def _sizes_down(size: float, smallest: float) -> Iterator[float]:
    while size >= smallest:
        yield size
        size -= 0.5
