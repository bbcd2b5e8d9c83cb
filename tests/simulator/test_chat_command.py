"""`prosa chat` without a terminal: every line is a message, and the answers to it follow."""

import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from local.checkout import ROOT
from local.simulator.terminal import Choices, bubble_lines, tick_line
from tests.simulator import bot
from tests.simulator.client import Simulator
from tests.simulator.messages import CAROUSEL, LINK, LOCATION

COMMAND = (sys.executable, "-c", "import sys; from local.cli import run; sys.exit(run(['chat', *sys.argv[1:]]))")


@pytest.fixture
def answered(simulator: Simulator) -> Iterator[Simulator]:
    """A simulator with a bot behind it."""
    with bot.answering(simulator):
        yield simulator


def chat(*lines: str, simulator: str, arguments: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "--simulator", simulator, "--quiet", "0.4", "--patience", "5", *arguments],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        check=False,
    )


def test_a_whole_conversation_by_numbers(answered: Simulator) -> None:
    done = chat("oi", "2", "1", "/say 1", "/quit", simulator=answered.url, arguments=("--name", "Rui"))
    texts = [message["text"] for message in answered.chat("5511900000100")["messages"]]

    assert done.returncode == 0, done.stderr
    assert "│ [2] Alugar" in done.stdout
    assert "│ [1] Moema  (Perto do parque)" in done.stdout
    assert "✓✓" in done.stdout
    assert texts == [
        "oi",
        "Olá!",
        "Comprar ou alugar?",
        "Alugar",
        "Qual bairro?",
        "Moema",
        "Você tocou em Moema",
        "1",
        "Você disse: 1",
    ]
    assert answered.sim("/contacts")[0]["name"] == "Rui"


def test_commands_do_what_they_say(answered: Simulator) -> None:
    done = chat("oi", "/jump 25", "/restart", "/jump soon", "/dance", "/new", "oi", simulator=answered.url)

    assert done.returncode == 0, done.stderr
    assert "25 hours later. The window is closed." in done.stdout
    assert "The bubbles are gone." in done.stdout
    assert "/jump takes hours" in done.stdout
    assert "There is no /dance." in done.stdout
    assert len(answered.sim("/contacts")) == 2
    assert answered.chat("5511900000100")["messages"] == []


def test_silence_is_said_and_told_by_the_exit_code(answered: Simulator) -> None:
    done = chat("shh", "oi", simulator=answered.url, arguments=("--patience", "0.5"))

    assert done.returncode == 1
    assert done.stdout.count("(no answer)") == 1
    assert "Alugar" in done.stdout


def test_at_a_terminal_answers_come_while_one_writes(answered: Simulator) -> None:
    with terminal_running([*COMMAND, "--simulator", answered.url]) as (process, keyboard):
        shown = read_until(keyboard, "» ")
        os.write(keyboard, b"oi\n")
        shown += read_until(keyboard, "[2] Alugar")
        os.write(keyboard, b"/new\n")
        shown += read_until(keyboard, "another Visitor")
        os.write(keyboard, b"oi\n")
        shown += read_until(keyboard, "[2] Alugar")
        os.write(keyboard, b"/quit\n")
        code = process.wait(10)

    assert code == 0
    assert "You are Visitor, writing to Imobiliária Horizonte." in shown


@contextmanager
def terminal_running(argv: list[str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run a program at a terminal of its own; whatever happens, it ends."""
    keyboard, terminal = pty.openpty()
    process = subprocess.Popen(argv, stdin=terminal, stdout=terminal, stderr=terminal, cwd=ROOT)
    try:
        yield process, keyboard
    finally:
        process.kill()
        process.wait()
        os.close(keyboard)
        os.close(terminal)


def read_until(keyboard: int, wanted: str) -> str:
    shown = b""
    while wanted.encode() not in shown:
        assert select.select([keyboard], [], [], 15)[0], shown.decode()
        shown += os.read(keyboard, 4096)
    return shown.decode()


def test_nothing_running_is_said_in_one_sentence() -> None:
    done = chat("oi", simulator="http://127.0.0.1:9")

    assert done.returncode == 1
    assert done.stderr.strip() == "The simulator at http://127.0.0.1:9 does not answer (ConnectError)."


def test_a_simulator_without_numbers_is_explained(simulator: Simulator) -> None:
    simulator.sim("/reset", {"numbers": True})

    assert "no number yet" in chat("oi", simulator=simulator.url).stderr


def test_bubbles_of_other_kinds_have_their_lines(chatting: Simulator) -> None:
    choices, shown = Choices(), []
    for message in (LOCATION, LINK, CAROUSEL):
        wamid = chatting.send(message).json()["messages"][0]["id"]
        shown.append("\n".join(bubble_lines(chatting.bubble(wamid), choices)))

    assert "📍 Loja -23.5, -46.6" in shown[0]
    assert "🔗 Abrir: https://example.com/1" in shown[1]
    assert "[3] Quero" in shown[2]
    assert [choices.tap(str(number)) is not None for number in (0, 1, 3, 4)] == [False, True, True, False]


def test_ticks_tell_how_far_a_message_came() -> None:
    error = {"code": 131026, "title": "Message undeliverable"}

    assert tick_line("read", None) == "      ✓✓ read"
    assert tick_line("failed", error) == "      ✗ not delivered: 131026 Message undeliverable"
    assert tick_line("accepted", None) is None
