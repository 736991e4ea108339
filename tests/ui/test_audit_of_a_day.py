"""What a counsellor's morning leaves in the audit: each person looked at, each paper sent out."""

from PySide6.QtCore import Qt

from desktop_app.office.audit import audit_page
from desktop_app.office.desk import Desk
from tests.ui.counsellor import Counsellor


def noted(desk: Desk) -> list[tuple[str, str, str]]:
    """What was done to whom, oldest first."""
    rows = audit_page(desk, offset=0, limit=50).rows[::-1]
    return [(row.act, row.subject, row.detail) for row in rows if row.act != "sign_in"]


def test_each_person_looked_at_is_noted_once(counsellor: Counsellor):
    desk = counsellor.main.place.desk
    counsellor.register("Triệu Thị Mùi", "020195007890")
    mui = ("view", "Triệu Thị Mùi, sinh 1995", "")
    assert noted(desk) == [mui]  # the card that came after saving
    for key in (Qt.Key.Key_F5, Qt.Key.Key_F4, Qt.Key.Key_Escape):
        counsellor.press(key)  # read anew, a form about her, back again: still the same look
    assert noted(desk) == [mui]
    counsellor.register("Nông Thị Én", "020195007891")
    assert noted(desk) == [mui, ("view", "Nông Thị Én, sinh 1995", "")]


def test_a_form_about_somebody_is_a_look_too(counsellor: Counsellor):
    desk = counsellor.main.place.desk
    ids = [
        counsellor.register(name, number)
        for name, number in (("Triệu Thị Mùi", "020195007890"), ("Nông Thị Én", "020195007891"))
    ]
    before = noted(desk)
    for name in ("visit_form", "contact_form", "referral_form"):
        counsellor.go(name, worker_id=ids[0])
    counsellor.go("worker_form", worker_id=ids[1])
    assert noted(desk)[len(before) :] == [
        ("view", "Triệu Thị Mùi, sinh 1995", ""),
        ("view", "Nông Thị Én, sinh 1995", ""),
    ]


def test_a_copied_list_is_noted(counsellor: Counsellor):
    desk = counsellor.main.place.desk
    counsellor.register("Triệu Thị Mùi", "020195007890")
    counsellor.go("workers")
    counsellor.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert noted(desk)[-1] == ("export", "", "Danh sách người lao động (1 dòng)")
