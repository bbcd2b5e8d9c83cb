"""The webhook as Meta sees it, over HTTP: proven once, every body answered, nothing doubled, nothing accepted unsigned."""

import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from functions.render import build
from functions.webhook.inbound import ANSWER_WITHIN, take_in
from local.ports import HOST, listen, port_of
from shared.container import Container
from shared.domain.errors import StoreUnavailable
from shared.settings import load_settings
from shared.whatsapp.signature import sign
from tests import parts
from tests.superuser import superuser
from tests.whatsapp.samples import SAMPLE_WABAS, body_now, sample_names

MEBIBYTE = 1024 * 1024


class Meta:
    """Posts signed bodies."""

    def __init__(self, environment: dict[str, str], superuser_url: str) -> None:
        self.container = Container(load_settings(environment))
        self.client = TestClient(build(lambda: self.container), raise_server_exceptions=False)
        self.superuser_url = superuser_url
        self.secret = environment["WA_WEBHOOK_SECRET"].split(",")[0]
        with superuser(superuser_url) as db:
            for number, waba in SAMPLE_WABAS.items():
                db.execute(
                    "with t as (insert into tenants (name) values (%s) returning id) insert into whatsapp_accounts"
                    " (tenant_id, phone_number_id, waba_id) select id, %s, %s from t",
                    (number, number, waba),
                )

    def post(self, body: bytes, *, path: str = "/webhook", **headers: str) -> tuple[int, dict[str, object]]:
        signed = {"X-Hub-Signature-256": "sha256=" + sign(body, self.secret), "Content-Type": "application/json"}
        answer = self.client.post(
            path, content=body, headers=signed | {k.replace("_", "-"): v for k, v in headers.items()}
        )
        return answer.status_code, answer.json()

    def count(self, sql: str) -> int:
        with superuser(self.superuser_url) as db:
            row = db.execute(f"select count(*) from {sql}").fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
def meta(environment: dict[str, str], database: parts.Database) -> Iterator[Meta]:
    opened = Meta(environment, database.superuser_url)
    yield opened
    opened.container.stop()


def test_every_sample_is_answered_200_and_again_without_adding_anything(meta: Meta) -> None:
    bodies = {name: body_now(name) for name in sample_names()}
    for name, body in bodies.items():
        assert meta.post(body) == (200, {"received": True}), name
    before = [meta.count(table) for table in ("inbox", "unrouted", "webhook_changes")]

    for name, body in bodies.items():
        assert meta.post(body)[0] == 200, name

    assert [meta.count(table) for table in ("inbox", "unrouted", "webhook_changes")] == before


@pytest.mark.parametrize("path", ["/webhook", "/webhook/verify"])
def test_the_challenge_is_echoed_as_text_to_the_right_token_only(
    meta: Meta, environment: dict[str, str], path: str
) -> None:
    def ask(**query: str) -> tuple[int, str, str]:
        answer = meta.client.get(path, params={"hub." + name: value for name, value in query.items()})
        return answer.status_code, answer.text, answer.headers["content-type"]

    token = environment["WA_VERIFY_TOKEN"]
    assert ask(mode="subscribe", verify_token=token, challenge="1158201444") == (
        200,
        "1158201444",
        "text/plain; charset=utf-8",
    )
    assert ask(mode="subscribe", verify_token="wrong", challenge="1")[0] == 403
    assert ask(mode="subscribe", verify_token="", challenge="1")[0] == 403
    assert ask(mode="unsubscribe", verify_token=token, challenge="1")[0] == 403
    assert ask()[0] == 403
    assert ask(mode="subscribe", verify_token=token, challenge="9" * 10_000)[0] == 400


def test_a_wrong_or_missing_signature_is_401(meta: Meta) -> None:
    body = body_now("text")

    assert meta.client.post("/webhook", content=body).status_code == 401
    status, answer = meta.post(body, X_Hub_Signature_256="sha256=" + "0" * 64)
    assert (status, answer["detail"]) == (401, "invalid_signature")
    assert meta.count("inbox") == 0


def test_two_signature_headers_are_none(meta: Meta) -> None:
    body = body_now("text")
    good = ("X-Hub-Signature-256", "sha256=" + sign(body, meta.secret))

    assert meta.client.post("/webhook", content=body, headers=[good, good]).status_code == 401


def test_what_is_not_json_is_400_and_what_is_not_ours_404(meta: Meta) -> None:
    status, answer = meta.post(b"hello")
    assert (status, answer["detail"]) == (400, "invalid_json")

    stranger = (
        body_now("text").replace(b"215550001112233", b"995550009990011").replace(b"104857600011223", b"994857600099001")
    )
    status, answer = meta.post(stranger)
    assert (status, answer["detail"]) == (404, "tenant_not_mapped_for_phone_number_id")
    assert answer["correlation_id"]


def test_three_mebibytes_are_read_and_more_is_413(meta: Meta) -> None:
    filler = b'{"object":"whatsapp_business_account","entry":[],"x":"%s"}'

    assert meta.post(filler % (b"a" * (3 * MEBIBYTE - 100)))[0] == 200
    assert meta.post(filler % (b"a" * (4 * MEBIBYTE)))[0] == 413


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' + b"9" * 5000 + b"}", b"NaN", b'"\\ud800"', b'"\\u0000"', b"\xff", b"[]", b'""', b"",
                                  b'{"entry":1,"entry":2}'])  # fmt: skip
def test_hostile_json_is_never_a_server_error_and_the_next_message_is_taken(meta: Meta, body: bytes) -> None:
    assert meta.post(body)[0] in (200, 400)
    assert meta.post(body_now("text"))[0] == 200


def test_a_database_that_is_away_is_503_and_nothing_is_promised(
    environment: dict[str, str], database: parts.Database
) -> None:
    away = Meta(environment, database.superuser_url)
    away.container = Container(
        load_settings(environment | {"DATABASE_URL": "postgresql://prosa:x@127.0.0.1:9/x", "DATABASE_URL_OVERRIDE": ""})
    )

    status, answer = away.post(body_now("text"))

    assert (status, answer["detail"]) == (503, "store_unavailable")


def test_the_time_that_a_body_waited_for_a_thread_counts_too(
    environment: dict[str, str], database: parts.Database
) -> None:
    body = body_now("text")
    with listen() as silent:  # as a frozen Postgres: it accepts, and never says a word
        url = f"postgresql://prosa:x@{HOST}:{port_of(silent)}/x"
        away = Container(load_settings(environment | {"DATABASE_URL": url, "DATABASE_URL_OVERRIDE": ""}))
        signature = "sha256=" + sign(body, environment["WA_WEBHOOK_SECRET"].split(",")[0])
        began = time.monotonic()
        waited = began - ANSWER_WITHIN.total_seconds() + 0.3

        with pytest.raises(StoreUnavailable):
            take_in(away, body, [signature], {}, since=waited)

    assert time.monotonic() - began < 1.5
    assert away.receiving.take_gap()


def test_unknown_kinds_are_stored_raw_and_wake_nobody(meta: Meta) -> None:
    for name in ("unknown-field", "unknown-message-type", "calls-connect", "group-lifecycle-update"):
        assert meta.post(body_now(name))[0] == 200

    assert meta.count("inbox where kind <> 'message' and state = 'kept'") >= 2
