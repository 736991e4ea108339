"""The note template (mẫu câu): words an office writes again and again, put into a note by a key."""

from dataclasses import dataclass

from desktop_app.domain.problems import Problem
from desktop_app.domain.records import Kind, Record


@dataclass(frozen=True, kw_only=True)
class NoteTemplate(Record):
    """One template of an office: the short `name` it is chosen by, and the `text` it puts in."""

    name: str = ""
    text: str = ""
    hidden: bool = False


NOTE_TEMPLATE = Kind(
    name="note_template",
    record=NoteTemplate,
    groups={"template": ("name", "text"), "hidden": ("hidden",)},
)


def check_note_template(template: NoteTemplate) -> list[Problem]:
    """What is missing in a template."""
    problems: list[Problem] = []
    if not template.name:
        problems.append(Problem("name", "Chưa nhập tên mẫu câu"))
    if not template.text:
        problems.append(Problem("text", "Chưa nhập nội dung"))
    return problems
