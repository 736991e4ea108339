"""What can be done by naming it in the search box: every screen, every key, every settings page.

Here are their words and how they are found; doing them is the main window's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from desktop_app.domain.names import nfc, search_fold
from ui.rail import Entry
from ui.screens.settings_tabs import PAGES


@dataclass(frozen=True, slots=True)
class Command:
    """`name` is a screen's, or one of `DEEDS`; `also` holds other words it is found by."""

    name: str
    icon: str
    title: str
    key: str = ""
    also: str = ""


REFRESH, HELP, UNDO, SIGN_OUT = "refresh", "help", "undo", "sign_out"
DEEDS = (
    Command(REFRESH, "sync", "Nạp lại", "F5"),
    Command(HELP, "keyboard", "Phím và trợ giúp", "F1", "phím tắt hướng dẫn"),
    Command(UNDO, "undo", "Hoàn tác việc vừa làm", "Ctrl+Z"),
    Command(SIGN_OUT, "sign_out", "Đăng xuất", also="thoát"),
)
FORMS = (
    Command("worker_form", "plus", "Đăng ký người mới", "F2", "thêm người lao động"),
    Command("visit_form", "visit", "Lượt tư vấn", "F4", "ghi thêm"),
    Command("contact_form", "follow_up", "Theo dõi tình trạng việc làm", "F6", "gọi ghi"),
    Command("referral_form", "referral", "Lập phiếu giới thiệu việc làm", "F7", "thư in"),
    Command("employer_form", "plus", "Thêm doanh nghiệp", also="người sử dụng lao động mới"),
    Command("vacancy_form", "plus", "Thêm việc làm trống", also="vị trí tuyển dụng mới"),
)
_ALSO = {
    "today": "công việc trong ngày",
    "workers": "danh sách",
    "visits": "danh sách lượt",
    "referrals": "danh sách phiếu",
    "follow_ups": "danh sách cuộc gọi",
    "vacancies": "danh sách vị trí",
    "employers": "danh sách người sử dụng lao động",
    "figures": "số liệu thống kê",
    "exchange": "trao đổi gửi nhận trung tâm",
    "settings": "cài đặt",
}
_FIGURES_KEY = {"figures": "F8"}


def all_commands(rail: Iterable[Iterable[Entry]]) -> tuple[Command, ...]:
    """The screens of the rail, the forms, the pages of Thiết lập, then the rest."""
    screens = (
        Command(name, icon, word, _FIGURES_KEY.get(name, ""), _ALSO.get(name, ""))
        for group in rail
        for name, icon, word in group
    )
    pages = (
        Command(name, "settings", f"Thiết lập › {word}")
        for name, word in PAGES
        if name != "settings"
    )
    return (*screens, *FORMS, *pages, *DEEDS)


def find_commands(commands: Iterable[Command], text: str) -> list[Command]:
    """Those every word typed begins a word of; whose title begins with the text come first."""
    typed = search_fold(nfc(text))
    words = typed.split()
    if not words:
        return []
    found = [each for each in commands if _fits(each, words)]
    return sorted(found, key=lambda each: not _folded_once(each.title).startswith(typed))


def _fits(command: Command, typed: list[str]) -> bool:
    words = _folded_once(f"{command.title} {command.also} {command.key}").split()
    return all(any(word.startswith(each) for word in words) for each in typed)


@cache
def _folded_once(text: str) -> str:
    """`search_fold` of what never changes: with every key all commands are looked through."""
    return search_fold(text)
