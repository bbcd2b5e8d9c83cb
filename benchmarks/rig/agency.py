"""A tenant with a number and a published flow, planted with SQL."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

import psycopg

QUESTIONS = [
    ("purpose", "Oi! Eu sou a assistente da imobiliária Aurora. Você quer comprar ou alugar um imóvel?"),
    ("area", "Certo. Em que bairro ou região da cidade você procura? Pode dizer mais de um."),
    ("rooms", "Quantos quartos você precisa? Um número basta, e depois eu procuro para você."),
]


def flow(debounce_ms: int = 0) -> dict[str, Any]:
    """Three questions in a ring, so that a contact may write for ever and each message gets one answer."""
    nodes = [
        {
            "id": name,
            "type": "ask_text",
            "prompt": prompt,
            "save_as": name,
            "transitions": [{"to": QUESTIONS[(at + 1) % len(QUESTIONS)][0]}],
        }
        for at, (name, prompt) in enumerate(QUESTIONS)
    ]
    return {"version": 1, "start": "purpose", "policy": {"debounce_ms": debounce_ms}, "nodes": nodes}


@dataclass(frozen=True, slots=True)
class Agency:
    tenant: uuid.UUID
    account: uuid.UUID
    number: str


def plant(superuser_url: str, *, definition: dict[str, Any] | None = None, name: str = "Aurora") -> Agency:
    """Make one."""
    number = str(uuid.uuid4().int)[:15]
    with psycopg.connect(superuser_url, autocommit=True) as db:
        row = db.execute(
            "with t as (insert into tenants (name) values (%s) returning id),"
            " a as (insert into whatsapp_accounts (tenant_id, phone_number_id) select id, %s from t returning id, tenant_id),"
            " f as (insert into flows (tenant_id, domain, name, draft, latest_version)"
            "  select id, 'real_estate', 'Atendimento', %s, 1 from t returning tenant_id, id),"
            " v as (insert into flow_versions (tenant_id, flow_id, number, definition) select tenant_id, id, 1, %s from f returning *),"
            " p as (insert into publications (tenant_id, domain, flow_id, flow_version_id)"
            "  select tenant_id, 'real_estate', flow_id, id from v)"
            " select tenant_id, id from a",
            (name, number, *[json.dumps(definition or flow())] * 2),
        ).fetchone()
    if row is None:
        raise RuntimeError("no agency was made")
    return Agency(row[0], row[1], number)
