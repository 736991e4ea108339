"""The bytes of PROTOCOL.md §3 and §4, against Python's own JSON and hashes."""

import hashlib
import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.changes import Change
from desktop_app.protocol.encoding import (
    START,
    Malformed,
    TooLarge,
    canonical,
    compress,
    envelopes,
    link_holds,
    pack,
    payloads_hash,
    seal,
    to_json,
    unpack,
)
from desktop_app.protocol.messages import PullRequest, Push

DEVICE = "00c0ffee00c0ffee"
SALT = "000102030405060708090a0b0c0d0e0f"
CHANGE = Change(
    device=DEVICE,
    epoch=1,
    dseq=1,
    tx="t1",
    kind="worker",
    record="w1",
    op="insert",
    stamp=f"019ab0c1d2e3-0000-{DEVICE}",
    user="u1",
    wire=1,
    groups={"phone": {"phone": ""}, "name": {"full_name": "Hoàng Thị Mẫu"}},
    base={"phone": "", "name": ""},
)

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def a_push(*changes: Change, previous: str = START) -> Push:
    link = seal(previous=previous, changes=changes, salt=SALT)
    return Push(
        device=DEVICE, epoch=1, previous=previous, salt=SALT, link=link, changes=list(changes)
    )


@given(json_values)
def test_canonical_bytes_are_those_pythons_json_writes(value: Any) -> None:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical(value) == written.encode()


def test_the_link_of_the_worked_example() -> None:
    inner = "50d9dfba352d3abc76145e39169b2c05d291b61c4cacf4342f735495e7cb4d91"
    link = "6caefc910334b09a729bbe258fcb369754d162f5fecb4129183274117cf00985"
    assert payloads_hash([CHANGE], salt=SALT) == inner
    assert seal(previous=START, changes=[CHANGE], salt=SALT) == link


def test_the_link_is_made_as_it_is_written_down() -> None:
    two = [CHANGE, replace(CHANGE, dseq=2, groups={}, base={})]
    payloads = json.dumps(
        [[c.groups, c.base] for c in two],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    inner = hashlib.sha256(bytes.fromhex(SALT) + payloads.encode())
    previous = "ab" * 32
    whole = bytes.fromhex(previous) + envelopes(two) + inner.digest()
    assert seal(previous=previous, changes=two, salt=SALT) == hashlib.sha256(whole).hexdigest()


@pytest.mark.parametrize(
    "forged",
    [
        {"link": "0" * 64},
        {"previous": "1" * 64},
        {"salt": "ff" * 16},
        {"salt": SALT.upper().replace("0", "O")},
        {"salt": ""},
        {"previous": "zz"},
        {"changes": []},
        {"changes": [replace(CHANGE, user="u2")]},
        {"changes": [replace(CHANGE, groups={"name": {"full_name": "Khác"}})]},
        {"changes": [replace(CHANGE, base={"name": CHANGE.stamp, "phone": ""})]},
    ],
)
def test_a_link_holds_only_for_what_was_sealed(forged: dict[str, Any]) -> None:
    push = a_push(CHANGE)
    assert link_holds(push)
    assert not link_holds(msgspec.structs.replace(push, **forged))


@pytest.mark.parametrize("write", [pack, to_json])
def test_a_message_comes_back_as_it_went(write: Any) -> None:
    push = a_push(CHANGE)
    assert unpack(write(push), Push, max_bytes=10_000) == push
    assert link_holds(unpack(write(push), Push, max_bytes=10_000))


def test_members_unknown_are_ignored_and_missing_ones_have_their_defaults() -> None:
    read = unpack(b'{"cursors": {}, "from_tomorrow": [1]}', PullRequest, max_bytes=1000)
    assert read == PullRequest(cursors={})


MALFORMED = {
    "nothing": b"",
    "not JSON": b"<html>Sign in</html>",
    "cut off": b'{"cursors": {"BS": 1',
    "wrong type": b'{"cursors": {"BS": "1"}}',
    "fraction": b'{"cursors": {"BS": 1.5}}',
    "not an object": b"[]",
    "not UTF-8": b'{"cursors": {"B\xff": 1}}',
    "lone surrogate": b'{"cursors": {"\\ud800": 1}}',
    "too deep": b"[" * 100_000,
    "deep where anything goes": b'{"cursors": {}, "x": ' + b"[" * 100_000,
    "number without end": b'{"cursors": {"BS": 1' + b"0" * 5000 + b"}}",
    "frame cut off": pack(PullRequest(cursors={"BS": 1}))[:-8],
    "frame damaged": b"\x28\xb5\x2f\xfd" + b"\xff" * 50,
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_is_no_message_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        unpack(data, PullRequest, max_bytes=10**6)


@pytest.mark.parametrize("compressed", [True, False])
def test_more_than_the_limit_is_not_held(compressed: bool) -> None:
    million = b" " * 1_000_000
    data = compress(million) if compressed else million
    with pytest.raises(TooLarge):
        unpack(data, PullRequest, max_bytes=999_999)


def test_a_frame_that_does_not_tell_its_size_is_bounded_too() -> None:
    bomb = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(50_000_000))
    assert len(bomb) < 5_000
    with pytest.raises(TooLarge):
        unpack(bomb, PullRequest, max_bytes=1_000_000)


def test_a_frame_that_asks_for_gigabytes_is_malformed() -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=False)
    frame = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    data = frame.compress(bytes(range(256)) * 100) + frame.flush()
    with pytest.raises(Malformed):
        unpack(data, PullRequest, max_bytes=10**9)


@pytest.mark.parametrize("length", [1, 60])
def test_a_flipped_bit_never_makes_another_message(length: int) -> None:
    message = PullRequest(cursors={f"S{number}": number**5 for number in range(length)})
    sent = pack(message)
    read: list[PullRequest] = []
    for bit in range(len(sent) * 8):
        flipped = bytearray(sent)
        flipped[bit // 8] ^= 1 << bit % 8
        with suppress(Malformed):
            read.append(unpack(bytes(flipped), PullRequest, max_bytes=10**6))
    assert read == [message] * len(read)  # bits of the frame that mean nothing
    assert len(read) < len(sent) / 8
