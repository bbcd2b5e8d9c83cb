"""Moves one demo conversation back in time, so that a day passes in a moment: the window closes, timers come due.

The product has no clock to turn: it reads the database's. So the conversation's own times are moved instead, by the
owner's connection, and the simulator is told to do the same with its side of the chat. Only local mode has this.
"""

from dataclasses import replace
from datetime import timedelta

import psycopg
from psycopg.types.json import Jsonb

from shared.engine import codec

FIND = """
select c.tenant_id, c.id, c.state from conversations c
join whatsapp_accounts a on a.tenant_id = c.tenant_id and a.id = c.account_id
join contact_identifiers i on i.tenant_id = c.tenant_id and i.contact_id = c.contact_id
where a.phone_number_id = %s and i.value = %s for update of c
"""
AGE = (
    """update conversations set last_incoming_at = last_incoming_at - %(by)s, last_message_at = last_message_at - %(by)s,
       created_at = created_at - %(by)s where tenant_id = %(tenant)s and id = %(id)s""",
    """update messages set sent_at = sent_at - %(by)s, created_at = created_at - %(by)s, status_at = status_at - %(by)s
       where tenant_id = %(tenant)s and conversation_id = %(id)s""",
    "update timers set due = due - %(by)s where tenant_id = %(tenant)s and conversation_id = %(id)s",
    """update outbox set not_before = not_before - %(by)s, created_at = created_at - %(by)s
       where tenant_id = %(tenant)s and conversation_id = %(id)s and state = 'queued'""",
)


def let_time_pass(owner_url: str, *, number: str, contact: str, by: timedelta) -> bool:
    """Age the conversation of a contact (wa_id or BSUID) with a number. False when they have none yet."""
    with psycopg.connect(owner_url) as db:
        found = db.execute(FIND, (number, contact)).fetchone()
        if found is None:
            return False
        tenant, conversation, state = found
        for statement in AGE:
            db.execute(statement, {"by": by, "tenant": tenant, "id": conversation})
        if state:
            before = codec.state_from_json(state)
            aged = replace(before, heard_at=before.heard_at - by if before.heard_at else None)
            db.execute(
                "update conversations set state = %s where tenant_id = %s and id = %s",
                (Jsonb(codec.state_to_json(aged)), tenant, conversation),
            )
    return True
