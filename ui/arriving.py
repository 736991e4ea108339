"""How the first data of a new PC arrive, in words: how many are here, how long it still takes."""

from desktop_app.domain.money import show_number
from desktop_app.sync.round import Progress

SHOWN_EVERY_S = 0.5


class Arriving:
    """Follows a round; `say` has the words, at most twice a second, None between and afterwards."""

    def __init__(self) -> None:
        self._began: tuple[float, int] | None = None
        self._said = 0.0

    def say(self, progress: Progress, *, at: float) -> str | None:
        """`at` is in seconds of a clock that only moves on. What was here before this round says
        nothing about its speed."""
        if not progress.expected:
            return None
        if self._began is None:
            self._began = (at, progress.records)
        elif at - self._said < SHOWN_EVERY_S:
            return None
        self._said = at
        began, before = self._began
        seconds, came = at - began, progress.records - before
        left = progress.expected - progress.records
        rest_s = seconds * left / came if came and seconds else None
        return arriving_line(progress.records, progress.expected, rest_s=rest_s)


def arriving_line(records: int, expected: int, *, rest_s: float | None) -> str:
    """«Đang nhận dữ liệu của văn phòng: 120.000/500.000 hồ sơ, còn khoảng 2 phút»."""
    line = f"Đang nhận dữ liệu của văn phòng: {show_number(records)}/{show_number(expected)} hồ sơ"
    if rest_s is None:
        return line
    if records == expected:
        return f"{line}, đang xếp danh sách"
    if rest_s < 60:
        return f"{line}, còn chưa đến 1 phút"
    return f"{line}, còn khoảng {show_number(round(rest_s / 60))} phút"
