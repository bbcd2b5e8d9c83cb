"""The store: tenants and everything they own, behind row-level security."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Two roles nobody can log in as. Every transaction enters one of them with `set_config('role', …, true)`.
#   prosa_app   sees one tenant: the one named by the transaction-local setting app.tenant_id.
#   prosa_door  the narrow door across tenants: routing, sweeping, signing in, /super. It sees columns, not content.
ROLES = """
do $$
declare r text;
begin
  foreach r in array array['prosa_app', 'prosa_door'] loop
    if not exists (select from pg_roles where rolname = r) then
      begin
        execute format('create role %I nologin nosuperuser nobypassrls nocreatedb nocreaterole noinherit', r);
      exception when duplicate_object or unique_violation then null; -- another database of this cluster, migrated at once
      end;
    end if;
    if not pg_has_role(current_user, r, 'set') then
      execute format('grant %I to current_user with set true, inherit false', r);
    end if;
  end loop;
end $$;
grant usage on schema public to prosa_app, prosa_door;
create function current_tenant() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::uuid;
"""

TENANTS = """
create table tenants (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 200),
  status text not null default 'active' check (status in ('active', 'suspended')),
  domain text not null default 'real_estate',
  timezone text not null default 'America/Sao_Paulo',
  locale text not null default 'pt-BR',
  limits jsonb not null default '{}',
  business_hours jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table users (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null references tenants (id),
  email text not null check (email = lower(email)),
  name text not null default '',
  role text not null check (role in ('admin', 'agent', 'viewer')),
  password_hash text not null,
  session_epoch integer not null default 1, -- raised to end every session of the user at once
  deactivated_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (id),
  unique (tenant_id, email)
);
create index users_by_email on users (email);

create table sessions ( -- refresh tokens: one row each, rotated at use; a second use ends the whole family
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  user_id uuid not null,
  family uuid not null,
  token_hash bytea not null unique,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, user_id) references users (tenant_id, id)
);
create index sessions_by_family on sessions (tenant_id, family);
create index sessions_by_user on sessions (tenant_id, user_id);

create table invites (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null references tenants (id),
  email text not null check (email = lower(email)),
  role text not null check (role in ('admin', 'agent', 'viewer')),
  token_hash bytea not null unique,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);

create table whatsapp_accounts (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null references tenants (id),
  phone_number_id text not null unique,
  waba_id text,
  display_phone_number text,
  access_token bytea, -- encrypted, bound to (tenant, account, column); null = WA_TOKEN of the service
  access_token_hint text, -- last four characters
  app_secret bytea, -- encrypted likewise; null = WA_WEBHOOK_SECRET of the service
  app_secret_hint text,
  status text not null default 'connected' check (status in ('connected', 'needs_attention', 'disabled')),
  attention_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (id)
);
create index whatsapp_accounts_by_waba on whatsapp_accounts (waba_id);
"""

FLOWS = """
create table flows (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null references tenants (id),
  domain text not null,
  name text not null check (length(name) between 1 and 200),
  draft jsonb not null,
  draft_revision integer not null default 1, -- the ETag of the draft
  draft_by uuid,
  latest_version integer not null default 0,
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (id)
);
create unique index flows_by_key on flows (tenant_id, domain, name) where archived_at is null;

create table flow_versions ( -- immutable: nobody is granted update or delete
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  flow_id uuid not null,
  number integer not null check (number > 0),
  definition jsonb not null,
  note text not null default '',
  forced_reason text,
  published_by uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (id),
  unique (tenant_id, flow_id, number),
  foreign key (tenant_id, flow_id) references flows (tenant_id, id)
);
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% rows are immutable', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger flow_versions_immutable before update or delete on flow_versions
  for each row execute function refuse_change();

