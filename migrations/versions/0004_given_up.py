"""What is given up: sends that were taken back, timers that keep failing; and contacts that two first messages made twice become one."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = """
alter table outbox add column withdrawn boolean not null default false; -- a person took over while it was leaving
alter table timers add column attempts smallint not null default 0;
"""

# How many of a sender's oldest pending items go together: after a failed run one at a time, so that the one at fault fails
# alone and its neighbours are answered.
TAKEN_TOGETHER = """
create function taken_together(in_account uuid, in_sender text, most integer) returns bigint language sql stable
  return (select case when attempts > 0 then 1 else most end from inbox where tenant_id = current_tenant()
    and account_id = in_account and sender = in_sender and state = 'pending' order by id limit 1);
"""

# Two transactions may each make a contact of the same person under different identities (a message with its BSUID, an echo
# with the number only). The second one waits at the unique key for the first, finds the identity taken, and becomes one
# with its holder: hence a second look after the insert.
ADD_IDENTITIES = """
create or replace function add_identities(in_contact uuid, in_bsuid text, in_wa_id text, in_parent text) returns void
language plpgsql as $$
declare
  other uuid;
begin
  for attempt in 1..2 loop
    foreach other in array coalesce(contacts_known_as(in_bsuid, in_wa_id, in_parent), '{}') loop
      perform merge_contacts(in_contact, other);
    end loop;
    insert into contact_identifiers (tenant_id, kind, value, contact_id)
      select current_tenant(), k.kind, k.value, in_contact
      from (values ('bsuid', in_bsuid), ('wa_id', in_wa_id), ('parent_bsuid', in_parent)) as k (kind, value)
      where k.value is not null
      on conflict do nothing;
    exit when not exists (select from unnest(contacts_known_as(in_bsuid, in_wa_id, in_parent)) as k (id) where k.id <> in_contact);
  end loop;
end $$;
"""

# As it was, and what the other conversation had still to say is shown as not said instead of waiting for ever.
MERGE_CONTACTS = """
create or replace function merge_contacts(keep uuid, gone uuid) returns void language plpgsql as $$
declare
  theirs record;
  ours uuid;
begin
  if keep = gone then return; end if;
  perform from contacts where tenant_id = current_tenant() and id in (keep, gone) order by id for update;
  update contact_identifiers set contact_id = keep where tenant_id = current_tenant() and contact_id = gone;
  for theirs in select id, account_id from conversations
    where tenant_id = current_tenant() and contact_id = gone and merged_into is null for update
  loop
    select id into ours from conversations
      where tenant_id = current_tenant() and contact_id = keep and account_id = theirs.account_id for update;
    if ours is null then
      update conversations set contact_id = keep, updated_at = now() where tenant_id = current_tenant() and id = theirs.id;
      update leads set contact_id = keep where tenant_id = current_tenant() and conversation_id = theirs.id;
    else
      update messages set conversation_id = ours where tenant_id = current_tenant() and conversation_id = theirs.id;
      with gone_sends as (update outbox set state = 'cancelled', done_at = now(), error_title = 'merged'
          where tenant_id = current_tenant() and conversation_id = theirs.id and state = 'queued' returning message_id)
        update messages m set status = 'failed', status_at = now(), error_title = 'merged' from gone_sends s
        where m.tenant_id = current_tenant() and m.id = s.message_id;
      delete from timers where tenant_id = current_tenant() and conversation_id = theirs.id;
      update leads l set contact_id = keep, conversation_id = ours, updated_at = now(), closed_at = case
          when l.closed_at is null and exists (select from leads o where o.tenant_id = current_tenant()
            and o.conversation_id = ours and o.closed_at is null) then now() else l.closed_at end
        where l.tenant_id = current_tenant() and l.conversation_id = theirs.id;
      update conversations c set last_incoming_at = greatest(c.last_incoming_at, t.last_incoming_at),
          last_message_at = greatest(c.last_message_at, t.last_message_at), unread = c.unread + t.unread, updated_at = now()
        from conversations t where c.tenant_id = current_tenant() and c.id = ours and t.tenant_id = current_tenant() and t.id = theirs.id;
      update conversations set merged_into = ours, unread = 0, updated_at = now()
        where tenant_id = current_tenant() and id = theirs.id;
    end if;
  end loop;
  update contacts k set phone = coalesce(k.phone, g.phone), email = coalesce(k.email, g.email), fields = g.fields || k.fields,
      name = case when k.name = '' then g.name else k.name end, updated_at = now()
    from contacts g where k.tenant_id = current_tenant() and k.id = keep and g.tenant_id = current_tenant() and g.id = gone;
  update contacts set merged_into = keep, phone = null, updated_at = now() where tenant_id = current_tenant() and id = gone;
end $$;
"""


def upgrade() -> None:
    """Add the columns (no table is rewritten) and a function, and replace two."""
    execute = op.get_bind().connection.cursor().execute
    execute(COLUMNS)
    execute(TAKEN_TOGETHER)
    execute(ADD_IDENTITIES)
    execute(MERGE_CONTACTS)


def downgrade() -> None:
    """Production never goes down; a development database is made anew."""
    raise RuntimeError("Restore a backup or write a forward fix: this schema has no way down.")
