"""`ask_file`: asks for a picture or a document."""

from typing import ClassVar, Literal

from shared.domain.messages import IncomingKind
from shared.engine.answers import Answer, Message, Reading, Unread
from shared.engine.compiler import Compiler
from shared.engine.limits import MAX_TEXT
from shared.engine.node import Node
from shared.engine.nodes.asking import AskingModel, Manner, asking_node, prompt_of, showing
from shared.engine.turn import Turn

_KINDS = {
    "image": IncomingKind.IMAGE,
    "video": IncomingKind.VIDEO,
    "audio": IncomingKind.AUDIO,
    "document": IncomingKind.DOCUMENT,
}


class AskFile(AskingModel):
    """Takes a file of one of the `kinds`; saved as {"media_id", "mime_type", "filename", "caption"}.

    {"id": "proof", "type": "ask_file", "prompt": "Envie uma foto do comprovante.", "kinds": ["image", "document"], "save_as": "proof",
     "transitions": [{"to": "bye"}]}
    """

    types: ClassVar = ("ask_file",)
    saved_type: ClassVar = "file"

    kinds: tuple[Literal["image", "video", "audio", "document"], ...] = ("image", "document")

    def answers_unseen(self) -> bool:
        return False

    def build(self, compiler: Compiler) -> Node:
        told = prompt_of(self, compiler, "ask_file")
        compiler.length(self.prompt, "prompt", MAX_TEXT, "text_too_long")
        wanted = frozenset(_KINDS[kind] for kind in self.kinds)

        def read(_turn: Turn, message: Message) -> Reading:
            media = message.incoming.media
            if media is None:
                return Unread("not_a_file")
            if message.kind not in wanted:
                return Unread("wrong_file")
            return Answer(
                {
                    "media_id": media.id,
                    "mime_type": media.mime_type,
                    "filename": media.filename,
                    "caption": message.text or media.caption,
                }
            )

        return asking_node(self, compiler, Manner(read, showing(self.id, told), kinds=frozenset(_KINDS.values())))
