"""A line between real PCs and the real centre on which everything goes wrong, as a seed says.

Half of the troubles happen below TLS, to bytes nobody on the line can read: they are cut off, a bit
of them is flipped, a captive portal answers instead. The other half need somebody in the middle who
holds a key of the centre's own authority, as no attacker does: whole requests and answers are cut,
shortened, lost, sent twice, kept back until later ones have passed, or have a bit flipped.

Not for slow lines, nor for servers that only pretend to be the centre: `tests/sync/strangers.py`.
"""

import select
import shutil
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from desktop_app.central.keys import make_keys, server_tls

BELOW = ("cut bytes", "flipped bytes", "portal before TLS")
"""What happens to the bytes of a connection."""

ABOVE = (
    "request cut",
    "answer cut",
    "answer dropped",
    "sent twice",
    "delayed",
    "overtaken",
    "request shortened",
    "answer shortened",
    "request flipped",
    "answer flipped",
    "portal",
)
"""What happens to a request or to its answer."""

_PORTAL = b"<html>Vui l\xc3\xb2ng \xc4\x91\xc4\x83ng nh\xe1\xba\xadp Wi-Fi</html>"
_PORTAL_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"
    % (len(_PORTAL), _PORTAL)
)
_SILENT_S = 2.0
"""A broken line that says nothing for so long is cut, or a PC would wait half a minute for it."""
_LONGEST_DELAY_S = 0.03
_LONGEST_TRIP = 6000  # bytes of one connection in which a trouble below TLS strikes


