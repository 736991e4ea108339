"""The words while the first data of a new PC arrive."""

from datetime import date

from desktop_app.office.exchange import ExchangeStatus
from desktop_app.sync.round import Progress
from ui.arriving import Arriving, arriving_line
from ui.status_bar import exchange_line


def at(records: int, expected: int = 500_000) -> Progress:
    return Progress(sent=0, received=records, records=records, expected=expected)


def test_how_many_are_here_and_how_long_it_takes() -> None:
    arriving = Arriving()
    begin = "Đang nhận dữ liệu của văn phòng"
    assert arriving.say(at(20_000), at=100.0) == f"{begin}: 20.000/500.000 hồ sơ"
    assert arriving.say(at(30_000), at=100.2) is None
    assert arriving.say(at(120_000), at=140.0) == (
        f"{begin}: 120.000/500.000 hồ sơ, còn khoảng 3 phút"
    )
    assert arriving.say(at(480_000), at=284.0) == (
        f"{begin}: 480.000/500.000 hồ sơ, còn chưa đến 1 phút"
    )
    assert arriving.say(at(500_000), at=300.0) == (
        f"{begin}: 500.000/500.000 hồ sơ, đang xếp danh sách"
    )


def test_a_round_that_only_pulls_says_nothing() -> None:
    assert Arriving().say(Progress(sent=1, received=2), at=1.0) is None


def test_the_status_bar_says_it() -> None:
    status = ExchangeStatus(
        written=0,
        acked=0,
        waiting=0,
        held=0,
        last_round_at=None,
        fault_sentence="",
        enrolled=False,
        receiving=arriving_line(1, 2, rest_s=None),
    )
    assert exchange_line(status, talking=True, today=date(2026, 11, 26)) == (
        "Đang nhận dữ liệu của văn phòng: 1/2 hồ sơ"
    )
