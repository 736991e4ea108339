"""Becoming known to the centre: the one-time code of the enrolment file is presented once.

Reading the file and keeping what it says is the office floor's; here it is only used.
"""

from desktop_app.domain.faults import MachineCopied, NotEnrolled
from desktop_app.storage import device_keys
from desktop_app.storage.device_keys import DeviceKeys, StoredEnrolment
from desktop_app.storage.store import Store
from desktop_app.sync.client import CentreClient
from desktop_app.sync.lanes import OnStore


def open_client(store: Store, *, on_store: OnStore) -> CentreClient:
    """The line to the centre this PC is enrolled at, presenting the code first if that is still to
    be done. Cut in between, it is simply done again: the centre gives the same answer.

    Raises NotEnrolled, MachineCopied, and what talking raises.
    """

    def read() -> tuple[DeviceKeys, StoredEnrolment | None]:
        with store.read() as connection:
            return device_keys.device_keys(connection), device_keys.enrolment(connection)

    def note() -> None:
        with store.apply() as transaction:
            device_keys.mark_enrolled(transaction)

    keys, known = on_store(read)
    if known is None:
        raise NotEnrolled
    if not known.enrolled and not known.code:
        raise MachineCopied
    client = CentreClient(known.address, known.ca_certificate, keys.device, keys.private_key)
    try:
        if not known.enrolled:
            client.enrol(known.code)
            on_store(note)
    except BaseException:
        client.close()
        raise
    return client
