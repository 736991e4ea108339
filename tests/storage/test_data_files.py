"""Other files in the place of the data: at any moment the old or the new, whole."""

from contextlib import suppress
from pathlib import Path

import pytest

from desktop_app.storage import data_files
from desktop_app.storage.data_files import (
    DATABASE_FILE,
    KEYRING_FILE,
    OFFICE_FILE,
    change_over,
    drop_prepared,
    finish_change_over,
    preparing,
)

OLD = {
    DATABASE_FILE: b"old",
    f"{DATABASE_FILE}-wal": b"old journal",
    f"{DATABASE_FILE}-shm": b"old index",
    KEYRING_FILE: b"old keys",
    OFFICE_FILE: b"old office",
}
NEW = {DATABASE_FILE: b"new", KEYRING_FILE: b"new keys", OFFICE_FILE: b"new office"}
KEPT = "truoc"


class PowerCut(BaseException):
    """Nothing runs after it, and nothing catches it."""


def fill(folder: Path, content: dict[str, bytes]) -> None:
    for name, written in content.items():
        (folder / name).write_bytes(written)


def read(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def prepare(folder: Path) -> None:
    fill(folder, OLD)
    fill(preparing(folder), NEW)


def test_the_new_files_are_there_and_the_old_ones_kept(tmp_path: Path):
    prepare(tmp_path)
    change_over(tmp_path, keep_in=KEPT)
    assert (read(tmp_path), read(tmp_path / KEPT)) == (NEW, OLD)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == [KEPT]


def test_in_an_empty_folder_nothing_is_kept(tmp_path: Path):
    fill(preparing(tmp_path), NEW)
    change_over(tmp_path, keep_in=KEPT)
    assert read(tmp_path) == NEW
    assert not (tmp_path / KEPT).exists()


def test_what_is_only_prepared_is_dropped(tmp_path: Path):
    prepare(tmp_path)
    drop_prepared(tmp_path)
    finish_change_over(tmp_path)
    assert read(tmp_path) == OLD
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []


@pytest.mark.parametrize("step", range(20))
def test_cut_at_any_step_it_is_the_old_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
):
    """Every call that changes the disk is a step; the power goes at each in turn, and again while
    the exchange is being finished."""
    prepare(tmp_path)
    for cut_at in (step, step // 2):
        with monkeypatch.context() as power:
            cut_after(power, cut_at)
            with suppress(PowerCut):
                if cut_at == step:
                    change_over(tmp_path, keep_in=KEPT)
                finish_change_over(tmp_path)
    finish_change_over(tmp_path)
    state = read(tmp_path)
    assert state in (OLD, NEW)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == (
        [KEPT] if state == NEW else []
    )
    if state == NEW:
        assert read(tmp_path / KEPT) == OLD


def cut_after(power: pytest.MonkeyPatch, steps: int) -> None:
    """Let so many changes of the disk happen, and none after them."""
    left = [steps]

    def spend() -> None:
        if not left[0]:
            raise PowerCut
        left[0] -= 1

    for owner, name in (
        (Path, "replace"),
        (Path, "unlink"),
        (Path, "mkdir"),
        (data_files.shutil, "rmtree"),
        (data_files, "write_safely"),
    ):
        really = getattr(owner, name)

        def change(*given: object, _really: object = really, **more: object) -> object:
            spend()
            return _really(*given, **more)  # type: ignore[operator]  # one of the five above

        power.setattr(owner, name, change)


def test_the_steps_are_as_many_as_are_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    prepare(tmp_path)
    with monkeypatch.context() as power:
        cut_after(power, 19)
        change_over(tmp_path, keep_in=KEPT)
    assert read(tmp_path) == NEW
