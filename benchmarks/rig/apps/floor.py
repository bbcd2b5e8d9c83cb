"""The floor: bare ASGI, two statements and a commit per message, a hand-written POST, a mark. No tenants' walls, inbox, turns or retries.

FLOOR_MODE: `mark` sends before the answer and marks after it was sent; `ack` answers after the commit and sends in a task; `status`
updates one row per body. FLOOR_DSN, FLOOR_GRAPH (host:port), FLOOR_SECRET.
"""

import asyncio
import hmac
import json
import os
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

READ = (
    "select c.tenant, c.id, c.state, c.version, exists (select from floor_messages m where m.tenant = p.tenant and m.wamid = %s)"
    " from floor_phones p join floor_conversations c on c.tenant = p.tenant and c.wa_id = %s where p.number = %s"
)
WRITE = "select floor_turn(%s, %s, %s, %s, %s, %s, %s, %s)"
MARK = (
    "with o as (update floor_outbox set status = 1 where id = %s returning message)"
    " update floor_messages m set wamid = %s || m.id from o where m.id = o.message"
)
STATUS = (
    "with p as (select tenant from floor_phones where number = %s) update floor_conversations c set updated_at = now()"
    " from p where c.tenant = p.tenant and c.wa_id = %s"
)
POOL = 16
SAYS = "Thanks! Which area do you prefer? (you said: %s)"

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
_idle: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
_sockets: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
_tasks: set[asyncio.Task[None]] = set()
_mode = os.environ.get("FLOOR_MODE", "mark")


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    signature = dict(scope["headers"]).get(b"x-hub-signature-256", b"")
    expected = hmac.digest(os.environ["FLOOR_SECRET"].encode(), body, "sha256").hex().encode()
    if not hmac.compare_digest(b"sha256=" + expected, signature):
        await _answer(send, 401)
        return
    for entry in json.loads(body)["entry"]:
        for change in entry["changes"]:
            await _take(change["value"])
    await _answer(send, 200)


async def _take(value: dict[str, Any]) -> None:
    number = value["metadata"]["phone_number_id"]
    for status in value.get("statuses", ()):
        await _run(STATUS, (number, status["recipient_id"]))
    for message in value.get("messages", ()):
        turned = await _turn(number, message)
        if turned is None:
            continue
        if _mode == "ack":
            task = asyncio.get_running_loop().create_task(_send(number, *turned))
            _tasks.add(task)
            task.add_done_callback(_tasks.discard)
        else:
            await _send(number, *turned)


async def _turn(number: str, message: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
    for _ in range(5):
        row = await _run(READ, (message["id"], message["from"], number))
        if row is None or row[4]:
            return None
        tenant, conversation, state, version, _ = row
        state["step"] = state.get("step", 0) + 1
        said = {"body": SAYS % message["text"]["body"][:40]}
        out = {"messaging_product": "whatsapp", "to": message["from"], "type": "text", "text": said}
        try:
            params = (tenant, conversation, version, message["id"], Jsonb(message), "ask", Jsonb(state), Jsonb(out))
            written = await _run(WRITE, params)
        except psycopg.errors.SerializationFailure:
            continue
        return (written[0], out) if written and written[0] else None
    raise RuntimeError("conflict")


async def _send(number: str, outbox: int, out: dict[str, Any]) -> None:
    answer = json.loads(await _post(f"/v26.0/{number}/messages".encode(), json.dumps(out).encode()))
    await _run(MARK, (outbox, answer["messages"][0]["id"]))


async def _run(sql: str, params: tuple[Any, ...]) -> tuple[Any, ...] | None:
    connection = await _idle.get()
    try:
        cursor = await connection.execute(sql.encode(), params)
        return await cursor.fetchone() if cursor.description else None
    finally:
        _idle.put_nowait(connection)


async def _post(path: bytes, body: bytes) -> bytes:
    host, _, port = os.environ["FLOOR_GRAPH"].partition(":")
    reader, writer = _sockets.pop() if _sockets else await asyncio.open_connection(host, int(port))
    writer.write(
        b"POST %s HTTP/1.1\r\nhost: x\r\nauthorization: Bearer t\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
        % (path, len(body), body)
    )
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
    answer = await reader.readexactly(length)
    _sockets.append((reader, writer))
    return answer


async def _answer(send: Any, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def _live(receive: Any, send: Any) -> None:
    await receive()
    for _ in range(POOL):
        _idle.put_nowait(await psycopg.AsyncConnection.connect(os.environ["FLOOR_DSN"], autocommit=True))
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
