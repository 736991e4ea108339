"""SQLite's errors of the environment as the faults of `domain.faults`; all others are bugs."""

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from desktop_app.domain.faults import (
    DamagedFile,
    DiskFailed,
    DiskFull,
    Fault,
    FileLocked,
    FileReadOnly,
)

_FAULTS: dict[int, type[Fault]] = {
    5: FileLocked,  # SQLITE_BUSY
    6: FileLocked,  # SQLITE_LOCKED
    8: FileReadOnly,  # SQLITE_READONLY
    10: DiskFailed,  # SQLITE_IOERR
    11: DamagedFile,  # SQLITE_CORRUPT
    13: DiskFull,  # SQLITE_FULL
    14: FileReadOnly,  # SQLITE_CANTOPEN
    26: DamagedFile,  # SQLITE_NOTADB
}
"""By primary result code (https://www.sqlite.org/rescode.html); sqlcipher3 gives no finer ones."""


def fault_of(error: BaseException) -> Fault | None:
    """The fault an error of SQLite stands for; None for a bug."""
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(code, int):
        return None
    fault = _FAULTS.get(code & 0xFF)
    return fault() if fault else None


def raise_faults(engine: Engine, *, writes: bool) -> None:
    """From now on what the engine does raises faults, wherever in its use the error comes up.
    Writing through an engine that is only to read stays what it is, a bug."""

    def raise_fault(context: ExceptionContext) -> None:
        fault = fault_of(context.original_exception)
        is_open = context.connection is not None
        if isinstance(fault, FileReadOnly) and is_open and not writes:
            return
        if fault is not None:
            raise fault from context.original_exception

    event.listen(engine, "handle_error", raise_fault)