create table publications ( -- which version answers: one per tenant and domain
  tenant_id uuid not null references tenants (id),
  domain text not null,
  flow_id uuid not null,
  flow_version_id uuid not null,
  running text not null default 'finish' check (running in ('finish', 'move')), -- what running conversations do
  published_at timestamptz not null default now(),
  primary key (tenant_id, domain),
  foreign key (tenant_id, flow_id) references flows (tenant_id, id),
  foreign key (tenant_id, flow_version_id) references flow_versions (tenant_id, id)
);
"""

CONVERSATIONS = """
create table contacts (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null references tenants (id),
  name text not null default '',
  profile_name text not null default '',
  phone text, -- E.164; null when a user with a username hides it
  email text,
  fields jsonb not null default '{}',
  opted_out_at timestamptz, -- asked to be left alone; nothing is sent until they write again
  marketing_opted_out_at timestamptz, -- stopped marketing messages in WhatsApp itself
  unreachable_at timestamptz,
  merged_into uuid, -- the same person turned out to be another contact
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (id)
);

create table contact_identifiers (
  tenant_id uuid not null,
  kind text not null check (kind in ('bsuid', 'parent_bsuid', 'wa_id', 'phone')),
  value text not null check (length(value) between 1 and 200),
  contact_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, kind, value),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
);
create index contact_identifiers_by_contact on contact_identifiers (tenant_id, contact_id);

create table conversations ( -- one per contact and number, for ever; sessions of a flow begin and end inside it
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  account_id uuid not null,
  contact_id uuid not null,
  owner text not null default 'bot' check (owner in ('bot', 'human')),
  owner_user_id uuid,
  team text,
  flow_version_id uuid, -- pinned while a session runs
  state jsonb,
  turns integer not null default 0, -- sequence of the last turn
  sends integer not null default 0, -- position of the last outbox row
  send_to text, -- exactly the id of the last incoming message: a wa_id or a BSUID, never repaired
  send_to_kind text check (send_to_kind in ('wa_id', 'bsuid')),
  last_incoming_at timestamptz, -- Meta's timestamp of the newest message: the 24-hour window counts from it
  last_message_at timestamptz,
  last_preview text not null default '',
  unread integer not null default 0,
  merged_into uuid, -- its messages went to that conversation; its turns stay here as they were
  pair_level real not null default 0, -- messages sent to this contact that Meta's pair rate has not yet forgotten
  pair_at timestamptz not null default now(), -- when pair_level was true
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (id),
  unique (tenant_id, account_id, contact_id),
  foreign key (tenant_id, account_id) references whatsapp_accounts (tenant_id, id),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  foreign key (tenant_id, flow_version_id) references flow_versions (tenant_id, id)
);
create index conversations_newest on conversations (tenant_id, last_message_at desc nulls last, id desc);

create table messages (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  conversation_id uuid not null,
  account_id uuid not null,
  direction text not null check (direction in ('in', 'out')),
  author text not null check (author in ('contact', 'bot', 'human', 'system')),
  user_id uuid,
  wamid text,
  kind text not null,
  text text not null default '', -- what a person would read, for lists and search
  content jsonb not null, -- the message in our own shape (shared.engine.codec)
  node text, -- the node that spoke
  turn integer, -- the turn that caused it, or that it caused
  status text not null default 'received'
    check (status in ('received', 'queued', 'sending', 'sent', 'delivered', 'read', 'played', 'failed', 'parked')),
  status_at timestamptz not null default now(),
  error_code integer,
  error_title text,
  pricing jsonb,
  sent_at timestamptz not null default now(), -- Meta's timestamp for incoming ones
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, account_id, wamid),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id),
  foreign key (tenant_id, account_id) references whatsapp_accounts (tenant_id, id)
);
create index messages_of_conversation on messages (tenant_id, conversation_id, created_at desc, id desc);
"""

HOT_PATH = """
create table inbox (
  id bigint generated always as identity,
  tenant_id uuid not null,
  account_id uuid not null,
  kind text not null, -- message | status | echo | ... : Meta's field or list name
  dedupe_key text not null, -- wamid, or wamid:status[:participant], or a hash for what has no id
  sender text not null default '', -- the identity that orders messages: BSUID if given, else wa_id
  wa_id text,
  bsuid text,
  parent_bsuid text,
  profile_name text not null default '',
  sent_at timestamptz, -- Meta's timestamp
  item bytea not null, -- the item's JSON, bytes as parsed; bytea because Meta's text may hold what jsonb refuses
  state text not null default 'pending' check (state in ('pending', 'done', 'kept', 'dead')),
  reason text,
  attempts smallint not null default 0,
  not_before timestamptz not null default now(),
  received_at timestamptz not null default now(),
  done_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, account_id, kind, dedupe_key),
  foreign key (tenant_id, account_id) references whatsapp_accounts (tenant_id, id)
);
create index inbox_due on inbox (not_before) where state = 'pending';
create index inbox_of_sender on inbox (tenant_id, account_id, sender, id) where state = 'pending';

