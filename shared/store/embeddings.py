"""What pieces of knowledge mean: which documents wait to be embedded, and the vectors that came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from psycopg.types.json import Jsonb

from shared.store.ai_calls import Asker
from shared.store.database import Tx

LEASE = timedelta(seconds=90)  # of a document that somebody asks for; longer than the call may take
MOST_ATTEMPTS_COUNTED = 15  # the pause stops growing long before


@dataclass(frozen=True, slots=True)
class Lesson:
    """A document that is ours to embed for now. pieces: id and text of some that have no vector of this space yet; attempt: from 1."""

    document: UUID
    title: str
    pieces: tuple[tuple[UUID, str], ...]
    attempt: int
    asker: Asker


def take_lesson(tx: Tx, *, space: str, most: int, at_most_known: int) -> Lesson | None:
    """Claim the document that has waited longest, and read its next pieces; None = nothing waits, or pgvector is missing.

    most: pieces. at_most_known: vectors that a tenant may have; over it a document has no pieces that are to be embedded. Calls that
    a lost attempt left open are settled by what they reserved.
    """
    claimed = tx.execute(
        "with due as (select id from knowledge_documents where tenant_id = current_tenant() and embedded_in <> %(space)s"
        "   and embed_after <= now() order by embed_after, id limit 1 for update skip locked)"
        " update knowledge_documents d set embed_after = now() + %(lease)s, embed_attempts = least(d.embed_attempts + 1, %(counted)s)"
        " from due, tenants t where d.tenant_id = current_tenant() and d.id = due.id and t.id = d.tenant_id and t.status = 'active'"
        "   and to_regtype('vector') is not null"
        " returning d.id, d.title, d.embed_attempts, t.limits, t.timezone, t.ai_sees_personal_data, now()",
        {"space": space, "lease": LEASE, "counted": MOST_ATTEMPTS_COUNTED},
    ).fetchone()
    if claimed is None:
        return None
    tx.execute(
        "update ai_calls set outcome = 'lost', settled_at = now() where tenant_id = current_tenant() and task_id is null"
        " and task = 'embed' and settled_at is null and created_at < now() - %s",
        (LEASE,),
    )
    pieces = tx.execute(
        "select c.id, c.text from knowledge_chunks c where c.tenant_id = current_tenant() and c.document_id = %(document)s"
        " and not exists (select from knowledge_embeddings e where e.tenant_id = c.tenant_id and e.chunk_id = c.id and e.space = %(space)s)"
        " and (select count(*) from knowledge_embeddings where tenant_id = current_tenant() and space = %(space)s) < %(known)s"
        " order by c.place limit %(most)s",
        {"document": claimed[0], "space": space, "known": at_most_known, "most": most},
    ).fetchall()
    asker = Asker(None, *claimed[3:])
    return Lesson(claimed[0], claimed[1], tuple((row[0], row[1]) for row in pieces), claimed[2], asker)


def keep(tx: Tx, *, space: str, vectors: Mapping[UUID, Sequence[float]]) -> None:
    """Queue: the vectors of these pieces, in the place of those they had; pieces that are gone meanwhile have none."""
    tx.execute(
        "insert into knowledge_embeddings (tenant_id, chunk_id, space, embedding)"
        " select current_tenant(), c.id, %(space)s, array(select jsonb_array_elements_text(%(vectors)s -> c.id::text)::real)"
        " from knowledge_chunks c where c.tenant_id = current_tenant() and c.id = any(%(ids)s) for key share of c"
        " on conflict (tenant_id, chunk_id) do update set space = excluded.space, embedding = excluded.embedding",
        {
            "space": space,
            "ids": list(vectors),
            "vectors": Jsonb({str(piece): list(vector) for piece, vector in vectors.items()}),
        },
    )


def finish(tx: Tx, *, document: UUID, space: str) -> None:
    """Queue: nothing of this document waits any more, in this space."""
    tx.execute(
        "update knowledge_documents set embedded_in = %s, embed_after = now(), embed_attempts = 0"
        " where tenant_id = current_tenant() and id = %s",
        (space, document),
    )


def wait(tx: Tx, *, document: UUID, pause: timedelta, has_failed: bool) -> None:
    """Queue: more of this document may be asked for after the pause."""
    tx.execute(
        "update knowledge_documents set embed_after = now() + %s, embed_attempts = case when %s then embed_attempts else 0 end"
        " where tenant_id = current_tenant() and id = %s",
        (pause, has_failed, document),
    )
