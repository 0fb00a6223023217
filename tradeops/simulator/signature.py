"""Who sends a request: API key, HMAC-SHA256 signature over the raw bytes, and its time."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from . import errors
from .entry import integer

_KEY_FORM = re.compile(r"[A-Za-z0-9._-]{1,64}")
_DEFAULT_WINDOW = 5000
_LONGEST_WINDOW = 60000


@dataclass(frozen=True)
class Credentials:
    """The key pair of one venue's account."""

    api_key: str
    secret: str = field(repr=False)


def sign(secret: str, payload: bytes) -> str:
    return hmac.new(secret.encode(), payload, hashlib.sha256).hexdigest()


def check_key(credentials: Credentials, api_key: str) -> None:
    """Raise -2014 for a malformed key and -2015 for an unknown one."""
    if not _KEY_FORM.fullmatch(api_key):
        raise errors.malformed_key()
    if not hmac.compare_digest(api_key, credentials.api_key):
        raise errors.unknown_key()


def verify(credentials: Credentials, payload: bytes, signature: str) -> None:
    """Raise -1022 unless the signature fits the raw payload."""
    if not hmac.compare_digest(sign(credentials.secret, payload).encode(), signature.lower().encode()):
        raise errors.invalid_signature()


def check_time(parameters: Mapping[str, str], now: int) -> None:
    """Raise -1021 for a request older than its recvWindow or more than a second ahead of the venue."""
    timestamp = integer(parameters, "timestamp")
    window = integer(parameters, "recvWindow") if "recvWindow" in parameters else _DEFAULT_WINDOW
    if window > _LONGEST_WINDOW:
        raise errors.receive_window_too_long()
    if timestamp >= now + 1000:
        raise errors.ahead_of_server()
    if now - timestamp > window:
        raise errors.outside_receive_window()


def signed_parameters(credentials: Credentials, api_key: str, query: bytes, body: bytes, now: int) -> dict[str, str]:
    """Parameters of a signed REST request from its raw query string and raw form body."""
    check_key(credentials, api_key)
    query, query_signature = _split_signature(query)
    body, body_signature = _split_signature(body)
    signature = body_signature or query_signature
    if not signature:
        raise errors.missing("signature")
    verify(credentials, query + body, signature.decode("latin-1"))
    parameters = plain_parameters(query, body)
    check_time(parameters, now)
    return parameters


def plain_parameters(*parts: bytes) -> dict[str, str]:
    """Form parameters; raises -1101 when one is sent twice."""
    parameters: dict[str, str] = {}
    for part in parts:
        for name, value in parse_qsl(part.decode("latin-1"), keep_blank_values=True):
            if name in parameters:
                raise errors.duplicate_parameter()
            parameters[name] = value
    return parameters


def _split_signature(part: bytes) -> tuple[bytes, bytes]:
    fields = part.split(b"&")
    rest = [item for item in fields if not item.startswith(b"signature=")]
    signature = next((item for item in fields if item.startswith(b"signature=")), b"")
    return b"&".join(rest), signature.partition(b"=")[2]
