"""Note templates (mẫu câu) of the office: read for a note, added, changed, taken away."""

from dataclasses import replace

from desktop_app.domain.ids import new_id
from desktop_app.domain.names import vi_key
from desktop_app.domain.note_templates import NOTE_TEMPLATE, NoteTemplate, check_note_template
from desktop_app.office.cleaning import cleaned
from desktop_app.office.desk import Changed, Desk, refuse_errors
from desktop_app.office.reading import existing
from desktop_app.storage import records


def note_templates(desk: Desk) -> list[NoteTemplate]:
    """All that are in use, in the order of their names."""
    with desk.store.read() as connection:
        found = records.find(connection, NoteTemplate, hidden=(0,))
    return sorted(found, key=lambda template: (vi_key(template.name), template.id))


def new_note_template() -> NoteTemplate:
    """A template to be filled in."""
    return NoteTemplate(id=new_id())


def save_note_template(desk: Desk, *, template: NoteTemplate) -> Changed:
    """Save a new template or the changes of one. Raises Invalid and Superseded."""
    template = cleaned(template)
    refuse_errors(check_note_template(template))
    with desk.store.write(user=desk.user.id) as transaction:
        if records.get(transaction, NoteTemplate, template.id) is None:
            records.add(transaction, template)
        else:
            records.save(transaction, template)
    return _changed(template.id)


def hide_note_template(desk: Desk, *, template_id: str) -> Changed:
    """Take a template out of the list; the notes written with it stay."""
    return _set_hidden(desk, template_id, hidden=True)


def show_note_template(desk: Desk, *, template_id: str) -> Changed:
    """Put a template back into the list."""
    return _set_hidden(desk, template_id, hidden=False)


def _set_hidden(desk: Desk, template_id: str, *, hidden: bool) -> Changed:
    with desk.store.write(user=desk.user.id) as transaction:
        template = existing(transaction, NoteTemplate, template_id)
        records.save(transaction, replace(template, hidden=hidden))
    return _changed(template_id)


def _changed(template_id: str) -> Changed:
    return Changed(frozenset({NOTE_TEMPLATE.name}), template_id)
