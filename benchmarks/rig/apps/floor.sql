-- The floor's tables: what one durable message needs at the least, and its writes as one statement.
create table floor_phones (number text primary key, tenant int not null);
create table floor_conversations (
  id bigint generated always as identity primary key, tenant int not null, wa_id text not null,
  node text not null, state jsonb not null, version int not null default 0, updated_at timestamptz not null default now(), unique (tenant, wa_id)
);
create table floor_messages (
  id bigint generated always as identity primary key, tenant int not null, conversation bigint not null references floor_conversations,
  wamid text, direction "char" not null, body jsonb not null, created_at timestamptz not null default now(), unique (tenant, wamid)
);
create table floor_outbox (
  id bigint generated always as identity primary key, tenant int not null, conversation bigint not null, message bigint not null,
  payload jsonb not null, status smallint not null default 0
);
create function floor_turn(p_tenant int, p_conversation bigint, p_version int, p_wamid text, p_in jsonb, p_node text, p_state jsonb, p_out jsonb)
returns bigint language plpgsql as $$
declare m bigint; o bigint;
begin
  insert into floor_messages (tenant, conversation, wamid, direction, body) values (p_tenant, p_conversation, p_wamid, 'i', p_in)
    on conflict (tenant, wamid) do nothing returning id into m;
  if m is null then return 0; end if;
  update floor_conversations set node = p_node, state = p_state, version = version + 1, updated_at = now()
    where id = p_conversation and version = p_version;
  if not found then raise exception 'conflict' using errcode = '40001'; end if;
  insert into floor_messages (tenant, conversation, direction, body) values (p_tenant, p_conversation, 'o', p_out) returning id into m;
  insert into floor_outbox (tenant, conversation, message, payload) values (p_tenant, p_conversation, m, p_out) returning id into o;
  return o;
end $$;
