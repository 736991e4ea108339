"""What the centre refuses, each with its word of PROTOCOL.md §8 and a sentence for the window."""

from desktop_app.domain.faults import EpochClosed


class Refusal(Exception):  # noqa: N818 - an answer to the PC, not an error of ours
    """An answer with an HTTP status of 4xx (or 503), a word and a Vietnamese sentence."""

    def __init__(self, status: int, reason: str, sentence: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.sentence = sentence


def malformed() -> Refusal:
    """Not a message of this protocol."""
    return Refusal(
        400, "malformed", "Trung tâm không đọc được yêu cầu của máy này. Hãy cập nhật chương trình."
    )


def no_token() -> Refusal:
    """No token, a forged one, or one that has run out."""
    return Refusal(401, "token", "Phiên làm việc với Trung tâm đã hết hạn; máy sẽ tự xin lại.")


def bad_signature() -> Refusal:
    """Unknown device, wrong signature or stale nonce: which of them is not told."""
    return Refusal(
        403, "signature", "Trung tâm không nhận ra máy này. Hãy ghi danh lại với Trung tâm."
    )


def other_device() -> Refusal:
    """A token of one device used for the work of another."""
    return Refusal(403, "device", "Dữ liệu này là của một máy khác nên Trung tâm không nhận.")


def other_stream() -> Refusal:
    """A stream that belongs to another office, or to nobody."""
    return Refusal(
        403, "stream", "Máy này không được xem dữ liệu của văn phòng khác. Hãy gọi Trung tâm."
    )


def revoked() -> Refusal:
    """The centre took back this device's right to read."""
    return Refusal(
        403,
        "revoked",
        "Trung tâm đã thu hồi quyền của máy này. Dữ liệu vẫn ở trên máy; hãy gọi Trung tâm.",
    )


def unknown_code() -> Refusal:
    """An enrolment code we never gave."""
    return Refusal(
        403, "code_unknown", "Mã ghi danh không đúng. Hãy xin Trung tâm tệp ghi danh mới."
    )


def used_code() -> Refusal:
    """An enrolment code another device has used."""
    return Refusal(
        403,
        "code_used",
        "Tệp ghi danh này đã dùng cho một máy khác. Hãy xin Trung tâm tệp ghi danh mới.",
    )


def expired_code() -> Refusal:
    """An enrolment code older than 72 hours."""
    return Refusal(
        403, "code_expired", "Tệp ghi danh đã quá 72 giờ. Hãy xin Trung tâm tệp ghi danh mới."
    )


def known_device() -> Refusal:
    """A device id that is enrolled with another key, or for another office."""
    return Refusal(
        409,
        "device_known",
        "Máy này đã ghi danh với khóa khác hoặc cho văn phòng khác. Hãy gọi Trung tâm.",
    )


def inconsistent() -> Refusal:
    """The parts of a request contradict each other, or ask for what there cannot be."""
    return Refusal(
        409,
        "inconsistent",
        "Gói dữ liệu của máy này tự mâu thuẫn nên Trung tâm không nhận. Chưa mất gì; hãy gọi Trung "
        "tâm.",
    )


def gap() -> Refusal:
    """Changes are missing between what we have and what was sent."""
    return Refusal(409, "gap", "Trung tâm còn thiếu các thay đổi trước đó; máy sẽ gửi lại từ đầu.")


def broken_chain() -> Refusal:
    """Not the continuation of what this device sent before, or not what it sealed."""
    return Refusal(
        409,
        "chain",
        "Dữ liệu gửi lên không nối tiếp phần Trung tâm đã nhận (máy có thể vừa được khôi phục từ "
        "bản sao lưu). Chưa mất gì; hãy gọi Trung tâm.",
    )


def old_epoch() -> Refusal:
    """An epoch of this device that has been closed by a later one."""
    return Refusal(409, "epoch", EpochClosed.sentence)


def restored() -> Refusal:
    """The PC has read another log than ours is now."""
    return Refusal(
        409,
        "restored",
        "Dữ liệu của Trung tâm không phải dữ liệu máy này đã nhận trước đây (Trung tâm có thể vừa "
        "được khôi phục); máy sẽ nhận lại từ đầu.",
    )


def newer_program() -> Refusal:
    """Changes of a wire version this centre does not know yet."""
    return Refusal(
        409,
        "newer",
        "Chương trình trên máy này mới hơn của Trung tâm. Dữ liệu được giữ trên máy đến khi Trung "
        "tâm cập nhật.",
    )


def older_program() -> Refusal:
    """A wire version that can no longer read what we would send."""
    return Refusal(
        409, "older", "Chương trình trên máy này quá cũ để nhận dữ liệu. Hãy cập nhật chương trình."
    )


def too_large() -> Refusal:
    """A body beyond the limits of PROTOCOL.md §5."""
    return Refusal(413, "too_large", "Gói dữ liệu quá lớn; máy sẽ chia nhỏ rồi gửi lại.")


def unknown_encoding() -> Refusal:
    """A Content-Encoding other than zstd."""
    return Refusal(415, "encoding", "Cách nén dữ liệu này Trung tâm không đọc được.")


def busy() -> Refusal:
    """The database does not answer. The only answer above 4xx; nothing was done."""
    return Refusal(503, "busy", "Trung tâm đang bận. Chưa mất gì; máy sẽ tự thử lại sau ít phút.")


def failed() -> Refusal:
    """A fault of our own program; nothing was done."""
    return Refusal(
        500, "fault", "Máy chủ của Trung tâm gặp lỗi. Chưa mất gì; máy sẽ tự thử lại sau."
    )


def unknown_address(status: int) -> Refusal:
    """No such address, or not this way."""
    return Refusal(
        status, "unknown", "Trung tâm không có chức năng này. Hãy cập nhật chương trình."
    )


def snapshot_gone() -> Refusal:
    """A chunk of a snapshot in whose place there is a newer one."""
    return Refusal(
        409,
        "snapshot_gone",
        "Trung tâm đã có bản dữ liệu mới hơn cho máy này; máy sẽ nhận lại từ đầu bản đó.",
    )
