"""What the field groups of records are called: «điện thoại», «nơi thường trú». Those of a worker in
its timeline, those of the others where two versions of a record are compared."""

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
    "personal_number_issuer": "nơi cấp số định danh",
    "second_training": "trình độ đào tạo khác",
    "skills": "kỹ năng, ngoại ngữ, tin học",
    "last_job_terms": "thời gian, lương việc gần nhất",
    "worked_abroad": "đã làm việc ở nước ngoài",
    "search": "nơi đã liên hệ tìm việc",
    "wanted_help": "nhu cầu tư vấn, học nghề",
    "wish_terms": "điều kiện việc làm mong muốn",
    "insurance_terms": "loại, chế độ bảo hiểm",
}
"""Field group -> its name within a sentence."""


def group_name(group: str) -> str:
    """The name of a group; of one this program does not know, as it is written."""
    return GROUP_NAMES.get(group, group)


_OF_OTHERS: Mapping[str, Mapping[str, str]] = {
    "office": {"identity": "mã, tên văn phòng", "letterhead": "đầu giấy"},
    "staff": {"name": "họ tên", "role": "vai trò", "active": "còn làm việc"},
    "employer": {
        "name": "tên",
        "tax_code": "mã số thuế",
        "kind": "loại hình, quy mô",
        "sector": "ngành",
        "address": "địa chỉ",
        "phone": "điện thoại, email",
        "representative": "người đại diện",
        "contact": "người liên hệ",
        "registration": "ngày đăng ký",
        "note": "ghi chú",
        "hidden": "ẩn hồ sơ",
    },
    "vacancy": {
        "employer": "doanh nghiệp",
        "job": "công việc",
        "places": "số người cần tuyển",
        "workplace": "nơi làm việc",
        "wage": "tiền lương",
        "terms": "hợp đồng, hình thức làm việc",
        "training": "trình độ yêu cầu",
        "demands": "yêu cầu khác",
        "benefits": "phúc lợi",
        "conditions": "điều kiện làm việc",
        "priority": "đối tượng ưu tiên",
        "recruiting": "cách tuyển, hạn tuyển",
        "closing": "ngừng tuyển",
        "contact": "người liên hệ",
        "registration": "ngày đăng ký",
        "note": "ghi chú",
        "hidden": "ẩn hồ sơ",
    },
    "follow_up_task": {"plan": "hẹn theo dõi", "done": "đã theo dõi"},
    "person_link": {
        "pair": "hai hồ sơ",
        "words": "lời ghi về hai hồ sơ",
        "state": "cùng một người hay không",
    },
    "handover": {"offer": "đề nghị chuyển hồ sơ", "answer": "trả lời chuyển hồ sơ"},
    "note_template": {"template": "tên, nội dung", "hidden": "xóa mẫu câu"},
}


def group_of(kind: str, group: str) -> str:
    """The name of a group of a record of this kind."""
    if kind == "worker":
        return group_name(group)
    return _OF_OTHERS.get(kind, {}).get(group, group)
