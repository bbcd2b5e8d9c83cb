"""The summary of `./prosa test` ends with pytest's own closing line and the right exit code."""

import pytest

from local.checks import CLOSING_LINE, Outcome, exit_code, summarise

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
