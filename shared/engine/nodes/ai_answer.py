"""`ai_answer`: lets the model answer a question from the tenant's own sources."""

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from shared.engine.compiler import Compiler
from shared.engine.node import Goes, Node
from shared.engine.nodes.adding import Added
from shared.engine.nodes.base import as_texts
from shared.engine.nodes.model_task import ModelTask, is_confident, task_node
from shared.engine.text.borders import shorten
from shared.engine.text.sizes import Sizes
from shared.engine.turn import Turn


class AiAnswer(ModelTask):
    """Says the answer, cut to max_chars. must_cite: an answer that names none of the sources is none, and goes to `else`.

    sources: names of the tenant's knowledge or of its catalogues; none = all of its knowledge.

    {"id": "faq", "type": "ai_answer", "sources": ["faq", "properties"], "must_cite": true, "max_chars": 600, "else": "human",
     "transitions": [{"to": "anything_else"}]}
    """

    types: ClassVar = ("ai_answer",)

    sources: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=100)], ...], Field(max_length=20)
    ] = ()
    must_cite: bool = True
    max_chars: Annotated[int, Field(ge=20, le=4_000)] = 800

    def adds(self, sizes: Sizes) -> Sequence[Added]:
        return as_texts(sizes.said(self.prompt), 2 * self.max_chars)

    def build(self, compiler: Compiler) -> Node:
        choose = compiler.transitions(self.transitions)
        payload = {"sources": list(self.sources), "must_cite": self.must_cite, "max_chars": self.max_chars}

        def settle(turn: Turn, result: dict[str, Any]) -> Goes | None:
            text, cited = result.get("text"), result.get("citations")
            named = [one for one in cited if one in self.sources or not self.sources] if isinstance(cited, list) else []
            if not isinstance(text, str) or not text.strip() or not is_confident(result, self.min_confidence):
                return None
            if self.must_cite and not named:
                return None
            turn.say(self.id, shorten(text.strip(), self.max_chars))
            return choose

        return task_node(self, compiler, "answer", payload, settle)
