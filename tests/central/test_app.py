"""Every request, however broken, gets an answer of 4xx with a word and a sentence."""

import json
import socket
import ssl
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
import pytest
import zstandard

from desktop_app.central import app, tables
from desktop_app.protocol import messages
from desktop_app.protocol.encoding import compress, pack, seal, to_json
from desktop_app.protocol.messages import PullRequest, Push, PushAnswer
from tests.central_builder import ACentre, ADevice, APostgres, a_central, refusal

Device = Callable[..., ADevice]


def resealed_by(pc: ADevice, **wrong: Any) -> dict[str, Any]:
    """A push with something wrong whose link holds, so that only this can be the reason."""
    batch = json.loads(to_json(pc.sealed([pc.write()])))
    batch["changes"][0] |= wrong
    change = msgspec.json.decode(msgspec.json.encode(batch), type=Push).changes
    batch["link"] = seal(previous=batch["previous"], changes=change, salt=batch["salt"])
    return batch


def broken_pushes(pc: ADevice) -> dict[str, Any]:
    """Pushes that are none."""
    resealed = partial(resealed_by, pc)
    whole = json.loads(to_json(pc.sealed([pc.write()])))
    stamp = whole["changes"][0]["stamp"]
    return {
        "no changes": {**whole, "changes": []},
        "changes is text": {**whole, "changes": "[]"},
        "epoch 0": {**whole, "epoch": 0},
        "epoch giant": {**whole, "epoch": 10**40},
        "epoch text": {**whole, "epoch": "1"},
        "link not hexadecimal": {**whole, "link": "x" * 64},
        "link in capitals": {**whole, "link": whole["link"].upper() + "A"},
        "salt short": {**whole, "salt": "00"},
        "device missing": {key: value for key, value in whole.items() if key != "device"},
        "null": None,
        "dseq 0": resealed(dseq=0),
        "dseq negative": resealed(dseq=-1),
        "dseq giant": resealed(dseq=2**63),
        "wire giant": resealed(wire=10**30),
        "wire 0": resealed(wire=0),
        "tx with U+0000": resealed(tx="a\0b"),
        "tx empty": resealed(tx=""),
        "record too long": resealed(record="x" * 65),
        "record with a line end": resealed(record="x\n"),
        "record in Vietnamese": resealed(record="hồ sơ"),
        "user with U+0000": resealed(user="\0"),
        "kind with a quote": resealed(kind="worker'--"),
        "op empty": resealed(op=""),
        "group name with U+0000": resealed(groups={"a\0": {}}, base={"a\0": ""}),
        "base no stamp": resealed(base={"name": "yesterday"}),
        "stamp no stamp": resealed(stamp="now"),
        "stamp clamped": resealed(stamp=f"{stamp}~{stamp}"),
        "stamp with a line end": resealed(stamp=stamp + "\n"),
    }