create table unrouted ( -- items whose number no tenant has (yet), beside others that were known; only the door sees them
  id bigint generated always as identity primary key,
  phone_number_id text not null,
  field text not null,
  digest bytea not null, -- sha-256 of the change, so that redelivery parks it once
  change bytea not null,
  received_at timestamptz not null default now(),
  unique (phone_number_id, digest)
);

create table webhook_changes ( -- changes that concern an account as a whole, or nobody: stored raw and counted
  id bigint generated always as identity primary key,
  field text not null,
  waba_id text,
  digest bytea not null unique,
  change bytea not null,
  received_at timestamptz not null default now()
);

create table outbox (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  conversation_id uuid not null,
  account_id uuid not null,
  message_id uuid not null,
  turn integer, -- null for what a person wrote
  step smallint not null default 0,
  position integer not null, -- order of sends within the conversation
  payload jsonb not null,
  once boolean not null default false, -- at-most-once class
  state text not null default 'queued'
    check (state in ('queued', 'sending', 'ambiguous', 'sent', 'failed', 'parked', 'cancelled')),
  attempt smallint not null default 0,
  claimed_by uuid, -- token of the claim: whoever claimed and lost the answer of the commit finds its claim again
  lease_until timestamptz,
  not_before timestamptz not null default now(),
  ambiguous_at timestamptz,
  wamid text,
  error_code integer,
  error_title text,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  primary key (tenant_id, id),
  unique (id),
  unique (tenant_id, conversation_id, position),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id),
  foreign key (tenant_id, account_id) references whatsapp_accounts (tenant_id, id),
  foreign key (tenant_id, message_id) references messages (tenant_id, id)
);
create index outbox_by_claim on outbox (tenant_id, claimed_by) where state = 'sending';
create unique index outbox_once_per_step on outbox (tenant_id, conversation_id, turn, step) where turn is not null;
create index outbox_due on outbox (coalesce(lease_until, not_before)) where state in ('queued', 'sending', 'ambiguous');
create index outbox_open on outbox (tenant_id, conversation_id, position) where state in ('queued', 'sending', 'ambiguous');

create table turns (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  conversation_id uuid not null,
  number integer not null check (number > 0),
  flow_version_id uuid not null,
  event jsonb not null,
  facts jsonb not null,
  effects jsonb not null,
  trace jsonb not null,
  state jsonb not null, -- after the turn
  now timestamptz not null, -- the time the engine was given
  created_at timestamptz not null default now(),
  primary key (tenant_id, conversation_id, number),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id),
  foreign key (tenant_id, flow_version_id) references flow_versions (tenant_id, id)
);

create table timers (
  tenant_id uuid not null,
  conversation_id uuid not null,
  key text not null,
  due timestamptz not null,
  primary key (tenant_id, conversation_id, key),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id)
);
create index timers_due on timers (due);