@dataclass(slots=True)
class Trouble:
    """What goes wrong next, chosen by the seed. `share` of the connections and of the requests have
    a trouble; none while `quiet`. `struck` counts them."""

    random: Random
    share: float = 0.15
    quiet: bool = False
    struck: Counter[str] = field(default_factory=Counter[str])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def choose(self, among: tuple[str, ...]) -> str:
        """One of these, or "" for none."""
        with self._lock:
            if self.quiet or self.random.random() >= self.share:
                return ""
            chosen = self.random.choice(among)
            self.struck[chosen] += 1
            return chosen

    def below(self, count: int) -> int:
        """A number from 0 to before `count`."""
        with self._lock:
            return self.random.randrange(count)

    def flipped(self, data: bytes) -> bytes:
        """The same with one bit flipped."""
        place = self.below(len(data) * 8)
        changed = bytearray(data)
        changed[place // 8] ^= 1 << place % 8
        return bytes(changed)

    def shortened(self, message: "Message") -> "Message":
        """The same with less of its body, and a head that says so."""
        return message.with_body(message.body[: self.below(len(message.body) or 1)])


@dataclass(frozen=True, slots=True)
class Message:
    """An HTTP request or answer as it stands on the wire."""

    head: bytes
    body: bytes

    @property
    def data(self) -> bytes:
        """All of it."""
        return self.head + self.body

    def with_body(self, body: bytes) -> "Message":
        """Another body under a head that tells its length."""
        lines = [
            line for line in self.head.split(b"\r\n") if not line.lower().startswith(b"content-len")
        ]
        lines.insert(1, b"Content-Length: %d" % len(body))
        return Message(b"\r\n".join(lines), body)


def _read(connection: ssl.SSLSocket) -> Message | None:
    """The next whole message, None when the other side has hung up."""
    received = b""
    while b"\r\n\r\n" not in received:
        part = connection.recv(65536)
        if not part:
            return None
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        part = connection.recv(65536)
        if not part:
            return None
        body += part
    return Message(head + b"\r\n\r\n", body)


@dataclass(slots=True)
class AProxy:
    """The line. `address` is what a PC calls, `trouble` what happens to it."""

    port: int
    trouble: Trouble
    _centre_port: int
    _as_centre: ssl.SSLContext
    _as_pc: ssl.SSLContext
    _late: list[tuple[int, Message]] = field(default_factory=list[tuple[int, Message]])
    _open: list[socket.socket] = field(default_factory=list[socket.socket])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self) -> str:
        """What a PC calls."""
        return f"https://localhost:{self.port}"

    def carry(self, pc: socket.socket) -> None:
        """One connection of a PC, to its end. Whatever breaks, breaks the connection."""
        with ExitStack() as stack, suppress(OSError):
            stack.enter_context(self._closing(pc))
            trouble = self.trouble.choose(BELOW)
            if trouble == "portal before TLS":
                pc.sendall(_PORTAL_ANSWER)
            elif trouble:
                centre = stack.enter_context(self._closing(self._called()))
                self._carry_bytes(pc, centre, flip=trouble == "flipped bytes")
            else:
                pc.settimeout(30)
                tls = self._as_centre.wrap_socket(pc, server_side=True)
                stack.enter_context(self._closing(tls))
                self._carry_messages(tls)

    def hang_up(self) -> None:
        """End all connections."""
        with self._lock:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def _called(self) -> socket.socket:
        centre = socket.create_connection(("127.0.0.1", self._centre_port))
        centre.settimeout(60 if self.trouble.quiet else _SILENT_S)
        return centre

    @contextmanager
    def _closing(self, connection: socket.socket) -> Generator[socket.socket]:
        """Known while it is open, so that the end of the test can end it."""
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._open.append(connection)
        try:
            yield connection
        finally:
            with self._lock:
                self._open.remove(connection)
            connection.close()

    # --- Below TLS -------------------------------------------------------------------------------

    def _carry_bytes(self, pc: socket.socket, centre: socket.socket, *, flip: bool) -> None:
        """Carry both ways until so many bytes have passed; then cut, or flip one bit and go on."""
        left = self.trouble.below(_LONGEST_TRIP)
        struck = False
        other = {pc: centre, centre: pc}
        while ready := select.select([pc, centre], [], [], _SILENT_S)[0]:
            for one in ready:
                data = one.recv(65536)
                if not data:
                    return
                if not struck and len(data) > left:
                    if not flip:
                        other[one].sendall(data[:left])
                        return
                    data, struck = self.trouble.flipped(data), True
                left -= len(data)
                other[one].sendall(data)

    # --- Above TLS -------------------------------------------------------------------------------

    def _carry_messages(self, pc: ssl.SSLSocket) -> None:
        with ExitStack() as stack:
            ask = self._asker(stack)
            while request := _read(pc):
                whole = self._one_request(request, pc, ask)
                self._deliver_late()
                if not whole:
                    return

    def _asker(self, stack: ExitStack) -> Callable[[bytes], Message | None]:
        """Asks the centre over one connection, made when it is first needed."""
        made: list[ssl.SSLSocket] = []

        def ask(data: bytes) -> Message | None:
            if not made:
                tls = self._as_pc.wrap_socket(self._called(), server_hostname="localhost")
                made.append(tls)
                stack.enter_context(self._closing(tls))
            made[0].sendall(data)
            return _read(made[0])

        return ask

    def _one_request(
        self, request: Message, pc: ssl.SSLSocket, ask: Callable[[bytes], Message | None]
    ) -> bool:
        """Carry a request and its answer; whether the connection can go on."""
        trouble = self.trouble.choose(ABOVE)
        if trouble == "portal":
            pc.sendall(_PORTAL_ANSWER)
            return False
        if trouble == "overtaken":
            with self._lock:
                self._late.append((1 + self.trouble.below(6), request))
            return False
        if trouble == "request cut":
            ask_half = request.data[: self.trouble.below(len(request.data))]
            self._say_and_leave(ask_half)
            return False
        answer = self._asked(trouble, request, ask)
        if answer is None or trouble == "answer dropped":
            return False
        if trouble == "answer cut":
            pc.sendall(answer.data[: self.trouble.below(len(answer.data))])
            return False
        if trouble == "answer shortened":
            answer = self.trouble.shortened(answer)
        data = answer.data
        pc.sendall(self.trouble.flipped(data) if trouble == "answer flipped" else data)
        return trouble not in {"answer flipped", "request flipped"}

    def _asked(
        self, trouble: str, request: Message, ask: Callable[[bytes], Message | None]
    ) -> Message | None:
        if trouble == "sent twice":
            return self._at_once(request)
        if trouble == "delayed":
            threading.Event().wait(self.trouble.below(1000) / 1000 * _LONGEST_DELAY_S)
        if trouble == "request shortened":
            request = self.trouble.shortened(request)
        data = request.data
        return ask(self.trouble.flipped(data) if trouble == "request flipped" else data)

    def _at_once(self, request: Message) -> Message | None:
        """The same request twice at the same moment; one of the answers."""
        answers: list[Message | None] = []

        def send() -> None:
            answers.append(self._alone(request.data))

        second = threading.Thread(target=send)
        second.start()
        send()
        second.join()
        return answers[self.trouble.below(2)]

    def _deliver_late(self) -> None:
        """Requests that were kept back reach the centre when enough others have passed; nobody is
        there any more to hear the answer."""
        with self._lock:
            self._late = [(others - 1, request) for others, request in self._late]
            due = [request for others, request in self._late if others <= 0]
            self._late = [one for one in self._late if one[0] > 0]
        for request in due:
            self._alone(request.data)

    def _alone(self, data: bytes) -> Message | None:
        """Ask over a connection of its own."""
        with suppress(OSError), ExitStack() as stack:
            return self._asker(stack)(data)
        return None

    def _say_and_leave(self, data: bytes) -> None:
        with suppress(OSError), ExitStack() as stack:
            tls = self._as_pc.wrap_socket(self._called(), server_hostname="localhost")
            stack.enter_context(self._closing(tls))
            tls.sendall(data)


@contextmanager
def a_proxy(centre_port: int, keys: Path, folder: Path, trouble: Trouble) -> Generator[AProxy]:
    """A proxy before a centre whose keys lie in `keys`; it makes a certificate of its own by that
    authority, in a folder that does not exist yet."""
    folder.mkdir(mode=0o700)
    for name in ("ca.pem", "ca.key"):
        shutil.copy(keys / name, folder / name)
    make_keys(folder, hosts=[])
    as_pc = ssl.create_default_context(cafile=folder / "ca.pem")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        proxy = AProxy(listening.getsockname()[1], trouble, centre_port, server_tls(folder), as_pc)
        threads: list[threading.Thread] = []

        def accept() -> None:
            while True:
                try:
                    pc, _ = listening.accept()
                except OSError:
                    return
                threads.append(threading.Thread(target=proxy.carry, args=(pc,)))
                threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield proxy
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join()
            proxy.hang_up()
            for thread in threads:
                thread.join()
