"""The recovery code on paper, printed once at the first run and locked away. Never stored."""

from dataclasses import dataclass
from datetime import date

from desktop_app.letters.letterhead import place_and_date
from desktop_app.letters.typesetting import (
    RenderedPaper,
    Run,
    Sheet,
    legible_record,
    missing_letters_notice,
    one_at_a_time,
    serif,
    wrap,
)

TITLE = "MÃ KHÔI PHỤC DỮ LIỆU"
SENTENCES = (
    "Mã này mở được dữ liệu của máy khi không ai còn nhớ mật khẩu. Ai có mã là đọc được toàn bộ "
    "hồ sơ người lao động trên máy.",
    "Cho vào phong bì dán kín, ghi tên văn phòng và số máy, cất trong tủ có khóa của người phụ "
    "trách. Không chụp ảnh, không gửi qua mạng, không để cạnh máy.",
    "Mã chỉ in một lần và không lưu ở đâu khác. Mất mã và quên mật khẩu thì không ai mở được "
    "dữ liệu trên máy này.",
)
WIDTH, HEIGHT, LEFT, RIGHT = 210.0, 148.5, 25.0, 195.0


@dataclass(frozen=True, kw_only=True)
class RecoverySheet:
    """What the sheet says. `code` is in groups separated by spaces or hyphens."""

    office_name: str
    pc: int
    place_name: str
    printed_on: date
    code: str


@one_at_a_time
def render_recovery_sheet(sheet: RecoverySheet) -> RenderedPaper:
    """The sheet on A5 landscape."""
    face = serif()
    sheet, missing = legible_record(sheet, face)
    paper = Sheet(width=WIDTH, height=HEIGHT, title=TITLE, author=sheet.office_name, face=face)
    middle = (LEFT + RIGHT) / 2
    paper.text(LEFT, 20, f"{sheet.office_name} · máy số {sheet.pc}", face.bold, 12)
    dated = place_and_date(sheet.place_name, sheet.printed_on)
    paper.text(LEFT, 27, dated, face.italic, 12)
    paper.centred(middle, 44, TITLE, face.bold, 16)
    groups = sheet.code.replace("-", " ").split()
    half = (len(groups) + 1) // 2
    paper.centred(middle, 60, "   ".join(groups[:half]), face.bold, 20)
    paper.centred(middle, 71, "   ".join(groups[half:]), face.bold, 20)
    y = 88.0
    for sentence in SENTENCES:
        for line in wrap([Run(sentence, face.regular)], 12, RIGHT - LEFT):
            paper.text(LEFT, y, line[0].text, face.regular, 12)
            y += 6
        y += 2
    notices = (missing_letters_notice(missing),) if missing else ()
    return RenderedPaper(paper.finish(), notices)
