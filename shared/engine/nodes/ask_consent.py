"""`ask_consent`: asks for a yes to something that needs one, and keeps what was agreed to."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from shared.engine.answers import Answer, Message, Reading, Unread
from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId
from shared.engine.language.reading import Understood
from shared.engine.language.yes_no import read_yes_no
from shared.engine.limits import BODY, BUTTON_TITLE
from shared.engine.node import Node
from shared.engine.nodes.adding import Added, question
from shared.engine.nodes.asking import AskingModel, Manner, asking_node, prompt_of
from shared.engine.nodes.base import Write
from shared.engine.render.bubbles import Ask, Option
from shared.engine.text.localised import LocalText
from shared.engine.text.sizes import Sizes
from shared.engine.text.template import Tell
from shared.engine.turn import Turn


class AskConsent(AskingModel):
    """Two buttons; saves true or false, and next to it `<save_as>_at`, the moment, as proof. `reply.id` is "yes" or "no".

    Only an answer with its moment counts as given already (`prefill`): a default is nobody's consent.

    {"id": "consent", "type": "ask_consent", "prompt": "Posso guardar seus dados para o atendimento?", "save_as": "consent",
     "yes": "Concordo", "no": "Não concordo", "yes_to": "name", "no_to": "bye"}
    """

    types: ClassVar = ("ask_consent",)
    saved_type: ClassVar = "bool"
    saves: ClassVar = "consent"

    yes: LocalText | None = None
    no: LocalText | None = None
    yes_to: NodeId | None = None
    no_to: NodeId | None = None

    def writes(self) -> Iterator[Write]:
        yield from super().writes()
        yield Write(f"{self.variable}_at", "datetime", always=self.skip is None)

    def asks(self, sizes: Sizes, before: int) -> Sequence[Added]:
        return (question(before + sizes.of(self.prompt), [sizes.said(self.yes), sizes.said(self.no)]),)

    def answers_unseen(self) -> bool:
        return False

    def build(self, compiler: Compiler) -> Node:
        told = prompt_of(self, compiler, "ask_consent")
        compiler.length(self.prompt, "prompt", BODY, "text_too_long")
        words = {"yes": compiler.text(self.yes, "yes"), "no": compiler.text(self.no, "no")}
        for name in ("yes", "no"):
            compiler.length(getattr(self, name), name, BUTTON_TITLE, "label_too_long")
        to = {
            "yes": compiler.goes(self.yes_to, "yes_to", "option") if self.yes_to is not None else None,
            "no": compiler.goes(self.no_to, "no_to", "option") if self.no_to is not None else None,
        }
        node, at = self.id, f"{self.variable}_at"

        def label(turn: Turn, name: str) -> str:
            tell: Tell | None = words[name]
            return tell(turn) if tell is not None else turn.sentence(name)

        def show(turn: Turn, first: str) -> None:
            text = told(turn)
            options = tuple(Option(turn.reply_id_for(node, name), label(turn, name)) for name in ("yes", "no"))
            turn.bubbles.append(Ask(node, f"{first}\n\n{text}" if first else text, options))

        def answer(turn: Turn, name: str) -> Answer:
            return Answer(name == "yes", name, to[name], ((at, turn.local_now.isoformat(timespec="seconds")),))

        def read(turn: Turn, message: Message) -> Reading:
            if message.option in {"yes", "no"}:
                return answer(turn, message.option)
            for name in ("yes", "no"):
                if message.text.strip().lower() == label(turn, name).lower():
                    return answer(turn, name)
            match read_yes_no(message.text, turn.locale):
                case Understood(agreed):
                    return answer(turn, "yes" if agreed else "no")
                case _:
                    return Unread("not_yes_or_no")  # "talvez" is no consent: the question stands again

        return asking_node(self, compiler, Manner(read, show, proves=(at,)))
