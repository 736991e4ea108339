"""What keeps a record from being saved."""

from desktop_app.domain.problems import Problem, Severity, errors


def test_only_errors_keep_a_record_from_being_saved() -> None:
    missing = Problem("full_name", "Chưa nhập họ và tên")
    unlikely = Problem("sex", "Số định danh không khớp giới tính: số ghi Nữ", Severity.WARNING)
    assert missing.severity is Severity.ERROR
    assert errors([unlikely, missing]) == [missing]
    assert errors([unlikely]) == []
