"""What a node model is given to compile with: texts, expressions, conditions and targets, each noted with its path."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.engine.conditions import condition_of, names_held
from shared.engine.definition import Transition, When
from shared.engine.expressions import ExpressionError, PatternError, Run, compiled, linear_pattern, names_in, parse
from shared.engine.expressions.implied import NOTHING, Implied, implied_by
from shared.engine.problems import Problem
from shared.engine.text.localised import LocalText, telling_in, variants
from shared.engine.text.template import Names, Slot, Tell, cut
from shared.engine.values import templated

if TYPE_CHECKING:
    from shared.engine.turn import Turn


class Exit(NamedTuple):
    """A way out of a node. how: transition, option, retry, silence, skip, and so on. given: variables set on whoever takes it.

    A tuple, as `Read` is: a large flow has tens of thousands, and tuples are made in a third of the time.
    """

    node: str | None
    to: str
    path: str
    how: str
    always: bool = False
    given: frozenset[str] = NOTHING


class Read(NamedTuple):
    """A variable that a text or an expression of a node reads."""

    node: str | None
    name: str
    path: str
    is_guarded: bool  # only asked about by is_set, or with a default: reading it unset is meant
    in_expression: bool


@dataclass(frozen=True, slots=True)
class Length:
    """A text with the limit that WhatsApp sets for where it stands."""

    node: str | None
    path: str
    text: LocalText
    limit: int
    code: str


@dataclass(frozen=True, slots=True)
class Told:
    """A text of a node, by the locales it is written in; "" alone = one text for all."""

    node: str | None
    path: str
    locales: tuple[str, ...]


@dataclass(slots=True)
class Notebook:
    """Everything compiling found out. problems: a flow that has one cannot run. findings: it can run, but must not go live.

    The rest is for the prover.
    """

    problems: list[Problem] = field(default_factory=list)
    findings: list[Problem] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    exits: list[Exit] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    lengths: list[Length] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles the parts of one node (`node`, at `path`); a part that is broken is noted and compiles to nothing."""

    notebook: Notebook
    names: Names
    locale: str
    node: str | None = None
    path: str = ""

    def text(self, text: LocalText | None, at: str) -> Tell | None:
        if text is None:
            return None
        self.notebook.told.append(Told(self.node, self._at(at), tuple(variants(text))))
        try:
            parts = {locale: cut(variant) for locale, variant in variants(text).items()}
        except ExpressionError as problem:
            self.error("template_invalid", at, f"The text cannot be read: {problem}.")
            return lambda _turn: ""
        for locale, found in parts.items():
            self._note_slots(found, self._at(at) + (f".{locale}" if locale else ""))
        return telling_in(parts, self.names, self.locale)

    def expression(self, source: str, at: str) -> Run:
        try:
            tree = parse(source)
            for name, is_guarded in names_in(tree):
                self.notebook.reads.append(Read(self.node, name.root, self._at(at), is_guarded, in_expression=True))
            return compiled(tree)
        except PatternError as problem:
            self.error("regex_invalid", at, f"The expression cannot be used: {problem}.")
        except ExpressionError as problem:
            self.error("expression_error", at, f"The expression cannot be read: {problem}.")
        return lambda _scope: None

    def condition(self, when: When, at: str) -> Run:
        if isinstance(when, str):
            return self.expression(when, at)
        for name in when:
            if name != "reply":
                self.notebook.reads.append(Read(self.node, name, self._at(at), is_guarded=True, in_expression=True))
        return condition_of(when)

    def value(self, value: Any, at: str, *, may_be_empty: bool = False) -> Run:
        """A JSON value with texts that may hold slots; a text that is one slot alone keeps the variable's own type.

        {"expr": "price.max * 1.1"} is an expression. may_be_empty: variables that are not set are meant to leave it empty.
        """
        before = len(self.notebook.reads)
        run = self._value(value, at)
        if may_be_empty:
            reads = self.notebook.reads
            reads[before:] = [read._replace(is_guarded=True) for read in reads[before:]]
        return run

    def _value(self, value: Any, at: str) -> Run:
        if isinstance(value, dict) and set(value) == {"expr"} and isinstance(value["expr"], str):
            return self.expression(value["expr"], f"{at}.expr")
        try:
            return templated(value, lambda parts: self._note_slots(parts, self._at(at)))
        except ExpressionError as problem:
            self.error("template_invalid", at, f"The text cannot be read: {problem}.")
            return lambda _scope: None

    def pattern(self, pattern: str, at: str) -> Any:
        try:
            return linear_pattern(pattern)
        except ExpressionError as problem:
            self.error("regex_invalid", at, f"The pattern cannot be used: {problem}.")
            return linear_pattern("$^")

    def goes(self, to: str, at: str, how: str, *, always: bool = False, given: frozenset[str] = NOTHING) -> str:
        self.notebook.exits.append(Exit(self.node, to, self._at(at), how, always, given))
        return to

    def transitions(self, transitions: Sequence[Transition]) -> "Callable[[Turn], str | None]":
        """Compile to a function that returns the first target that matches, or None."""
        tests: list[tuple[Run | None, str]] = []
        known = NOTHING  # because the conditions before did not hold
        for index, transition in enumerate(transitions):
            at = f"transitions[{index}]"
            test = None if transition.when is None else self.condition(transition.when, f"{at}.when")
            implied = _implied(transition.when)
            given = known | implied.if_true
            tests.append((test, self.goes(transition.to, f"{at}.to", "transition", always=test is None, given=given)))
            known |= implied.if_false
        return _first_of(tests)

    def length(self, text: LocalText | None, at: str, limit: int, code: str) -> None:
        if text is not None:
            self.notebook.lengths.append(Length(self.node, self._at(at), text, limit, code))

    def error(self, code: str, at: str, message: str) -> None:
        self.notebook.problems.append(Problem("error", code, self.node, self._at(at), message))

    def finding(self, code: str, at: str, message: str) -> None:
        """Note an error that only matters for going live."""
        self.notebook.findings.append(Problem("error", code, self.node, self._at(at), message))

    def warning(self, code: str, at: str, message: str) -> None:
        self.notebook.findings.append(Problem("warning", code, self.node, self._at(at), message))

    def _at(self, at: str) -> str:
        return f"{self.path}.{at}" if self.path else at

    def _note_slots(self, parts: Sequence[str | Slot], path: str) -> None:
        for part in parts:
            if isinstance(part, Slot):
                has_default = any(name == "default" for name, _ in part.filters)
                self.notebook.reads.append(Read(self.node, str(part.path[0]), path, has_default, in_expression=False))
            elif "{{" in part and "}}" in part:
                message = "Braces that hold no name and filters are sent as they are written."
                self.notebook.findings.append(Problem("warning", "template_literal", self.node, path, message))


def _implied(when: When | None) -> Implied:
    if when is None:
        return Implied()
    if not isinstance(when, str):
        return Implied(names_held(when))
    try:
        return implied_by(parse(when))
    except ExpressionError:
        return Implied()  # told by whoever compiles it


def _first_of(tests: list[tuple[Run | None, str]]) -> "Callable[[Turn], str | None]":
    """The first target whose test holds. Flows without conditions take the short way."""
    if not tests:
        return lambda _turn: None
    if tests[0][0] is None:
        only = tests[0][1]
        return lambda _turn: only
    pairs = tuple(tests)

    def choose(turn: "Turn") -> str | None:
        for test, to in pairs:
            if test is None or test(turn):
                return to
        return None

    return choose
