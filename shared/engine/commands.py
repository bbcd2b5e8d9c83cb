"""Words that work from anywhere: menu, human, stop, restart, back, and the flow's own.

A command is a whole message, capitals and accents apart. The open question's own words come first: where "voltar" is one of
its options, it is an answer. What no question could read may still mean a command in other words ("me passa pra um atendente, por
favor"), and so may a few words that are hardly an answer where any words are one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shared.engine.compiler import Compiler
from shared.engine.definition import Command
from shared.engine.effects import OptOut
from shared.engine.fallback import hand_over, to_a_person
from shared.engine.language.reading import Understood
from shared.engine.language.wishes import Wish, read_wish, without_politeness
from shared.engine.state import Trail
from shared.engine.words import folded

if TYPE_CHECKING:
    from shared.engine.turn import Turn

PADDING: Final = 5  # characters by which a message may be longer than the command in it: dots, spaces
FIRM: Final = frozenset({Wish.HUMAN, Wish.STOP})  # wishes that free text is searched for
FIRM_SPACES: Final = 2  # a wish of three words or more is hardly somebody's name or remark
MARKS_OF_A_WISH: Final = frozenset(  # one of these is in every firm wish, so that most free text is not looked at twice
    [
        "falar",
        "atendente",
        "atendimento",
        "humano",
        "pessoa",
        "alguem",
        "mensagem",
        "mensagens",
        "robo",
        "lista",
        "numero",
        "conversar",
        "menu",
        "voltar",
        "talk",
        "speak",
        "human",
        "agent",
        "person",
        "someone",
        "messages",
        "messaging",
    ]
)
USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "stop": ("parar", "pare", "sair", "stop", "descadastrar", "cancelar inscrição", "unsubscribe"),
    "human": (
        "atendente",
        "falar com atendente",
        "humano",
        "falar com uma pessoa",
        "quero falar com uma pessoa",
        "human",
        "agent",
    ),
    "restart": ("recomeçar", "reiniciar", "começar de novo", "restart", "start over"),
    "menu": ("menu", "menu principal", "início", "main menu"),
    "back": ("voltar", "volta", "back", "go back"),
}


@dataclass(frozen=True, slots=True)
class Action:
    """name: restart, menu, human, stop, back, goto."""

    name: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class CommandTable:
    """Folded words to what they do.

    most: characters that a message with a command in it may have. starts: their first three letters. By both most messages
    are seen to be none.
    """

    words: Mapping[str, Action]
    most: int
    starts: frozenset[str]
    declared: Mapping[str, Action]

    @staticmethod
    def of(commands: Sequence[Command], compiler: Compiler) -> "CommandTable":
        table: dict[str, Action] = {}
        declared: dict[str, Action] = {}
        for command in commands:
            declared.setdefault(command.action, Action(command.action, command.to))
        for action, words in USUAL.items():
            if action not in declared:
                table.update((folded(word), Action(action)) for word in words)
        for index, command in enumerate(commands):
            at = f"commands[{index}]"
            if command.to is not None:
                compiler.goes(command.to, f"{at}.to", f"command:{command.action}")
            elif command.action == "goto":
                compiler.finding("target_missing", f"{at}.to", "A goto command needs a target.")
            table.update((folded(word), Action(command.action, command.to)) for word in command.words)
        most = max(map(len, table), default=0) + PADDING
        return CommandTable(table, most, frozenset(word[:3] for word in table), declared)

    def find(self, text: str) -> Action | None:
        """Return what a whole message commands; None for most."""
        if len(text) > self.most:
            return None
        start = text[:3]
        if start.isascii() and start.isalnum() and start.lower() not in self.starts:
            return None
        return self.words.get(folded(text).rstrip(".!"))

    def meant(self, text: str, locale: str) -> Action | None:
        """Return the command that a message means which nothing else could read; a vague "chega" stops nothing."""
        written = self.words.get(without_politeness(text, locale))
        if written is not None:
            return written
        match read_wish(text, locale):
            case Understood(wish) if wish is not Wish.STOP or " " in without_politeness(text, locale):
                return self.declared.get(wish) or Action(wish)
            case _:
                return None

    def meant_firmly(self, text: str, locale: str) -> Action | None:
        """Do the same for a question that takes any words: only a person or silence, and in three words or more."""
        if text.count(" ") < FIRM_SPACES or MARKS_OF_A_WISH.isdisjoint(folded(text).replace(",", " ").split()):
            return None
        action = self.meant(text, locale)
        return action if action is not None and action.name in FIRM else None


def run_command(turn: "Turn", action: Action) -> str | None:
    """Do it and return where to go; None = the turn stops here."""
    turn.visit(turn.node, f"command:{action.name}")
    question = turn.question
    if action.name == "back" and question is None and turn.status == "waiting" and not _has_previous(turn):
        turn.say(turn.node or "", turn.sentence("nothing_back"))
        return None  # a wait goes on, and a template is not paid for twice
    turn.settle()
    if action.name != "back" and not (action.name == "human" and action.to is None):
        turn.leave_subflows()  # commands are those of the conversation's own flow, and so is where they lead
    match action.name:
        case "stop":
            return _stop(turn, action)
        case "human":
            return _human(turn, action)
        case "back":
            turn.question = question
            return _back(turn)
        case "goto":
            turn.question = None
            return action.to
        case "restart":
            turn.replace_vars(dict(turn.flow.defaults))
            turn.forget_session()
            return action.to or turn.flow.start
        case _:
            turn.question = None
            return action.to or turn.flow.start


def _stop(turn: "Turn", action: Action) -> str | None:
    turn.effects.append(OptOut())
    if action.to is not None:
        turn.question = None
        return action.to
    turn.say(turn.node or "", turn.sentence("stopped"))
    turn.end("stopped")
    return None


def _human(turn: "Turn", action: Action) -> str | None:
    turn.question = None
    if action.to is not None:
        return action.to
    target = to_a_person(turn, turn.node)
    if target is None and turn.status != "human":
        hand_over(turn, turn.node, "calling_a_person")
    return target


def _has_previous(turn: "Turn") -> bool:
    return bool(_trail_before(turn, turn.node) or turn.session.stack)


def _trail_before(turn: "Turn", here: str | None) -> Trail:
    trail = turn.trail
    return trail[:-1] if trail and trail[-1][0] == here else trail


def _back(turn: "Turn") -> str | None:
    """Ask the previous question again, with a fresh answer; at the first one, that one."""
    here = turn.question.node if turn.question is not None else turn.node
    trail = _trail_before(turn, here)
    if not trail and turn.session.stack:
        turn.leave_subflow_backwards()
        return _back(turn) if turn.trail else turn.node
    if not trail:
        turn.say(turn.node or "", turn.sentence("nothing_back"))
        turn.forced = here
        return here
    turn.trail = trail[:-1]
    turn.question = None
    turn.forced = trail[-1][0]
    return turn.forced
