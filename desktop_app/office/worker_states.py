"""Where a worker stands (tình trạng), and how outcomes and follow-ups move it.

What is stored is the worker's own employment status; a letter whose result is still to come goes
before it and is looked up, never stored.
"""

from dataclasses import replace
from typing import Literal

from desktop_app.domain.workers import Worker

WorkerState = Literal["awaiting", "employed", "inactive", "seeking"]

STATE_NAMES: dict[WorkerState, str] = {
    "seeking": "Tìm việc",
    "employed": "Đang làm",
    "awaiting": "Chờ kết quả",
    "inactive": "Không tìm",
}

_EMPLOYED, _UNEMPLOYED, _INACTIVE = "1", "2", "3"
_BY_EMPLOYMENT: dict[str, WorkerState] = {_EMPLOYED: "employed", _INACTIVE: "inactive"}
_OF_THE_STATUS = (
    "inactive_reason",
    "job_position",
    "unemployed_kind",
    "unemployed_duration",
    "unemployment_reason",
)
EMPLOYMENT = (_EMPLOYED, _UNEMPLOYED, _INACTIVE, "")
"""The employment statuses there are; "" while it is not known."""
_BY_CONTACT = {
    "1": _EMPLOYED,
    "2": _EMPLOYED,
    "3": _UNEMPLOYED,
    "4": _INACTIVE,
    "5": _INACTIVE,
}


def worker_state(employment_status: str, *, has_open_letter: bool) -> WorkerState:
    """The state; whoever is not known to work or to have stopped looking is looking."""
    if has_open_letter:
        return "awaiting"
    return _BY_EMPLOYMENT.get(employment_status, "seeking")


def after_outcome(worker: Worker, move: str) -> Worker:
    """The worker after a move of a letter: who started work is employed."""
    return _with_status(worker, _EMPLOYED) if move == "started_work" else worker


def after_contact(worker: Worker, status: str) -> Worker:
    """The worker after a follow-up with this `follow_up_status`; not reached changes nothing."""
    return _with_status(worker, _BY_CONTACT.get(status, worker.employment_status))


def as_before(worker: Worker, before: Worker) -> Worker:
    """The worker with the status he had before, and what belonged to it."""
    kept = {name: getattr(before, name) for name in _OF_THE_STATUS}
    return replace(worker, employment_status=before.employment_status, **kept)


def _with_status(worker: Worker, status: str) -> Worker:
    """What belongs to the status left behind (why not working, for how long) goes with it."""
    if worker.employment_status == status:
        return worker
    return replace(worker, employment_status=status, **dict.fromkeys(_OF_THE_STATUS, ""))
