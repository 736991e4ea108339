"""A digest tells records apart by every field and every stamp, and by nothing else."""

import hashlib

import msgspec
import pytest

from desktop_app.domain.kinds import BY_NAME, KINDS
from desktop_app.domain.records import Kind
from desktop_app.domain.stamps import make_stamp
from desktop_app.protocol.encoding import canonical
from desktop_app.protocol.record_digests import (
    bucket_of,
    digest_of,
    digest_of_row,
    hexed,
    stray_fields,
)
from desktop_app.protocol.record_states import RecordState, state_of
from desktop_app.storage.row_states import blank_fields

STAMP = make_stamp(ms=1, counter=0, device="00c0ffee00c0ffee")
CLAMPED = STAMP + "~" + make_stamp(ms=9, counter=0, device="00c0ffee00c0ffee")
WORKER = BY_NAME["worker"]


def test_it_is_what_the_protocol_says():
    state = RecordState(kind="worker", id="w1", fields={"phone": "1"}, stamps={"phone": STAMP})
    written = f'["worker","w1",{{"phone":"1"}},{{"phone":"{STAMP}"}}]'.encode()
    assert canonical(["worker", "w1", state.fields, state.stamps]) == written
    assert hexed(digest_of(state)) == hashlib.sha256(written).hexdigest()[:16]


def test_a_bucket_is_the_beginning_of_the_ids_hash():
    assert f"{bucket_of('w1'):04x}" == hashlib.sha256(b"w1").hexdigest()[:4]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_field_of_a_stamped_group_and_each_stamp_counts(kind: Kind):
    blank = dict(blank_fields(kind.name))
    stamps = dict.fromkeys(kind.groups, STAMP)
    digests = {digest_of_row(kind, "r1", (blank, stamps), blank)}
    for name in blank:
        digests.add(digest_of_row(kind, "r1", (blank | {name: "khác"}, stamps), blank))
    for group in kind.groups:
        digests.add(digest_of_row(kind, "r1", (blank, stamps | {group: CLAMPED}), blank))
    assert len(digests) == 1 + len(blank) + len(kind.groups)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_it_is_the_same_on_either_side_of_the_wire(kind: Kind):
    blank = dict(blank_fields(kind.name))
    stamps = dict.fromkeys(list(kind.groups)[:2], CLAMPED)
    fields = {**blank, "of_a_newer_program": ["é", "\u2028"]}
    state = state_of(kind, "r1", fields, stamps)
    travelled = msgspec.json.decode(msgspec.json.encode(state), type=RecordState)
    assert digest_of_row(kind, "r1", (fields, stamps), blank) == digest_of(travelled)


def test_what_stands_where_nobody_has_written_is_found():
    blank = blank_fields("worker")
    stamps = {"name": STAMP}
    fields = {**blank, "full_name": "Hoàng Thị Mẫu"}
    well = digest_of_row(WORKER, "w1", (fields, stamps), blank)
    assert stray_fields(WORKER, fields, stamps, blank) == {}
    strayed = {**fields, "note": "x"}
    assert stray_fields(WORKER, strayed, stamps, blank) == {"note": "x"}
    assert digest_of_row(WORKER, "w1", (strayed, stamps), blank) != well


def test_a_record_without_stamps_has_nothing_to_compare():
    blank = blank_fields("worker")
    assert digest_of_row(WORKER, "w1", ({**blank}, {}), blank) is None


def test_a_row_that_cannot_be_read_differs_from_all():
    assert digest_of_row(WORKER, "w1", None, blank_fields("worker")) is not None
