"""Settings of the office (Thiết lập): its letterhead, and how this PC reaches the centre."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app import settings
from desktop_app.domain.offices import Office, check_letterhead
from desktop_app.office.desk import Changed, Desk, refuse_errors
from desktop_app.office.reading import existing
from desktop_app.storage import records


def letterhead(desk: Desk) -> Office:
    """The office with its letterhead as it is now; what nobody filled in shows its default."""
    with desk.store.read() as connection:
        return with_defaults(existing(connection, Office, desk.office.id))


def save_letterhead(desk: Desk, *, office: Office) -> Changed:
    """Save the letterhead. Raises Invalid and Superseded."""
    refuse_errors(check_letterhead(office))
    with desk.store.write(user=desk.user.id) as transaction:
        groups = records.save(transaction, office)
    return Changed(frozenset({"office"} if groups else ()), office.id)


def with_defaults(office: Office) -> Office:
    """The office with the usual words where its letterhead is empty.

    They are not saved at the first run: a second PC's first run would otherwise carry them over
    what the office has entered meanwhile.
    """
    places = {known.code: known.place_name for known in settings.OFFICES}
    return replace(
        office,
        parent_body=office.parent_body or settings.PARENT_BODY,
        centre_name=office.centre_name or settings.CENTRE_NAME,
        place_name=office.place_name or places.get(office.code, ""),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSettings:
    """How this PC reaches the centre. `address` is empty before there is an enrolment."""

    address: str
    period_minutes: int
