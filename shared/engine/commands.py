"""Words that work from anywhere: menu, human, stop, restart, back, and the flow's own.

A command is a whole message, capitals and accents apart. The open question's own words come first: where "voltar" is one of
its options, it is an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shared.engine.compiler import Compiler
from shared.engine.definition import Command
from shared.engine.effects import OptOut
from shared.engine.fallback import hand_over, to_a_person
from shared.engine.words import folded

if TYPE_CHECKING:
    from shared.engine.turn import Turn

PADDING: Final = 5  # characters by which a message may be longer than the command in it: dots, spaces
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

    most: characters that a message with a command in it may have. initials: their first letters. By both most messages are
    seen to be none.
    """

    words: Mapping[str, Action]
    most: int
    initials: frozenset[str]

    @staticmethod
    def of(commands: Sequence[Command], compiler: Compiler) -> "CommandTable":
        table: dict[str, Action] = {}
        declared = {command.action for command in commands}
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
        return CommandTable(table, most, frozenset(word[0] for word in table))

    def find(self, text: str) -> Action | None:
        """Return what a whole message commands; None for most."""
        if len(text) > self.most:
            return None
        initial = text[:1].lower()
        if initial.isalpha() and initial.isascii() and initial not in self.initials:
            return None
        return self.words.get(folded(text).rstrip(".!"))


def run_command(turn: "Turn", action: Action) -> str | None:
    """Do it and return where to go; None = the turn stops here."""
    turn.visit(turn.node, f"command:{action.name}")
    question = turn.question
    turn.settle()
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
            turn.leave_subflows()
            turn.replace_vars(dict(turn.flow.defaults))
            turn.forget_session()
            return action.to or turn.flow.start
        case _:
            turn.leave_subflows()
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


def _back(turn: "Turn") -> str | None:
    """Ask the previous question again, with a fresh answer; at the first one, that one."""
    question = turn.question
    trail = turn.trail
    here = question.node if question is not None else turn.node
    if trail and trail[-1][0] == here:
        trail = trail[:-1]
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
