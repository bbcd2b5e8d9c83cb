"""Use case: do what an AI node asked of a model; the answer is recorded as the event that the conversation goes on with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from shared.domain.ids import TenantId
from shared.domain.models import Answered, Failed, Prompt, Usage
from shared.ports import LanguageModel
from shared.services.ai.grounding import is_grounded, quotes
from shared.services.ai.masking import Mask
from shared.services.ai.meaning import Meanings, Question, ask_meaning
from shared.services.ai.passages import find_passages
from shared.services.ai.prompts import answer_prompt, classify_prompt, extract_prompt, most_input
from shared.services.ai.spend import Purse, Use, spend
from shared.services.ai.values import read_values
from shared.services.ai.voice import Ears, listen
from shared.store import ai_calls
from shared.store.ai_calls import Asker
from shared.store.database import Database
from shared.store.tasks import Task

MAX_WAIT: Final = timedelta(
    seconds=30
)  # in the queue; then the contact has waited long enough, and the node takes its way out
MAX_ANSWER: Final = 4_096  # characters: the longest text that WhatsApp takes
Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ai:
    """What asking takes.

    lease: how long a claimed task is ours, longer than a model may take. ears: None = voice is not listened to. meanings: None =
    knowledge is found by its words alone.
    """

    model: LanguageModel
    purse: Purse
    lease: timedelta
    ears: Ears | None = None
    meanings: Meanings | None = None

    def close(self) -> None:
        self.model.close()
        if self.ears is not None:
            self.ears.transcriber.close()
        if self.meanings is not None:
            self.meanings.embedder.close()


def do_model_task(database: Database, ai: Ai | None, *, tenant: TenantId, task: Task) -> Result:
    """Ask the model what the task says. `{"ok": true, …}` or `{"ok": false, "error": "<code>"}`, never an exception of the model's.

    A task whose attempt was lost after a call was reserved is not asked again: what it reserved counts as spent, and the node
    takes its way out.
    Raises StoreUnavailable.
    """
    if task.attempt > 1 and _was_asked(database, tenant, task):
        return _failed("lost")
    if ai is None:
        return _failed("not_available")
    if task.waited > MAX_WAIT:
        return _failed("timeout")
    is_voice = task.request["task"] == "transcribe"
    asked = (ai.ears.transcriber if ai.ears else None) if is_voice else ai.model
    if asked is None:
        return _failed("not_available")
    if asked.is_away:
        return _failed("model_unavailable")
    asker = database.in_one_flight(
        tenant,
        lambda tx: ai_calls.read_asker(tx, conversation=task.conversation),
        lambda cursor: ai_calls.as_asker(cursor.fetchone()),
    )
    if asker is None:
        return _failed("not_available")
    if is_voice and ai.ears is not None:
        return listen(database, ai.purse, ai.ears, tenant=tenant, task=task, asker=asker)
    errand = Errand(database, ai, asker, tenant, task, Mask(is_off=asker.sees_personal_data))
    match task.request["task"]:
        case "extract":
            return _extract(errand)
        case "classify":
            return _classify(errand)
        case "answer":
            return _answer(errand)
        case _:
            return _failed("not_available")


def _was_asked(database: Database, tenant: TenantId, task: Task) -> bool:
    """Settle what a lost attempt left open, and say whether it had come so far as to ask."""
    return database.in_one_flight(
        tenant,
        lambda tx: ai_calls.settle_lost(tx, task=task.id),
        lambda cursor: bool((cursor.fetchone() or [False])[0]),
    )


@dataclass(frozen=True, slots=True)
class Errand:
    """One task under way."""

    database: Database
    ai: Ai
    asker: Asker
    tenant: TenantId
    task: Task
    mask: Mask

    @property
    def request(self) -> dict[str, Any]:
        return self.task.request


def _extract(errand: Errand) -> Result:
    request = errand.request

    def check(content: dict[str, Any]) -> Result | None:
        said = errand.mask.show(content["values"])
        now = errand.asker.now.astimezone(ZoneInfo(errand.asker.timezone))
        values = read_values(request["variables"], said, text=request["text"], locale=request["locale"], now=now)
        return None if values is None else {"values": values}

    return _ask(errand, extract_prompt(request, errand.mask), {"values", "confidence"}, check)


def _classify(errand: Errand) -> Result:
    ids = {one["id"] for one in errand.request["options"]}

    def check(content: dict[str, Any]) -> Result | None:
        chosen = content["id"]
        return {"id": chosen} if chosen is None or (isinstance(chosen, str) and chosen in ids) else None

    return _ask(errand, classify_prompt(errand.request, errand.mask), {"id", "confidence"}, check)


def _answer(errand: Errand) -> Result:
    """Answer from the tenant's own texts; without any that fit, nobody is asked."""
    request, task = errand.request, errand.task
    question = Question(
        errand.mask.hide(str(request["text"])),
        request["sources"],
        str(request.get("node", "")),
        task.conversation,
        task.id,
    )
    asked = ask_meaning(
        errand.database, errand.ai.purse, errand.ai.meanings, question, tenant=errand.tenant, asker=errand.asker
    )
    passages = errand.database.as_tenant(
        errand.tenant,
        lambda tx: find_passages(tx, sources=request["sources"], question=request["text"], meaning=asked.meaning),
    )
    if not passages:
        return _failed("no_sources")
    prompt = answer_prompt(request, passages, errand.mask)

    def check(content: dict[str, Any]) -> Result | None:
        text, cited = errand.mask.show(content["text"]), content["citations"]
        if text is None:
            return {"text": None, "citations": [], "sources": []}
        if not _is_cited(cited, len(passages)) or not isinstance(text, str) or len(text) > MAX_ANSWER:
            return None
        facts = [words for passage in passages for words in (passage.title, passage.text)]
        if quotes(text, prompt.instructions) or not is_grounded(text, facts):
            return None
        used = [passages[number - 1] for number in dict.fromkeys(cited)]
        sources = [{"source": one.source, "title": one.title, "id": one.id} for one in used]
        return {"text": text, "citations": list(dict.fromkeys(one.source for one in used)), "sources": sources}

    return _ask(errand, prompt, {"text", "citations", "confidence"}, check, is_admitted=asked.is_admitted)


