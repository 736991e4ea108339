"""What became of a form's draft: told above its fields, and at the foot of the window.

When a draft is kept is `ui.forms.autosave`'s; what throwing it away leads to is the screen's.
"""

from PySide6.QtWidgets import QWidget

from desktop_app.domain.dates import local_date, show_clock, show_time
from desktop_app.domain.faults import DiskFailed, DiskFull, FileLocked, FileReadOnly
from desktop_app.office.drafts import Draft
from ui.cards import Strip
from ui.forms.autosave import Autosave
from ui.workplace import Workplace


class DraftLine(Strip):
    """Says that the form goes on from a draft, with the button to throw it away (`pressed`), or
    that what is typed cannot be kept just now."""

    def __init__(self, place: Workplace, autosave: Autosave, *, screen: QWidget) -> None:
        super().__init__()
        self._place = place
        self._autosave = autosave
        self._screen = screen
        autosave.kept.connect(self._on_kept)
        autosave.cleared.connect(self.tell)
        autosave.failed.connect(self._not_kept)

    def clear(self) -> None:
        """Say nothing."""
        self.show_message("", "draft")

    def show_resumed(self, draft: Draft) -> None:
        """Say that the form goes on from a draft."""
        same_day = local_date(draft.at) == self._place.desk.today()
        when = show_clock(draft.at) if same_day else show_time(draft.at)
        self.show_message(f"Bản nháp giữ lúc {when}, chưa cất.", "draft", button="Bỏ bản nháp")

    def tell(self, *, ready: bool = True) -> None:
        """Tell the window since when the draft lies in the database; nothing of a form that one
        does not see, or that is not `ready`."""
        seen = ready and self._screen.isVisible()
        self._place.draft_kept.emit(self._autosave.kept_at if seen else None)

    def _on_kept(self) -> None:
        self.tell()
        if self.property("chip") == "warn":
            self.clear()

    def _not_kept(self, error: Exception) -> None:
        """Calmly: what is typed stands in the form, and keeping it is tried again."""
        said = f"Bản nháp chưa giữ được: {_NOT_KEPT.get(type(error), 'chương trình tự thử lại')}."
        if self._screen.isVisible():
            self.show_message(f"{said} Cứ gõ tiếp.", "warn")
        else:
            self._place.troubled.emit(said)


_NOT_KEPT: dict[type[Exception], str] = {
    DiskFull: "ổ đĩa đầy, hãy xóa bớt tệp khác",
    FileLocked: "tệp dữ liệu đang bị chương trình khác giữ, chương trình tự thử lại",
    FileReadOnly: "thư mục dữ liệu không cho phép ghi, hãy gọi Trung tâm",
    DiskFailed: "ổ đĩa báo lỗi, hãy kiểm tra ổ đĩa",
}
