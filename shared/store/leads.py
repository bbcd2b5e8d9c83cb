"""The lead of a conversation, as turns write it: one open lead each, with the history of what happened to it."""

from collections.abc import Sequence
from typing import Any

from psycopg.types.json import Jsonb

from shared.domain.ids import ContactId, ConversationId
from shared.store.database import Tx


def save_lead(
    tx: Tx,
    *,
    conversation: ConversationId,
    contact: ContactId,
    domain: str,
    stage: str | None,
    stages: Sequence[str],
    fields: dict[str, Any],
    summary: Sequence[tuple[str, str]],
    tags: Sequence[str],
    value_cents: int | None,
    note: str | None,
) -> None:
    """Queue: make the open lead or bring it up to date, and write down what changed. Repeating it changes nothing.

    stages: the kanban's, in order; a new lead starts at the first. A bot moves a lead forward only: where it stands further,
    or where a person has put it outside of the kanban, it stays.
    """
    lines = [{"label": label, "value": value} for label, value in summary]
    tx.execute(
        "with before as (select id, stage from leads where tenant_id = current_tenant() and conversation_id = %(conversation)s"
        "   and closed_at is null),"
        " saved as (insert into leads (tenant_id, contact_id, conversation_id, domain, stage, fields, summary, tags, value_cents)"
        "   values (current_tenant(), %(contact)s, %(conversation)s, %(domain)s, coalesce(%(stage)s::text, (%(stages)s::text[])[1]), %(fields)s,"
        "     %(summary)s, %(tags)s, %(value)s)"
        "   on conflict (tenant_id, conversation_id) where closed_at is null do update set"
        "     stage = case when array_position(%(stages)s::text[], %(stage)s::text) > array_position(%(stages)s::text[], leads.stage)"
        "       then %(stage)s::text else leads.stage end, fields = leads.fields || excluded.fields,"
        "     summary = case when excluded.summary = '[]' then leads.summary else excluded.summary end,"
        "     tags = array(select distinct unnest(leads.tags || excluded.tags) order by 1),"
        "     value_cents = coalesce(excluded.value_cents, leads.value_cents), updated_at = now()"
        "   returning id, stage)"
        " insert into lead_events (tenant_id, lead_id, kind, actor, detail)"
        " select current_tenant(), s.id, e.kind, 'bot', e.detail from saved s left join before b on b.id = s.id"
        " cross join lateral (values ('created', b.id is null, jsonb_build_object('stage', s.stage)),"
        "   ('moved', b.id is not null and b.stage <> s.stage, jsonb_build_object('from', b.stage, 'to', s.stage)),"
        "   ('note', %(note)s::text is not null, jsonb_build_object('text', %(note)s::text))) as e (kind, happened, detail)"
        " where e.happened",
        {
            "conversation": conversation, "contact": contact, "domain": domain, "stage": stage, "stages": list(stages),
            "fields": Jsonb(fields), "summary": Jsonb(lines), "tags": list(tags), "value": value_cents, "note": note,
        },
    )  # fmt: skip


def add_notification(tx: Tx, *, conversation: ConversationId, channel: str, payload: dict[str, Any]) -> None:
    """Queue: something people of the tenant should see."""
    tx.execute(
        "insert into notifications (tenant_id, conversation_id, channel, payload) values (current_tenant(), %s, %s, %s)",
        (conversation, channel, Jsonb(payload)),
    )