def test_a_push_that_is_not_formed_is_refused(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    answers = {
        what: refusal(pc.post("/v1/push", json.dumps(body).encode()))
        for what, body in broken_pushes(pc).items()
    }
    assert answers == dict.fromkeys(answers, (400, "malformed"))
    assert central.count(tables.change) == central.count(tables.quarantine) == 0


def test_a_push_that_contradicts_itself_is_refused(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    stamp = pc.write().stamp
    contradictions: list[dict[str, Any]] = [
        {"epoch": 2},
        {"device": "00c0ffee00c0ffee"},
        {"base": {"name": "", "phone": ""}},
        {"base": {}},
        {"stamp": stamp[:-1] + ("0" if stamp[-1] != "0" else "1")},
    ]
    for wrong in contradictions:
        body = json.dumps(resealed_by(pc, **wrong)).encode()
        assert refusal(pc.post("/v1/push", body)) == (409, "inconsistent")
    assert central.count(tables.change) == central.count(tables.quarantine) == 0


BODIES = {
    "nothing": b"",
    "not JSON": b"<html>",
    "cut off": b'{"device":"',
    "not UTF-8": b'{"device":"\xff\xfe"}',
    "lone surrogate": b'{"device":"\\ud800"}',
    "too deep": b"[" * 100_000,
    "deep in an object": b'{"code":' + b'{"a":' * 20_000,
    "wrong types": b'{"device": {}, "code": [], "cursors": 5}',
    "endless number": b'{"wire": 1' + b"0" * 100_000 + b"}",
    "NaN": b'{"wire": NaN}',
    "damaged frame": b"\x28\xb5\x2f\xfd" + bytes(100),
    "frame cut off": compress(b'{"code": "' + b"x" * 5000 + b'"}')[:-5],
    "U+0000 bytes": bytes(1000),
}


@pytest.mark.parametrize(
    "path", ["enrol", "token", "push", "pull", "verify", "snapshot", "chunk", "lacking", "offer"]
)
def test_a_body_that_is_no_message_is_refused(a_device: Device, path: str) -> None:
    pc = a_device()
    answers = {what: refusal(pc.post(f"/v1/{path}", body)) for what, body in BODIES.items()}
    assert answers == dict.fromkeys(answers, (400, "malformed"))


def test_a_zip_bomb_is_refused(a_device: Device) -> None:
    pc = a_device()
    bombs = [
        compress(bytes(app.MOST_BYTES_PLAIN + 1)),
        zstandard.ZstdCompressor(write_content_size=False).compress(bytes(300_000_000)),
    ]
    for bomb in bombs:
        answer = pc.post("/v1/push", bomb, {"Content-Encoding": "zstd"})
        assert refusal(answer) == (413, "too_large")
    plain = b" " * (app.MOST_BYTES_SENT + 1)
    assert refusal(pc.post("/v1/push", plain)) == (413, "too_large")


@pytest.mark.parametrize("path", ["push", "pull"])
def test_a_body_is_not_even_read_without_a_token(a_device: Device, path: str) -> None:
    pc = a_device()
    pc.token = ""
    for body in BODIES.values():
        assert refusal(pc.post(f"/v1/{path}", body)) == (401, "token")


@pytest.mark.parametrize("path", ["enrol", "token", "pull"])
def test_only_a_push_may_be_large(a_device: Device, path: str) -> None:
    pc = a_device()
    for body in (b" " * 300_000, compress(b" " * 300_000)):
        assert refusal(pc.post(f"/v1/{path}", body)) == (413, "too_large")


def test_more_changes_than_a_push_may_have(a_device: Device) -> None:
    pc = a_device()
    batch = json.loads(to_json(pc.sealed([pc.write(groups={})])))
    batch["changes"] *= 20_001
    assert refusal(pc.post("/v1/push", compress(json.dumps(batch).encode()))) == (400, "malformed")


def test_what_there_is_not(a_device: Device) -> None:
    pc = a_device()
    assert refusal(pc.get("/")) == (404, "unknown")
    assert refusal(pc.get("/v1/everything")) == (404, "unknown")
    assert refusal(pc.get("/v1/%00")) == (404, "unknown")
    assert refusal(pc.get("/v1/push")) == (405, "unknown")
    assert refusal(pc.post("/v1/hello", b"{}")) == (405, "unknown")
    gzip = {"Content-Encoding": "gzip"}
    assert refusal(pc.post("/v1/pull", b"{}", gzip)) == (415, "encoding")


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data"])
def test_whatever_the_content_type_the_body_is_json(a_device: Device, content_type: str) -> None:
    pc = a_device()
    body = to_json(PullRequest(cursors={}))
    assert pc.post("/v1/pull", body, {"Content-Type": content_type}).status_code == 200


def test_compressed_both_ways_and_plain_both_ways(a_device: Device) -> None:
    pc = a_device()
    batch = pc.sealed([pc.write(groups={"note": {"note": "x" * 2000}})])
    zstd = {"Content-Encoding": "zstd", "Accept-Encoding": "zstd"}
    assert pc.post("/v1/push", pack(batch), zstd).status_code == 200
    compressed = pc.post("/v1/pull", pack(PullRequest(cursors={})), zstd)
    plain = pc.post("/v1/pull", to_json(PullRequest(cursors={})), {"Accept-Encoding": "identity"})
    assert compressed.headers["Content-Encoding"] == "zstd"
    assert int(compressed.headers["Content-Length"]) < 600
    assert "Content-Encoding" not in plain.headers
    assert compressed.json() == plain.json()
    assert plain.headers["Content-Type"] == "application/json"


def test_the_openapi_names_every_message_with_its_members(a_device: Device) -> None:
    schema = a_device().get("/v1/schema/openapi.json").json()
    described = schema["components"]["schemas"]
    named = {
        f"/v1/{name}"
        for name in (
            *("enrol", "hello", "nonce", "number", "pull", "push", "token"),
            *("chunk", "lacking", "offer", "snapshot", "verify"),
        )
    }
    assert named == set(schema["paths"])
    for message in (PullRequest, Push, PushAnswer, messages.HelloAnswer, messages.RefusalAnswer):
        members = described[message.__name__]["properties"]
        assert list(members) == list(message.__struct_fields__)
    assert described["Push"]["properties"]["changes"]["maxItems"] == 20_000
    assert described["SentChange"]["properties"]["stamp"]["maxLength"] == 34
    assert described["OfferRequest"]["properties"]["records"] == {
        "type": "array",
        "items": {"$ref": "#/components/schemas/OfferedRecord"},
        "maxItems": 1000,
    }


def test_a_database_that_does_not_answer_is_said(
    central: ACentre, a_device: Device, expect_log: Callable[[str], None]
) -> None:
    pc = a_device()
    batch = pc.sealed([pc.write()])
    expect_log("the database does not answer")
    central.postgres.rename(central.url, "away")
    answer = pc.post("/v1/push", to_json(batch))
    assert refusal(answer) == (503, "busy")
    assert answer.headers["Retry-After"] == "30"
    central.postgres.rename("away", central.url)
    assert pc.ask("/v1/push", batch, PushAnswer).acked_dseq == 1


def test_a_bug_of_ours_is_reported_without_anybodys_data(
    postgres: APostgres, expect_log: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("ProgrammingError at /v1/push")
    with a_central(postgres) as central:
        pc = central.new_device()
        pc.enrol()
        with central.engine.begin() as connection:
            tables.link.drop(connection)
        change = pc.write(groups={"name": {"full_name": "Hoàng Thị Mẫu"}})
        assert refusal(pc.post("/v1/push", to_json(pc.sealed([change])))) == (500, "fault")
        pc.client.close()
    assert "intake.py" in caplog.text
    assert "Hoàng" not in caplog.text
    assert change.record not in caplog.text


def test_a_line_that_is_cut_in_the_middle_of_a_body_is_no_bug(
    central: ACentre, a_device: Device
) -> None:
    """Nothing is written to the log, which the fixture for logs sees to."""
    pc = a_device()
    trusted = ssl.create_default_context(cadata=central.ca_certificate)
    for path, token in (("enrol", ""), ("push", f"Authorization: Bearer {pc.token}\r\n")):
        with (
            socket.create_connection(("127.0.0.1", central.port)) as line,
            trusted.wrap_socket(line, server_hostname="localhost") as tls,
        ):
            tls.sendall(
                f"POST /v1/{path} HTTP/1.1\r\nHost: localhost\r\n{token}"
                'Content-Length: 500\r\n\r\n{"device":'.encode()
            )
    assert pc.hello().next_dseq == 1
