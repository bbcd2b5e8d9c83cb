"""Random talk to random flows: the engine never raises, never does what the prover ruled out, always does the same again.

The same walks each time; others are for `python -m tests.engine.long_walk`.
"""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.walking import walk


@settings(max_examples=400, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_random_walk_keeps_every_law(seed: int) -> None:
    _, broken = walk(Random(seed), turns=12)

    assert broken == []


def test_the_walks_meet_flows_that_may_be_published_and_such_that_may_not() -> None:
    walks = [walk(Random(seed), turns=3)[0] for seed in range(60)]

    assert {walked.is_publishable for walked in walks} == {True, False}
