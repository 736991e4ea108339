"""Tests of desktop_app/office/note_templates.py on a real database."""

from dataclasses import replace

import pytest

from desktop_app.domain.note_templates import NoteTemplate
from desktop_app.office.desk import Desk, Invalid
from desktop_app.office.note_templates import (
    hide_note_template,
    new_note_template,
    note_templates,
    save_note_template,
    show_note_template,
)
from tests.unsent import unsent_changes


def a_template(**values: str) -> NoteTemplate:
    return replace(new_note_template(), name="Gần nhà", text="Muốn làm gần nhà.", **values)


def test_templates_are_added_changed_and_stand_by_their_names(desk: Desk):
    near = a_template()
    save_note_template(desk, template=near)
    save_note_template(desk, template=replace(new_note_template(), name="Ăn ca", text="Hỏi ăn ca"))
    assert [each.name for each in note_templates(desk)] == ["Ăn ca", "Gần nhà"]
    known = note_templates(desk)[1]
    save_note_template(desk, template=replace(known, text="  Muốn làm\x00 gần nhà vì con nhỏ. "))
    assert note_templates(desk)[1].text == "Muốn làm gần nhà vì con nhỏ."


def test_a_template_without_name_or_text_is_refused(desk: Desk):
    with pytest.raises(Invalid) as refused:
        save_note_template(desk, template=new_note_template())
    assert [problem.field for problem in refused.value.problems] == ["name", "text"]
    assert note_templates(desk) == []


def test_a_template_taken_away_can_be_put_back(desk: Desk):
    template = a_template()
    save_note_template(desk, template=template)
    hide_note_template(desk, template_id=template.id)
    assert note_templates(desk) == []
    show_note_template(desk, template_id=template.id)
    assert note_templates(desk) == [template]


def test_templates_go_to_the_other_pcs_of_the_office(desk: Desk):
    save_note_template(desk, template=a_template())
    with desk.store.read() as connection:
        last = unsent_changes(connection)[-1]
    assert (last.kind, last.groups) == (
        "note_template",
        {"template": {"name": "Gần nhà", "text": "Muốn làm gần nhà."}},
    )
