"""A wake survives its way through a queue; what is no wake is refused without being repeated."""

import json
import uuid

import pytest

from shared.clients.wake_messages import UnreadableWakeError, decode, encode, group_of
from shared.domain.ids import AccountId, ConversationId, TenantId
from shared.ports import ConverseWake, DeliverWake, KnowledgeWake, TaskWake, TimerWake, Wake

# Fixed, because they stand in the names of tests, and every worker must collect the same.
TENANT, OTHER = TenantId(uuid.UUID(int=1)), TenantId(uuid.UUID(int=2))
ACCOUNT, CONVERSATION = AccountId(uuid.UUID(int=3)), ConversationId(uuid.UUID(int=4))
WAKES: list[Wake] = [
    ConverseWake(TENANT, ACCOUNT, "5511999990000"),
    DeliverWake(TENANT, CONVERSATION),
    TimerWake(TENANT, CONVERSATION),
    TaskWake(TENANT, CONVERSATION),
    KnowledgeWake(TENANT),
]


@pytest.mark.parametrize("wake", WAKES, ids=lambda wake: type(wake).__name__)
def test_what_was_written_down_is_read_again(wake: Wake) -> None:
    assert decode(encode(wake, correlation_id="abc")) == (wake, "abc")


@pytest.mark.parametrize(
    "text",
    ["", "no json", "[]", "null", "{}", '{"wake": "converse"}', json.dumps({"wake": "x", "tenant": str(TENANT)}),
     json.dumps({"wake": "deliver", "tenant": str(TENANT), "conversation": "5511999990000"}),
     json.dumps({"wake": ["deliver"], "tenant": str(TENANT), "conversation": str(CONVERSATION)})],
)  # fmt: skip
def test_what_is_no_wake_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(UnreadableWakeError) as caught:
        decode(text)

    assert str(caught.value) == ""


def test_a_group_is_one_conversation_or_a_tenants_knowledge_and_names_nobody() -> None:
    groups = {group_of(wake) for wake in WAKES}

    assert groups == {group_of(WAKES[0]), str(CONVERSATION), str(TENANT)}
    assert "5511999990000" not in group_of(WAKES[0])
    assert group_of(ConverseWake(TENANT, ACCOUNT, "5511999990001")) not in groups
    assert group_of(ConverseWake(OTHER, ACCOUNT, "5511999990000")) not in groups
