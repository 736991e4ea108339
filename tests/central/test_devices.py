"""Enrolling, proving who one is, and what a token is good for."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.central import tables
from desktop_app.central.offices import OfficeProblem
from desktop_app.central.tokens import NONCE_MS, TOKEN_MS
from desktop_app.protocol.encoding import START
from desktop_app.protocol.messages import (
    ENROLMENT_MS,
    EnrolAnswer,
    HelloAnswer,
    NumberAnswer,
    NumberRequest,
)
from desktop_app.protocol.versions import OLDEST_WIRE, WIRE
from tests.central_builder import ACentre, ADevice, refusal

Device = Callable[..., ADevice]


def test_a_pc_enrols_with_its_one_time_code(central: ACentre, new_device: Device) -> None:
    pc = new_device()
    enrolment = central.enrolment("BS")
    assert pc.enrol(enrolment) == EnrolAnswer(
        office="BS", office_name="Văn phòng đại diện Bắc Sơn", pc=1
    )
    (row,) = central.rows(tables.device)
    assert (row["id"], row["office"], row["pc"]) == (pc.device, "BS", 1)
    (code,) = central.rows(tables.enrolment)
    assert enrolment.code not in str(code)


def test_the_file_has_all_that_a_pc_needs(central: ACentre) -> None:
    enrolment = central.enrolment("TD", pc=4)
    assert msgspec.structs.asdict(enrolment) | {"code": "", "expires_ms": 0} == {
        "format": "vieclam-enrolment",
        "version": 1,
        "address": central.address,
        "ca_certificate": central.ca_certificate,
        "office": "TD",
        "office_name": "Văn phòng đại diện Tràng Định",
        "pc": 4,
        "code": "",
        "expires_ms": 0,
        "box_key": central.box_key,
    }


def test_numbers_of_pcs_are_never_given_twice(central: ACentre, new_device: Device) -> None:
    pc = new_device()
    assert [central.enrolment("BS").pc for _ in range(2)] == [1, 2]
    assert pc.enrol(central.enrolment("BS", pc=5)).pc == 5
    assert central.enrolment("BS").pc == 6
    assert central.enrolment("TD").pc == 1
    for number in (5, 0, -1):
        with pytest.raises(OfficeProblem):
            central.enrolment("BS", pc=number)
    with pytest.raises(OfficeProblem):
        central.enrolment("XX")


def test_of_two_codes_for_one_number_only_one_device_can_use_one(
    central: ACentre, new_device: Device
) -> None:
    """The operator wrote the file anew because the first one seemed lost."""
    codes = [central.enrolment("BS", pc=1).code for _ in range(2)]
    one, two = new_device(), new_device()
    assert one.ask("/v1/enrol", one.enrol_request(codes[0]), EnrolAnswer).pc == 1
    assert two.refusal("/v1/enrol", two.enrol_request(codes[1])) == (403, "code_used")
    assert one.ask("/v1/enrol", one.enrol_request(codes[1]), EnrolAnswer).pc == 1


def test_a_number_a_device_has_left_stays_its_own(central: ACentre, new_device: Device) -> None:
    one, two = new_device(), new_device()
    second_code = central.enrolment("BS", pc=1)
    assert [one.enrol(central.enrolment("BS", pc=number)).pc for number in (1, 2)] == [1, 2]
    assert two.refusal("/v1/enrol", two.enrol_request(second_code.code)) == (403, "code_used")


def test_the_answer_may_be_asked_for_again_but_only_by_the_same_pc(
    central: ACentre, new_device: Device
) -> None:
    one, two = new_device(), new_device()
    enrolment = central.enrolment()
    assert one.enrol(enrolment) == one.enrol(enrolment)
    assert two.refusal("/v1/enrol", two.enrol_request(enrolment.code)) == (403, "code_used")
    assert central.count(tables.device) == 1


def test_a_code_ends_after_72_hours(central: ACentre, new_device: Device) -> None:
    late = new_device()
    enrolment = central.enrolment()
    assert enrolment.expires_ms - central.now_ms() <= ENROLMENT_MS
    central.clock_ms = ENROLMENT_MS
    assert late.refusal("/v1/enrol", late.enrol_request(enrolment.code)) == (403, "code_expired")
    assert late.refusal("/v1/enrol", late.enrol_request("made up")) == (403, "code_unknown")
    assert central.count(tables.device) == 0


def test_a_known_device_cannot_be_taken_over(central: ACentre, new_device: Device) -> None:
    pc, thief = new_device(), new_device()
    pc.enrol()
    pc.push(pc.write())
    thief.device = pc.device
    code = central.enrolment().code
    assert thief.refusal("/v1/enrol", thief.enrol_request(code)) == (409, "device_known")
    elsewhere = pc.enrol_request(central.enrolment("TD").code)
    assert pc.refusal("/v1/enrol", elsewhere) == (409, "device_known")
    assert pc.enrol().pc == 3  # the same key and office: its log goes on
    assert pc.hello().next_dseq == 2


def test_enrolling_with_what_is_no_device(central: ACentre, new_device: Device) -> None:
    pc = new_device()
    request = pc.enrol_request(central.enrolment().code)
    for wrong in ({"device": "x"}, {"device": "A" * 16}, {"public_key": "00"}, {"public_key": "é"}):
        formed = msgspec.structs.replace(request, **wrong)
        assert pc.refusal("/v1/enrol", formed) == (400, "malformed")
    newer = msgspec.structs.replace(request, wire=WIRE + 1)
    assert pc.refusal("/v1/enrol", newer) == (409, "newer")


# --- The number of a restored PC ------------------------------------------------------------------


def number(pc: ADevice, epoch: int) -> int:
    return pc.ask("/v1/number", NumberRequest(epoch=epoch), NumberAnswer).pc


def test_a_restored_pc_gets_a_number_nobody_has_had(central: ACentre, new_device: Device) -> None:
    one, two = new_device(), new_device()
    waiting = central.enrolment("BS")
    for pc in (one, two):
        pc.enrol()
    assert [number(one, 7), number(one, 7), number(one, 8)] == [4, 4, 5]
    assert number(two, 2) == 6
    refused = one.refusal("/v1/number", NumberRequest(epoch=7))
    assert refused == (409, "epoch")  # a request that took its time changes nothing
    assert [(row["id"], row["pc"]) for row in central.rows(tables.device)] == sorted(
        [(one.device, 5), (two.device, 6)]
    )
    assert central.enrolment("BS").pc == 7
    assert central.enrolment("TD").pc == 1
    late = new_device()
    assert late.enrol(waiting).pc == 1
    spare = late.enrol_request(f"number:{late.device}:7")
    assert late.refusal("/v1/enrol", spare) == (403, "code_unknown")


def test_no_file_brings_back_the_number_a_restored_pc_has_left(
    central: ACentre, new_device: Device
) -> None:
    pc = new_device()
    pc.enrol(central.enrolment("BS", pc=1))
    assert number(pc, 7) == 2
    for left in (1, 2):
        with pytest.raises(OfficeProblem):
            central.enrolment("BS", pc=left)


def test_a_number_is_for_devices_the_centre_trusts(central: ACentre, new_device: Device) -> None:
    pc, stranger = new_device(), new_device()
    assert stranger.refusal("/v1/number", NumberRequest(epoch=2)) == (401, "token")
    pc.enrol()
    for epoch in (0, -1, 2**52, 2**60):
        assert pc.refusal("/v1/number", NumberRequest(epoch=epoch)) == (400, "malformed")
    pc.epoch = 7
    pc.push(pc.write())
    assert pc.refusal("/v1/number", NumberRequest(epoch=6)) == (409, "epoch")
    with central.engine.begin() as connection:
        connection.execute(tables.device.update().values(revoked=True))
    assert pc.refusal("/v1/number", NumberRequest(epoch=8)) == (403, "revoked")
    assert central.count(tables.enrolment) == 1


def test_pcs_that_ask_at_once_get_different_numbers(new_device: Device) -> None:
    pcs = [new_device() for _ in range(4)]
    for pc in pcs:
        pc.enrol()
    with ThreadPoolExecutor(len(pcs)) as threads:
        given = threads.map(lambda pc: number(pc, 2), pcs)
    assert sorted(given) == [5, 6, 7, 8]


# --- Where both stand ----------------------------------------------------------------------------


def test_hello_says_where_both_stand(central: ACentre, new_device: Device) -> None:
    pc = new_device()
    pc.enrol()
    pc.push(pc.write(), pc.write())
    (server,) = central.rows(tables.server)
    hello = pc.hello()
    assert abs(hello.time_ms - central.now_ms()) < 60_000
    assert msgspec.structs.replace(hello, time_ms=0) == HelloAnswer(
        wire=WIRE,
        oldest_wire=OLDEST_WIRE,
        server_epoch=server["epoch"],
        time_ms=0,
        next_dseq=3,
        chain=pc.chain,
        heads={"BS": 2, "common": 0},
        safe_dseq=0,
        epoch=1,
        box_key=central.box_key,
    )
    pc.epoch = 2
    assert (pc.hello().next_dseq, pc.hello().chain) == (1, START)
    for epoch in ("0", "-1", str(2**52), str(2**60), "x", "1.5", ""):
        assert refusal(pc.get(f"/v1/hello?epoch={epoch}"))[0] == 400


def test_a_nonce_must_be_signed_by_the_devices_own_key(new_device: Device) -> None:
    pc = new_device()
    pc.enrol()
    right = pc.token_request()
    stranger = new_device()
    pc.key = Ed25519PrivateKey.generate()
    forged = pc.token_request()
    for wrong in (
        forged,
        stranger.token_request(),
        msgspec.structs.replace(right, nonce=forged.nonce),
        msgspec.structs.replace(right, nonce="1.2.3"),
        msgspec.structs.replace(right, nonce=""),
        msgspec.structs.replace(right, signature="00" * 64),
        msgspec.structs.replace(right, signature=right.signature.upper()),
        msgspec.structs.replace(right, signature="\0"),
    ):
        assert pc.refusal("/v1/token", wrong) == (403, "signature")
    assert pc.refusal("/v1/token", msgspec.structs.replace(right, device="\0")) == (
        400,
        "malformed",
    )


def test_a_nonce_is_good_for_a_minute(central: ACentre, new_device: Device) -> None:
    pc = new_device()
    pc.enrol()
    request = pc.token_request()
    central.clock_ms = NONCE_MS + 1
    assert pc.refusal("/v1/token", request) == (403, "signature")


def test_a_token_is_good_for_a_quarter_of_an_hour(central: ACentre, new_device: Device) -> None:
    pc = new_device()
    pc.enrol()
    expires_ms = pc.sign_in().expires_ms
    assert abs(expires_ms - central.now_ms() - TOKEN_MS) < 60_000
    central.clock_ms = TOKEN_MS - 60_000
    assert pc.get("/v1/hello").status_code == 200
    central.clock_ms = TOKEN_MS + 1
    answer = pc.get("/v1/hello")
    assert refusal(answer) == (401, "token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert pc.refusal("/v1/push", pc.sealed([pc.write()])) == (401, "token")


def test_a_token_of_a_device_that_is_not_there_any_more(
    central: ACentre, new_device: Device
) -> None:
    """The database was replaced by an older one while the token was still good."""
    pc = new_device()
    pc.enrol()
    with central.engine.begin() as connection:
        connection.execute(tables.device.delete())
    assert refusal(pc.get("/v1/hello")) == (401, "token")
    assert pc.refusal("/v1/push", pc.sealed([pc.write()])) == (401, "token")
    assert pc.refusal("/v1/token", pc.token_request()) == (403, "signature")


def test_only_our_own_tokens_open(new_device: Device) -> None:
    pc = new_device()
    pc.enrol()
    nonce = pc.token_request().nonce
    tokens = ("x", "..", nonce, pc.token[:-1] + "z", "f" + pc.token, "é" * 40)
    headers = [f"Bearer {token}" for token in tokens]
    for header in (*headers, pc.token, f"Basic {pc.token}", "Bearer", ""):
        written = [(b"Authorization", header.encode())]
        assert refusal(pc.client.get("/v1/hello", headers=written)) == (401, "token")
    assert refusal(pc.client.get("/v1/hello")) == (401, "token")
