"""`./prosa chat`: write to the running bot from this terminal, as a contact would from a phone.

A number taps the choice with that number. /say 3 sends a 3 instead. /restart forgets the bubbles, /new begins as another
person, /jump 24 lets a day pass, /quit ends. Without a terminal every line of the input is one message, and the answers
to it are printed before the next; the exit code is 1 if one of them got no answer.
"""

import argparse
import queue
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from secrets import randbelow
from typing import Any, Final

from local.checkout import DEV
from local.fetch import fetch
from local.lock import StackLock
from local.simulator.remote import Event, PhoneOffError, RemotePhone
from local.simulator.terminal import Choices, bubble_lines, tick_line

CONTACT: Final = "5511900000100"  # made up, and known to the simulator only
NAME: Final = "Visitor"
PATIENCE: Final = 20.0  # seconds; a turn may wait for a language model
QUIET: Final = 1.2  # seconds; longer than the simulator's pauses between statuses
NOTHING_RUNS: Final = (
    "Nothing runs in this checkout. Start it with ./prosa up, or name a simulator with --simulator URL."
)
PROMPT: Final = "» "
HELP: Final = "A number taps a choice · /say TEXT · /restart · /new · /jump HOURS · /quit"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to write to and as whom."""
    parser.add_argument("--simulator", metavar="URL", help="the simulator (default: the one of the running stack)")
    parser.add_argument("--number", metavar="ID", help="phone_number_id to write to (default: the first one)")
    parser.add_argument("--contact", metavar="ID", default=CONTACT, help=f"who writes (default: {CONTACT})")
    parser.add_argument(
        "--quiet", type=float, default=QUIET, metavar="S", help=f"without a terminal: {QUIET} s without news end a turn"
    )
    parser.add_argument(
        "--patience",
        type=float,
        default=PATIENCE,
        metavar="S",
        help=f"without a terminal: {PATIENCE} s to wait for an answer",
    )
    parser.add_argument("--name", default=NAME, help=f"the name on their profile (default: {NAME})")


def run(args: argparse.Namespace) -> int:
    """Chat until the input ends; return 0, or 1 when something got no answer or nothing runs."""
    running = None if args.simulator else StackLock(DEV).read()
    simulator = args.simulator or (running.simulator_url if running else None)
    if simulator is None:
        print(NOTHING_RUNS, file=sys.stderr)
        return 1
    try:
        conversation = Conversation(_phone(simulator, args), running.url if running else None, args.name)
        if sys.stdin.isatty():
            return conversation.from_keyboard()
        return conversation.from_lines(sys.stdin, patience=args.patience, quiet=args.quiet)
    except PhoneOffError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _phone(simulator: str, args: argparse.Namespace) -> RemotePhone:
    phone = RemotePhone(simulator, args.number or "", args.contact)
    numbers = phone.ask("/numbers")
    if not numbers:
        raise PhoneOffError("The simulator knows no number yet. ./prosa seed registers the demo agency's.")
    phone.number = args.number or numbers[0]["phone_number_id"]
    return _introduced(phone, args.name)


def _introduced(phone: RemotePhone, name: str) -> RemotePhone:
    phone.ask("/contacts", {"wa_id": phone.contact, "name": name})
    phone.listen()
    return phone


@dataclass
class Conversation:
    """A phone on a terminal. app_url: where the running application lets time pass; None with a bare simulator."""

    phone: RemotePhone
    app_url: str | None
    name: str
    choices: Choices = field(default_factory=Choices)
    own: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    is_typing: bool = False

    def from_keyboard(self) -> int:
        """Show what comes while the person writes."""
        chat = self.phone.chat()
        print(f"You are {chat['contact']['name']}, writing to {chat['number']['verified_name']}.\n{HELP}\n")
        threading.Thread(target=self._show_for_ever, daemon=True).start()
        while True:
            try:
                typed = input(PROMPT).strip()
            except EOFError:
                return 0
            if typed == "/quit":
                return 0
            if typed:
                self._obey(typed)

    def from_lines(self, lines: Iterable[str], *, patience: float, quiet: float) -> int:
        """Send each line, and print its answers before the next one; patience, quiet: seconds."""
        code = 0
        for line in lines:
            typed = line.strip()
            if typed == "/quit":
                break
            if not typed:
                continue
            print(f"» {typed}", flush=True)
            if self._obey(typed) and not self._show_turn(patience, quiet):
                print("      (no answer)", flush=True)
                code = 1
        self.phone.hang_up()
        return code

    def _obey(self, typed: str) -> bool:
        """Do what was typed; tell whether the bot was written to."""
        verb, _, rest = typed.partition(" ")
        if verb == "/restart":
            self.phone.restart()
            print("The bubbles are gone. The bot still knows you: /new begins as another person.")
        elif verb == "/new":
            self._become_another()
        elif verb == "/jump":
            self._jump(rest)
        elif verb == "/help":
            print(HELP)
        elif verb.startswith("/") and verb != "/say":
            print(f"There is no {verb}. {HELP}")
        else:
            self._say(rest if verb == "/say" else typed, may_tap=verb != "/say")
            return True
        return False

    def _say(self, text: str, *, may_tap: bool) -> None:
        tap = self.choices.tap(text) if may_tap else None
        self.choices.clear()
        if tap is None:
            self.phone.say({"type": "text", "text": text})
        else:
            self.phone.say({"type": "tap", "wamid": tap[0], "reply_id": tap[1]})

    def _become_another(self) -> None:
        before, self.phone = self.phone, self.phone.as_another(f"55119{randbelow(10**8):08d}")
        before.hang_up()
        _introduced(self.phone, self.name)
        self.choices.clear()
        print(f"You are another {self.name} now, whom the bot has never met.")

    def _jump(self, hours: str) -> None:
        try:
            by = float(hours or 24)
        except ValueError:
            print("/jump takes hours: /jump 24")
            return
        try:
            if self.app_url is None:
                self.phone.age(by)
            else:
                fetch(f"{self.app_url}/local/contacts/{self.phone.number}/{self.phone.contact}/jump", {"hours": by})
        except OSError:
            print("Time did not pass: write to the bot first.")
            return
        window = self.phone.chat()["window"]
        print(f"{by:g} hours later. " + ("The window is still open." if window["open"] else "The window is closed."))

    def _show_for_ever(self) -> None:
        while True:
            phone = self.phone
            event = phone.events.get()
            if event is not None:
                self._show(event, "\r\x1b[K", PROMPT)
            elif phone is self.phone:
                print("\r\x1b[KThe simulator went away.")
                return

    def _show_turn(self, patience: float, quiet: float) -> bool:
        """Show what comes until it is quiet; tell whether the bot said anything."""
        answered, end = False, time.monotonic() + patience
        while True:
            pause = quiet if answered and not self.is_typing else end - time.monotonic()
            try:
                event = self.phone.events.get(timeout=max(pause, 0))
            except queue.Empty:
                return answered
            if event is None:
                raise PhoneOffError("The simulator went away.")
            answered |= self._show(event)
            if event.name == "typing":
                end = time.monotonic() + patience

    def _show(self, event: Event, before: str = "", after: str = "") -> bool:
        """Print one event; tell whether it is a bubble of the business."""
        lines = self._lines(event)
        if lines:
            print(before + "\n".join(lines) + ("\n" + after if after else ""), end="" if after else "\n", flush=True)
        return bool(lines) and event.name == "message"

    def _lines(self, event: Event) -> list[str]:
        data: dict[str, Any] = event.data
        if event.name == "typing":
            self.is_typing = bool(data["typing"])
            return []
        if event.name == "status":
            if data["status"] == "failed":
                return [line for line in [tick_line("failed", data.get("error"))] if line]
            line = tick_line(data["status"], None) if data["wamid"] in self.own else None
            return [line] if line else []
        if event.name != "message" or data["wamid"] in self.shown:
            return []
        if data["direction"] == "in":
            self.own.add(data["wamid"])
            return []
        self.shown.add(data["wamid"])
        return bubble_lines(data, self.choices)
