"""The PostgreSQL protocol as the pooler needs it: whole messages in, bytes out, and the few messages it speaks itself."""

import asyncio
import contextlib
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

READ_SIZE = 65536
MAX_STARTUP = 10_000  # bytes, as in the server
HEADER = struct.Struct("!cI")
LENGTH = struct.Struct("!I")

PROTOCOL_3 = 3
CANCEL_REQUEST = 80877102
ENCRYPTION_REQUESTS = (80877103, 80877104)  # TLS and GSSAPI

IDLE = b"I"  # the transaction status in ReadyForQuery when no transaction is open


class ConnectionEndedError(Exception):
    """The other end closed the connection."""


class ProtocolError(Exception):
    """The other end sent something that is no message."""


class RefusedError(Exception):
    """A connection or request was refused; carries the ErrorResponse to pass on."""

    def __init__(self, answer: bytes, code: str = "08P01") -> None:
        super().__init__(code)
        self.answer = answer
        self.code = code


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the protocol: its type and all its bytes, header included."""

    kind: bytes
    raw: bytes

    @property
    def body(self) -> bytes:
        return self.raw[HEADER.size :]


class Peer:
    """One end of a connection, a client or a server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._buffer = bytearray()

    async def messages(self) -> list[Message]:
        """Return every whole message that has arrived, at least one."""
        while not (found := self._take_messages()):
            await self._fill()
        return found

    async def message(self, kind: bytes) -> Message:
        """Return the next message, which must be of this kind; for the login, where each waits for the other."""
        found = await self.messages()
        if len(found) != 1 or found[0].kind != kind:
            raise ProtocolError(f"expected {kind!r}")
        return found[0]

    async def startup(self) -> tuple[int, bytes]:
        """Return the code and the rest of a first packet, which has no type."""
        while len(self._buffer) < LENGTH.size:
            await self._fill()
        (length,) = LENGTH.unpack_from(self._buffer)
        if not 2 * LENGTH.size <= length <= MAX_STARTUP:
            raise ProtocolError("invalid length of startup packet")
        while len(self._buffer) < length:
            await self._fill()
        packet = bytes(self._buffer[:length])
        del self._buffer[:length]
        return LENGTH.unpack_from(packet, LENGTH.size)[0], packet[2 * LENGTH.size :]

    async def ended(self) -> None:
        """Return when the other end has closed."""
        with contextlib.suppress(OSError):
            while await self._reader.read(READ_SIZE):
                pass

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    async def flush(self) -> None:
        try:
            await self._writer.drain()
        except OSError as error:
            raise ConnectionEndedError from error

    def close(self) -> None:
        self._writer.close()

    async def _fill(self) -> None:
        try:
            data = await self._reader.read(READ_SIZE)
        except OSError as error:
            raise ConnectionEndedError from error
        if not data:
            raise ConnectionEndedError
        self._buffer += data

    def _take_messages(self) -> list[Message]:
        found, at, buffer = [], 0, self._buffer
        while at + HEADER.size <= len(buffer):
            kind, length = HEADER.unpack_from(buffer, at)
            if length < LENGTH.size:
                raise ProtocolError("invalid message length")
            end = at + 1 + length
            if end > len(buffer):
                break
            found.append(Message(kind, bytes(buffer[at:end])))
            at = end
        del buffer[:at]
        return found


async def connect(host: str, port: int) -> Peer:
    try:
        return Peer(*await asyncio.open_connection(host, port))
    except OSError as error:
        raise ConnectionEndedError from error


def message(kind: bytes, body: bytes) -> bytes:
    return HEADER.pack(kind, LENGTH.size + len(body)) + body


def startup_packet(parameters: Mapping[str, str]) -> bytes:
    body = LENGTH.pack(PROTOCOL_3 << 16) + _strings(parameters) + b"\0"
    return LENGTH.pack(LENGTH.size + len(body)) + body


def cancel_packet(key: bytes) -> bytes:
    return LENGTH.pack(2 * LENGTH.size + len(key)) + LENGTH.pack(CANCEL_REQUEST) + key


def startup_parameters(body: bytes) -> dict[str, str]:
    strings = body.rstrip(b"\0").decode().split("\0")
    return dict(zip(strings[::2], strings[1::2], strict=False))


def fatal(code: str, text: str) -> bytes:
    fields = {"S": "FATAL", "V": "FATAL", "C": code, "M": text}
    return message(b"E", b"".join(f"{name}{value}\0".encode() for name, value in fields.items()) + b"\0")


def error_code(response: Message) -> str:
    """Return the SQLSTATE of an ErrorResponse."""
    fields: Sequence[bytes] = response.body.split(b"\0")
    return next((field[1:].decode() for field in fields if field[:1] == b"C"), "")


def _strings(parameters: Mapping[str, str]) -> bytes:
    return b"".join(f"{name}\0{value}\0".encode() for name, value in parameters.items())
