"""`./prosa flow check|test|run|render FILE`: a flow definition looked at without a database, as the service would.

  check   every error and warning, with node and path; 1 when there are errors
  test    the tests that the definition carries; 1 when one fails
  run     talk to it here; --say "oi" --say "2" without a keyboard; 1 when a turn had a fault
  render  what each node shows to somebody who comes there first
  docs    write docs/flows.md and docs/flow.schema.json from the code; --check compares

FILE is a definition, or what `export` gives. While talking, `/tap WORDS` taps, `/wait 2h` lets time pass, `/vars` shows what is
known, `/quit` ends. A flow that calls others is given them: `./prosa flow check main.json --with address.json`.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from local.errors import LocalError
from local.flow_files import missing_subflows, read_definition, read_subflows, sample_catalogs
from local.flow_terminal import bubble_lines, problem_lines, proof_lines, variable_lines, way_of
from shared.engine.flow import load_flow
from shared.engine.problems import FlowInvalid
from shared.engine.simulate import Played, Simulator
from shared.engine.validate import prove
from shared.services.preview_flow import JUMP, with_jump
from shared.services.run_flow_tests import run_tests_in_time

PROMPT = "» "


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do, with which file."""
    does = parser.add_subparsers(dest="does", required=True, metavar="check|test|run|render|docs")
    for name in ("check", "test", "run", "render"):
        one = does.add_parser(name)
        one.add_argument("file", type=Path, metavar="FILE")
        one.add_argument(
            "--with",
            dest="subflows",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="a flow that it calls; several times for several",
        )
        if name == "run":
            one.add_argument(
                "--say", action="append", metavar="TEXT", help="say this, then the next; instead of typing"
            )
            one.add_argument("--phone", metavar="NUMBER", help="the contact's number (default: unknown)")
    docs = does.add_parser("docs")
    docs.add_argument("--check", action="store_true", help="compare the committed files instead of writing them")


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    if arguments.does == "docs":
        from local.flow_docs import write_docs

        return write_docs(check=arguments.check)
    verbs: dict[str, Callable[[Mapping[str, Any], argparse.Namespace], int]] = {
        "check": _check,
        "test": _test,
        "run": _run,
        "render": _render,
    }
    try:
        definition = read_definition(arguments.file)
        arguments.subflows = read_subflows(arguments.subflows)
        for key in missing_subflows(definition, arguments.subflows):
            print(f"{arguments.file} calls {key!r}, which is not here: give it with --with FILE.", file=sys.stderr)
        return verbs[arguments.does](definition, arguments)
    except FlowInvalid as error:
        for problem in error.found:
            print("\n".join(problem_lines(problem)))
        return 1


def _check(definition: Mapping[str, Any], arguments: argparse.Namespace) -> int:
    proof = prove(definition, subflows=arguments.subflows)
    print("\n".join(proof_lines(proof)))
    return 0 if proof.is_publishable else 1


def _test(definition: Mapping[str, Any], arguments: argparse.Namespace) -> int:
    results = run_tests_in_time(definition, subflows=arguments.subflows)
    for result in results:
        print(f"{'✓' if result.passed else '✗'} {result.name}")
        print("".join(f"    {problem}\n" for problem in result.problems), end="")
    failed = sum(not result.passed for result in results)
    print(f"{len(results) - failed} of {len(results)} passed" if results else "The definition carries no tests.")
    return 1 if failed else 0


def _run(definition: Mapping[str, Any], arguments: argparse.Namespace) -> int:
    phone = {"phone": arguments.phone, "has_phone": True} if arguments.phone else {}
    simulator = _simulator(definition, arguments, contact=phone)
    is_typed = arguments.say is None and sys.stdin.isatty()
    if is_typed:
        print("Write as the contact would: “oi”. /tap WORDS, /wait 2h, /vars, /quit\n")
    has_failed = False
    for words in _typed() if arguments.say is None else arguments.say:
        if words == "/quit":
            break
        if not is_typed:
            print(f"{PROMPT}{words}")
        try:
            played = _say(simulator, words)
        except LocalError as error:
            if not is_typed:
                raise
            print(f"  {error}\n")  # a slip of the finger does not end a conversation
            continue
        has_failed = has_failed or any(visit.outcome.startswith("fault:") for one in played for visit in one.step.trace)
    return 1 if has_failed else 0


def _render(definition: Mapping[str, Any], arguments: argparse.Namespace) -> int:
    load_flow(definition)
    for node in definition["nodes"]:
        simulator = _simulator(with_jump(definition, node["id"]), arguments)
        played = simulator.say(JUMP)
        print(f"{node['id']} ({node['type']})")
        print("\n".join(bubble_lines(played[0].messages)) or "  says nothing")
        way = way_of(played[0].step.trace).split(" → ")
        print(f"  then {' → '.join(way[1:])}\n" if len(way) > 1 else "")
    return 0


def _simulator(
    definition: Mapping[str, Any], arguments: argparse.Namespace, *, contact: Mapping[str, Any] | None = None
) -> Simulator:
    given = {"catalogs": sample_catalogs(), "subflows": arguments.subflows, "contact": contact or {}}
    return Simulator(load_flow(definition), given)


def _typed() -> Iterable[str]:
    """Lines as somebody types them, or as they come through a pipe."""
    while True:
        try:
            line = input(PROMPT if sys.stdin.isatty() else "")
        except (EOFError, KeyboardInterrupt):
            return
        if line.strip():
            yield line.strip()


def _say(simulator: Simulator, words: str) -> list[Played]:
    verb, _, rest = words.partition(" ")
    if verb == "/vars":
        print("\n".join(variable_lines(simulator.state.vars)) or "  (nothing is known yet)")
        return []
    if verb.startswith("/") and verb not in {"/tap", "/wait"}:
        raise LocalError(f"{verb} is not known: /tap WORDS, /wait 2h, /vars, /quit.")
    said: Any = {"tap": rest} if verb == "/tap" else {"wait": rest} if verb == "/wait" else words
    try:
        played = simulator.say(said)
        if not played:
            print("  (nothing happens)\n")
    except ValueError as error:
        raise LocalError(f"{words}: {error}") from error
    for one in played:
        print("\n".join(bubble_lines(one.messages)) or "  (says nothing)")
        print(f"  {simulator.state.status} · {way_of(one.step.trace)}\n")
    return played
