"""Somebody at the counter with a visit typed to its end and not saved."""

from desktop_app.domain.visits import Visit
from desktop_app.office.workers import register_worker
from desktop_app.storage import records
from tests.builders import a_worker
from tests.ui.counsellor import Counsellor
from ui.screens.visit_form import VisitForm

SAID = "Muốn làm gần nhà"


def typed_visit(counsellor: Counsellor) -> VisitForm:
    """The form; its draft is kept."""
    mui = a_worker(full_name="Triệu Thị Mùi", registered_on=None)
    register_worker(counsellor.main.place.desk, worker=mui)
    screen = counsellor.go("visit_form", worker_id=mui.id)
    assert isinstance(screen, VisitForm)
    for field, text in (("channel", "1"), ("content", SAID), ("topics", "2"), ("next_step", "1")):
        screen.form.focus_field(field)
        counsellor.type_text(text)
    screen.keep()
    counsellor.settle()
    return screen


def type_more(counsellor: Counsellor, screen: VisitForm) -> None:
    """Some letters more, and time for the draft to be kept if it can be."""
    screen.form.focus_field("content")
    counsellor.type(" lắm")
    screen.keep()
    counsellor.settle()


def visits(counsellor: Counsellor) -> list[str]:
    """What the saved visits say."""
    with counsellor.main.place.desk.store.read() as connection:
        return [visit.content for visit in records.find(connection, Visit)]
