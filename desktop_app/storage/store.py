"""The open database of a PC: transactions to write, to apply foreign changes, and to read.

Which database it is and how it is opened stands in `engine.py`.
"""

import secrets
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Engine, update

from desktop_app.storage.errors import fault_of
from desktop_app.storage.tables import sync_ctx


class Store:
    """Everything written in one `with` is committed together, or nothing of it is.

    There is one writer: whoever asks while another writes waits. Readers see the last commit and
    never wait.
    """

    def __init__(
        self,
        *,
        writer: Engine,
        readers: Engine,
        connect_aside: Callable[[Path | None], Any],
        cipher: Callable[[str], AESGCM],
        forget_key: Callable[[], None],
        was_cut: bool,
    ) -> None:
        """`was_cut`: the program or the PC ended last time without closing the file."""
        self._writer = writer
        self._readers = readers
        self._connect_aside = connect_aside
        self._cipher = cipher
        self._forget_key = forget_key
        self.was_cut = was_cut

    @contextmanager
    def write(self, *, user: str) -> Generator[Connection]:
        """A transaction of a member of staff: the triggers log each change under this user."""
        with self._writer.begin() as connection:
            connection.execute(update(sync_ctx).values(user=user, tx=secrets.token_hex(8)))
            yield connection
            connection.execute(update(sync_ctx).values(user="", tx=""))

    @contextmanager
    def apply(self) -> Generator[Connection]:
        """A transaction for what came from elsewhere: nothing in it is logged."""
        with self._writer.begin() as connection:
            connection.exec_driver_sql("UPDATE sync_ctx SET applying = 1")
            yield connection
            connection.exec_driver_sql("UPDATE sync_ctx SET applying = 0")

    @contextmanager
    def receive(self) -> Generator[Connection]:
        """Like `apply`, for what can be received again: the commit does not wait for the disk. If
        the power goes, the last of these may be undone, whole and from the last one back; the next
        commit of any other transaction makes all before it lasting."""
        with self._writer.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA synchronous = NORMAL")
            try:
                with connection.begin():
                    connection.exec_driver_sql("UPDATE sync_ctx SET applying = 1")
                    yield connection
                    connection.exec_driver_sql("UPDATE sync_ctx SET applying = 0")
            finally:
                driver.execute("PRAGMA synchronous = FULL")

    @contextmanager
    def read(self) -> Generator[Connection]:
        """One consistent view; a write through it fails."""
        with self._readers.begin() as connection:
            yield connection

    @contextmanager
    def aside(self, copy: Path | None = None) -> Generator[Any]:
        """A bare connection of the driver, in no transaction: to this database or, to read only,
        to a copy of it. For copying and checking, which take long; never for records."""
        try:
            connection = self._connect_aside(copy)
        except Exception as error:
            raise fault_of(error) or error from error
        with closing(connection):
            yield connection

    def cipher(self, purpose: str) -> AESGCM:
        """For files beside this database, of which nobody may read more than of it: AES-256-GCM
        under a key derived from its own for this purpose."""
        return self._cipher(purpose)

    def close(self) -> None:
        """Close the file, which folds the WAL into it, and forget the key."""
        self._readers.dispose()
        self._writer.dispose()
        self._forget_key()
