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
    """What the flow remembers. Undeclared names work too; declaring one gives it a type, words for people, and a default.

    label: its name on the lead's card. options: for an enum, the values, with the words that texts and the card show for them.
    pii: personal data, which should come after an `ask_consent`. retention_days: how long it is kept. default: its value at the
    start of each session. currency: of money.

    {"name": "purpose", "type": "enum", "label": "Objetivo", "options": [{"value": "buy", "label": "Comprar"}, {"value": "rent", "label": "Alugar"}]}
    """

    name: VariableName
    type: VariableType = "text"
    label: LocalText | None = None
    options: tuple[Choice | str, ...] = ()
    pii: Literal["none", "contact", "sensitive"] = "none"
    retention_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    default: Any = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "BRL"


class Locales(Part):
    """The languages of the flow's texts; a contact is spoken to in theirs where it is one of them (or in the variable `locale`).

    {"default": "pt-BR", "list": ["pt-BR", "en"]}
    """

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

    menu goes to `to` or the start and keeps what was said; restart forgets it; human hands over (at `to`, if given); stop says
    good-bye and sends nothing more; back asks the previous question again; goto goes to `to`. A flow that declares no command for
    stop, human, restart, menu or back has the usual words for it. Capitals, accents and politeness around the words do not matter,
    and what no question can read may still mean one of them ("me passa pra um atendente").

    {"words": ["atendente", "falar com uma pessoa"], "action": "human", "to": "person"}
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
    """How the flow behaves as a whole.

    debounce_ms: messages that come this close together are one turn. session_ttl_h: a session sleeps after so many hours without a
    word of the contact, and the next one begins anew. max_invalid: wrong answers to one question before it gives up. quiet_hours:
    timers that come due inside wait for its end. on_window_closed: what would be sent outside WhatsApp's 24 hours is parked until
    the contact writes, dropped, or left to a template. budget: see below.

    {"debounce_ms": 900, "session_ttl_h": 48, "quiet_hours": {"from": "21:00", "to": "08:00"}, "budget": {"messages": 80}}
    """

    debounce_ms: Annotated[int, Field(ge=0, le=60_000)] = 1_500
    session_ttl_h: Annotated[float, Field(gt=0, le=8_760)] = SESSION_HOURS
    max_messages_per_turn: Annotated[int, Field(ge=1, le=MAX_MESSAGES)] = MAX_MESSAGES
    max_invalid: Annotated[int, Field(ge=1, le=20)] = MAX_INVALID
    quiet_hours: QuietHours | None = None
    on_window_closed: Literal["template", "park", "drop"] = "park"
    budget: Budget = Budget()


class Catalog(Part):
    """A catalogue that the flow searches. schema: the id of one of the trades' schemas, or a JSON object that describes the items.

    {"id": "properties", "schema": "properties"}
    """

    id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    schema_: dict[str, Any] | str = Field(alias="schema")


class TestTurn(Part):
    """One exchange of a test: what happens, and what is expected of it (see Tests)."""

    __test__ = False  # not a test class of pytest

    said: Any = Field(alias="in")
    expect: tuple[Any, ...] = ()


class Test(Part):
    """A conversation that must go as written, or the flow is not published (see Tests)."""

    __test__ = False

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    given: dict[str, Any] = {}
    turns: list[TestTurn]


class SummaryField(Part):
    """A line of the lead's card. source: a variable, or a way into one (`pick.title`). empty_value: shown when it is not set."""

    key: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    label: LocalText
    source: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    empty_value: LocalText | None = None


class LeadSummary(Part):
    """What the lead's card shows. source_options: words for where leads come from.

    {"fields": [{"key": "budget", "label": {"pt-BR": "Orçamento", "en": "Budget"}, "source": "price"}]}
    """

    fields: tuple[SummaryField, ...] = ()
    source_options: tuple[Choice, ...] = ()


class Stage(Part):
    """A column of the board of leads; `lead` nodes name it in `stage`."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    label: LocalText


class LeadKanban(Part):
    """The board of leads, from left to right.

    {"stages": [{"id": "new", "label": "Novo"}, {"id": "visit_booked", "label": "Visita marcada"}, {"id": "won", "label": "Ganho"}]}
    """

    stages: tuple[Stage, ...] = ()


class Outline(Part):
    """The definition as a whole.

    version: of the format, 1. start: id of the node where conversations begin. nodes: see Nodes. key: the name by which other flows
    `call` it. domain: the trade. meta: where nodes lie on the editor's canvas, by node id.
    """

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
