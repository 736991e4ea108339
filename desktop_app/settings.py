"""The values the program starts with, until an office changes them in Thiết lập.

Not the settings themselves: what an office changed lies in its records and in its database.
"""

from dataclasses import dataclass

PARENT_BODY = "Sở Nội vụ tỉnh Lạng Sơn"
CENTRE_NAME = "Trung tâm Dịch vụ Việc làm tỉnh Lạng Sơn"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOffice:
    """An office to choose at the first run; `code` stands in the numbers of its letters."""

    code: str
    name: str
    place_name: str


OFFICES = (
    KnownOffice(code="BS", name="Văn phòng Bắc Sơn", place_name="Bắc Sơn"),
    KnownOffice(code="TD", name="Văn phòng Tràng Định", place_name="Tràng Định"),
    KnownOffice(code="HL", name="Văn phòng Hữu Lũng", place_name="Hữu Lũng"),
    KnownOffice(code="LS", name="Trung tâm", place_name="Lạng Sơn"),
)

EXCHANGE_PERIOD_MINUTES = 15
LETTER_VALID_DAYS = 14
LETTER_ENDS_SOON_DAYS = 7
"""A letter with this many days left or fewer, and no result, is shown as one to ask about."""
CALLS_SHOWN_AHEAD_DAYS = 1
"""The list of calls due shows tomorrow's too, so that a quiet afternoon can be used."""
APPOINTMENTS_SHOWN_AHEAD_DAYS = 1
APPOINTMENTS_MISSED_DAYS = 7
"""Whoever did not come to an appointment stays in the list of the day for so long."""
