"""Logging in to the server as a client does: SCRAM-SHA-256 (RFC 5802), the only method our cluster accepts."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from local.pooler.wire import (
    LENGTH,
    Message,
    Peer,
    ProtocolError,
    RefusedError,
    connect,
    error_code,
    message,
    startup_packet,
)

SASL, SASL_CONTINUE, SASL_FINAL = 10, 11, 12
MECHANISM = b"SCRAM-SHA-256"
NO_CHANNEL_BINDING = "n,,"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who logs in where; connections are shared between clients that present the same."""

    user: str
    database: str
    password: str


@dataclass(frozen=True, slots=True)
class Login:
    """A fresh connection: the server's parameters as it reported them, and the key that cancels its queries."""

    peer: Peer
    parameters: bytes
    key: bytes


async def log_in(host: str, port: int, credentials: Credentials) -> Login:
    """Open a connection; raise RefusedError with the server's own answer when it does not let us in."""
    peer = await connect(host, port)
    parameters = {"user": credentials.user, "database": credentials.database, "application_name": "prosa-pooler"}
    peer.write(startup_packet(parameters))
    try:
        return await _until_ready(peer, await _authenticate(peer, credentials.password))
    except BaseException:
        peer.close()
        raise


async def _authenticate(peer: Peer, password: str) -> list[Message]:
    """Prove the password; return the messages that came together with the acceptance."""
    _require(await _answer(peer), SASL)
    nonce = secrets.token_urlsafe(18)
    first = f"n=,r={nonce}"
    initial = f"{NO_CHANNEL_BINDING}{first}".encode()
    peer.write(message(b"p", MECHANISM + b"\0" + LENGTH.pack(len(initial)) + initial))
    challenge = _require(await _answer(peer), SASL_CONTINUE).decode()
    final, signature = _prove(password, nonce, first, challenge)
    peer.write(message(b"p", final.encode()))
    answers = await _answer(peer)
    if _require(answers, SASL_FINAL).decode() != f"v={signature}":
        raise ProtocolError("the server does not know the password")
    return answers[1:]


def _prove(password: str, nonce: str, first: str, challenge: str) -> tuple[str, str]:
    """Return the client's final message and the signature that the server must answer with."""
    fields = dict(field.split("=", 1) for field in challenge.split(","))
    if not fields["r"].startswith(nonce):
        raise ProtocolError("the server answered somebody else's challenge")
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(fields["s"]), int(fields["i"]))
    without_proof = f"c={base64.b64encode(NO_CHANNEL_BINDING.encode()).decode()},r={fields['r']}"
    signed = f"{first},{challenge},{without_proof}".encode()
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    client_signature = hmac.digest(stored_key, signed, "sha256")
    proof = bytes(a ^ b for a, b in zip(client_key, client_signature, strict=True))
    server_signature = hmac.digest(hmac.digest(salted, b"Server Key", "sha256"), signed, "sha256")
    return f"{without_proof},p={base64.b64encode(proof).decode()}", base64.b64encode(server_signature).decode()


async def _answer(peer: Peer) -> list[Message]:
    messages = await peer.messages()
    for each in messages:
        if each.kind == b"E":
            raise RefusedError(each.raw, error_code(each))
    return messages


def _require(messages: list[Message], method: int) -> bytes:
    (found,) = LENGTH.unpack_from(messages[0].body) if messages[0].kind == b"R" else (None,)
    if found != method:
        raise ProtocolError("the server does not speak SCRAM-SHA-256")
    return messages[0].body[LENGTH.size :]


async def _until_ready(peer: Peer, messages: list[Message]) -> Login:
    parameters, key = b"", b""
    while True:
        for each in messages:
            if each.kind == b"S":
                parameters += each.raw
            elif each.kind == b"K":
                key = each.body
            elif each.kind == b"Z":
                return Login(peer, parameters, key)
        messages = await _answer(peer)