create table receivers ( -- the processes that take webhooks in, so that a gap in our receiving is known (settling of sends)
  id uuid primary key,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  next_by timestamptz not null, -- it says something again before this, or it is gone
  gap_at timestamptz, -- when it last could not store a webhook
  left_at timestamptz -- it went in good order
);

-- When our receiving last had a gap: a process started, died, or could not store a webhook.
create function last_receiving_gap() returns timestamptz language sql stable
  return (select greatest(max(started_at), max(gap_at),
    max(case when left_at is null and next_by < now() then least(now(), next_by) end)) from receivers
    where greatest(started_at, gap_at, next_by) > now() - interval '1 day');

-- What is left now of a pair's level: one message is forgotten every six seconds.
create function pair_level(level real, at timestamptz) returns real language sql stable parallel safe
  return greatest(0, level - extract(epoch from now() - at) / 6)::real;

-- How far a message has come, as a number; the same order as shared.whatsapp.statuses.RANK.
create function status_rank(status text) returns integer language sql immutable parallel safe
  return coalesce(array_position(array['queued', 'sending', 'sent', 'failed', 'delivered', 'read', 'played'], status), 1);

create function phone_of(wa_id text) returns text language sql immutable parallel safe
  return case when wa_id ~ '^[0-9]{6,15}$' then '+' || wa_id end;

create function current_conversation() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.conversation_id', true), '')::uuid;

-- Two contacts turned out to be one person: everything of `gone` becomes `keep`'s. Where both talked to one number, the
-- messages join in keep's conversation; the other keeps its turns (they are a record) and is marked as merged.
create function merge_contacts(keep uuid, gone uuid) returns void language plpgsql as $$
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
      update outbox set state = 'cancelled', done_at = now(), error_title = 'merged'
        where tenant_id = current_tenant() and conversation_id = theirs.id and state = 'queued';
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

-- The contacts that have one of these identities, the strongest first: the BSUID is one person's in one business
-- portfolio; then the wa_id; then the parent BSUID. Null identities say nothing.
create function contacts_known_as(in_bsuid text, in_wa_id text, in_parent text) returns uuid[] language sql stable
  return (select array_agg(contact_id order by strength) from (
    select contact_id, min(array_position(array['bsuid', 'wa_id', 'parent_bsuid'], kind)) as strength from contact_identifiers
    where tenant_id = current_tenant()
      and (kind, value) in (('bsuid', in_bsuid), ('wa_id', in_wa_id), ('parent_bsuid', in_parent)) group by contact_id) as k);

-- The contact is also known by these; contacts that already were become one with it.
create function add_identities(in_contact uuid, in_bsuid text, in_wa_id text, in_parent text) returns void language plpgsql as $$
declare
  other uuid;
begin
  foreach other in array coalesce(contacts_known_as(in_bsuid, in_wa_id, in_parent), '{}') loop
    perform merge_contacts(in_contact, other);
  end loop;
  insert into contact_identifiers (tenant_id, kind, value, contact_id)
    select current_tenant(), k.kind, k.value, in_contact
    from (values ('bsuid', in_bsuid), ('wa_id', in_wa_id), ('parent_bsuid', in_parent)) as k (kind, value)
    where k.value is not null
    on conflict do nothing;
end $$;

-- The contact with these identities, made when nobody has them; its name follows its WhatsApp profile until somebody
-- gives it another.
create function find_contact(in_bsuid text, in_wa_id text, in_parent text, in_name text) returns uuid language plpgsql as $$
declare
  found_contact uuid := (contacts_known_as(in_bsuid, in_wa_id, in_parent))[1];
