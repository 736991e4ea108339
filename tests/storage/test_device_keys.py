"""The PC's identity, and the enrolment it keeps until the centre knows it."""

from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from desktop_app.domain.workers import WORKER, Worker
from desktop_app.storage import change_log, device_keys, records
from desktop_app.storage.device_keys import StoredEnrolment
from desktop_app.storage.engine import create_database, open_database
from desktop_app.storage.store import Store
from desktop_app.storage.tables import table_of

ENROLMENT = StoredEnrolment(
    address="https://127.0.0.1:8443",
    ca_certificate="-----BEGIN CERTIFICATE-----\n",
    office="BS",
    office_name="Văn phòng Bắc Sơn",
    pc=2,
    code="ABCD",
    expires_ms=1_795_000_000_000,
)


def test_a_pc_has_its_own_device_and_key(store: Store, tmp_path: Path, key: bytes) -> None:
    other_path = tmp_path / "other.db"
    create_database(other_path, key)
    other = open_database(other_path, key)
    with store.read() as connection, other.read() as elsewhere:
        own = device_keys.device_keys(connection)
        theirs = device_keys.device_keys(elsewhere)
        assert change_log.exchange_state(connection).device == own.device
    other.close()
    assert len({own.device, theirs.device, own.private_key, theirs.private_key}) == 4
    assert len(bytes.fromhex(own.device)) == 8
    assert Ed25519PrivateKey.from_private_bytes(own.private_key).private_bytes_raw() == (
        own.private_key
    )


def test_a_new_pc_has_no_enrolment(store: Store) -> None:
    with store.read() as connection:
        assert device_keys.enrolment(connection) is None


def test_an_enrolment_is_kept_and_its_code_forgotten_once_used(store: Store) -> None:
    with store.apply() as transaction:
        device_keys.save_enrolment(transaction, ENROLMENT)
    with store.apply() as transaction:
        assert device_keys.enrolment(transaction) == ENROLMENT
        device_keys.mark_enrolled(transaction)
    with store.apply() as transaction:
        done = replace(ENROLMENT, code="", enrolled=True)
        assert device_keys.enrolment(transaction) == done
        device_keys.set_address(transaction, "https://trungtam.example:8443")
        moved = replace(done, address="https://trungtam.example:8443")
        assert device_keys.enrolment(transaction) == moved
    with store.apply() as transaction:
        device_keys.save_enrolment(transaction, replace(ENROLMENT, office="TD"))
        assert device_keys.enrolment(transaction) == replace(ENROLMENT, office="TD")


def test_new_records_belong_to_the_enrolled_office(store: Store) -> None:
    with store.apply() as transaction:
        device_keys.save_enrolment(transaction, ENROLMENT)
    with store.write(user="u1") as transaction:
        records.add(transaction, Worker(id="w1"))
        assert transaction.scalar(select(table_of(WORKER).c.stream)) == "BS"
