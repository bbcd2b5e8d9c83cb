"""What the three AI nodes share: a task for the language model, sent as an effect, with a way out that is always there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId
from shared.engine.effects import AskModel
from shared.engine.expressions import Run
from shared.engine.expressions.values import as_text, is_number
from shared.engine.limits import ANSWER_GRACE, MAX_TEXT
from shared.engine.node import Goes, Node
from shared.engine.nodes.base import NodeModel
from shared.engine.turn import Turn

MODEL_TIMEOUT = timedelta(seconds=30)  # the longest a contact is kept waiting for a model


class ModelTask(NodeModel):
    """from: an expression for the text it is about; the last message, if not given. else: whatever goes wrong, goes there."""

    source: Annotated[str, StringConstraints(min_length=1)] = Field(default="reply.text", alias="from")
    otherwise: NodeId = Field(alias="else")
    min_confidence: Annotated[float, Field(ge=0, le=1)] = 0.6

    waits: ClassVar[bool] = False


def task_node(
    model: ModelTask,
    compiler: Compiler,
    task: str,
    payload: dict[str, Any] | Callable[[Turn], dict[str, Any]],
    settle: Callable[[Turn, dict[str, Any]], Goes | None],
) -> Node:
    """Compile a task. payload: what goes along with the text. settle: takes an answer and returns the way out, or None where the answer is no good."""
    read: Run = compiler.expression(model.source, "from")
    prompt = compiler.text(model.prompt, "prompt")
    otherwise = compiler.goes(model.otherwise, "else", "else")
    node = model.id

    def enter(turn: Turn) -> str | None:
        if prompt is not None:
            turn.say(node, prompt(turn))
        text = as_text(read(turn))[:MAX_TEXT]
        more = payload if isinstance(payload, dict) else payload(turn)
        if not text.strip() or not turn.may_call_model():
            turn.visit(node, "else")
            return otherwise
        key = f"model:{turn.number}:{turn.steps}:{node}"
        effect = AskModel(key, task, {"text": text, "locale": turn.locale, **more}, node)
        turn.await_answer(key, node, effect, MODEL_TIMEOUT + ANSWER_GRACE)
        return None

    def answered(turn: Turn, result: dict[str, Any]) -> str | None:
        goes = settle(turn, result) if result.get("ok") is True else None
        if goes is None:
            turn.visit(node, "else")
            return otherwise
        turn.visit(node, "answered")
        return turn.leave(goes)

    return Node(node, model.type, enter, answered=answered)


def is_confident(result: dict[str, Any], least: float) -> bool:
    """An answer that says nothing of its confidence counts as sure: the host's model does not always give one."""
    confidence = result.get("confidence")
    return not is_number(confidence) or float(confidence or 0) >= least
