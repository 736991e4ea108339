"""Requests that lie below the messages, in their headers and lengths: each gets a 4xx or a closed
line, and nothing of any size is held."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from desktop_app.central import app
from tests.central_builder import ACentre, ADevice

Device = Callable[..., ADevice]

LIMIT = 16 * 1024  # of a request's head


@pytest.fixture
def told_in_the_log(expect_log: Callable[[str], None]) -> None:
    """So many words, and none of what was said."""
    expect_log("Invalid HTTP request received.")


@contextmanager
def a_line(centre: ACentre) -> Iterator[ssl.SSLSocket]:
    """A line to the centre over which anything can be said."""
    trusted = ssl.create_default_context(cadata=centre.ca_certificate)
    with (
        socket.create_connection(("127.0.0.1", centre.port), timeout=20) as line,
        trusted.wrap_socket(line, server_hostname="localhost") as tls,
    ):
        yield tls


def answer_to(centre: ACentre, *said: bytes) -> int:
    """The status of the first answer; 0 if the line was closed without one."""
    with a_line(centre) as line:
        for part in said:
            line.sendall(part)
        heard = line.recv(65536)
    return int(heard.split(b" ", 2)[1]) if heard else 0


def head(path: str, *headers: str) -> bytes:
    """The head of a request."""
    lines = (f"POST /v1/{path} HTTP/1.1", "Host: localhost", *headers)
    return "\r\n".join((*lines, "", "")).encode()


@pytest.mark.parametrize(
    "headers",
    [
        ["Content-Length: -1"],
        ["Content-Length: x"],
        ["Content-Length: 1e3"],
        ["Content-Length: " + "9" * 5000],
        ["Content-Length: 5", "Content-Length: 6"],
        ["Transfer-Encoding: gzip"],
    ],
    ids=lambda headers: "; ".join(headers)[:40],
)
@pytest.mark.usefixtures("told_in_the_log")
def test_a_length_that_is_none(central: ACentre, headers: list[str]) -> None:
    assert 400 <= answer_to(central, head("enrol", *headers), b"0\r\n\r\n") < 500


def test_two_lengths(central: ACentre) -> None:
    both = head("enrol", "Content-Length: 5", "Transfer-Encoding: chunked")
    assert answer_to(central, both, b"0\r\n\r\n") == 400


def test_a_length_beyond_the_limits_is_refused_before_anything_is_read(
    central: ACentre, a_device: Device
) -> None:
    token = f"Authorization: Bearer {a_device().token}"
    for path, length in (
        ("push", app.MOST_BYTES_SENT + 1),
        ("pull", 256 * 1024 + 1),
        ("pull", 10**19 - 1),
    ):
        assert answer_to(central, head(path, token, f"Content-Length: {length}")) == 413


@pytest.mark.usefixtures("told_in_the_log")
def test_more_than_the_length_said(central: ACentre) -> None:
    """What is over is no request."""
    with a_line(central) as line:
        line.sendall(head("enrol", "Content-Length: 2") + b'{}{"code": 1}\r\n\r\n')
        heard = b""
        while part := line.recv(65536):
            heard += part
    assert heard.startswith(b"HTTP/1.1 400")
    assert b"HTTP/1.1 2" not in heard


@pytest.mark.usefixtures("told_in_the_log")
def test_heads_too_large(central: ACentre) -> None:
    for said in (
        head("enrol", "X: " + "x" * LIMIT)[:-4],
        head("enrol", *["X: x"] * (LIMIT // 4))[:-4],
        head("x" * LIMIT)[:-4],
        b"x" * (LIMIT + 100),
    ):
        assert answer_to(central, said) == 400


def test_heads_just_within_the_limit(central: ACentre, a_device: Device) -> None:
    pc = a_device()
    long = "9" * (LIMIT // 2)
    assert pc.get(f"/v1/hello?epoch={long}").status_code == 400
    assert pc.get(f"/v1/{long}").status_code == 404
    assert answer_to(central, head("pull", f"Authorization: Bearer {long}")) == 401
    assert answer_to(central, head("pull", f"Authorization: {'Bearer ' * 1000}")) == 401
    many = [f"X-{number}: x" for number in range(1000)]
    assert answer_to(central, head("pull", *many)) == 401


@pytest.mark.parametrize(("path", "status"), [("enrol", 413), ("push", 413), ("pull", 401)])
def test_a_body_without_an_end_is_not_listened_to(
    central: ACentre, a_device: Device, path: str, status: int
) -> None:
    """The answer comes, and the line is closed, long before all has been said."""
    headers = ["Transfer-Encoding: chunked"]
    if path == "push":
        headers.append(f"Authorization: Bearer {a_device().token}")
    chunk = b"%x\r\n%s\r\n" % (100_000, b" " * 100_000)
    sent = 0
    heard = b""
    with a_line(central) as line:
        line.sendall(head(path, *headers))
        line.settimeout(0.01)
        while not heard and sent < 100_000_000:
            try:
                sent += line.send(chunk)
                heard = line.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                break
    assert sent < 2 * app.MOST_BYTES_SENT
    assert heard.startswith(b"HTTP/1.1 %d" % status)


@pytest.mark.usefixtures("told_in_the_log")
def test_a_chunk_with_an_endless_length(central: ACentre) -> None:
    for length in (b"f" * 100 + b"\r\n", b"-1\r\n", b"5;" + b"x" * (LIMIT + 100)):
        said = head("enrol", "Transfer-Encoding: chunked") + length
        assert answer_to(central, said) == 400
