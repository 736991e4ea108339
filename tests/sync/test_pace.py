"""How many changes go into one message."""

from desktop_app.sync.pace import Pace


def test_it_doubles_while_the_line_is_quick() -> None:
    pace, sizes = Pace(), list[int]()
    for seconds in (0.1, 4.9, 1.0, 1.0, 1.0):
        pace = pace.after(seconds)
        sizes.append(pace.size)
    assert sizes == [800, 1000, 1000, 1000, 1000]


def test_it_stays_where_the_line_is_slow() -> None:
    assert Pace().after(5.0) == Pace(400)


def test_it_halves_on_each_timeout_down_to_twenty() -> None:
    pace, sizes = Pace(), list[int]()
    while not pace.is_smallest:
        pace = pace.after_timeout()
        sizes.append(pace.size)
    assert sizes == [200, 100, 50, 25, 20]
