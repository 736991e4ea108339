"""Nonces and bearer tokens without a table: each names its own end and is authenticated with the
centre's secret, so any process with that secret can judge it.

Not for who a device is or may do: `devices.py`.
"""

import hmac
import secrets
from hashlib import sha256

NONCE_MS = 60_000
TOKEN_MS = 15 * 60_000


def make_nonce(secret: bytes, *, now_ms: int) -> str:
    """A nonce for a device to sign within a minute."""
    return _sealed(secret, b"nonce", f"{now_ms + NONCE_MS:x}.{secrets.token_hex(16)}")


def nonce_holds(secret: bytes, nonce: str, *, now_ms: int) -> bool:
    """Whether we made it, less than a minute ago."""
    content = _opened(secret, b"nonce", nonce)
    return content is not None and now_ms < int(content.partition(".")[0], 16)


def make_token(secret: bytes, *, device: str, now_ms: int) -> tuple[str, int]:
    """A token for a device that has proved itself, and when it ends."""
    expires_ms = now_ms + TOKEN_MS
    return _sealed(secret, b"token", f"{expires_ms:x}.{device}"), expires_ms


def device_of_token(secret: bytes, token: str, *, now_ms: int) -> str | None:
    """The device a token was given to; None if it is not ours or has run out."""
    content = _opened(secret, b"token", token)
    if content is None:
        return None
    expires, _, device = content.partition(".")
    return device if now_ms < int(expires, 16) else None


def _sealed(secret: bytes, purpose: bytes, content: str) -> str:
    return f"{content}.{_mac(secret, purpose, content)}"


def _opened(secret: bytes, purpose: bytes, text: str) -> str | None:
    content, _, mac = text.rpartition(".")
    wanted = _mac(secret, purpose, content)
    return content if hmac.compare_digest(mac.encode(), wanted.encode()) else None


def _mac(secret: bytes, purpose: bytes, content: str) -> str:
    message = purpose + b"\0" + content.encode()
    return hmac.new(secret, message, sha256).hexdigest()
