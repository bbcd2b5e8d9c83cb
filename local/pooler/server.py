"""The listening side: who knocks, may he come in, and to which pool does he belong."""

from local.pooler.login import Credentials
from local.pooler.pool import Pool
from local.pooler.session import Session
from local.pooler.wire import (
    CANCEL_REQUEST,
    ENCRYPTION_REQUESTS,
    LENGTH,
    PROTOCOL_3,
    ConnectionEndedError,
    Peer,
    ProtocolError,
    RefusedError,
    fatal,
    message,
    startup_parameters,
)

ASK_FOR_PASSWORD = message(b"R", LENGTH.pack(3))  # in clear: it stays on this machine, and logs us in to the server
UNDERSTOOD = {"user", "database", "application_name", "client_encoding"}


class Pooler:
    """All pools and all clients in front of one server."""

    def __init__(self, host: str, port: int, size: int, *, tracks: bool) -> None:
        """tracks: prepared statements, see `local.pooler.prepared`."""
        self._host, self._port, self._size, self._tracks = host, port, size, tracks
        self._pools: dict[Credentials, Pool] = {}
        self._sessions: dict[bytes, Session] = {}

    async def welcome(self, peer: Peer) -> None:
        """Serve one connection from its first byte to its last."""
        try:
            await self._admit(peer)
        except RefusedError as error:
            peer.write(error.answer)
        except (ConnectionEndedError, ProtocolError):
            pass  # nobody is there to be told
        finally:
            peer.close()

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()

    async def _admit(self, peer: Peer) -> None:
        code, body = await peer.startup()
        while code in ENCRYPTION_REQUESTS:
            peer.write(b"N")
            code, body = await peer.startup()
        if code == CANCEL_REQUEST:
            await self._cancel(body)
        elif code >> 16 == PROTOCOL_3:
            await self._log_in(peer, startup_parameters(body))
        else:
            raise RefusedError(fatal("0A000", "only protocol 3 is spoken here"))

    async def _log_in(self, peer: Peer, parameters: dict[str, str]) -> None:
        for name, value in parameters.items():
            if name not in UNDERSTOOD or (name == "client_encoding" and value.upper() not in ("UTF8", "UTF-8")):
                raise RefusedError(fatal("08P01", f"unsupported startup parameter: {name}"))
        peer.write(ASK_FOR_PASSWORD)
        password = (await peer.message(b"p")).body.rstrip(b"\0").decode()
        user = parameters.get("user", "")
        await self._serve(peer, Credentials(user, parameters.get("database", user), password))

    async def _serve(self, peer: Peer, credentials: Credentials) -> None:
        self._forget_unused()
        pool = self._pools.setdefault(credentials, Pool(self._host, self._port, credentials, self._size))
        session = Session(peer, pool, tracks=self._tracks)
        self._sessions[session.key] = session
        try:
            await pool.enter()
            await session.serve()
        finally:
            del self._sessions[session.key]
            pool.leave()

    async def _cancel(self, key: bytes) -> None:
        """Cancel the query that a client has running; he has none while he holds no server connection."""
        session = self._sessions.get(key)
        if session is not None and session.backend is not None:
            await session.backend.cancel(self._host, self._port)

    def _forget_unused(self) -> None:
        self._pools = {credentials: pool for credentials, pool in self._pools.items() if not pool.is_unused}
