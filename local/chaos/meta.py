"""Webhooks written by hand and signed: for what the simulator would never send, at moments it would not choose."""

import http.client
import json
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from shared.whatsapp.signature import sign

Json = dict[str, Any]
PATIENCE = 30.0  # seconds for an answer; far above what is allowed, so that slowness is measured and not cut off


@dataclass(frozen=True, slots=True)
class Answer:
    """status: 0 = no HTTP answer came. seconds: until it did."""

    status: int
    seconds: float
    body: bytes = b""


def message(contact: str, text: str, *, wamid: str = "", at: float | None = None) -> Json:
    """A text message as it stands in a webhook."""
    moment = int(time.time() if at is None else at)
    wamid = wamid or f"wamid.{uuid.uuid4().hex}"
    return {"from": contact, "id": wamid, "timestamp": str(moment), "type": "text", "text": {"body": text}}


def status(wamid: str, word: str, *, opaque: str | None = None) -> Json:
    """A status of a message of ours."""
    body: Json = {"id": wamid, "status": word, "timestamp": str(int(time.time())), "recipient_id": "5511900000000"}
    return body | ({"biz_opaque_callback_data": opaque} if opaque else {})


def webhook(number: str, *, messages: Sequence[Any] = (), statuses: Sequence[Any] = ()) -> bytes:
    """One body about one number."""
    value: Json = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "554840028922", "phone_number_id": number},
    }
    value |= {"messages": list(messages)} if messages else {}
    value |= {"statuses": list(statuses)} if statuses else {}
    entry = {"id": f"2{number[1:]}", "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def post(url: str, body: bytes, secret: str, **headers: str) -> Answer:
    """Deliver a body to an address, signed."""
    signature = "sha256=" + sign(body, secret)
    return _ask("POST", url, body, {"Content-Type": "application/json", "X-Hub-Signature-256": signature} | headers)


def post_all(orders: Sequence[tuple[str, bytes]], secret: str) -> list[Answer]:
    """Deliver all at once, each to its address."""
    with ThreadPoolExecutor(max(1, len(orders))) as pool:
        return list(pool.map(lambda order: post(order[0], order[1], secret), orders))


def get(url: str) -> Answer:
    """Ask an address."""
    return _ask("GET", url, None, {})


def _ask(method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=PATIENCE)
    began = time.monotonic()
    try:
        connection.request(method, address.path or "/", body, headers)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException):
        return Answer(0, time.monotonic() - began)
    finally:
        connection.close()
    return Answer(answer.status, time.monotonic() - began, content)
