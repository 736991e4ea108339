"""SQLite's errors of the environment as the faults of `domain.faults`; all others are bugs."""

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from desktop_app.domain.faults import DamagedFile, DiskFull, Fault, FileLocked, FileReadOnly

# Primary result codes of SQLite (https://www.sqlite.org/rescode.html).
_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26
# Extended codes: a write cut short by a quota or a size limit, and no room for the WAL's index.
_IOERR_WRITE, _IOERR_SHMSIZE = _IOERR | 3 << 8, _IOERR | 19 << 8

_FAULTS: dict[int, type[Fault]] = {
    _BUSY: FileLocked,
    _LOCKED: FileLocked,
    _READONLY: FileReadOnly,
    _CANTOPEN: FileReadOnly,
    _CORRUPT: DamagedFile,
    _NOTADB: DamagedFile,
    _FULL: DiskFull,
    _IOERR: DamagedFile,
    _IOERR_WRITE: DiskFull,
    _IOERR_SHMSIZE: DiskFull,
}


def fault_of(error: BaseException) -> Fault | None:
    """The fault an error of SQLite stands for; None for a bug."""
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(code, int):
        return None
    fault = _FAULTS.get(code) or _FAULTS.get(code & 0xFF)
    return fault() if fault else None


def raise_faults(engine: Engine, *, writes: bool) -> None:
    """From now on what the engine does raises faults, wherever in its use the error comes up.
    Writing through an engine that is only to read stays what it is, a bug."""

    def raise_fault(context: ExceptionContext) -> None:
        fault = fault_of(context.original_exception)
        if fault is not None and (writes or not isinstance(fault, FileReadOnly)):
            raise fault from context.original_exception

    event.listen(engine, "handle_error", raise_fault)
