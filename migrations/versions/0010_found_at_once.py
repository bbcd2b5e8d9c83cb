"""Who is known by all that a message tells of them is found in one look, which is what nearly every message needs."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# As it was; identities are looked up by their whole key, and only written where one is new or they are several people's.
FIND_CONTACT = """
create or replace function find_contact(in_bsuid text, in_wa_id text, in_parent text, in_name text) returns uuid
language plpgsql as $$
declare
  found_contact uuid; -- whose the strongest identity is
  holders integer;
  unknown integer;
begin
  select (array_agg(holder order by strength) filter (where holder is not null))[1], count(distinct holder), count(*) - count(holder)
    into found_contact, holders, unknown
    from (select k.strength, (select i.contact_id from contact_identifiers i
            where i.tenant_id = current_tenant() and i.kind = k.kind and i.value = k.value) as holder
          from (values ('bsuid', in_bsuid, 1), ('wa_id', in_wa_id, 2), ('parent_bsuid', in_parent, 3)) as k (kind, value, strength)
          where k.value is not null) as given;
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
  if unknown > 0 or holders > 1 then
    perform add_identities(found_contact, in_bsuid, in_wa_id, in_parent);
  end if;
  return found_contact;
end $$;
"""


def upgrade() -> None:
    """Replace one function; no table is touched."""
    op.get_bind().connection.cursor().execute(FIND_CONTACT)


def downgrade() -> None:
    """Production never goes down; a development database is made anew."""
    raise RuntimeError("Restore a backup or write a forward fix: this schema has no way down.")
