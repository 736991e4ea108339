"""The versions on a conflict card in words: the labels and names the forms of the record have, and
plain words for what no form shows. Nothing is decided here."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from desktop_app.domain.dates import show_date, show_time
from desktop_app.domain.follow_ups import MILESTONE_NAMES
from desktop_app.domain.referrals import MOVE_NAMES, REFUSAL_LISTS
from desktop_app.office.conflicts import ComparedCard
from desktop_app.office.desk import Desk
from ui.forms.code_editor import CodeEditor
from ui.forms.comparison import EMPTY
from ui.forms.field import Editor, Field, Section
from ui.forms.lookup_editor import LookupEditor
from ui.screens.card_number import CardNumberEditor
from ui.screens.employer_form import TaxCodeEditor, employer_parts, sector_choices
from ui.screens.vacancy_form import vacancy_parts
from ui.screens.worker_fields import commune_choices, worker_parts

_LABELS: Mapping[str, str] = {
    "active": "Còn làm việc",
    "address": "Địa chỉ",
    "answered_at": "Trả lời lúc",
    "answered_by": "Người trả lời",
    "at": "Ghi lúc",
    "centre_name": "Tên Trung tâm",
    "closed_on": "Ngừng tuyển từ",
    "code": "Mã",
    "decided_at": "Quyết định lúc",
    "decided_by": "Người quyết định",
    "destination": "Nơi làm việc",
    "done_by": "Đã theo dõi",
    "due_on": "Ngày hẹn",
    "employer_id": "Doanh nghiệp",
    "first_words": "Hồ sơ thứ nhất",
    "full_name": "Họ và tên",
    "happened_on": "Ngày",
    "hidden": "Ẩn hồ sơ",
    "justified": "Lý do chính đáng",
    "milestone": "Mốc",
    "move": "Kết quả",
    "name": "Tên",
    "note": "Ghi chú",
    "parent_body": "Cơ quan chủ quản",
    "place_name": "Địa danh trước ngày tháng",
    "reason": "Lý do",
    "registered_by": "Người đăng ký",
    "registered_on": "Ngày đăng ký",
    "role": "Vai trò",
    "second_words": "Hồ sơ thứ hai",
    "signer": "Người ký",
    "state": "Kết luận",
    "telephone": "Điện thoại",
}
_STATES: Mapping[str, str] = {
    "accepted": "Đã nhận",
    "apart": "Hai người khác nhau",
    "declined": "Không nhận",
    "linked": "Cùng một người",
    "offered": "Đề nghị chuyển",
    "proposed": "Chưa xác định",
    "withdrawn": "Đã rút lại",
}
_LISTS: Mapping[str, str] = {
    "destination": "placement_destination",
    "justified": "refusal_justified",
    "role": "staff_role",
}


class VersionWords:
    """Says what the fields of one kind of record hold."""

    def __init__(self, desk: Desk, kind: str) -> None:
        self._desk = desk
        self._fields = {part.name: part for part in _parts(desk, kind) if isinstance(part, Field)}

    def told(self, compared: ComparedCard, values: Mapping[str, Any]) -> str:
        """The fields that are not the same in all versions, one a line."""
        lines = [
            f"{self._label(name)}: {self._words(compared, name, values) or EMPTY}"
            for name in compared.fields
        ]
        return "\n".join(lines)

    def _label(self, name: str) -> str:
        known = self._fields.get(name)
        return known.label if known is not None else _LABELS.get(name, name)

    def _words(self, compared: ComparedCard, name: str, values: Mapping[str, Any]) -> str:
        value = values[name]
        if isinstance(value, str) and value in compared.names:
            return compared.names[value]
        if name.endswith("commune"):
            return self._desk.catalogues.places.show_commune(value)
        known = self._fields.get(name)
        if known is not None:
            editor = cast("Editor", known.editor)
            return editor.words_of(value)
        return self._plain(name, value, values)

    def _plain(self, name: str, value: Any, values: Mapping[str, Any]) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "Có" if value else "Không"
        if isinstance(value, datetime):
            return show_time(value)
        if isinstance(value, date):
            return show_date(value)
        if name == "move":
            return MOVE_NAMES.get(value, value)
        if name == "milestone":
            return MILESTONE_NAMES.get(value, str(value))
        if name == "state":
            return _STATES.get(value, str(value))
        if name == "done_by":
            return "Có" if value else "Không"
        listed = REFUSAL_LISTS.get(values["move"], "") if name == "reason" else _LISTS.get(name, "")
        return self._desk.catalogues.name(listed, value) if listed and value else str(value)


def _parts(desk: Desk, kind: str) -> list[Field | Section]:
    """The fields of the form in which such a record is typed."""
    if kind == "worker":
        return worker_parts(desk, CardNumberEditor())
    commune = CodeEditor(commune_choices(desk))
    if kind == "employer":
        sector = CodeEditor(sector_choices(desk))
        return list(employer_parts(desk, TaxCodeEditor(), sector, commune))
    if kind == "vacancy":
        return list(vacancy_parts(desk, LookupEditor(), commune))
    return []
