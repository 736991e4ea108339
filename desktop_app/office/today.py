"""The day's work (Hôm nay): what was done, whom to call, which letters are about to run out,
who has an appointment."""

from dataclasses import dataclass
from datetime import timedelta

from desktop_app import settings
from desktop_app.domain.dates import start_of_day
from desktop_app.domain.follow_ups import FollowUpContact, standing_contacts
from desktop_app.domain.periods import Period
from desktop_app.office.desk import Desk
from desktop_app.office.figures import figures
from desktop_app.office.follow_ups import DueRow, due_follow_ups
from desktop_app.office.referrals import ReferralRow, open_referrals
from desktop_app.office.visits import AppointmentRow, appointments
from desktop_app.storage import case_queries, records


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayCounts:
    """Today's figures, as the numbers of the day say them: `visits` counts lượt, `people` the
    different persons among them. `calls_due` is all of today's calls, those already made among
    them."""

    visits: int
    people: int
    registered: int
    referrals: int
    placed: int
    calls_done: int
    calls_due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """What the first screen shows."""

    counts: TodayCounts
    due: list[DueRow]
    expiring: list[ReferralRow]
    appointments: list[AppointmentRow]


def today_page(desk: Desk) -> TodayPage:
    """Counts, calls due (tomorrow's too), the letters that end soon or have ended, and who is to
    come."""
    today = desk.today()
    start = start_of_day(today)
    due = due_follow_ups(desk)
    numbers = figures(desk, period=Period(today, today), split="none")
    totals = {row.key: row.total for row in numbers.rows}
    with desk.store.read() as connection:
        made = case_queries.calls_made(connection, start=start, end=start + timedelta(days=1))
        workers = {row.worker_id for row in due if row.days_left <= 0}
        calls = standing_contacts(records.find(connection, FollowUpContact, worker_id=workers))
    # Somebody who was not reached stays due, and is still one call, not two.
    called = {call.task_id for call in calls if call.at is not None and call.at >= start}
    to_call = sum(row.days_left <= 0 and row.task_id not in called for row in due)
    return TodayPage(
        counts=TodayCounts(
            visits=totals["visits"],
            people=totals["people"],
            registered=totals["registered"],
            referrals=totals["letters"],
            placed=totals["placed"],
            calls_done=made,
            calls_due=made + to_call,
        ),
        due=due,
        expiring=[
            row for row in open_referrals(desk) if row.days_left <= settings.LETTER_ENDS_SOON_DAYS
        ],
        appointments=appointments(desk),
    )
