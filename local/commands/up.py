"""`./prosa up`: Postgres behind a pooler, Redis, the WhatsApp simulator, the demo agency, the bot and its page.

Ctrl-C stops everything. What it keeps lies in .dev: delete that folder to begin anew.
"""

import argparse
import os
import sys
from pathlib import Path

from local.checkout import DEV, LOGS, ROOT
from local.lock import AlreadyRunningError, StackLock
from local.processes import Interrupted, interruptions
from local.system import StepError, System

ALREADY_RUNNING = 3
GREETING = "oi"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take --check, --port and --host."""
    parser.add_argument(
        "--check", action="store_true", help="see that the bot answers and the page is served, then stop"
    )
    parser.add_argument("--port", type=int, help="where the page and the API should be (default: 8000 if it is free)")
    parser.add_argument(
        "--host",
        choices=("render", "lambda"),
        default="render",
        help="run the application as one process, as on Render (default), or each group as functions of AWS Lambda",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run until stopped; return 0 when that was asked for, 1 when a step failed, 3 when a stack runs already."""
    lock = StackLock(DEV)
    try:
        with lock.held(), interruptions():
            return _run(lock, arguments)
    except AlreadyRunningError as error:
        print(f"{error}.", file=sys.stderr)
        return ALREADY_RUNNING
    except Interrupted:
        return 0


def _run(lock: StackLock, arguments: argparse.Namespace) -> int:
    system: System | None = None
    try:
        system = System(DEV, lambda text: _say(system, text), web_port=arguments.port, host=arguments.host)
        system.start()
        lock.tell(system.running)
        if arguments.check:
            _check(system)
        else:
            print(_summary(system), flush=True)
            system.watch()
    except StepError as error:
        print(f"\n{error}\n\nThe logs are in {_shown(LOGS)}.", file=sys.stderr)
        return 1
    finally:
        if system is not None:
            system.stop()
            _say(system, "stopped")
    return 0


def _check(system: System) -> None:
    """Say "oi" as a contact would, and open the page as a browser would."""
    answer = system.wait_for_answer(GREETING)
    print(f"\nbot answered after {system.seconds:.1f} s: {answer}\n", flush=True)
    system.wait_for_page()
    print(f"\npage served after {system.seconds:.1f} s: {system.url}/\n", flush=True)


def _say(system: System | None, text: str) -> None:
    print(f"[{system.seconds if system else 0:5.1f} s] {text}", flush=True)


def _summary(system: System) -> str:
    secrets = system.secrets
    numbers = ", ".join(number.display_phone_number for number in system.demo.numbers)
    building = "   (being built, a moment)" if system.page is not None else ""
    return f"""
  {_bold("Prosa is running.")}

  {_bold("Page")}       {system.url}/{building}
             sign in as {system.environment["AUTH_SEED_ADMIN_EMAIL"]} with {secrets.seed_admin_password}
  {_bold("Phone")}      {system.url}/simulator   write “{GREETING}”
  {_bold("Terminal")}   ./prosa chat
  {_bold("API")}        openapi.json describes what {system.url} answers
  {_bold("WhatsApp")}   {system.simulator_url}/sim/health   simulated, for {numbers}
  {_bold("Logs")}       {_shown(LOGS)}

  Ctrl-C stops everything.
"""


def _shown(folder: Path) -> Path:
    return folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder


def _bold(text: str) -> str:
    wants_colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    return f"\033[1m{text}\033[0m" if wants_colour else text