begin
  if found_contact is null then
    insert into contacts (tenant_id, name, profile_name, phone)
      values (current_tenant(), in_name, in_name, phone_of(in_wa_id)) returning id into found_contact;
  else
    update contacts c set profile_name = case when in_name = '' then c.profile_name else in_name end,
        name = case when in_name <> '' and c.name in ('', c.profile_name) then in_name else c.name end,
        phone = coalesce(c.phone, phone_of(in_wa_id)), updated_at = now()
      where c.tenant_id = current_tenant() and c.id = found_contact
        and ((in_name <> '' and c.profile_name <> in_name) or (c.phone is null and phone_of(in_wa_id) is not null));
  end if;
  perform add_identities(found_contact, in_bsuid, in_wa_id, in_parent);
  return found_contact;
end $$;

-- Finds or makes the contact and the conversation of the oldest pending item of a sender, and locks the conversation.
-- Returns its id, or null when nothing is pending. Two calls for one sender wait for each other (advisory lock), so that a
-- new contact's first messages make one contact and one conversation on any number of instances.
create function open_conversation(in_account uuid, in_sender text) returns uuid language plpgsql as $$
declare
  oldest inbox%rowtype;
  found_contact uuid;
  found_conversation uuid;
begin
  perform set_config('app.conversation_id', '', true);
  perform pg_advisory_xact_lock(hashtextextended(in_account::text || in_sender, 0));
  select * into oldest from inbox
    where tenant_id = current_tenant() and account_id = in_account and sender = in_sender and state = 'pending'
    order by id limit 1;
  if not found then return null; end if;
  found_contact := find_contact(oldest.bsuid, oldest.wa_id, oldest.parent_bsuid, oldest.profile_name);
  select c.id into found_conversation from conversations c
    where c.tenant_id = current_tenant() and c.account_id = in_account and c.contact_id = found_contact for update;
  if found_conversation is null then
    insert into conversations (tenant_id, account_id, contact_id)
      values (current_tenant(), in_account, found_contact)
      on conflict (tenant_id, account_id, contact_id) do update set updated_at = now()
      returning id into found_conversation;
  end if;
  perform set_config('app.conversation_id', found_conversation::text, true); -- so that the next statements of the flight can read it
  return found_conversation;
end $$;
"""

BUSINESS = """
create table leads (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  contact_id uuid not null,
  conversation_id uuid not null,
  domain text not null,
  stage text not null,
  fields jsonb not null default '{}',
  summary jsonb not null default '[]',
  tags text[] not null default '{}',
  value_cents bigint,
  owner_user_id uuid,
  closed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (id),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id)
);
create unique index leads_one_open on leads (tenant_id, conversation_id) where closed_at is null;
create index leads_newest on leads (tenant_id, updated_at desc, id desc);

create table lead_events (
  id bigint generated always as identity,
  tenant_id uuid not null,
  lead_id uuid not null,
  kind text not null, -- created | updated | moved | note | assigned | closed
  actor text not null, -- bot | user:<id>
  detail jsonb not null default '{}',
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, lead_id) references leads (tenant_id, id)
);
create index lead_events_of_lead on lead_events (tenant_id, lead_id, id);

create table catalog_items (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null references tenants (id),
  catalog text not null, -- e.g. properties
  code text not null,
  title text not null,
  price_cents bigint,
  image text, -- https, or a path below PUBLIC_BASE_URL
  fields jsonb not null default '{}', -- purpose, kind, city, neighborhood, bedrooms, area_m2, …
  active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (id),
  unique (tenant_id, catalog, code)
);
create index catalog_items_by_place on catalog_items
  (tenant_id, catalog, (fields ->> 'purpose'), (fields ->> 'city'), price_cents) where active;

create table notifications (
  id bigint generated always as identity,
  tenant_id uuid not null,
  conversation_id uuid,
  channel text not null,
  payload jsonb not null,
  read_at timestamptz,
  at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, id)
);

