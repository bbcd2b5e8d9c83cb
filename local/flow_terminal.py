"""What a flow says and what is wrong with it, as lines on a terminal."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shared.domain.messages import AskContact, AskLocation, Attachment, ListMenu, Outgoing, SendLocation
from shared.engine.node import Visit
from shared.engine.problems import Problem
from shared.engine.render.reading import options_of, text_of
from shared.engine.validate import Proof

BAR = "  │ "
LONGEST_VALUE = 200  # characters of a variable that a line shows


def problem_lines(problem: Problem) -> list[str]:
    """Where, then what."""
    where = " · ".join(part for part in (problem.node, problem.path) if part) or "the flow"
    return [f"{problem.severity:<8}{where}", f"        {problem.code}: {problem.message}"]


def proof_lines(proof: Proof) -> Iterator[str]:
    """Give every problem, and one line that sums up."""
    for problem in proof.problems:
        yield from problem_lines(problem)
    errors = sum(problem.severity == "error" for problem in proof.problems)
    warnings = len(proof.problems) - errors
    most = f" · at most {_count(proof.bounds.messages, 'message')} per turn" if proof.bounds else ""
    verdict = "can be published" if proof.is_publishable else "cannot be published"
    yield f"{_count(errors, 'error')}, {_count(warnings, 'warning')}{most} · {verdict}"


def bubble_lines(messages: Sequence[Outgoing]) -> Iterator[str]:
    """Give messages as bubbles, options numbered as a contact may type them."""
    for at, message in enumerate(messages):
        if at:
            yield ""
        yield from (f"{BAR}{line}" for line in _message_lines(message))


def variable_lines(variables: Mapping[str, Any]) -> Iterator[str]:
    """Give each variable with its value as JSON, a long one by its beginning."""
    for name, value in sorted(variables.items()):
        text = json.dumps(value, ensure_ascii=False)
        yield f"  {name} = {text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + '…'}"


def way_of(trace: Sequence[Visit]) -> str:
    """The nodes that were entered, in order, and every fault."""
    names = [visit.node for visit in trace if visit.node and visit.outcome == "entered"]
    faults = [f"! {visit.outcome.removeprefix('fault:')}" for visit in trace if visit.outcome.startswith("fault:")]
    return " → ".join([*names, *faults])


def _message_lines(message: Outgoing) -> Iterator[str]:
    if isinstance(message, Attachment):
        yield f"[{message.kind}] {message.link}"
    elif isinstance(message, SendLocation):
        yield f"[location] {message.location.latitude}, {message.location.longitude}"
    yield from text_of(message).split("\n") if text_of(message) else ()
    if isinstance(message, AskLocation):
        yield "[share a location]"
    elif isinstance(message, AskContact):
        yield "[share a phone number]"
    elif isinstance(message, ListMenu):
        yield f"[{message.button}]"
    for number, (_, words) in enumerate(options_of(message), 1):
        yield f"  {number}) {words}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
