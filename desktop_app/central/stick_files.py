"""The two files of `stick-in`, on sticks that may be full, missing or pulled out.

Not for what is in them: `stick.py`. What was taken in before a stick failed stays taken in, and
taking the same file in again changes nothing.
"""

import errno
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Engine

from desktop_app.central.stick import TakenIn, take_in
from desktop_app.domain.faults import DiskFull, FileReadOnly
from desktop_app.storage.data_files import disk_faults, sync_folder, synced

_AGAIN = "Phần đã nhận vẫn còn ở Trung tâm; hãy chạy lại lệnh này, nhận hai lần không sai gì."


class StickProblem(Exception):  # noqa: N818 - the operator reads it as a sentence
    """A file cannot be read or written; `str` is a Vietnamese sentence."""


def take_file_in(
    engine: Engine, *, box: X25519PrivateKey, source: Path, out: Path, now_ms: int
) -> TakenIn:
    """Take a request in and write its answer, which appears under its name only when it is whole.

    Raises BadStick and StickProblem.
    """
    aside = out.with_name(out.name + ".part")
    try:
        with _opened(source) as file, _being_written(out, aside) as answer:
            return take_in(engine, box=box, file=file, out=answer, now_ms=now_ms)
    finally:
        with suppress(OSError):  # the stick is gone, and what was on it with it
            aside.unlink(missing_ok=True)


@contextmanager
def _opened(source: Path) -> Generator[BinaryIO]:
    try:
        file = source.open("rb")
    except OSError as error:
        raise StickProblem(_why_not_read(source, error)) from error
    with file:
        yield file


def _why_not_read(source: Path, error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return (
            f"Không thấy tệp {source}. Hãy kiểm tra USB đã cắm và tên tệp (.guidi) rồi chạy lại. "
            "Chưa nhận gì."
        )
    return (
        f"Không đọc được tệp {source} (USB hỏng, hoặc không có quyền đọc). Chưa nhận gì; hãy kiểm "
        "tra rồi chạy lại."
    )


@contextmanager
def _being_written(out: Path, aside: Path) -> Generator[BinaryIO]:
    if not out.parent.is_dir():
        raise StickProblem(
            f"Không thấy thư mục {out.parent} để ghi trả lời. Hãy kiểm tra USB đã cắm rồi chạy "
            "lại. Chưa nhận gì."
        )
    try:
        with disk_faults():
            with synced(aside) as answer:
                yield answer
            aside.replace(out)
            sync_folder(out.parent)
    except DiskFull as fault:
        raise StickProblem(
            f"Không còn chỗ để ghi trả lời {out}. Hãy xóa bớt tệp trên USB hoặc dùng USB khác. "
            f"{_AGAIN}"
        ) from fault
    except FileReadOnly as fault:
        raise StickProblem(
            f"USB đã rút ra, hoặc không cho ghi, nên chưa ghi được trả lời {out}. Hãy cắm lại. "
            f"{_AGAIN}"
        ) from fault
