"""Somebody is handed over to another office while a form about them stands open: the save names
that office, and what was typed stays, here and as a draft."""

from desktop_app.office.drafts import drafts
from desktop_app.office.workers import register_worker
from tests.builders import a_worker
from tests.office.handed_over import gone_to
from tests.ui.counsellor import Counsellor
from tests.ui.half_done import SAID, visits
from ui.screens.form_screen import FormScreen

SENTENCE = (
    "Người này đã được chuyển sang Văn phòng Tràng Định nên hồ sơ không còn trên máy này và không "
    "cất thêm được ở đây. Nội dung đang gõ vẫn giữ làm bản nháp; hãy báo Văn phòng Tràng Định ghi "
    "tiếp."
)


def test_a_visit_typed_for_somebody_who_has_gone_is_kept_and_the_office_named(
    counsellor: Counsellor,
) -> None:
    desk = counsellor.main.place.desk
    mui = a_worker(full_name="Triệu Thị Mùi", registered_on=None)
    register_worker(desk, worker=mui)
    screen = counsellor.go("visit_form", worker_id=mui.id)
    assert isinstance(screen, FormScreen)
    gone_to(desk, "TD", mui.id)
    for field, text in (("channel", "1"), ("content", SAID), ("topics", "2"), ("next_step", "1")):
        screen.form.focus_field(field)
        counsellor.type_text(text)
    typed = screen.form.record()
    screen.save()
    counsellor.settle()
    assert (counsellor.here, screen.strip.text()) == ("visit_form", SENTENCE)
    assert (screen.form.record(), visits(counsellor)) == (typed, [])
    screen.keep()
    counsellor.settle()
    (draft,) = drafts(desk)
    assert draft.record_id == typed.id
    counsellor.go("today")
    counsellor.go("visit_form", draft=draft.record_id)
    assert screen.form.record() == typed


def test_a_correction_of_somebody_who_has_gone_is_kept_too(counsellor: Counsellor) -> None:
    desk = counsellor.main.place.desk
    mui = a_worker(full_name="Triệu Thị Mùi", registered_on=None)
    register_worker(desk, worker=mui)
    screen = counsellor.go("worker_form", worker_id=mui.id)
    assert isinstance(screen, FormScreen)
    gone_to(desk, "TD", mui.id)
    screen.form.focus_field("phone")
    counsellor.type_text("0963000009")
    typed = screen.form.record()
    screen.save()
    counsellor.settle()
    assert screen.strip.text() == SENTENCE
    screen.keep()
    counsellor.settle()
    assert (screen.form.record(), len(drafts(desk))) == (typed, 1)
