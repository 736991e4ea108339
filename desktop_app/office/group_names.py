"""What the field groups of a worker's record are called in its timeline: «điện thoại», «nơi thường
trú»."""

from collections.abc import Mapping

GROUP_NAMES: Mapping[str, str] = {
    "name": "họ tên",
    "birth": "ngày sinh",
    "sex": "giới tính",
    "ethnicity": "dân tộc",
    "personal_number": "số định danh",
    "old_id_number": "số CMND",
    "phone": "điện thoại",
    "email": "email, liên hệ khác",
    "residence": "nơi thường trú",
    "present": "nơi ở hiện nay",
    "area": "khu vực",
    "general_education": "trình độ học vấn",
    "technical": "trình độ chuyên môn",
    "employment": "tình trạng việc làm",
    "last_job": "việc làm gần nhất",
    "experience": "kinh nghiệm",
    "wishes": "nguyện vọng việc làm",
    "priority": "đối tượng ưu tiên",
    "insurance": "bảo hiểm thất nghiệp",
    "consent": "sự đồng ý dùng thông tin",
    "registration": "ngày đăng ký",
    "note": "ghi chú",
    "hidden": "ẩn hồ sơ",
}
"""Field group -> its name within a sentence."""


def group_name(group: str) -> str:
    """The name of a group; of one this program does not know, as it is written."""
    return GROUP_NAMES.get(group, group)
