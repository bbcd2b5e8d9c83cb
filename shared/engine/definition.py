"""The parts of a flow definition that are not nodes, as Pydantic models: unknown keys are refused with their path."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.engine.limits import MAX_INVALID, MAX_MESSAGES, SESSION_HOURS
from shared.engine.text.localised import LocalText

NodeId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,63}$")]
OptionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,63}$")]
VariableName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
Source = Annotated[
    str, StringConstraints(min_length=1, max_length=100_000)
]  # an expression; its own bound is checked when it is parsed
Words = tuple[Annotated[str, StringConstraints(min_length=1, max_length=60)], ...]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
When = Source | dict[str, Any]

VariableType = Literal[
    "text",
    "number",
    "money",
    "date",
    "time",
    "datetime",
    "phone",
    "email",
    "bool",
    "enum",
    "list",
    "place",
    "item",
    "file",
]


class Part(BaseModel):
    """What every part shares: strict keys, immutable, built on first use (a cold start pays only for what it meets)."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Transition(Part):
    r"""Where to go next; without `when` it always matches.

    {"to": "rent_price", "when": {"purpose": "rent"}, "label": "Alugar"}
    {"to": "human", "when": "tries > 2 or reply.text contains \"atendente\""}
    """

    to: NodeId
    when: When | None = None
    label: LocalText | None = None


class Choice(Part):
    """A value of a variable with the words people see for it."""

    value: str | int | float | bool
    label: LocalText


class Variable(Part):
    name: VariableName
    type: VariableType = "text"
    label: LocalText | None = None
    options: tuple[Choice | str, ...] = ()
    pii: Literal["none", "contact", "sensitive"] = "none"
    retention_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    default: Any = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "BRL"


class Locales(Part):
    default: Annotated[str, StringConstraints(max_length=20)] = "pt-BR"
    spoken: list[Annotated[str, StringConstraints(max_length=20)]] = Field(default=[], alias="list")


class Trigger(Part):
    """What may start the flow: the highest priority wins, then the order written. `to` starts elsewhere than at `start`.

    any: every message. keyword: the message is, or holds as whole words, one of `match`. ad: it comes from an advertisement
    (`match`: its id, or words of its headline; none = any ad). payload: a button's or link's id equals one of `match`.
    template_reply: a tap on a template's button. api: the host starts it.
    """

    kind: Literal["any", "keyword", "ad", "payload", "template_reply", "api"]
    match: Annotated[str, StringConstraints(min_length=1, max_length=200)] | Words | None = None
    priority: int = 0
    to: NodeId | None = None


class Command(Part):
    """Words that work from anywhere, as a whole message.

    {"words": ["menu", "início"], "action": "menu"}. menu goes to `to` or the start and keeps what was said; restart forgets it;
    human hands over (at `to`, if given); stop says good-bye and sends nothing more; back asks the previous question again.
    A flow that declares no command for stop, human, restart, menu or back has the usual words for it.
    """

    words: Words
    action: Literal["restart", "menu", "human", "stop", "back", "goto"]
    to: NodeId | None = None


class QuietHours(Part):
    """Timers that come due inside are put off to its end; local time of the tenant."""

    start: Clock = Field(alias="from")
    end: Clock = Field(alias="to")


class Budget(Part):
    """llm_calls: of one session; further AI nodes take their `else`. messages: sent in one session; then a person takes over."""

    llm_calls: Annotated[int, Field(ge=0, le=10_000)] | None = None
    messages: Annotated[int, Field(ge=1, le=10_000)] | None = None


class Policy(Part):
    debounce_ms: Annotated[int, Field(ge=0, le=60_000)] = 1_500
    session_ttl_h: Annotated[float, Field(gt=0, le=8_760)] = SESSION_HOURS
    max_messages_per_turn: Annotated[int, Field(ge=1, le=MAX_MESSAGES)] = MAX_MESSAGES
    max_invalid: Annotated[int, Field(ge=1, le=20)] = MAX_INVALID
    quiet_hours: QuietHours | None = None
    on_window_closed: Literal["template", "park", "drop"] = "park"
    budget: Budget = Budget()


class Catalog(Part):
    id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    schema_: dict[str, Any] | str = Field(alias="schema")


class TestTurn(Part):
    """One exchange of an in-definition test; see `shared.engine.simulate`."""

    __test__ = False  # not a test class of pytest

    said: Any = Field(alias="in")
    expect: tuple[Any, ...] = ()


class Test(Part):
    __test__ = False

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    given: dict[str, Any] = {}
    turns: list[TestTurn]


class SummaryField(Part):
    key: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    label: LocalText
    source: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    empty_value: LocalText | None = None


class LeadSummary(Part):
    fields: tuple[SummaryField, ...] = ()
    source_options: tuple[Choice, ...] = ()


class Stage(Part):
    id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    label: LocalText


class LeadKanban(Part):
    stages: tuple[Stage, ...] = ()


class Outline(Part):
    """A definition without its nodes, which `shared.engine.nodes.registry` reads by their type."""

    version: Literal[1]
    start: NodeId
    nodes: list[Any]
    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$")] | None = None
    title: LocalText | None = None
    domain: Annotated[str, StringConstraints(max_length=64)] | None = None
    locales: Locales | None = None
    variables: tuple[Variable, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    commands: tuple[Command, ...] = ()
    policy: Policy = Policy()
    catalogs: tuple[Catalog, ...] = ()
    tests: tuple[Test, ...] = ()
    meta: dict[str, dict[str, Any]] = {}
    lead_summary: LeadSummary | None = None
    lead_kanban: LeadKanban | None = None
