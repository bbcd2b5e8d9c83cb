"""Redis over Upstash's REST and over its own protocol, and what happens when it is away, slow or wrong."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from local.ports import HOST, free_port
from local.valkey import Valkey
from shared.clients.redis import MemoryKeyValue, RedisKeyValue, open_key_value
from shared.ports import KeyValue, KeyValueUnavailable
from tests.parts import RedisRest

SOON = timedelta(milliseconds=300)
LONG = timedelta(minutes=5)


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """A plain Redis of these tests' own."""
    started = Valkey(tmp_path_factory.mktemp("valkey") / "log")
    started.start()
    yield started
    started.stop()


@pytest.fixture(params=["rest", "plain", "memory"])
def store(request: pytest.FixtureRequest) -> Iterator[KeyValue]:
    made = _open(request)
    yield made
    made.close()


def _open(request: pytest.FixtureRequest) -> KeyValue:
    if request.param == "rest":
        rest: RedisRest = request.getfixturevalue("redis_rest")
        return open_key_value((rest.url, rest.token), None)
    if request.param == "plain":
        valkey: Valkey = request.getfixturevalue("valkey")
        return open_key_value(None, f"redis://{HOST}:{valkey.port}/3")
    return open_key_value(None, None)


def test_counting_begins_at_one_and_ends_after_its_time(store: KeyValue) -> None:
    assert [store.increment("count", expires=SOON) for _ in range(3)] == [1, 2, 3]

    _until(lambda: store.get("count") is None)

    assert store.increment("count", expires=SOON) == 1


def test_counting_further_does_not_prolong(store: KeyValue) -> None:
    started = time.monotonic()
    store.increment("window", expires=SOON)
    while time.monotonic() - started < 0.2:
        store.increment("window", expires=LONG)

    _until(lambda: store.get("window") is None)

    assert time.monotonic() - started < 3


def test_values_are_kept_replaced_forgotten_and_dropped(store: KeyValue) -> None:
    store.put("key", "ação", expires=LONG)
    assert store.get("key") == "ação"
    store.put("key", "", expires=SOON)
    assert store.get("key") == ""
    _until(lambda: store.get("key") is None)
    store.put("key", "again", expires=LONG)
    store.delete("key")
    assert store.get("key") is None
    store.ping()


def test_many_threads_count_every_time(store: KeyValue) -> None:
    def count() -> None:
        for _ in range(10):
            with contextlib.suppress(KeyValueUnavailable):  # the plain connection is shared: a wait may be refused
                counted.append(store.increment("threads", expires=LONG))

    counted: list[int] = []
    threads = [threading.Thread(target=count) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(counted) == len(set(counted)) >= 25


class Server:
    """A TCP server that treats every connection the same way."""

    def __init__(self, treat: Callable[[socket.socket], None]) -> None:
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        self.connections = 0
        self._treat = treat
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                with connection, contextlib.suppress(OSError):
                    self._treat(connection)

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


def hang(connection: socket.socket) -> None:
    connection.settimeout(2)
    with contextlib.suppress(TimeoutError):
        while connection.recv(1024):
            pass


def answering(answer: bytes) -> Callable[[socket.socket], None]:
    def treat(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(answer)

    return treat


def http(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
        len(body),
        body,
    )


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[socket.socket], None]], Server]]:
    servers: list[Server] = []

    def start(treat: Callable[[socket.socket], None]) -> Server:
        servers.append(Server(treat))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def both(port: int) -> list[KeyValue]:
    return [open_key_value((f"http://{HOST}:{port}", "token"), None), open_key_value(None, f"redis://{HOST}:{port}/0")]


def test_nobody_listening_is_unavailable_at_once() -> None:
    for store in both(free_port(None)):
        started = time.monotonic()
        with pytest.raises(KeyValueUnavailable):
            store.get("x")
        assert time.monotonic() - started < 1
        store.close()


