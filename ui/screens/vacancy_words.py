"""How a vacancy is told in lists and cards: the same words wherever it stands."""

from desktop_app.domain.dates import show_date
from desktop_app.domain.money import show_number
from desktop_app.domain.vacancies import STATE_NAMES, VacancyState
from desktop_app.office.vacancies import VacancyRow
from ui.tables.column import Mark

MARKS: dict[VacancyState, Mark] = {
    "open": Mark("ok", "ok"),
    "full": Mark("workers", "info"),
    "closed": Mark("stuck"),
    "expired": Mark("clock", "warn"),
}


def vacancy_state(row: VacancyRow) -> str:
    """«Đang tuyển»."""
    return STATE_NAMES[row.state]


def vacancy_mark(row: VacancyRow) -> Mark:
    """The icon and tone of its state."""
    return MARKS[row.state]


def left_of_places(row: VacancyRow) -> str:
    """«14/20»."""
    return f"{show_number(row.left)}/{show_number(row.places)}"


def until(row: VacancyRow) -> str:
    """The last day of recruiting."""
    return show_date(row.open_until)


def places_words(row: VacancyRow) -> str:
    """«Cần 20 · đã nhận 6 · đang chờ 3 · còn 14»."""
    parts = (
        f"Cần {show_number(row.places)}",
        f"đã nhận {show_number(row.taken)}",
        f"đang chờ {show_number(row.waiting)}",
        f"còn {show_number(row.left)}",
    )
    return " · ".join(parts)
