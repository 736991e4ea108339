"""Who may do what only the head of an office or the centre may do.

Asked inside the transaction it is about, of the record as it is stored now: whoever has been locked
or given another role since signing in is refused. The window hides what this refuses; it decides
nothing.
"""

from typing import TYPE_CHECKING

from desktop_app.domain.faults import NotAllowed
from desktop_app.domain.staff import Staff, leads
from desktop_app.office.desk import Desk
from desktop_app.storage import records

if TYPE_CHECKING:
    from sqlalchemy import Connection


def demand_head(connection: "Connection", desk: Desk) -> Staff:
    """The record of whoever is signed in, if he leads; else NotAllowed."""
    member = records.get(connection, Staff, desk.user.id)
    if member is None or not leads(member):
        raise NotAllowed
    return member


def may_lead(desk: Desk) -> bool:
    """Whether the pages of the head are for whoever is signed in."""
    with desk.store.read() as connection:
        member = records.get(connection, Staff, desk.user.id)
    return member is not None and leads(member)
