"""A page or a status reads as many rows as it needs, however much the tenant has: each has its index."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Text, bindparam, column, func, select, table

from benchmarks.rig import bodies
from benchmarks.rig.agency import plant
from benchmarks.rig.counted import CountedService
from benchmarks.rig.fill import Size, fill
from benchmarks.rig.grown import id_of
from shared.domain.ids import AccountId, ConversationId, OutboxId, PhoneNumberId, TenantId
from shared.domain.sending import Claim
from shared.store import inbox, lead_board, messages, outbox
from shared.store.core import Core
from shared.store.database import Database as HotPath
from shared.store.database import Tx
from shared.store.inbox_view import ask_conversations
from shared.store.questions import Ask, Question, together
from shared.whatsapp.statuses import Status
from tests.parts import Database
from tests.superuser import run_sql

TENANT = TenantId(id_of("t2"))  # has a third of them
SIZE = Size(tenants=3, conversations=3_000)
PAGE = 50
BACKLOG = """
with inbound as (update inbox set state = 'pending', not_before = now()) update outbox set state = 'queued', not_before = now()
"""
READ = "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables where relname = "
STATS = table("pg_stat_xact_user_tables", column("relname"), column("seq_tup_read"), column("idx_tup_fetch"))
ROWS_READ = Question(
    lambda: select(func.coalesce(STATS.c.seq_tup_read, 0) + func.coalesce(STATS.c.idx_tup_fetch, 0)).where(
        STATS.c.relname == bindparam("table", type_=Text)
    ),
    lambda row: int(row[0]),
)


def test_a_page_or_a_status_reads_no_more_rows_than_it_needs(database: Database, environment: dict[str, str]) -> None:
    agency = plant(database.superuser_url)
    service = CountedService(environment)
    service.post(bodies.text(agency.number, "5511900000000", "oi"))
    service.work()
    service.close()
    fill(database.superuser_url, agency, SIZE, lambda _done, _of: None)
    core, hot_path = Core(database.pooled_url, pool_size=1), HotPath(database.pooled_url, 1)

    def page(table: str, asked: Callable[[Ask], object]) -> int:
        with together(core, TENANT) as ask:
            asked(ask)
            read = ask(ROWS_READ, table=table)
        return sum(read.all())

    def flight(table: str, read: Callable[[Tx], object]) -> int:
        def work(tx: Tx) -> int:
            read(tx)
            row = tx.execute(f"{READ}'{table}'").fetchone()
            return int(row[0]) if row else 0

        return hot_path.as_tenant(TENANT, work)

    def conversations(ask: Ask) -> object:
        return ask_conversations(ask, owner=None, search="", after=None, limit=PAGE)

    def of_people(ask: Ask) -> object:
        return ask_conversations(ask, owner="human", search="", after=None, limit=5)

    def stage(ask: Ask) -> object:
        return lead_board.ask_leads(ask, stage="won", owner=None, after=None, limit=PAGE)

    ours = f"{id_of('o1')}:1"  # conversation 1 is this tenant's
    delivered = Status("wamid.out1", "delivered", 4, datetime.now(UTC), ours, None, None, None)
    statuses = [(AccountId(id_of("a2")), delivered)]
    found = {
        "conversations, leads beside them": page("leads", conversations),
        "conversations": page("conversations", conversations),
        "conversations that people have": page("conversations", of_people),
        "leads of a stage": page("leads", stage),
        "dead letters": flight("inbox", lambda tx: inbox.dead_letters(tx, limit=PAGE)),
        "status": flight("outbox", lambda tx: messages.apply_statuses(tx, statuses=statuses)),
    }
    run_sql(database.superuser_url, BACKLOG)
    ana = ConversationId(id_of("v1"))
    claim = Claim(
        id=OutboxId(id_of("o1")), conversation=ana, message=None, attempt=1, payload={}, once=False, to="", to_kind="",
        free_form_open=True, opted_out=False, account=AccountId(id_of("a2")), number=PhoneNumberId(""), access_token=None,
    )  # fmt: skip
    found |= {
        "a claim beside a backlog": flight("outbox", lambda tx: outbox.claim_next(tx, conversation=ana, token=uuid4())),
        "a mark beside a backlog": flight("outbox", lambda tx: outbox.mark_sent(tx, claim=claim, wamid="wamid.x")),
        "an inbox beside a backlog": flight(
            "inbox", lambda tx: inbox.pending_of(tx, account=AccountId(id_of("a2")), sender="BR.5511000000001")
        ),
    }
    core.close()
    hot_path.close()

    assert {name: rows for name, rows in found.items() if rows > 4 * (PAGE + 1)} == {}
    assert found["conversations"] >= PAGE
    assert found["status"] >= 1
