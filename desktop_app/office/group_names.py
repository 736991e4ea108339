"""What the field groups of records are called on the screen: «điện thoại», «nơi thường trú».

For what tells of changes: the timeline and the comparison of two versions.
"""

from collections.abc import Mapping

from desktop_app.domain.employers import EMPLOYER
from desktop_app.domain.vacancies import VACANCY
from desktop_app.domain.workers import WORKER

_CONTACT = "người liên hệ"
_REGISTRATION = "ngày đăng ký"
_NOTE = "ghi chú"

GROUP_NAMES: Mapping[str, Mapping[str, str]] = {
    WORKER.name: {
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
        "registration": _REGISTRATION,
        "note": _NOTE,
        "hidden": "ẩn hồ sơ",
    },
    EMPLOYER.name: {
        "name": "tên",
        "tax_code": "mã số thuế",
        "kind": "loại hình, quy mô",
        "sector": "ngành",
        "address": "địa chỉ",
        "phone": "điện thoại, email",
        "representative": "người đại diện",
        "contact": _CONTACT,
        "registration": _REGISTRATION,
        "note": _NOTE,
        "hidden": "ẩn doanh nghiệp",
    },
    VACANCY.name: {
        "employer": "người sử dụng lao động",
        "job": "công việc",
        "places": "số lượng cần tuyển",
        "workplace": "nơi làm việc",
        "wage": "mức lương",
        "terms": "hợp đồng, hình thức làm việc",
        "training": "trình độ, kỹ năng",
        "demands": "kinh nghiệm, yêu cầu thêm",
        "benefits": "phúc lợi",
        "conditions": "điều kiện làm việc",
        "priority": "đối tượng ưu tiên",
        "recruiting": "hình thức tuyển, hạn tuyển",
        "closing": "ngừng tuyển",
        "contact": _CONTACT,
        "registration": _REGISTRATION,
        "note": _NOTE,
        "hidden": "ẩn vị trí",
    },
}
"""Kind -> field group -> its name within a sentence."""


def group_name(kind: str, group: str) -> str:
    """The name of a group; of one this program does not know, as it is written."""
    return GROUP_NAMES.get(kind, {}).get(group, group)
