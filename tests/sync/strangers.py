"""Servers that are not the centre, or behave as it must not: each answers what a test says."""

import ssl
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from desktop_app.protocol.encoding import decompress, pack


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came, its body unpacked."""

    method: str
    path: str
    headers: dict[str, str]
    message: Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What to answer. An answer of status 0 hangs up instead."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])


def page(text: str = "<html>Vui lòng đăng nhập Wi-Fi</html>", status: int = 200) -> Answer:
    """A captive portal's page."""
    return Answer(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})


def message(content: object, status: int = 200, **headers: str) -> Answer:
    """A message as the centre packs it."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(
        status,
        pack(content),
        {"Content-Type": "application/json", "Content-Encoding": "zstd", **names},
    )


HANG_UP = Answer(status=0)


class Stranger:
    """`address` is where it answers, `asked` what reached it as HTTP."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[Asked] = []

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [asked.path for asked in self.asked]


@contextmanager
def a_stranger(
    respond: Callable[[Asked], Answer],
    *,
    tls: ssl.SSLContext | None,
    host: str = "127.0.0.1",
) -> Generator[Stranger]:
    """A server on a free port, with TLS or (None) without."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            plain = msgspec.json.decode(decompress(body, max_bytes=2**24)) if body else None
            asked = Asked(self.command, self.path, dict(self.headers.items()), plain)
            stranger.asked.append(asked)
            answer = respond(asked)
            if answer.status:
                self.send_response(answer.status)
                for name, value in {
                    "Content-Length": str(len(answer.body)),
                    **answer.headers,
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing on the screen."""

    class Server(ThreadingHTTPServer):
        def get_request(self) -> tuple[Any, Any]:
            connection, client = super().get_request()
            if tls is None:
                return connection, client
            try:
                return tls.wrap_socket(connection, server_side=True), client
            except BaseException:
                connection.close()
                raise

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that hangs up is what some tests are about."""

    server = Server((host, 0), Handler)
    scheme = "http" if tls is None else "https"
    stranger = Stranger(f"{scheme}://{host}:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield stranger
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
