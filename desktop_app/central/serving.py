"""Serving the centre over HTTPS until a signal comes. Not what is served: `app.py`."""

import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from desktop_app.central.app import Centre, make_app
from desktop_app.central.database import (
    DATABASE,
    closing_engine,
    make_database,
    make_tables,
)
from desktop_app.central.keys import box_key, server_tls, token_secret
from desktop_app.central.place import Place, read_settings
from desktop_app.central.postmaster import Postmaster, own_postgres
from desktop_app.central.quarantine import retry_at_start
from desktop_app.protocol.stick import public_of

DEFAULT_PORT = 8443
_LOOK_AFTER_POSTGRES_S = 2
_FINISH_REQUESTS_S = 20


def now_ms() -> int:
    """The centre's clock: milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def make_server(
    centre: Centre, keys: Path, *, still_well: Callable[[], bool] = lambda: True
) -> uvicorn.Server:
    """A server that is not running yet. It ends when `still_well` says so."""

    async def look() -> None:
        if not still_well():
            server.should_exit = True

    config = uvicorn.Config(
        make_app(centre),
        log_config=None,
        access_log=False,
        server_header=False,
        http="h11",
        lifespan="on",
        callback_notify=look,
        timeout_notify=_LOOK_AFTER_POSTGRES_S,
        timeout_graceful_shutdown=_FINISH_REQUESTS_S,
    )
    config.load()
    config.ssl = server_tls(keys)
    server = _Server(config)
    return server


class _Server(uvicorn.Server):
    """Hangs up on PCs that are only keeping the line open; those being answered are waited for.

    Closing TLS politely would wait half a minute for each of them to answer.
    """

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            if isinstance(connection, H11Protocol) and _is_idle(connection):
                connection.transport.abort()
        await super().shutdown(sockets)


def _is_idle(connection: H11Protocol) -> bool:
    cycle = cast("RequestResponseCycle | None", connection.cycle)
    return cycle is None or cycle.response_complete


def listen(address: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. OSError if the port is taken."""
    # Only sockets that name TCP get TCP_NODELAY from asyncio; without it each answer waits 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def run(place: Place, *, port: int, ready: Callable[[int], None]) -> bool:
    """Serve until SIGTERM or SIGINT. `ready` hears the port. False if the database ended first."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave_quietly)
    settings = read_settings(place)
    listening = listen("0.0.0.0", port)  # noqa: S104 - the offices come from outside
    with listening:
        if settings.database_url:
            return _serve(place, settings.database_url, listening, ready, None)
        with own_postgres(Path(settings.postgres_folder), lock=place.lock) as postmaster:
            make_database(postmaster.url("postgres"), DATABASE)
            return _serve(place, postmaster.url(DATABASE), listening, ready, postmaster)


def _serve(
    place: Place,
    url: str,
    listening: socket.socket,
    ready: Callable[[int], None],
    postmaster: Postmaster | None,
) -> bool:
    with closing_engine(url) as engine:
        make_tables(engine)
        retry_at_start(engine, now_ms=now_ms())
        centre = Centre(engine, token_secret(place.keys), now_ms)
        centre = Centre(engine, token_secret(place.keys), now_ms, public_of(box_key(place.keys)))
        server = make_server(
            centre, place.keys, still_well=lambda: postmaster is None or not postmaster.gone
        )
        ready(listening.getsockname()[1])
        server.run(sockets=[listening])
    return postmaster is None or not postmaster.gone


def _leave_quietly(_number: int, _frame: object) -> None:
    """uvicorn takes these signals over while it serves and raises them again afterwards; by then
    all is in order. One that comes while the database is starting ends the program at once."""
    raise SystemExit(0)
