"""`prosa flow`: what it says of a file, and with which exit code."""

import json
from pathlib import Path
from typing import Any

import pytest

from local import cli
from shared.packs import load_pack
from tests.functions.flow_calls import ASKING, BROKEN, with_test


@pytest.fixture
def keep(tmp_path: Path) -> Any:
    """`keep(definition)` is the path of a file that holds it."""

    def write(definition: Any, name: str = "flow.json") -> str:
        path = tmp_path / name
        path.write_text(definition if isinstance(definition, str) else json.dumps(definition), encoding="utf-8")
        return str(path)

    return write


def test_check_names_node_and_path(keep: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["flow", "check", keep(BROKEN)]) == 1

    out = capsys.readouterr().out
    assert "error   name · nodes[1].transitions[0].to\n        target_missing: " in out
    assert out.splitlines()[-1].startswith("1 error, ")
    assert out.splitlines()[-1].endswith("cannot be published")


def test_check_is_content_with_a_good_flow_and_with_what_export_gives(
    keep: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    exported = {"format": "prosa-flow", "version": 1, "name": "N", "domain": "real_estate", "flow_definition": ASKING}

    assert cli.run(["flow", "check", keep(ASKING)]) == 0
    assert cli.run(["flow", "check", keep(exported)]) == 0

    assert "0 errors, " in capsys.readouterr().out


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"version": 7, "nodes": []}', "[" * 100_000])
def test_a_file_that_is_no_flow_is_told_in_a_sentence(
    keep: Any, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    assert cli.run(["flow", "check", keep(content)]) == 1
    assert capsys.readouterr().err.startswith("prosa: ")


def test_a_slip_in_the_json_is_pointed_out(keep: Any, capsys: pytest.CaptureFixture[str]) -> None:
    path = keep('{\n  "version": 1,\n  "start": "a", nodes: []\n}')

    assert cli.run(["flow", "check", path]) == 1

    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith(f"prosa: {path}:3: this is no JSON: ")
    assert told[1] == '    "start": "a", nodes: []'
    assert told[2].index("^") == told[1].index("nodes")


@pytest.mark.parametrize("content", [b"\xff\xfe{}", b"", b"\n"])
def test_bytes_that_are_no_text_are_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "flow.json"
    path.write_bytes(content)

    assert cli.run(["flow", "check", str(path)]) == 1
    assert capsys.readouterr().err.startswith(f"prosa: {path}")


def test_a_mark_before_the_text_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "flow.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(ASKING).encode())

    assert cli.run(["flow", "check", str(path)]) == 0


def test_a_giant_file_is_refused_without_reading_its_nodes(keep: Any, capsys: pytest.CaptureFixture[str]) -> None:
    crowd = [{"id": f"n{at}", "type": "message", "prompt": "x" * 1_000} for at in range(5_000)]

    assert cli.run(["flow", "check", keep({"version": 1, "start": "n0", "nodes": crowd})]) == 1
    assert "definition_too_large: " in capsys.readouterr().out


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["flow", "run", str(tmp_path / "none.json")]) == 1
    assert "cannot be read: No such file or directory." in capsys.readouterr().err


def test_test_tells_which_failed_and_how(keep: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["flow", "test", keep(with_test("Comprar ou alugar?"))]) == 0
    assert cli.run(["flow", "test", keep(with_test("Vender?"))]) == 1
    assert cli.run(["flow", "test", keep(ASKING)]) == 0

    out = capsys.readouterr().out
    assert "✓ begins\n1 of 1 passed\n✗ begins\n    turn 1: 'Vender?' was not said" in out
    assert out.endswith("The definition carries no tests.\n")


def test_run_talks_without_a_keyboard(keep: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["flow", "run", keep(ASKING), "--say", "oi", "--say", "2", "--say", "Ana"]) == 0

    out = capsys.readouterr().out
    assert "» oi\n  │ Comprar ou alugar?\n  │   1) Comprar\n  │   2) Alugar\n  waiting · hello\n" in out
    assert "» Ana\n  │ Obrigado, Ana!\n  ended · bye\n" in out


def test_run_finds_the_packs_sample_items(keep: Any, capsys: pytest.CaptureFixture[str]) -> None:
    definition = load_pack("real_estate").flow_definition

    code = cli.run(["flow", "run", keep(dict(definition)), "--say", "oi", "--say", "/wait 1m", "--say", "/vars"])

    assert code == 0
    assert "  │ " in capsys.readouterr().out


def test_run_says_what_cannot_be_tapped(keep: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["flow", "run", keep(ASKING), "--say", "/tap Vender"]) == 1
    assert "there is nothing to tap called 'Vender'" in capsys.readouterr().err


def test_run_knows_its_own_words_only(keep: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["flow", "run", keep(ASKING), "--say", "oi", "--say", "/tapp Alugar"]) == 1
    assert "/tapp is not known: /tap WORDS, /wait 2h, /vars, /quit." in capsys.readouterr().err


def test_a_slip_does_not_end_a_conversation_that_is_typed(
    keep: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = iter(["oi", "/tap Vender", "", "/vars", "2", "/vars", "/quit"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _prompt: next(lines))

    assert cli.run(["flow", "run", keep(ASKING)]) == 0

    out = capsys.readouterr().out
    assert "  /tap Vender: there is nothing to tap called 'Vender'\n" in out
    assert "  (nothing is known yet)\n" in out
    assert '  purpose = "rent"\n' in out


def test_run_fails_when_a_turn_has_a_fault(keep: Any, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = ASKING | {"start": "name", "nodes": [ASKING["nodes"][1] | {"transitions": [{"to": "gone"}]}]}

    assert cli.run(["flow", "run", keep(nowhere), "--say", "oi", "--say", "Ana"]) == 1
    assert "! " in capsys.readouterr().out


def test_render_shows_every_node(keep: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["flow", "render", keep(ASKING)]) == 0

    out = capsys.readouterr().out
    for node in ASKING["nodes"]:
        assert f"{node['id']} ({node['type']})\n" in out
    assert "name (ask_text)\n  │ Como você se chama?\n" in out


def test_a_flow_that_calls_another_is_given_it(keep: Any, capsys: pytest.CaptureFixture[str]) -> None:
    called = {
        "version": 1, "key": "who", "start": "name",
        "nodes": [{"id": "name", "type": "ask_text", "prompt": "Nome?", "save_as": "name", "transitions": [{"to": "back"}]},
                  {"id": "back", "type": "return"}, {"id": "person", "type": "handoff"}],
    }  # fmt: skip
    main = {
        "version": 1, "start": "who",
        "nodes": [{"id": "who", "type": "call", "flow": "who", "outputs": ["name"], "transitions": [{"to": "bye"}]},
                  {"id": "bye", "type": "end", "prompt": "Oi, {{ name }}!"}],
    }  # fmt: skip

    assert cli.run(["flow", "check", keep(main)]) == 1
    assert "calls 'who', which is not here: give it with --with FILE." in capsys.readouterr().err
    assert cli.run(["flow", "check", keep(main), "--with", keep(called, "who.json")]) == 0
    run = ["flow", "run", keep(main), "--with", keep(called, "who.json"), "--say", "oi", "--say", "Ana"]
    assert cli.run(run) == 0
    assert "Oi, Ana!" in capsys.readouterr().out
