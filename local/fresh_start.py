"""Lets a demo contact begin again: the bot forgets where the conversation stood and answers it as a new one.

What was said stays in the inbox, and the lead stays on the board, as with a customer who writes again weeks later.
Only local mode has this; the simulator empties the phone on its side.
"""

import psycopg

from local.time_travel import FIND

FORGET = (
    """update conversations set state = null, flow_version_id = null, owner = 'bot', owner_user_id = null, team = null,
       updated_at = now() where tenant_id = %(tenant)s and id = %(id)s""",
    "delete from timers where tenant_id = %(tenant)s and conversation_id = %(id)s",
)


def begin_again(owner_url: str, *, number: str, contact: str) -> bool:
    """Forget the session of a contact (wa_id or BSUID) with a number. False when they have no conversation yet."""
    with psycopg.connect(owner_url) as db:
        found = db.execute(FIND, (number, contact)).fetchone()
        if found is None:
            return False
        tenant, conversation, _state = found
        for statement in FORGET:
            db.execute(statement, {"tenant": tenant, "id": conversation})
    return True