create table audit ( -- who did what; nobody is granted update or delete
  id bigint generated always as identity primary key,
  tenant_id uuid references tenants (id),
  actor text not null, -- user:<id> | super | system
  action text not null,
  target text not null default '',
  detail jsonb not null default '{}',
  correlation_id text not null default '',
  at timestamptz not null default now()
);
create index audit_newest on audit (tenant_id, at desc, id desc);
create trigger audit_immutable before update or delete on audit for each row execute function refuse_change();
"""

# Every tenant table: ENABLE and FORCE, one policy with USING and WITH CHECK for prosa_app.
TENANT_TABLES = [
    "users",
    "sessions",
    "invites",
    "whatsapp_accounts",
    "flows",
    "flow_versions",
    "publications",
    "contacts",
    "contact_identifiers",
    "conversations",
    "messages",
    "inbox",
    "outbox",
    "turns",
    "timers",
    "leads",
    "lead_events",
    "catalog_items",
    "notifications",
    "audit",
]
IMMUTABLE_TABLES = {"flow_versions", "audit"}

# What the door may see and do, column by column.
DOOR = """
create policy door on tenants to prosa_door using (true) with check (true);
grant select, insert, update on tenants to prosa_door;
create policy door on whatsapp_accounts for select to prosa_door using (true);
grant select on whatsapp_accounts to prosa_door;
create policy door on users for select to prosa_door using (true);
grant select (id, tenant_id, email, role, password_hash, session_epoch, deactivated_at) on users to prosa_door;
create policy door on sessions for select to prosa_door using (true);
grant select (id, tenant_id, user_id, token_hash) on sessions to prosa_door;
create policy door on invites for select to prosa_door using (true);
grant select (id, tenant_id, token_hash) on invites to prosa_door;
create policy door on inbox for select to prosa_door using (true);
grant select (id, tenant_id, account_id, sender, state, not_before, received_at) on inbox to prosa_door;
create policy door on outbox for select to prosa_door using (true);
grant select (id, tenant_id, conversation_id, account_id, position, state, not_before, lease_until, ambiguous_at, created_at)
  on outbox to prosa_door;
create policy door on timers for select to prosa_door using (true);
grant select on timers to prosa_door;
create policy door on audit to prosa_door using (true) with check (true);
grant select, insert on audit to prosa_door;
create policy door on conversations for select to prosa_door using (true);
grant select (id, tenant_id, account_id, last_message_at) on conversations to prosa_door;
create policy door on unrouted to prosa_door using (true) with check (true);
grant select, insert, delete on unrouted to prosa_door;
create policy door on webhook_changes to prosa_door using (true) with check (true);
grant select, insert on webhook_changes to prosa_door;
create policy door on receivers to prosa_door using (true) with check (true);
create policy reader on receivers for select to prosa_app using (true);
grant select, insert, update, delete on receivers to prosa_door;
grant select on receivers to prosa_app;
grant usage on all sequences in schema public to prosa_app, prosa_door;
"""


def upgrade() -> None:
    """Create roles, tables, policies and grants."""
    execute = op.get_bind().connection.cursor().execute  # the driver itself: several statements at once, `%` means `%`
    for part in (ROLES, TENANTS, FLOWS, CONVERSATIONS, HOT_PATH, BUSINESS):
        execute(part)
    for table in [*TENANT_TABLES, "tenants", "unrouted", "webhook_changes", "receivers"]:
        execute(f"alter table {table} enable row level security; alter table {table} force row level security")
    for table in TENANT_TABLES:
        verbs = "select, insert" if table in IMMUTABLE_TABLES else "select, insert, update, delete"
        execute(
            f"create policy tenant on {table} to prosa_app"
            f" using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());"
            f"grant {verbs} on {table} to prosa_app"
        )
    execute(
        "create policy tenant on tenants to prosa_app using (id = current_tenant()) with check (id = current_tenant());"
        "grant select on tenants to prosa_app;"
        "grant update (name, domain, timezone, locale, business_hours, updated_at) on tenants to prosa_app"
    )
    execute(DOOR)


def downgrade() -> None:
    """Production never goes down; a development database is made anew."""
    raise RuntimeError("Restore a backup or write a forward fix: this schema has no way down.")
