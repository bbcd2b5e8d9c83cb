"""What AI cost, as the tenant's admins see it; what the super admin may set about it."""

import uuid
from typing import Any

from starlette.testclient import TestClient

from tests.functions.people import Agency

SPEND, CALLS = "/admin/ai/spend", "/admin/ai/calls"


def called(agency: Agency, task: str, *, tokens: int = 10, outcome: str = "ok", conversation: Any = None) -> None:
    """A call that was made and counted."""
    agency.sql(
        "with made as (insert into ai_calls (id, tenant_id, conversation_id, day, node, task, model, reserved_tokens, reserved_micros,"
        " tokens, cost_micros, latency_ms, input_tokens, output_tokens, outcome, created_at)"
        " select gen_random_uuid(), id, %s, (now() at time zone timezone)::date, 'faq', %s, 'gpt-4o-mini', 100, 100, %s, 7, 250, %s, 0, %s,"
        " clock_timestamp() from tenants where id = %s returning tenant_id, day, tokens, cost_micros)"
        " insert into ai_days (tenant_id, day, calls, tokens, cost_micros) select tenant_id, day, 1, tokens, cost_micros from made"
        " on conflict (tenant_id, day) do update set calls = ai_days.calls + 1, tokens = ai_days.tokens + excluded.tokens,"
        " cost_micros = ai_days.cost_micros + excluded.cost_micros",
        conversation, task, tokens, tokens, outcome, agency.tenant,
    )  # fmt: skip


def test_the_days_spend_stands_against_the_limits(client: TestClient, agency: Agency, rival: Agency) -> None:
    called(agency, "extract")
    called(agency, "answer", tokens=20)
    called(rival, "answer", tokens=500)
    agency.sql("insert into ai_days (tenant_id, day, calls) values (%s, '2020-01-01', 99)", agency.tenant)
    agency.sql(
        "update tenants set limits = %s where id = %s",
        '{"ai_calls_per_day": 3, "ai_usd_cents_per_day": 2}',
        agency.tenant,
    )

    found = client.get(SPEND, headers=agency.headers).json()

    assert found["calls"] == {"spent": 2, "limit": 3}
    assert found["tokens"] == {"spent": 30, "limit": 1_000_000}
    assert found["cost_micros"] == {"spent": 14, "limit": 20_000}
    assert (found["calls_per_sender_per_minute"], found["tokens_per_conversation"]) == (6, 200_000)
    assert found["timezone"] == "America/Sao_Paulo"


def test_a_day_without_a_call_is_zero(client: TestClient, agency: Agency) -> None:
    assert client.get(SPEND, headers=agency.headers).json()["calls"] == {"spent": 0, "limit": 500}


def test_calls_are_listed_newest_first_in_pages_and_the_rivals_are_not(
    client: TestClient, agency: Agency, rival: Agency
) -> None:
    for task in ("extract", "classify", "answer"):
        called(agency, task)
    called(rival, "transcribe")

    first = client.get(CALLS, params={"limit": 2}, headers=agency.headers).json()
    rest = client.get(CALLS, params={"limit": 2, "cursor": first["next_cursor"]}, headers=agency.headers).json()

    assert [each["task"] for each in first["items"] + rest["items"]] == ["answer", "classify", "extract"]
    assert rest["next_cursor"] is None
    assert first["items"][0] | {"id": "", "created_at": ""} == {
        "id": "", "created_at": "", "conversation_id": None, "node": "faq", "task": "answer", "model": "gpt-4o-mini", "input_tokens": 10,
        "output_tokens": 0, "tokens": 10, "cost_micros": 7, "latency_ms": 250, "outcome": "ok",
    }  # fmt: skip
    nobodys = {"conversation_id": str(uuid.uuid4())}
    assert client.get(CALLS, params=nobodys, headers=agency.headers).json()["items"] == []


def test_only_admins_see_what_ai_costs(client: TestClient, agency: Agency) -> None:
    agency.sql("update users set role = 'agent' where tenant_id = %s", agency.tenant)

    answers = [client.get(path, headers=agency.headers) for path in (SPEND, CALLS)]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_the_super_admin_says_whether_ai_sees_personal_data_and_how_much_it_may_cost(
    client: TestClient, agency: Agency, super_headers: dict[str, str]
) -> None:
    path, limits = f"/super/tenants/{agency.tenant}", {"ai_calls_per_day": 5}

    changed = client.patch(path, json={"ai_sees_personal_data": True, "limits": limits}, headers=super_headers).json()
    nothing = client.patch(path, json={}, headers=super_headers).json()
    masked = client.patch(path, json={"ai_sees_personal_data": False}, headers=super_headers).json()

    assert (changed["ai_sees_personal_data"], changed["limits"]) == (True, limits)
    assert nothing == changed
    assert (masked["ai_sees_personal_data"], masked["limits"]) == (False, limits)
    assert client.get(SPEND, headers=agency.headers).json()["calls"]["limit"] == 5
