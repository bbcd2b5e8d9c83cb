"""Named prepared statements behind a pooler: kept per client, made on whichever server connection needs them.

As PgBouncer does since 1.21 (`max_prepared_statements`), and so Neon: only those of the protocol (Parse, Bind, Describe,
Close); what SQL's own PREPARE makes stays on one server connection and is a trap.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from local.pooler.wire import Message, message

PARSE_COMPLETE = message(b"1", b"")
CLOSE_COMPLETE = message(b"3", b"")
FORGET_ALL = (b"DEALLOCATE ALL\0", b"DISCARD ALL\0")
DONE_BY = {b"P": b"1", b"B": b"2", b"C": b"3", b"D": b"Tn", b"E": b"CIs", b"S": b"Z", b"Q": b"Z", b"F": b"Z"}


@dataclass(frozen=True, slots=True)
class Statement:
    """name: on the server connections, the same for the same text and types from whichever client. rest: of its Parse, after the name."""

    name: bytes
    rest: bytes

    @property
    def parse(self) -> bytes:
        return message(b"P", self.name + b"\0" + self.rest)


class Statements:
    """Those that one client has prepared, under his own names."""

    def __init__(self, shared: dict[bytes, Statement]) -> None:
        """shared: all clients', by text and types."""
        self._shared = shared
        self._mine: dict[bytes, Statement] = {}

    def keep(self, name: bytes, rest: bytes) -> Statement:
        found = self._shared.get(rest)
        if found is None:
            found = self._shared[rest] = Statement(b"pooled_%d" % len(self._shared), rest)
        self._mine[name] = found
        return found

    def find(self, name: bytes) -> Statement | None:
        return self._mine.get(name)

    def drop(self, name: bytes) -> None:
        self._mine.pop(name, None)

    def drop_all(self) -> None:
        self._mine.clear()


@dataclass(frozen=True, slots=True)
class Request:
    """What a server connection owes an answer for. statement: the one it makes. answer: what we say ourselves, at its turn.

    is_ours: the client has not asked for it and does not hear the answer.
    """

    kind: bytes
    statement: bytes = b""
    answer: bytes = b""
    is_ours: bool = False


class Requests:
    """The requests under way on one server connection, and the statements that it has."""

    def __init__(self) -> None:
        self._under_way: deque[Request] = deque()
        self._made: set[bytes] = set()
        self._has_unsynced = False
        self._is_skipping = False  # after an error the server leaves undone what comes before the next Sync

    @property
    def are_settled(self) -> bool:
        """Whether everything asked for is answered and closed by a Sync."""
        return not (self._under_way or self._has_unsynced)

    def asked(self, messages: Iterable[Message], statements: Statements | None) -> bytes:
        """Return what to send to the server for what the client says. statements: None = none are tracked."""
        return b"".join(part for each in messages for part in self._asked(each, statements))

    def answered(self, messages: Iterable[Message]) -> bytes:
        """Return what the client hears of the server's answers."""
        return b"".join(part for each in messages for part in self._answered(each))

    def due(self) -> bytes:
        """Return the answers of our own whose turn has come."""
        said = b""
        while self._under_way and self._under_way[0].answer:
            said += self._under_way.popleft().answer
        return said

    def _asked(self, each: Message, statements: Statements | None) -> Iterator[bytes]:
        kind = each.kind
        if kind in b"PBDEC":
            self._has_unsynced = True
            if self._is_skipping:
                return
            if statements is not None:
                yield from self._extended(each, statements)
                return
        if kind in b"QFS":
            self._has_unsynced = self._is_skipping = False
            if statements is not None and kind == b"Q" and each.body.upper() in FORGET_ALL:
                statements.drop_all()
                self._made.clear()
        if kind in DONE_BY:
            self._under_way.append(Request(kind))
        yield each.raw

    def _extended(self, each: Message, statements: Statements) -> Iterator[bytes]:
        kind, body = each.kind, each.body
        if kind == b"P" and body[0]:
            name, rest = body.split(b"\0", 1)
            statement = statements.keep(name, rest)
            if statement.name in self._made:
                self._under_way.append(Request(kind, answer=PARSE_COMPLETE))
            else:
                yield self._make(statement, is_ours=False)
        elif kind == b"C" and body[:1] == b"S" and body[1]:
            statements.drop(body[1:-1])
            self._under_way.append(Request(kind, answer=CLOSE_COMPLETE))
        else:
            before, name, after = _named(kind, body)
            statement_used = statements.find(name) if name else None
            if statement_used is None:
                yield each.raw
            else:
                if statement_used.name not in self._made:
                    yield self._make(statement_used, is_ours=True)
                yield message(kind, before + statement_used.name + b"\0" + after)
            self._under_way.append(Request(kind))

    def _make(self, statement: Statement, *, is_ours: bool) -> bytes:
        self._made.add(statement.name)
        self._under_way.append(Request(b"P", statement.name, is_ours=is_ours))
        return statement.parse

    def _answered(self, each: Message) -> Iterator[bytes]:
        kind, head = each.kind, self._under_way[0] if self._under_way else None
        if head is not None and head.is_ours and kind == b"1":
            self._under_way.popleft()
            return
        yield each.raw
        if head is None:
            return
        if kind == b"E":
            self._skip_to_sync()
        elif kind == b"G" and head.kind == b"E":
            self._swallow_sync()
        elif kind in DONE_BY[head.kind]:
            self._under_way.popleft()
        yield self.due()

    def _skip_to_sync(self) -> None:
        """What a Query does ends with its error anyway."""
        while self._under_way and self._under_way[0].kind not in b"QFS":
            self._made.discard(self._under_way.popleft().statement)
        self._is_skipping = not self._under_way

    def _swallow_sync(self) -> None:
        """A COPY begun by the extended protocol takes the Sync sent with it for its own."""
        sync = next((request for request in self._under_way if request.kind == b"S"), None)
        if sync is not None:
            self._under_way.remove(sync)


def _named(kind: bytes, body: bytes) -> tuple[bytes, bytes, bytes]:
    """What stands before the name of a statement, the name (empty = none), and what stands after it."""
    if kind == b"B":
        portal, name, after = body.split(b"\0", 2)
        return portal + b"\0", name, after
    if kind == b"D" and body[:1] == b"S":
        return b"S", body[1:-1], b""
    return b"", b"", b""
