"""The REST endpoint answers as Upstash does, to its SDK and to plain HTTP."""

import base64
import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from upstash_redis import Redis
from upstash_redis.errors import UpstashError

from tests.parts import Parts, RedisRest

SCRIPT_OF_UPSTASH_RATELIMIT = "#!lua flags=allow-key-locking\nreturn redis.call('INCR', KEYS[1])"


def call(rest: RedisRest, body: Any = None, *, path: str = "", method: str = "POST", **headers: str) -> tuple[int, Any]:
    """Return the status and the JSON of one request."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    given = {"Authorization": f"Bearer {rest.token}"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    try:
        with urlopen(Request(rest.url + path, data=data, method=method, headers=given)) as answer:  # noqa: S310 - our own address
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_a_command_is_an_array(redis_rest: RedisRest) -> None:
    assert call(redis_rest, ["SET", "k", "ação €"]) == (200, {"result": "OK"})
    assert call(redis_rest, ["GET", "k"]) == (200, {"result": "ação €"})
    assert call(redis_rest, ["GET", "nothing"]) == (200, {"result": None})
    assert call(redis_rest, ["INCR", "n"]) == (200, {"result": 1})


def test_a_command_is_a_path(redis_rest: RedisRest) -> None:
    assert call(redis_rest, b"last argument", path="/set/k?EX=60") == (200, {"result": "OK"})
    assert call(redis_rest, path="/get/k", method="GET") == (200, {"result": "last argument"})
    assert call(redis_rest, path="/ttl/k", method="GET")[1]["result"] > 50


def test_base64_encodes_every_string_but_the_status_ok(redis_rest: RedisRest) -> None:
    encoded = {"Upstash_Encoding": "base64"}

    assert call(redis_rest, ["SET", "k", "OK"], **encoded) == (200, {"result": "OK"})
    assert call(redis_rest, ["GET", "k"], **encoded) == (200, {"result": base64.b64encode(b"OK").decode()})
    assert call(redis_rest, ["MGET", "k", "none"], **encoded) == (
        200,
        {"result": [base64.b64encode(b"OK").decode(), None]},
    )


@pytest.mark.parametrize("given", ["", "Bearer wrong", "Basic abc"])
def test_a_wrong_token_is_refused(redis_rest: RedisRest, given: str) -> None:
    status, answer = call(redis_rest, ["PING"], Authorization=given)

    assert status == 401
    assert answer["error"].startswith("WRONGPASS")


def test_the_token_may_stand_in_the_query(redis_rest: RedisRest) -> None:
    assert call(redis_rest, path=f"/ping?_token={redis_rest.token}", method="GET", Authorization="") == (
        200,
        {"result": "PONG"},
    )


def test_each_token_opens_a_database_of_its_own(parts: Parts, redis_rest: RedisRest) -> None:
    call(redis_rest, ["SET", "k", "mine"])
    other = RedisRest(redis_rest.url, parts.redis_tokens[-1])

    assert call(other, ["GET", "k"]) == (200, {"result": None})
    call(other, ["FLUSHALL"])
    assert call(redis_rest, ["GET", "k"]) == (200, {"result": "mine"})


def test_an_error_in_a_pipeline_is_that_commands_own(redis_rest: RedisRest) -> None:
    rows = [["SET", "k", "x"], ["INCR", "k"], ["BLPOP", "l", 0], ["GET", "k"]]

    status, answer = call(redis_rest, rows, path="/pipeline")

    assert status == 200
    assert answer[0] == {"result": "OK"}
    assert "not an integer" in answer[1]["error"]
    assert "not available" in answer[2]["error"]
    assert answer[3] == {"result": "x"}


def test_a_transaction_is_discarded_as_a_whole(redis_rest: RedisRest) -> None:
    status, answer = call(redis_rest, [["SET", "k", 1], ["NOPE"]], path="/multi-exec")

    assert status == 400
    assert "EXECABORT" in answer["error"]
    assert call(redis_rest, ["GET", "k"]) == (200, {"result": None})


@pytest.mark.parametrize("body", [b"", b"{", b"{}", b"[]", b"[null]", b'"PING"'])
def test_what_is_no_command_is_refused(redis_rest: RedisRest, body: bytes) -> None:
    status, answer = call(redis_rest, body)

    assert status == 400
    assert "failed to parse" in answer["error"]


@pytest.mark.parametrize("command", ["SUBSCRIBE", "SELECT", "CONFIG", "SHUTDOWN", "MULTI", "AUTH"])
def test_what_needs_a_session_is_not_available(redis_rest: RedisRest, command: str) -> None:
    status, answer = call(redis_rest, [command, "x"])

    assert status == 400
    assert "not available" in answer["error"]


def test_other_methods_are_refused(redis_rest: RedisRest) -> None:
    assert call(redis_rest, path="/get/k", method="DELETE")[0] == 405


def test_a_large_body_is_refused(redis_rest: RedisRest) -> None:
    assert call(redis_rest, b" " * (10 * 2**20 + 1))[0] == 413


def test_the_flag_that_only_upstash_knows_is_taken_out_of_scripts(redis_rest: RedisRest) -> None:
    with Redis(redis_rest.url, redis_rest.token, rest_retries=0, allow_telemetry=False) as redis:
        assert redis.eval(SCRIPT_OF_UPSTASH_RATELIMIT, keys=["n"]) == 1
        loaded = redis.script_load(SCRIPT_OF_UPSTASH_RATELIMIT)
        assert redis.evalsha(loaded, keys=["n"]) == 2
        with pytest.raises(UpstashError, match="flag"):
            redis.eval("#!lua flags=no-such-flag\nreturn 1")


def test_the_sdk_works(redis_rest: RedisRest) -> None:
    with Redis(redis_rest.url, redis_rest.token, rest_retries=0, allow_telemetry=False) as redis:
        assert redis.set("k", "v", nx=True, ex=60)
        assert not redis.set("k", "w", nx=True)
        redis.hset("h", values={"a": 1, "b": "dois"})
        assert redis.hgetall("h") == {"a": "1", "b": "dois"}
        redis.zadd("z", {"m": 1.5})
        assert redis.zrange("z", 0, -1, withscores=True) == [("m", 1.5)]
        for batch in (redis.pipeline(), redis.multi()):
            batch.set("a", 1).incr("a").get("a")
            assert batch.exec() == [True, 2, "2"]
