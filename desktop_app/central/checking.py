"""What a push must be to be taken in. Its envelopes: otherwise the whole push is refused. The
contents of a change: otherwise it goes to quarantine, so that nothing behind it has to wait.

Only form is judged here (that of a change: `storage/change_forms.py`). Whether a birth date makes
sense was the PC's to say; a value that is well-formed is never refused by the centre.
"""

import re

from desktop_app.domain.changes import LARGEST
from desktop_app.protocol.messages import Push
from desktop_app.storage.change_forms import sent_envelope_is_formed

MOST_CHANGES = 20_000

_DEVICE = re.compile(r"[0-9a-f]{16}")
_LINK = re.compile(r"[0-9a-f]{64}")
_SALT = re.compile(r"[0-9a-f]{32}")

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


def is_device(text: str) -> bool:
    """Whether this can be a device's id."""
    return _DEVICE.fullmatch(text) is not None


def is_whole(number: int) -> bool:
    """Whether a number is one a counter or clock can have."""
    return 0 <= number <= LARGEST


def push_is_formed(push: Push) -> bool:
    """Whether all envelopes are what the protocol allows."""
    return (
        0 < len(push.changes) <= MOST_CHANGES
        and 0 < push.epoch <= LARGEST
        and all(_LINK.fullmatch(link) for link in (push.previous, push.link))
        and _SALT.fullmatch(push.salt) is not None
        and all(
            (change.device, change.epoch) == (push.device, push.epoch)
            and sent_envelope_is_formed(change)
            for change in push.changes
        )
    )


def has_holes(push: Push) -> bool:
    """Whether numbers are missing between the first change and the last."""
    numbers = [change.dseq for change in push.changes]
    return numbers != list(range(numbers[0], numbers[0] + len(numbers)))
