"""The stub's routes: the calls of OpenAI's that Prosa makes, and `/stub` to script and watch them.

    POST /stub/script   {"mode"?, "answers"?: [{"when": "<part of the user turn>", "content": {…}}], "transcript"?, "seconds"?,
                         "meanings"?: [["cachorro", "animais"], …], "embedding_mode"?, "reset"?: true}
    POST /stub/release  what hangs answers 500 now
    GET  /stub/journal  {"calls": [{"path", "model", "messages"?, "schema"?, "file"?, "input"?, "violations": […]}], "count": n}

Modes: ok · slow (answers after `seconds`) · hang · trickle · 429 · 500 · 401 · bad_json · html · huge (1 MB) · wrong_schema · not_json
(content) · cut (finish_reason length) · tool_call · refuse · no_usage · obey (does what any text of the user turn says, see `obeying`).
Of embeddings only, with `embedding_mode`, which stands over `mode` there: these, uneven (vectors of two lengths), not_numbers.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from local.openai_stub.answering import empty_answer
from local.openai_stub.hearing import Heard, wrong_with
from local.openai_stub.judging import violations
from local.openai_stub.meaning import embeddings as embedded
from local.openai_stub.meaning import wrong_with_embedding
from local.openai_stub.obeying import obey

HANG_SECONDS = 300
HUGE = 1_000_000


@dataclass(slots=True)
class Stub:
    """What was scripted, and what was asked."""

    mode: str = "ok"
    seconds: float = 1.0
    answers: list[dict[str, Any]] = field(default_factory=list)
    transcript: str = ""
    meanings: list[list[str]] = field(default_factory=list)
    embedding_mode: str = ""
    calls: list[dict[str, Any]] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)


def build() -> Starlette:
    """Build the app with a stub of its own."""
    app = Starlette(
        routes=[
            Route("/v1/chat/completions", chat, methods=["POST"]),
            Route("/v1/embeddings", embeddings, methods=["POST"]),
            Route("/v1/audio/transcriptions", transcriptions, methods=["POST"]),
            Route("/stub/script", script, methods=["POST"]),
            Route("/stub/journal", journal, methods=["GET"]),
            Route("/stub/release", release, methods=["POST"]),
            Route("/stub/health", health, methods=["GET"]),
        ]
    )
    app.state.stub = Stub()
    return app


async def script(request: Request) -> Response:
    """Change what the next calls get."""
    stub: Stub = request.app.state.stub
    wanted = await request.json()
    if wanted.get("reset"):
        request.app.state.stub = stub = Stub()
    for name in ("mode", "seconds", "answers", "transcript", "meanings", "embedding_mode"):
        if name in wanted:
            setattr(stub, name, wanted[name])
    return JSONResponse({"mode": stub.mode})


async def journal(request: Request) -> Response:
    """Tell what was asked."""
    stub: Stub = request.app.state.stub
    wants_calls = request.query_params.get("calls", "1") == "1"
    return JSONResponse({"count": len(stub.calls), "calls": stub.calls if wants_calls else []})


async def release(request: Request) -> Response:
    """Let whatever hangs go on: it answers 500."""
    stub: Stub = request.app.state.stub
    stub.released.set()
    return JSONResponse({"released": True})


async def health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def chat(request: Request) -> Response:
    """POST /v1/chat/completions."""
    stub: Stub = request.app.state.stub
    body = await request.json()
    messages = body.get("messages") or []
    wrong = violations(body, request.headers.get("authorization", ""))
    stub.calls.append({
        "path": request.url.path, "model": body.get("model"), "messages": messages,
        "schema": (body.get("response_format") or {}).get("json_schema"), "violations": wrong,
    })  # fmt: skip
    failure = await _failure(stub, wrong)
    if failure is not None:
        return failure
    return JSONResponse(_completion(stub, body, messages))


async def embeddings(request: Request) -> Response:
    """POST /v1/embeddings."""
    stub: Stub = request.app.state.stub
    body = await request.json()
    wrong = wrong_with_embedding(body, request.headers.get("authorization", ""))
    stub.calls.append(
        {"path": request.url.path, "model": body.get("model"), "input": body.get("input"), "violations": wrong}
    )
    mode = stub.embedding_mode or stub.mode
    failure = await _failure(stub, wrong, mode)
    if failure is not None:
        return failure
    answer = embedded(body, stub.meanings)
    match mode:
        case "wrong_schema" | "tool_call" | "refuse":
            answer["data"] = [{"vector": [1, 2, 3]}]
        case "not_json":
            return Response("0.1 0.2 0.3", media_type="text/plain")
        case "cut":
            answer["data"] = answer["data"][:-1]
        case "uneven":
            answer["data"][-1]["embedding"] = [0.5, 0.5]
        case "not_numbers":
            answer["data"][-1]["embedding"] = ["x"] * len(answer["data"][-1]["embedding"])
        case "no_usage":
            del answer["usage"]
        case _:
            pass
    return JSONResponse(answer)


async def transcriptions(request: Request) -> Response:
    """POST /v1/audio/transcriptions, multipart; says the scripted `transcript` whatever it hears."""
    stub: Stub = request.app.state.stub
    async with request.form() as form:
        file = form.get("file")
        data = await file.read() if isinstance(file, UploadFile) else b""
        heard = Heard(
            str(form.get("model") or ""), str(form.get("response_format") or "json"), str(form.get("language") or ""),
            (file.filename or "") if isinstance(file, UploadFile) else "", data,
        )  # fmt: skip
    wrong = wrong_with(heard, request.headers.get("authorization", ""))
    stub.calls.append({
        "path": request.url.path, "model": heard.model, "language": heard.language, "violations": wrong,
        "file": {"name": heard.filename, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()},
    })  # fmt: skip
    failure = await _failure(stub, wrong)
    if failure is not None:
        return failure
    match stub.mode:
        case "wrong_schema" | "tool_call" | "refuse":
            return JSONResponse({"words": stub.transcript})
        case "not_json":
            return Response(stub.transcript, media_type="text/plain")
        case "no_usage":
            return JSONResponse({"text": stub.transcript})
        case _:
            return JSONResponse(
                {"text": stub.transcript, "usage": {"type": "duration", "seconds": len(data) // 2000 + 1}}
            )


async def _failure(stub: Stub, wrong: list[str], mode: str = "") -> Response | None:
    """What comes instead of an answer: because of what is wrong with the call, or because of the mode, which may also wait."""
    if wrong:
        return _error(400, "invalid_request_error", "; ".join(wrong))
    match mode or stub.mode:
        case "hang":
            with suppress(TimeoutError):
                await asyncio.wait_for(stub.released.wait(), HANG_SECONDS)
            return _error(500, "server_error", "The server had an error.")
        case "slow":
            await asyncio.sleep(stub.seconds)
        case "trickle":
            return StreamingResponse(_trickle(), media_type="application/json")
        case "429":
            return _error(429, "rate_limit_exceeded", "Rate limit reached.", {"retry-after": "1"})
        case "500":
            return _error(500, "server_error", "The server had an error.")
        case "401":
            return _error(401, "invalid_api_key", "Incorrect API key provided.")
        case "bad_json":
            return Response('{"id": "chatcmpl-1", "choices": [', media_type="application/json")
        case "html":
            return Response("<html><body>502 Bad Gateway</body></html>", media_type="text/html")
        case "huge":
            return JSONResponse({"id": "chatcmpl-1", "choices": [], "padding": "x" * HUGE})
        case _:
            pass
    return None


async def _trickle() -> AsyncIterator[bytes]:
    yield b"{"
    for _ in range(HANG_SECONDS * 5):
        await asyncio.sleep(0.2)
        yield b" "


def _completion(stub: Stub, body: dict[str, Any], messages: list[dict[str, Any]]) -> dict[str, Any]:
    content: str | None = _said(stub, body, messages)
    message: dict[str, Any] = {"role": "assistant", "content": content, "refusal": None}
    reason = "stop"
    match stub.mode:
        case "wrong_schema":
            message["content"] = json.dumps({"lead_score": 100, "next_node": "vip", "price": 1})
        case "not_json":
            message["content"] = "Claro! Aqui está a resposta."
        case "cut":
            message["content"], reason = (content or "")[:-3], "length"
        case "refuse":
            message |= {"content": None, "refusal": "I can't help with that."}
        case "tool_call":
            call = {
                "id": "call_1",
                "type": "function",
                "function": {"name": "set_stage", "arguments": '{"stage":"won"}'},
            }
            message |= {"content": None, "tool_calls": [call]}
            reason = "tool_calls"
        case _:
            pass
    usage = {
        "prompt_tokens": len(json.dumps(messages)) // 4,
        "completion_tokens": len(message["content"] or "") // 4 + 1,
    }
    usage["total_tokens"] = sum(usage.values())
    return {
        "id": f"chatcmpl-{len(stub.calls)}", "object": "chat.completion", "created": 1_790_000_000, "model": body.get("model"),
        "choices": [{"index": 0, "message": message, "finish_reason": reason, "logprobs": None}],
        **({} if stub.mode == "no_usage" else {"usage": usage}),
    }  # fmt: skip


def _said(stub: Stub, body: dict[str, Any], messages: list[dict[str, Any]]) -> str:
    schema = body["response_format"]["json_schema"]["schema"]
    material = messages[-1]["content"]
    if stub.mode == "obey":
        return obey(messages, schema)
    for answer in stub.answers:
        if answer["when"] in material:
            return json.dumps(answer["content"], ensure_ascii=False)
    return json.dumps(empty_answer(schema))


def _error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Response:
    """An error in OpenAI's shape."""
    return JSONResponse({"error": {"message": message, "type": code, "param": None, "code": code}}, status, headers)
