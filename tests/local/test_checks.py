"""The summary of `./prosa test` ends with pytest's own closing line and the right exit code."""

import sys

import pytest

from local import checks, page
from local.checks import CLOSING_LINE, Check, Outcome, exit_code, run_all, summarise

FORMAT, TESTS = Outcome("format", 0, 0.1), Outcome("tests", 0, 9.0, "312 passed in 9.00s")


@pytest.mark.parametrize(
    "line",
    [
        "312 passed in 9.00s\n",
        "===== 1 failed, 311 passed, 2 skipped in 61.20s (0:01:01) =====\n",
        "\x1b[32m===== \x1b[32m\x1b[1m5 passed\x1b[0m\x1b[32m in 0.10s\x1b[0m\x1b[32m =====\x1b[0m\n",
        "3 errors in 0.52s\n",
    ],
)
def test_pytests_closing_line_is_known(line: str) -> None:
    assert CLOSING_LINE.match(line)


def test_the_closing_line_comes_last(capsys: pytest.CaptureFixture[str]) -> None:
    summarise([FORMAT, TESTS])

    assert capsys.readouterr().out.splitlines()[-1] == TESTS.detail


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([FORMAT, TESTS], 0),
        ([Outcome("format", 2, 0.1), TESTS], 1),
        ([FORMAT, Outcome("tests", 5, 1.0)], 5),
        ([Outcome("format", 1, 0.1), Outcome("tests", 2, 1.0)], 2),
    ],
)
def test_the_exit_code_is_pytests_or_one(outcomes: list[Outcome], code: int) -> None:
    assert exit_code(outcomes) == code


def test_what_the_checks_beside_the_tests_say_follows_them(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def saying(word: str, code: int) -> Check:
        return Check(word, [sys.executable, "-c", f"print('{word}, it says'); raise SystemExit({code})"])

    monkeypatch.setattr(checks, "quality", lambda: [saying("content", 0), saying("broken", 3)])
    monkeypatch.setattr(page, "exists", lambda: False)

    outcomes = run_all(["--version"])

    assert [(outcome.name, outcome.code) for outcome in outcomes] == [("content", 0), ("broken", 3), ("tests", 0)]
    assert exit_code(outcomes) == 1
    told = capfd.readouterr().out
    assert (
        told.index("✗ broken")
        < told.index("── content ──")
        < told.index("content, it says")
        < told.index("broken, it says")
    )
    assert told.index("── tests ──") < told.index("── content ──")
