"""Drafts (bản nháp): what a counsellor has typed and not saved yet, theirs alone on this PC.

A draft is kept while a form is typed in, and forgotten when its record is saved. Never a password:
forms that ask for one are not kept.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from desktop_app.domain.faults import Fault
from desktop_app.office.desk import Changed, Desk
from desktop_app.storage import drafts as rows
from desktop_app.storage.drafts import Draft

T = TypeVar("T")
DRAFTS = Changed(frozenset({"draft"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A draft in a list: on which screen it is opened again and with what."""

    screen: str
    record_id: str
    opened: Mapping[str, str]
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Discarded:
    """A draft that was thrown away, to be put back when that was a slip; None when there was
    none."""

    changed: Changed
    draft: Draft | None


def save_draft(desk: Desk, *, draft: Draft) -> Changed:
    """Keep what stands in a form, in place of what was kept of it before."""
    with desk.store.write(user=desk.user.id) as transaction:
        rows.keep(transaction, desk.user.id, draft)
    return DRAFTS


def drafts(desk: Desk) -> list[DraftRow]:
    """The drafts of this user, the newest first, without those whose record was saved."""
    with desk.store.read() as connection:
        kept = rows.all_of(connection, desk.user.id)
        offered = [draft for draft in kept if not rows.is_saved(connection, draft)]
    return [
        DraftRow(
            screen=draft.screen,
            record_id=draft.record.id,
            opened=draft.opened,
            title=draft.title,
            at=draft.at,
        )
        for draft in offered
    ]


def take_draft(desk: Desk, *, screen: str, record_id: str) -> Draft | None:
    """The draft of a record on a screen, unless it was saved."""
    with desk.store.read() as connection:
        draft = rows.get(connection, desk.user.id, screen, record_id)
        return None if draft is None or rows.is_saved(connection, draft) else draft


def draft_opened_with(desk: Desk, *, screen: str, opened: Mapping[str, str]) -> Draft | None:
    """The newest draft of a screen that was opened with just this, unless it was saved."""
    with desk.store.read() as connection:
        draft = rows.opened_with(connection, desk.user.id, screen, opened)
        return None if draft is None or rows.is_saved(connection, draft) else draft


def discard_draft(desk: Desk, *, screen: str, record_id: str) -> Discarded:
    """Throw a draft away."""
    with desk.store.write(user=desk.user.id) as transaction:
        draft = rows.get(transaction, desk.user.id, screen, record_id)
        rows.drop(transaction, desk.user.id, screen, record_id)
    return Discarded(DRAFTS, draft)


def saved_from_draft(desk: Desk, *, screen: str, record_id: str, verb: Callable[[], T]) -> T:
    """Run the verb that saves a form's record, and forget the draft of the form.

    A program that ends between the two leaves a draft that is not offered any more. So does a disk
    that takes no more just then: the record is saved, and must not be told as refused, or it would
    be saved, or its letter be issued, a second time.
    """
    saved = verb()
    with suppress(Fault):
        discard_draft(desk, screen=screen, record_id=record_id)
    return saved
