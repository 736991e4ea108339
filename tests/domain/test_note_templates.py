"""Tests of desktop_app/domain/note_templates.py."""

from desktop_app.domain.note_templates import NoteTemplate, check_note_template


def test_a_template_has_a_name_and_a_text():
    assert check_note_template(NoteTemplate(id="t", name="Gần nhà", text="Muốn làm gần nhà.")) == []
    missing = [problem.field for problem in check_note_template(NoteTemplate(id="t"))]
    assert missing == ["name", "text"]
