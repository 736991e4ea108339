"""The child of the clock tests: a PC's database used at another time than everybody else's.

    python -m tests.faults.pc_at_another_time DATABASE TELEPHONE…

It saves each telephone number in turn with the one worker there is (whom it adds when nobody is
there), and then has a round. On stdout, in JSON: what year it is here, what the round came to, and
how far the clock is off as this PC has learned.
"""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from desktop_app.domain.workers import Worker
from desktop_app.storage import change_log, records
from desktop_app.storage.engine import open_database
from tests.builders import a_worker
from tests.sync.pcs import KEY, APc


def main(database: str, *numbers: str) -> None:
    """One life of the PC."""
    pc = APc(Path(database), open_database(Path(database), KEY))
    for number in numbers:
        with pc.store.read() as connection:
            there = records.find(connection, Worker)
        if there:
            pc.save(replace(there[0], phone=number))
        else:
            pc.add(a_worker(id="w1", phone=number))
    result = pc.round()
    with pc.store.read() as connection:
        state = change_log.exchange_state(connection)
    told = {
        "year": datetime.now(UTC).year,
        "fault": result.fault_sentence,
        "acked": state.acked_dseq,
        "written": state.last_dseq,
        "days_off": state.offset_ms // 86_400_000,
    }
    sys.stdout.write(msgspec.json.encode(told).decode())
    pc.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
