"""F14 and F16: the same and different things at once, on two instances."""

from local.chaos import meta
from local.chaos.arena import Arena, Said
from local.chaos.first_words import run_first_words
from local.chaos.rig import Rig
from tests.chaos.judging import assert_clean, calls


def test_f14_one_body_fifty_times_at_once_over_two_instances_is_one_turn(rig: Rig, arena: Arena) -> None:
    person = arena.person()
    arena.ask(person, "oi")
    said = meta.message(person, "de novo")
    body = meta.webhook(arena.number, messages=[said])
    arena.said.append(Said(person, said["id"], "de novo"))

    answers = meta.post_all(
        [(f"{rig.instances[place % 2].url}/webhook", body) for place in range(50)], rig.secrets.wa_webhook_secret
    )

    assert {answer.status for answer in answers} == {200}
    assert assert_clean(arena).figures["turns"] == 2
    assert len(calls(arena)) == 2
    assert arena.texts(person) == ["#1", "de novo #2"]


def test_f16_thirty_messages_of_a_new_person_at_once_are_one_conversation_in_order(rig: Rig) -> None:
    """`./prosa chaos first-words` does this a hundred times."""
    report = run_first_words(rig, runs=3)

    assert report.is_clean, f"{report.lines} {report.findings}"
