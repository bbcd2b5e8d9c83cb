"""What a question means, as a vector, when there is knowledge to compare it with; and what asking for that may cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.domain.ids import ConversationId, TenantId
from shared.domain.models import Embedded, Usage
from shared.domain.spending import Prices
from shared.ports import Embedder
from shared.services.ai.spend import Purse, Use, admit, spend
from shared.store import knowledge
from shared.store.ai_calls import Asker
from shared.store.database import Database


@dataclass(frozen=True, slots=True)
class Meanings:
    """What embedding takes. prices: of the embedding model; it writes nothing."""

    embedder: Embedder
    prices: Prices


@dataclass(frozen=True, slots=True)
class Meaning:
    """A question's vector. space: of what it can be compared with."""

    vector: tuple[float, ...]
    space: str


@dataclass(frozen=True, slots=True)
class Asked:
    """meaning: None = words alone. is_admitted: this ask was counted on the contact's minute, once for all its calls."""

    meaning: Meaning | None = None
    is_admitted: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What a contact asked, with nothing in it that a model must not see. sources: where its answer may come from, empty = anywhere."""

    text: str
    sources: Sequence[str]
    node: str
    conversation: ConversationId
    task: UUID


def ask_meaning(
    database: Database, purse: Purse, meanings: Meanings | None, question: Question, *, tenant: TenantId, asker: Asker
) -> Asked:
    """Ask what a question means, if anything could be found by it; whatever fails, the words are left. Raises StoreUnavailable."""
    if meanings is None or meanings.embedder.is_away or not question.text.strip():
        return Asked()
    space = meanings.embedder.space
    has_some = database.in_one_flight(
        tenant,
        lambda tx: knowledge.has_meanings(tx, sources=question.sources, space=space),
        lambda cursor: bool((cursor.fetchone() or [False])[0]),
    )
    if not has_some or admit(purse, asker, tenant) is not None:
        return Asked()
    use = embed_use(
        meanings, tenant, [question.text], node=question.node, conversation=question.conversation, task=question.task
    )
    found = spend(
        database,
        purse,
        use,
        asker=asker,
        call=lambda: meanings.embedder.embed([question.text]),
        used=used_of(meanings),
        is_admitted=True,
    )
    return Asked(Meaning(found.vectors[0], space) if isinstance(found, Embedded) else None, is_admitted=True)


def embed_use(
    meanings: Meanings,
    tenant: TenantId,
    texts: Sequence[str],
    *,
    node: str,
    conversation: ConversationId | None = None,
    task: UUID | None = None,
) -> Use:
    """The most that a call can use: no token is shorter than a byte."""
    most = Usage(sum(len(text.encode()) + 2 for text in texts), 0)
    return Use(tenant, conversation, task, node, "embed", meanings.embedder.name, most, meanings.prices.cost(most))


def used_of(meanings: Meanings) -> Callable[[Embedded], tuple[Usage, int] | None]:
    """What a call used and cost, by what the provider says."""

    def used(found: Embedded) -> tuple[Usage, int] | None:
        return (found.usage, meanings.prices.cost(found.usage)) if found.usage else None

    return used
