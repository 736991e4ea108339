"""Who may counsel, as the forms offer it."""

from dataclasses import replace

from desktop_app.domain.catalogues import Choice
from desktop_app.office.desk import Desk
from desktop_app.office.staff import counsellors, staff_names
from desktop_app.storage import records
from tests.builders import a_member_of_staff


def test_whoever_is_signed_in_stands_first_then_the_others_by_given_name(desk: Desk):
    others = [
        a_member_of_staff(full_name="Nguyễn Văn Đạt"),
        a_member_of_staff(full_name="Vi Thị Ánh"),
        a_member_of_staff(full_name="Hoàng Văn Bé", active=False),
    ]
    with desk.store.write(user=desk.user.id) as transaction:
        for member in others:
            records.add(transaction, member)
    dat, anh, be = others
    assert counsellors(desk) == [
        Choice(desk.user.id, "Lý Thị Hoa"),
        Choice(anh.id, "Vi Thị Ánh"),
        Choice(dat.id, "Nguyễn Văn Đạt"),
    ]
    everybody = (desk.user, dat, anh, be)
    assert staff_names(desk) == {member.id: member.full_name for member in everybody}


def test_a_changed_name_is_the_one_offered(desk: Desk):
    colleague = a_member_of_staff(full_name="Nguyễn Văn Đạt")
    with desk.store.write(user=desk.user.id) as transaction:
        records.add(transaction, colleague)
    with desk.store.read() as connection:
        [known] = records.find(connection, type(colleague), id=(colleague.id,))
    with desk.store.write(user=desk.user.id) as transaction:
        records.save(transaction, replace(known, full_name="Nguyễn Văn Đạo"))
    assert counsellors(desk)[1].name == "Nguyễn Văn Đạo"
