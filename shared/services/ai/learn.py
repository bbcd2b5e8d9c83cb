"""Use case: ask what a tenant's pieces of knowledge mean, some at a time, in the background; saving them never waits for it."""

from datetime import timedelta
from typing import Final

from shared.domain.ids import TenantId
from shared.domain.models import Embedded, Failed
from shared.services.ai.masking import Mask
from shared.services.ai.meaning import Meanings, embed_use, used_of
from shared.services.ai.spend import spend
from shared.services.ai.tasks import Ai
from shared.store import embeddings
from shared.store.database import Database, Tx
from shared.store.embeddings import Lesson

AT_ONCE: Final = 32  # pieces in one call: some 7,000 tokens, an answer within a second or two
MOST_KNOWN: Final = (
    5_000  # vectors of one tenant: all are compared, some 40 µs each; what is more is found by its words
)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)
TILL_BUDGET: Final = timedelta(hours=1)  # the day may be over then, or the cap raised
BUDGETS: Final = ("day_calls", "day_tokens", "day_cost")


def learn(database: Database, ai: Ai, *, tenant: TenantId, most_known: int = MOST_KNOWN) -> bool:
    """Embed the next pieces of the document that has waited longest. True = there may be more at once. Raises StoreUnavailable.

    Safe on any number of instances. It may use half of the tenant's day: contacts who ask now come first.
    """
    meanings = ai.meanings
    if meanings is None or meanings.embedder.is_away:
        return False
    space = meanings.embedder.space
    lesson = database.as_tenant(
        tenant, lambda tx: embeddings.take_lesson(tx, space=space, most=AT_ONCE, at_most_known=most_known)
    )
    if lesson is None:
        return False
    if not lesson.pieces:
        database.as_tenant(tenant, lambda tx: embeddings.finish(tx, document=lesson.document, space=space))
        return True
    found = _embed(database, ai, meanings, tenant, lesson)
    database.as_tenant(tenant, lambda tx: _note(tx, lesson, found, space))
    return isinstance(found, Embedded)


def _embed(database: Database, ai: Ai, meanings: Meanings, tenant: TenantId, lesson: Lesson) -> Embedded | Failed:
    mask = Mask(is_off=lesson.asker.sees_personal_data)
    texts = [mask.hide(f"{lesson.title}\n{text}") for _, text in lesson.pieces]
    return spend(
        database,
        ai.purse,
        embed_use(meanings, tenant, texts, node="knowledge"),
        asker=lesson.asker,
        call=lambda: meanings.embedder.embed(texts),
        used=used_of(meanings),
        is_admitted=True,
        share=0.5,
    )


def _note(tx: Tx, lesson: Lesson, found: Embedded | Failed, space: str) -> None:
    if isinstance(found, Failed):
        again = FIRST_PAUSE * 2 ** (lesson.attempt - 1)
        pause = TILL_BUDGET if found.code in BUDGETS else min(again, LONGEST_PAUSE)
        embeddings.wait(tx, document=lesson.document, pause=pause, has_failed=True)
        return
    vectors = {piece: vector for (piece, _), vector in zip(lesson.pieces, found.vectors, strict=True)}
    embeddings.keep(tx, space=space, vectors=vectors)
    if len(lesson.pieces) < AT_ONCE:
        embeddings.finish(tx, document=lesson.document, space=space)
    else:
        embeddings.wait(tx, document=lesson.document, pause=timedelta(), has_failed=False)
