"""Every kind of record that is stored and exchanged, in the order in which tables are made."""

from desktop_app.domain.conflicts import CONFLICT
from desktop_app.domain.employers import EMPLOYER
from desktop_app.domain.follow_ups import FOLLOW_UP_CONTACT, FOLLOW_UP_TASK
from desktop_app.domain.handovers import HANDOVER
from desktop_app.domain.note_templates import NOTE_TEMPLATE
from desktop_app.domain.offices import OFFICE
from desktop_app.domain.person_links import PERSON_LINK
from desktop_app.domain.records import Kind, Record
from desktop_app.domain.referrals import REFERRAL, REFERRAL_EVENT
from desktop_app.domain.staff import STAFF
from desktop_app.domain.vacancies import PLACE_TAKEN, VACANCY
from desktop_app.domain.visits import VISIT
from desktop_app.domain.workers import WORKER

KINDS: tuple[Kind, ...] = (
    OFFICE,
    STAFF,
    WORKER,
    EMPLOYER,
    VACANCY,
    PLACE_TAKEN,
    VISIT,
    REFERRAL,
    REFERRAL_EVENT,
    FOLLOW_UP_TASK,
    FOLLOW_UP_CONTACT,
    CONFLICT,
    PERSON_LINK,
    HANDOVER,
    NOTE_TEMPLATE,
)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_RECORD = {kind.record: kind for kind in KINDS}


def kind_of(record: Record) -> Kind:
    """The kind a record belongs to."""
    return BY_RECORD[type(record)]
