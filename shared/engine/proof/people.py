"""What a contact is owed: a way to a person, something said after silence, consent before personal data."""

from collections.abc import Iterator

from shared.engine.definition import Outline
from shared.engine.nodes.ask_consent import AskConsent
from shared.engine.nodes.ask_id import AskId
from shared.engine.nodes.asking import AskingModel
from shared.engine.problems import Problem
from shared.engine.proof.graph import Graph, reachable

_PERSONAL = frozenset({"phone", "email"})


def no_human(outline: Outline, graph: Graph) -> Iterator[Problem]:
    known = reachable(graph)
    has_handoff = any(graph.models[node].type == "handoff" for node in known)
    if not has_handoff and all(command.action != "human" for command in outline.commands):
        message = "The contact has no way to a person: add a handoff that can be reached."
        yield Problem("warning", "no_human", None, "nodes", message)


def no_silence(graph: Graph, paths: dict[str, str]) -> Iterator[Problem]:
    """One warning for a flow that never thinks of silence, else one for each question that does not."""
    questions = [model for model in graph.models.values() if isinstance(model, AskingModel)]
    silent = [model for model in questions if model.silence is None]
    if questions and len(silent) == len(questions):
        message = "No question says what happens when the contact does not answer (silence)."
        yield Problem("warning", "no_silence_exit", None, "nodes", message)
        return
    for model in silent:
        message = "Nothing happens when the contact does not answer this (silence)."
        yield Problem("warning", "no_silence_exit", model.id, paths[model.id], message)


def without_consent(outline: Outline, graph: Graph, paths: dict[str, str]) -> Iterator[Problem]:
    """Questions for personal data that can be reached without passing an `ask_consent`."""
    private = {variable.name for variable in outline.variables if variable.pii != "none"}
    reached = _before_consent(graph)
    for node, model in graph.models.items():
        if node in reached and isinstance(model, AskingModel) and _is_personal(model, private):
            message = "Asks for personal data without having asked for consent."
            yield Problem("warning", "pii_without_consent", node, paths[node], message)


def _is_personal(model: AskingModel, private: set[str]) -> bool:
    if isinstance(model, AskId) and model.scheme in {"cpf", "cnpj", "cpf_or_cnpj"}:
        return True
    return model.value_type() in _PERSONAL or model.variable in private


def _before_consent(graph: Graph) -> set[str]:
    seen: set[str] = set()
    waiting = [way.to for way in graph.entries if way.to in graph.models]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if not isinstance(graph.models[node], AskConsent):
            waiting.extend(graph.ways(node))
    return seen
