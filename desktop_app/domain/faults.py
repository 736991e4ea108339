"""Faults of the environment, each with the sentence a counsellor reads. Everything else is a bug.

A sentence says what happened, why, and what to do. It never holds personal data.
"""


class Fault(Exception):  # noqa: N818 - a fault is what the project calls it, errors are bugs
    """A fault of the environment; `str(fault)` is the Vietnamese sentence for the window."""

    sentence = ""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)


class Declined(Exception):  # noqa: N818 - an answer, not an error
    """A verb has done nothing and says why, for the screen to place or to ask about: neither a
    fault of the environment nor a bug."""


class WrongPassword(Fault):
    """The password or recovery code opens no key. `wait_s`: seconds until the next try."""

    sentence = "Mật khẩu không đúng. Hãy kiểm tra bộ gõ và phím Caps Lock rồi nhập lại."

    def __init__(self, wait_s: float = 0.0) -> None:
        super().__init__()
        self.wait_s = wait_s


class NotAllowed(Fault):
    """The verb is one for the head of the office or the centre only."""

    sentence = (
        "Việc này chỉ trưởng văn phòng hoặc cán bộ Trung tâm được làm. Chưa có gì thay đổi; "
        "hãy nhờ trưởng văn phòng."
    )


class UnsafeFolder(Fault):
    """The data folder lies where another PC or a cloud service may write it too."""

    sentence = (
        "Thư mục dữ liệu nằm trên ổ mạng hoặc trong thư mục đồng bộ đám mây, nơi tệp dữ liệu dễ bị "
        "hỏng. Hãy chọn thư mục trên ổ đĩa của máy này."
    )


class NotOurFile(Fault):
    """The file is no database of this program, or the key does not fit it."""

    sentence = (
        "Tệp dữ liệu này không phải của Sổ Việc Làm nên chương trình không mở. "
        "Tệp được giữ nguyên; hãy kiểm tra lại thư mục dữ liệu."
    )


class DamagedFile(Fault):
    """The database is damaged."""

    sentence = (
        "Tệp dữ liệu bị hỏng nên chương trình không mở. Tệp được giữ nguyên; "
        "hãy khôi phục từ bản sao lưu gần nhất hoặc gọi Trung tâm."
    )


class NewerFile(Fault):
    """The database was written by a newer program."""

    sentence = (
        "Dữ liệu này do phiên bản mới hơn của chương trình tạo ra. "
        "Tệp được giữ nguyên; hãy cập nhật chương trình rồi mở lại."
    )


class DiskFull(Fault):
    """No room left where the database or a paper is written."""

    sentence = "Ổ đĩa đã đầy nên chưa cất được. Hãy xóa bớt tệp khác rồi cất lại; biểu mẫu vẫn còn."


class DiskFailed(Fault):
    """The system could not read or write the disk, and says no more than that."""

    sentence = (
        "Ổ đĩa báo lỗi khi đọc hoặc ghi dữ liệu. Hãy kiểm tra ổ đĩa còn trống và không bị ngắt "
        "rồi thử lại; biểu mẫu vẫn còn."
    )


class FileLocked(Fault):
    """Another program holds the database for longer than the busy timeout."""

    sentence = (
        "Tệp dữ liệu đang bị chương trình khác giữ (thường là phần mềm diệt vi-rút). "
        "Hãy đợi một lát rồi cất lại; biểu mẫu vẫn còn."
    )


class FileReadOnly(Fault):
    """The folder or the database may not be written."""

    sentence = (
        "Thư mục dữ liệu không cho phép ghi nên chưa cất được. Hãy kiểm tra quyền ghi của thư mục "
        "hoặc gọi Trung tâm; biểu mẫu vẫn còn."
    )


class Superseded(Fault):
    """A save over a record that has moved since it was shown. `groups`: the field groups moved."""

    sentence = (
        "Hồ sơ đã được sửa ở nơi khác sau khi mở. Bản của bạn chưa cất và vẫn còn trên màn hình; "
        "hãy nạp lại hồ sơ để so sánh."
    )

    def __init__(self, groups: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.groups = groups


class HandedOver(Fault):
    """A person was handed over meanwhile: nothing about them is on this PC any more."""

    def __init__(self, office: str = "") -> None:
        """`office`: which one has the person now, as it is named within a sentence."""
        where = office or "văn phòng khác"
        super().__init__(
            f"Người này đã được chuyển sang {where} nên hồ sơ không còn trên máy này và không cất "
            f"thêm được ở đây. Nội dung đang gõ vẫn giữ làm bản nháp; hãy báo {where} ghi tiếp."
        )


class Unreachable(Fault):
    """No line to the centre, or it did not answer in time.

    `retry_after_s`: seconds the centre asked to wait, if it did. `timed_out`: the line is there
    but what was asked took too long, so less at a time may go through.
    """

    sentence = (
        "Chưa liên lạc được với Trung tâm. Dữ liệu vẫn lưu trên máy và sẽ tự gửi khi có mạng."
    )

    def __init__(
        self, sentence: str = "", *, retry_after_s: float | None = None, timed_out: bool = False
    ) -> None:
        super().__init__(sentence)
        self.retry_after_s = retry_after_s
        self.timed_out = timed_out


class NotTheCentre(Fault):
    """Something else answered: a foreign certificate or a captive portal's page."""

    sentence = (
        "Máy trả lời không phải máy chủ của Trung tâm (có thể mạng đang đòi đăng nhập). "
        "Chưa gửi gì; chương trình sẽ tự thử lại."
    )


class Refused(Fault):
    """The centre refused; the sentence is its own, `reason` a word of PROTOCOL.md."""

    sentence = "Trung tâm từ chối yêu cầu. Dữ liệu vẫn lưu trên máy; hãy gọi Trung tâm."

    def __init__(self, sentence: str = "", *, reason: str = "") -> None:
        super().__init__(sentence)
        self.reason = reason


class EpochClosed(Refused):
    """A later epoch of this PC's log has begun at the centre: the file was copied or put back by
    hand."""

    sentence = (
        "Máy này đã bắt đầu một đợt ghi mới ở nơi khác (có thể do chép ổ đĩa). Hãy gọi Trung tâm."
    )

    def __init__(self) -> None:
        super().__init__(reason="epoch")


class NotEnrolled(Fault):
    """This PC has no enrolment at the centre yet."""

    sentence = "Máy này chưa ghi danh với Trung tâm. Hãy chọn tệp ghi danh trong Thiết lập."


class MachineCopied(NotEnrolled):
    """This PC's file was copied from another PC that goes on with it: this one is a PC of its own
    from now on, and needs an enrolment file of its own."""

    sentence = (
        "Máy này là bản chép của một máy khác đang dùng nên phải ghi danh lại như một máy mới. "
        "Chưa mất gì; hãy xin Trung tâm tệp ghi danh mới rồi chọn trong Thiết lập."
    )


class NumberDue(Fault):
    """This PC was restored from a backup and must not go on with its old number: letters it issued
    after the backup have it already."""

    sentence = (
        "Máy vừa khôi phục từ bản sao lưu: cần liên lạc với Trung tâm một lần để nhận số máy mới "
        "trước khi cấp phiếu. Chưa cấp phiếu này; hãy nối mạng rồi bấm «Đồng bộ ngay», hoặc chọn "
        "tệp ghi danh mới của Trung tâm trong Thiết lập. Biểu mẫu vẫn còn."
    )