def test_a_hanging_redis_costs_one_request_a_moment_and_the_next_nothing(
    serve: Callable[[Callable[[socket.socket], None]], Server],
) -> None:
    for store in both(serve(hang).port):
        started = time.monotonic()
        with pytest.raises(KeyValueUnavailable):
            store.increment("x", expires=LONG)
        first = time.monotonic() - started
        started = time.monotonic()
        for _ in range(50):
            with pytest.raises(KeyValueUnavailable):
                store.increment("x", expires=LONG)
        assert 0.15 < first < 1.5
        assert time.monotonic() - started < 0.1
        store.close()


def test_a_failed_command_is_not_sent_again(serve: Callable[[Callable[[socket.socket], None]], Server]) -> None:
    for n in (0, 1):
        server = serve(answering(b""))
        store = both(server.port)[n]
        with pytest.raises(KeyValueUnavailable):
            store.increment("x", expires=LONG)
        assert server.connections == 1
        store.close()


REST_NONSENSE = [b"not json", b"[]", b"{}", b'"text"', b"null", b'{"error": "ERR max daily request limit exceeded"}']


@pytest.mark.parametrize("body", REST_NONSENSE)
def test_nonsense_over_rest_is_unavailable_or_no_value(
    serve: Callable[[Callable[[socket.socket], None]], Server], body: bytes
) -> None:
    store = both(serve(answering(http(body))).port)[0]

    with pytest.raises(KeyValueUnavailable):
        store.get("x")
    store.close()


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 400\r\n", b"$99999999999\r\n", b"$5\r\nab", b"*1\r\n", b"-LOADING wait\r\n", b":x\r\n"]
)
def test_nonsense_over_the_plain_protocol_is_unavailable(
    serve: Callable[[Callable[[socket.socket], None]], Server], answer: bytes
) -> None:
    store = both(serve(answering(answer)).port)[1]

    with pytest.raises(KeyValueUnavailable):
        store.get("x")
    store.close()


def test_a_wrong_token_is_unavailable(redis_rest: RedisRest) -> None:
    store = open_key_value((redis_rest.url, "wrong"), None)

    with pytest.raises(KeyValueUnavailable):
        store.ping()
    store.close()


def test_after_its_pause_a_redis_that_is_back_is_used_again(valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.clients.redis.PAUSE", timedelta(milliseconds=50))
    store = open_key_value(None, f"redis://{HOST}:{valkey.port}/3")
    store.put("x", "1", expires=LONG)
    assert isinstance(store, RedisKeyValue)
    store._commands.close()
    valkey_away = open_key_value(None, f"redis://{HOST}:{free_port(None)}/3")
    with pytest.raises(KeyValueUnavailable):
        valkey_away.get("x")

    assert store.get("x") == "1"
    valkey_away.close()
    store.close()


def test_the_in_process_store_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.clients.redis.MAX_KEYS", 10)
    store = MemoryKeyValue()

    for n in range(25):
        store.increment(f"k{n}", expires=LONG)

    assert store.get("k0") is None
    assert store.get("k24") == "1"


def _until(is_so: Callable[[], bool]) -> None:
    """Wait for an expiry, which only the store's own clock can bring about."""
    give_up = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < give_up, "it never expired"
        time.sleep(0.02)


def test_at_most_so_many_are_admitted_in_any_stretch(store: KeyValue) -> None:
    assert [store.admit("door", most=2, per=SOON) for _ in range(3)] == [True, True, False]
    assert store.admit("another door", most=1, per=SOON)
    assert not store.admit("shut", most=0, per=SOON)

    _until(lambda: store.admit("door", most=2, per=SOON))


def test_those_who_come_at_once_are_admitted_exactly_so_often(store: KeyValue) -> None:
    admitted: list[bool] = []

    def come() -> None:
        for _ in range(10):
            with contextlib.suppress(KeyValueUnavailable):  # a plain connection is one: who waits too long is told so
                admitted.append(store.admit("gate", most=7, per=LONG))

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(admitted) <= 7
    assert not store.admit("gate", most=sum(admitted), per=LONG)
