"""Counselling visits (lượt tư vấn): what a counsellor can do with them."""

from desktop_app.domain.ids import new_id
from desktop_app.domain.visits import Visit, check_visit
from desktop_app.office.desk import Changed, Desk, refuse_errors
from desktop_app.storage import records


def new_visit(desk: Desk, *, worker_id: str) -> Visit:
    """A visit to be filled in: who counsels and when are known, everything else is asked."""
    return Visit(id=new_id(), worker_id=worker_id, at=desk.moment(), counsellor_id=desk.user.id)


def record_visit(desk: Desk, *, visit: Visit) -> Changed:
    """Record a counselling, or with `corrects` the correction of one. Raises Invalid."""
    refuse_errors(check_visit(visit, today=desk.today()))
    with desk.store.write(user=desk.user.id) as transaction:
        records.add(transaction, visit)
    return Changed(frozenset({"visit"}), visit.id)


def visits_of(desk: Desk, *, worker_id: str) -> list[Visit]:
    """The worker's visits as they are valid now, newest first; corrected ones are left out."""
    with desk.store.read() as connection:
        return list(reversed(valid_visits(records.find(connection, Visit, worker_id=(worker_id,)))))


def valid_visits(visits: list[Visit]) -> list[Visit]:
    """Oldest first, each correction in the place of what it corrects."""
    corrected = {visit.corrects for visit in visits}
    valid = [visit for visit in visits if visit.id not in corrected and visit.at is not None]
    return sorted(valid, key=_when)


def _when(visit: Visit) -> tuple[float, str]:
    return (visit.at.timestamp() if visit.at else 0.0, visit.id)