def _is_cited(cited: Any, most: int) -> bool:
    return isinstance(cited, list) and all(
        isinstance(one, int) and not isinstance(one, bool) and 1 <= one <= most for one in cited
    )


def _ask(
    errand: Errand,
    prompt: Prompt,
    fields: set[str],
    check: Callable[[dict[str, Any]], Result | None],
    *,
    is_admitted: bool = False,
) -> Result:
    """Ask, and hold the answer to its form. fields: exactly those it must have. check: what of it counts, None = nothing."""
    ai, task = errand.ai, errand.task
    most = Usage(most_input(prompt), prompt.max_output)
    node, kind = str(task.request.get("node", "")), str(task.request["task"])
    cost = ai.purse.prices.cost
    use = Use(errand.tenant, task.conversation, task.id, node, kind, ai.model.name, most, cost(most))

    def call() -> Answered | Failed:
        found = ai.model.ask(prompt)
        if isinstance(found, Failed):
            return found
        kept = check(found.content) if set(found.content) == fields and _is_confidence(found.content) else None
        if kept is None:
            return Failed("llm_output_invalid", found.usage, may_cost=True)
        return Answered({**kept, "confidence": found.content["confidence"]}, found.usage)

    def used(answered: Answered) -> tuple[Usage, int] | None:
        return (answered.usage, cost(answered.usage)) if answered.usage else None

    found = spend(errand.database, ai.purse, use, asker=errand.asker, call=call, used=used, is_admitted=is_admitted)
    return _failed(found.code) if isinstance(found, Failed) else {"ok": True, **found.content}


def _is_confidence(content: dict[str, Any]) -> bool:
    confidence = content.get("confidence")
    return isinstance(confidence, (int, float)) and not isinstance(confidence, bool) and 0 <= confidence <= 1


def _failed(code: str) -> Result:
    return {"ok": False, "error": code}
