"""What a push must be to be taken in. Its envelopes: otherwise the whole push is refused. The
contents of a change: otherwise it goes to quarantine, so that nothing behind it has to wait.

Only form is judged here (that of a change: `storage/change_forms.py`; what stands around the
changes was judged when the message was read). Whether a birth date makes
sense was the PC's to say; a value that is well-formed is never refused by the centre.
"""

from desktop_app.protocol.messages import Push
from desktop_app.storage.change_forms import sent_envelope_is_formed

MOST_CHANGES = 20_000

QUARANTINE = {
    "kind": "Trung tâm chưa biết loại hồ sơ này.",
    "group": "Trung tâm chưa biết nhóm thông tin này.",
    "field": "Có giá trị không đúng kiểu dữ liệu.",
    "elsewhere": "Hồ sơ thuộc văn phòng khác.",
    "revoked": "Máy đã bị thu hồi quyền.",
    "database": "Cơ sở dữ liệu của Trung tâm không nhận giá trị này.",
    "after_held": "Thay đổi này chờ bản ghi trước được Trung tâm xử lý.",
    "missing": "Trung tâm chưa có hồ sơ này.",
}
"""Why a change can be in quarantine: the word that is kept, the sentence that is shown."""


def push_is_formed(push: Push) -> bool:
    """Whether all envelopes are what the protocol allows."""
    return 0 < len(push.changes) <= MOST_CHANGES and all(map(sent_envelope_is_formed, push.changes))


def is_consistent(push: Push) -> bool:
    """Whether all parts of a push speak of the same: device and epoch, and in each change a base
    for each group."""
    return all(
        (change.device, change.epoch) == (push.device, push.epoch)
        and change.stamp[-16:] == change.device
        and change.base.keys() == change.groups.keys()
        for change in push.changes
    )


def has_holes(push: Push) -> bool:
    """Whether numbers are missing between the first change and the last."""
    numbers = [change.dseq for change in push.changes]
    return numbers != list(range(numbers[0], numbers[0] + len(numbers)))
