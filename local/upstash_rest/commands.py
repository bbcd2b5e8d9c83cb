"""From JSON to a Redis command, with what Upstash forbids refused and what it alone understands translated."""

import json
import math
import re
from typing import Any

from local.upstash_rest.resp import ErrorReply

# A REST call has no session: what waits, subscribes, changes the connection or the server is not offered.
BLOCKED = frozenset(
    b"ACL AUTH BGSAVE BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN CLIENT CLUSTER CONFIG DEBUG DISCARD "
    b"EXEC FAILOVER HELLO MODULE MONITOR MULTI PSUBSCRIBE QUIT REPLICAOF RESET SAVE SELECT SHUTDOWN SLAVEOF SSUBSCRIBE "
    b"SUBSCRIBE SWAPDB UNSUBSCRIBE UNWATCH WATCH".split()
)
SHEBANG = re.compile(rb"\A#!lua[^\n]*\n?")
FLAGS = re.compile(rb"\s*\bflags=([^\s]*)")
UPSTASH_FLAG = b"allow-key-locking"  # upstash-ratelimit sends it; every other server refuses the whole script
EXACT_FLOAT = 2**53  # below it, a whole float is printed as an integer, as JavaScript clients do


def command(row: Any) -> list[bytes]:
    """Read one command, a JSON array; raise ValueError when it is none and ErrorReply when it is not available."""
    if not isinstance(row, list) or not row:
        raise ValueError("empty command")
    parts = [_argument(value) for value in row]
    name = parts[0].upper()
    if name in BLOCKED and [part.upper() for part in parts[:2]] != [b"CLIENT", b"SETINFO"]:
        raise ErrorReply(f"ERR Command is not available: '{name.decode()}'. See https://upstash.com/docs/redis")
    if name == b"FLUSHALL":
        parts[0] = b"FLUSHDB"  # the other databases of the server belong to other tokens
    at = _script_position(name, parts)
    if at is not None:
        parts[at] = _without_upstash_flag(parts[at])
    return parts


def _argument(value: Any) -> bytes:
    match value:
        case bool():
            return b"true" if value else b"false"
        case str():
            return value.encode("utf-8", "surrogatepass")
        case int():
            return b"%d" % value
        case float() if math.isfinite(value) and value.is_integer() and abs(value) < EXACT_FLOAT:
            return b"%d" % value
        case float():
            return repr(value).encode()
        case None:
            raise ValueError("null argument")
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _script_position(name: bytes, parts: list[bytes]) -> int | None:
    if name in (b"EVAL", b"EVAL_RO") and len(parts) > 1:
        return 1
    if name == b"SCRIPT" and len(parts) > 2 and parts[1].upper() == b"LOAD":
        return 2
    return None


def _without_upstash_flag(script: bytes) -> bytes:
    """Take Upstash's flag out of the script's first line, and the line itself when nothing else stands in it."""
    found = SHEBANG.match(script)
    if found is None:
        return script
    line, body = found[0], script[found.end() :]
    flags = FLAGS.search(line)
    kept = [flag for flag in flags[1].split(b",") if flag and flag != UPSTASH_FLAG] if flags else []
    if not kept and b"name=" not in line:
        return b"\n" + body  # the line stays, empty, so that errors name the right line
    return FLAGS.sub(b"", line).rstrip() + (b" flags=" + b",".join(kept) if kept else b"") + b"\n" + body
