"""The bodies of talking to a draft, and of comparing two versions."""

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from functions.flows.wire import Definition
from functions.wire import Answer, Json, Request
from shared.domain.errors import Invalid

if TYPE_CHECKING:
    from shared.domain.messages import Outgoing
    from shared.services.diff_flows import Diff
    from shared.services.preview_flow import Ask, Previewed

Words = Annotated[str, StringConstraints(max_length=4_096)]
Short = Annotated[str, StringConstraints(max_length=200)]
STATE_VERSION = 1


class Tap(Request):
    tap: Short = Field(description="The id of a button or row.")
    text: Words = Field("", description="Its words.")

    def as_said(self) -> Json:
        """As a definition's test says it."""
        return {"tap_id": self.tap, "text": self.text}


class PlaceShared(Request):
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    name: Short | None = None
    address: Short | None = None


class Happening(Request):
    """Exactly one thing that is neither words nor a tap, named as in the tests of a definition."""

    wait: Annotated[str, StringConstraints(max_length=40)] | None = Field(None, description='Let time pass: "2h".')
    timer: Short | None = None
    answer: Json | None = Field(None, description="Of the model or system whose answer is awaited.")
    handed_back: Literal[True] | None = None
    image: Words | None = None
    video: Words | None = None
    audio: Words | None = None
    document: Words | None = None
    sticker: Words | None = None
    location: PlaceShared | None = None
    contact: Short | None = None
    reaction: Short | None = None
    kind: Literal["order", "form", "unsupported"] | None = None
    texts: Annotated[list[Words], Field(min_length=1, max_length=50)] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len(self.model_fields_set) != 1 or not self.model_dump(exclude_none=True):
            raise ValueError("exactly one")
        return self


class Event(Request):
    event: Happening

    def as_said(self) -> Json:
        """As a definition's test says it."""
        return self.event.model_dump(exclude_none=True)


class PreviewContact(Request):
    name: Short | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{6,20}$")] | None = None

    def as_given(self) -> Json:
        """As the engine's host knows a contact; what is not said stays as it is."""
        given: Json = {}
        if self.name is not None:
            given |= {"name": self.name, "first_name": self.name.split(" ", 1)[0]}
        if "phone" in self.model_fields_set:
            given |= {"phone": self.phone, "has_phone": self.phone is not None}
        return given


class PreviewFlow(Request):
    input: Words | Tap | Event | None = Field(None, description="Null = nothing yet: with `from_node`, just go there.")
    state: Json | None = Field(None, description="What the last answer gave; null or {} = a new conversation.")
    from_node: Short | None = Field(None, description="Go to this node first.")
    flow_definition: Definition | None = Field(None, description="Instead of the draft.")
    contact: PreviewContact = PreviewContact()
    skip_effects: bool = Field(True, description="Models and other systems answer `not_available` at once.")

    def as_ask(self) -> "Ask":
        """Translate. Raises Invalid `invalid_state`."""
        from shared.services.preview_flow import Ask

        return Ask(
            said=self.input if isinstance(self.input, str | None) else self.input.as_said(),
            state=self._sealed(),
            definition=self.flow_definition,
            from_node=self.from_node,
            contact=self.contact.as_given(),
            skips_effects=self.skip_effects,
        )

    def _sealed(self) -> str | None:
        if not self.state:
            return None
        sealed = self.state.get("sealed")
        if self.state.keys() != {"v", "sealed"} or self.state["v"] != STATE_VERSION or not isinstance(sealed, str):
            raise Invalid("invalid_state", "The state is not one that a preview of this flow gave.")
        return sealed


class Option(Answer):
    id: str
    label: str


class PreviewMessage(Answer):
    kind: str
    text: str
    options: list[Option]
    content: Json = Field(description="The whole message in our own JSON.")

    @staticmethod
    def of(message: "Outgoing") -> "PreviewMessage":
        from shared.engine.codec import outgoing_to_json
        from shared.engine.render.reading import options_of, text_of
        from shared.services.preview import kind_of

        return PreviewMessage(
            kind=kind_of(message),
            text=text_of(message),
            options=[Option(id=id_, label=words) for id_, words in options_of(message)],
            content=outgoing_to_json(message),
        )


class Visited(Answer):
    node: str | None
    outcome: str


class TimerDue(Answer):
    key: str
    due_in_seconds: float


class Preview(Answer):
    handled: bool = Field(description="False = the flow had no use for the input.")
    message: str = Field(description="All words of the answer.")
    messages: list[PreviewMessage]
    state: Json = Field(description="Opaque; give it back with the next input.")
    status: str
    node: str | None
    variables: Json
    trace: list[Visited]
    effects: list[Json] = Field(description="What would have been done besides sending.")
    timers: list[TimerDue]

    @staticmethod
    def of(made: "Previewed") -> "Preview":
        from shared.engine.codec import effect_to_json, state_to_json

        return Preview(
            handled=made.is_handled,
            message=made.words,
            messages=[PreviewMessage.of(message) for message in made.messages],
            state={"v": STATE_VERSION, "sealed": made.sealed},
            status=made.state.status,
            node=made.state.node,
            variables=state_to_json(made.state).get("vars", {}),
            trace=[Visited(node=visit.node, outcome=visit.outcome) for visit in made.trace],
            effects=[effect_to_json(effect) for effect in made.effects],
            timers=[TimerDue(key=key, due_in_seconds=due) for key, due in made.timers.items()],
        )


class NodeChange(Answer):
    id: str
    title: str
    fields: list[str]


class TextChange(Answer):
    node: str | None
    path: str
    locale: str = Field(description='"" = the text for all languages.')
    old: str | None
    new: str | None


class FlowDiff(Answer):
    added: list[str]
    removed: list[str]
    changed: list[NodeChange]
    flow: list[str] = Field(description="Parts beside the nodes that differ: variables, policy, …")
    texts: list[TextChange]

    @staticmethod
    def of(found: "Diff") -> "FlowDiff":
        return FlowDiff(
            added=list(found.added),
            removed=list(found.removed),
            changed=[NodeChange(id=one.id, title=one.title, fields=list(one.fields)) for one in found.changed],
            flow=list(found.flow),
            texts=[
                TextChange(node=one.node, path=one.path, locale=one.locale, old=one.old, new=one.new)
                for one in found.texts
            ],
        )
