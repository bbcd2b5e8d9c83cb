"""What every asking node shares: how it asks, reads, doubts, insists, gives up, waits, and is skipped.

    {"save_as": "city", "retry": {"max": 2, "text": "Qual cidade mesmo?", "then": "human"},
     "silence": {"after": "30m", "say": "Ainda está aí?", "to": "bye"}, "skip": {"words": ["pular"], "to": "next"},
     "prefill": true, "accept_voice": true, "old_taps": "go_back"}

A message is tried, in this order, as: a tap on this question, a reading offered by "did you mean", a word that skips, the
answer itself. Several messages in one event are tried one by one in their order, then all together; a question for free
text takes them together at once. What is left over after the answer is offered to the next question of the same turn, if
that one reads it without doubt; nothing that was only left over ever counts as a wrong answer.

A wrong answer is met with the reason and the question again; after `retry.max` (the flow's `policy.max_invalid`, 3) of them
the flow goes on at `retry.then`, or to a person. An ambiguous answer is asked back with buttons and is no wrong answer; nor is
a mere "bom dia", after which the question is put again, or a command in other words ("me passa pra um atendente").
A transition list of which none matches leaves the question open.

A voice note answers as typed words do: it is written down first (see `shared.engine.listening`). Where `accept_voice` is
false, where there is no model, and where nothing was understood, the contact is asked to write, and that counts as a wrong answer.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from shared.domain.messages import Incoming, IncomingKind
from shared.engine.answers import (
    GOT_AUDIO,
    KIND_SENTENCES,
    UNREAD,
    Answer,
    Doubts,
    Message,
    Reading,
    Unread,
    tapped_option,
)
from shared.engine.commands import run_command
from shared.engine.compiler import Compiler
from shared.engine.definition import NodeId, Part, VariableName, Words
from shared.engine.durations import Duration
from shared.engine.effects import UpdateContact
from shared.engine.fallback import to_a_person
from shared.engine.language.wishes import has_no_preference, is_greeting, says_any
from shared.engine.limits import BUTTON_TITLE, LEAST_SILENCE, MAX_INVALID, MAX_ROWS
from shared.engine.node import Goes, Heard, Node, Visit
from shared.engine.nodes.adding import Added, question
from shared.engine.nodes.base import NodeModel, Write
from shared.engine.render.bubbles import Ask, Option, Say
from shared.engine.reply_ids import DOUBT, NONE_OF_THESE, SKIP
from shared.engine.state import Doubt, Question
from shared.engine.text.localised import LocalText
from shared.engine.text.sizes import ENGINE_SENTENCE, SHOWN_VALUE, Sizes
from shared.engine.text.template import Tell
from shared.engine.turn import SILENCE, Turn
from shared.engine.words import folded, is_empty

_SHORT_TYPES = frozenset({"money", "number", "date", "time", "datetime", "phone", "bool"})
_TEXT, _TAP = IncomingKind.TEXT, IncomingKind.TAP  # looking a member up in its class costs more than comparing it
MAX_DOUBTS = 3  # readings offered by "did you mean": more than three do not fit buttons, and help nobody


class Retry(Part):
    """max: wrong answers before giving up. text: said before asking again; a list gives one per attempt."""

    max: Annotated[int, Field(ge=1, le=20)] | None = None
    text: LocalText | list[LocalText] | None = None
    then: NodeId | None = None


class Silence(Part):
    """No answer within `after`: say something, go to `to`. Without `to` the question stays open."""

    after: Duration
    say: LocalText | None = None
    to: NodeId | None = None

    @model_validator(mode="after")
    def _is_patient(self) -> "Silence":
        if self.after < LEAST_SILENCE:
            raise ValueError("silence begins after one minute at the earliest")
        return self


class Skip(Part):
    """Words that mean "I'd rather not say", politeness around them or not; the variable stays unset. label: a button for it.

    Where an answer is a choice or a value, "tanto faz" in its many forms skips too. Without `to` the transitions decide.
    """

    words: Words = ()
    to: NodeId | None = None
    label: LocalText | None = None


class AskingModel(NodeModel):
    """The fields of every asking node. Subclasses say how their answer is read."""

    waits: ClassVar[bool] = True
    saves: ClassVar[str | None] = None  # the usual variable, where the kind has one
    saved_type: ClassVar[str | None] = None

    save_as: VariableName | None = None
    retry: Retry = Retry()
    silence: Silence | None = None
    skip: Skip | None = None
    prefill: bool = False
    accept_voice: bool = True
    old_taps: Literal["ignore", "go_back"] = "go_back"

    @property
    def variable(self) -> str | None:
        return self.save_as or self.saves

    def writes(self) -> Iterator[Write]:
        if self.variable is not None:
            yield Write(self.variable, self.value_type(), always=self.skip is None, units=self.value_units())

    def value_type(self) -> str | None:
        return self.saved_type

    def answers_unseen(self) -> bool:
        """Say whether words that were said before this was asked may answer it; free text and consent never."""
        return True

    def value_units(self) -> int | None:
        """The longest that the answer can be shown as; None = not known."""
        return SHOWN_VALUE if self.value_type() in _SHORT_TYPES else None

    def at_once(self) -> frozenset[str] | None:
        return frozenset({"transition"}) if self.prefill else frozenset()

    def clears(self) -> Iterator[str]:
        if self.skip is not None and self.variable is not None:
            yield self.variable

    def asks(self, sizes: Sizes, before: int) -> Sequence[Added]:
        """The question as it is put, with so many units said before it in the same breath."""
        units = before + sizes.of(self.prompt)
        if self.skip is not None and self.skip.label is not None:
            return (question(units, [sizes.of(self.skip.label)]),)
        return (Added("text", units),)

    def adds(self, sizes: Sizes) -> Sequence[Added]:
        return self.asks(sizes, 0)

    def adds_again(self, sizes: Sizes) -> Sequence[Added]:
        """What asking again after a wrong answer may say."""
        retry = self.retry.text
        texts = list(retry) if isinstance(retry, tuple | list) else [retry]
        return self.asks(sizes, 4 + ENGINE_SENTENCE + max((sizes.of(text) for text in texts), default=0))


@dataclass(frozen=True, slots=True)
class Manner:
    """How one kind asks and reads.

    read: one message of an accepted kind. show: put the question, after an optional sentence, into the turn.
    kinds: what may answer besides text and taps. joins: free text, several messages are one answer.
    claims: the words are this question's own answer.
    settle: takes the answer instead of `Asking.keep`, where there is more to it. proves: variables without which an earlier
    answer does not count as given (`prefill`).
    """

    read: Callable[[Turn, Message], Reading]
    show: Callable[[Turn, str], None]
    kinds: frozenset[IncomingKind] = frozenset()
    joins: bool = False
    claims: Callable[[Turn, str], bool] | None = None
    settle: "Callable[[Turn, Answer, Asking], str | None] | None" = None
    proves: tuple[str, ...] = ()


def asking_node(model: AskingModel, compiler: Compiler, manner: Manner) -> Node:
    """Compile the shared behaviour round one kind's manner."""
    return Asking(model, compiler, manner).node


def prompt_of(model: NodeModel, compiler: Compiler, usual: str, *values: str) -> Tell:
    """Return the question's text; where the author wrote none, the engine's own for this kind."""
    told = compiler.text(model.prompt, "prompt")
    if told is not None:
        return told
    return lambda turn: turn.sentence(usual, *values)


def showing(node: str, told: Tell) -> Callable[[Turn, str], None]:
    """The plain way to ask: the text, after what comes first."""

    def show(turn: Turn, first: str) -> None:
        text = told(turn)
        turn.bubbles.append(Say(node, f"{first}\n\n{text}" if first else text))

    return show


class Asking:
    """The compiled question. Methods become the node's functions."""

    def __init__(self, model: AskingModel, compiler: Compiler, manner: Manner) -> None:
        self.id = model.id
        self.manner = manner
        self.variable = model.variable
        self.answered = Visit(model.id, "answered")
        self.is_contact_data = model.value_type() in {"phone", "email"} or self.variable in {"name", "email", "phone"}
        self.prefill = model.prefill and self.variable is not None
        self.choose: Goes = compiler.transitions(model.transitions)
        self._retry(model, compiler)
        self._silence(model, compiler)
        self._skip(model, compiler)
        self.node = Node(
            id=model.id,
            kind=model.type,
            enter=self.enter,
            hear=self.hear,
            claims=self.claims,
            wake=self.wake,
            old_taps=model.old_taps,
            answers_unseen=model.answers_unseen(),
            hears_voice=model.accept_voice and IncomingKind.AUDIO not in manner.kinds,
        )

    def _retry(self, model: AskingModel, compiler: Compiler) -> None:
        retry = model.retry
        self.max_invalid = retry.max
        texts = retry.text if isinstance(retry.text, list) else [retry.text] if retry.text is not None else []
        told = [compiler.text(text, f"retry.text[{at}]") for at, text in enumerate(texts)]
        self.retry_texts = tuple(one for one in told if one is not None)
        self.then = compiler.goes(retry.then, "retry.then", "retry") if retry.then is not None else None

    def _silence(self, model: AskingModel, compiler: Compiler) -> None:
        silence = model.silence
        self.silence_after = silence.after if silence is not None else None
        self.silence_say = compiler.text(silence.say, "silence.say") if silence is not None else None
        has_target = silence is not None and silence.to is not None
        self.silence_to = compiler.goes(str(silence.to), "silence.to", "silence") if silence and has_target else None

    def _skip(self, model: AskingModel, compiler: Compiler) -> None:
        skip = model.skip
        self.can_skip = skip is not None
        self.skip_words = frozenset(folded(word) for word in skip.words) if skip is not None else frozenset()
        self.skip_to = compiler.goes(skip.to, "skip.to", "skip") if skip is not None and skip.to is not None else None
        self.skip_label = compiler.text(skip.label, "skip.label") if skip is not None else None
        compiler.length(skip.label if skip is not None else None, "skip.label", BUTTON_TITLE, "label_too_long")

    # --- asking

    def enter(self, turn: Turn) -> str | None:
        if self.prefill and turn.forced != self.id and self._is_known(turn):
            turn.visit(self.id, "prefilled")
            turn.hear(option=None, text="", kind="")
            return self.go_on(turn, None)
        turn.forced = None
        turn.ask(self.node, Question(self.id, turn.number))
        shown_from = len(turn.bubbles)
        if self.skip_label is None:
            self.manner.show(turn, "")
        else:
            self.show(turn, "")
        turn.question_bubbles = (shown_from, len(turn.bubbles))
        if self.silence_after is not None:
            self.await_silence(turn)
        return None

    def _is_known(self, turn: Turn) -> bool:
        return not any(is_empty(turn.vars.get(name)) for name in (self.variable or "", *self.manner.proves))

    def await_silence(self, turn: Turn) -> None:
        if self.silence_after is not None:
            turn.set_timer(f"{SILENCE}{turn.number}:{self.id}", turn.now + self.silence_after)

    def ask_again(self, turn: Turn, first: str, **changes: Any) -> None:
        """Put the question again, after `first`."""
        question = turn.question or Question(self.id, turn.number)
        turn.ask(self.node, replace(question, turn=turn.number, doubts=(), **changes))
        self.show(turn, first)
        self.await_silence(turn)

    def show(self, turn: Turn, first: str) -> None:
        """Put the question, with a button for those who would rather not say, where the author wants one."""
        self.manner.show(turn, first)
        last = turn.bubbles[-1] if turn.bubbles else None
        if self.skip_label is None:
            return
        option = Option(turn.reply_id_for(self.id, SKIP), self.skip_label(turn))
        if isinstance(last, Say) and last.node == self.id:
            turn.bubbles[-1] = Ask(self.id, last.text, (option,))
        elif isinstance(last, Ask) and last.node == self.id and len(last.options) < MAX_ROWS:
            turn.bubbles[-1] = last._replace(options=(*last.options, option))

    # --- hearing

    def claims(self, turn: Turn, words: str) -> bool:
        """Say whether these words are this question's own, so that no command takes them."""
        if words in self.skip_words:
            return True
        question = turn.question
        if question is not None and question.doubts and any(folded(doubt.label) == words for doubt in question.doubts):
            return True
        return self.manner.claims is not None and self.manner.claims(turn, words)

    def hear(self, turn: Turn, messages: Sequence[Incoming], seen: bool) -> Heard | None:
        if not seen:
            return self._hear_unseen(turn, messages)
        if len(messages) > 1:
            return self._hear_several(turn, messages)
        incoming = messages[0]
        message = Message(incoming) if incoming.reply_id is None else self._message(incoming)
        reading = self.read(turn, message)
        if reading.__class__ is Answer:
            return (self.settle(turn, reading, message), 1)
        return self.unsettled(turn, [(message, reading)])

    def _hear_unseen(self, turn: Turn, messages: Sequence[Incoming]) -> Heard | None:
        """Only what is read without doubt; a bare number picks from a list that the contact has not seen."""
        for at, incoming in enumerate(messages):
            if not incoming.text.strip().isdigit():
                message = self._message(incoming)
                reading = self.read(turn, message)
                if isinstance(reading, Answer):
                    return (self.settle(turn, reading, message), at + 1)
        return None

    def _hear_several(self, turn: Turn, messages: Sequence[Incoming]) -> Heard:
        """Free text is all of it together; else each alone, in order, and at last all of it."""
        joined = _texts_joined(messages)
        tried: list[tuple[Message, Reading]] = []
        for at, incoming in enumerate(joined if self.manner.joins else messages):
            message = self._message(incoming)
            reading = self.read(turn, message)
            if isinstance(reading, Answer):
                return (self.settle(turn, reading, message), len(messages) if self.manner.joins else at + 1)
            tried.append((message, reading))
        if not self.manner.joins and len(joined) < len(messages):
            message = self._message(joined[0])
            reading = self.read(turn, message)
            if isinstance(reading, Answer):
                return (self.settle(turn, reading, message), len(messages))
        return (self.unsettled(turn, tried)[0], len(messages))

    def _message(self, incoming: Incoming) -> Message:
        if incoming.reply_id is None:
            return Message(incoming)
        return Message(incoming, tapped_option(incoming, self.id))

    def read(self, turn: Turn, message: Message) -> Reading:
        if message.option == SKIP or (self.can_skip and self._says_skip(turn, message)):
            return Answer(None, SKIP, to=self.skip_to)
        question = turn.question
        if question is not None and question.doubts:
            chosen = self._chosen_doubt(turn, question.doubts, message)
            if chosen is not None:
                return chosen
        kind = message.incoming.kind
        if kind is _TEXT or kind is _TAP or kind in self.manner.kinds:
            reading = self.manner.read(turn, message)
            if reading.__class__ is Unread and self.can_skip and self._means_skip(turn, message):
                return Answer(None, SKIP, to=self.skip_to)
            return reading
        if message.text and kind in {IncomingKind.IMAGE, IncomingKind.VIDEO, IncomingKind.DOCUMENT}:
            reading = self.manner.read(turn, message)  # a caption may be the answer
            if isinstance(reading, Answer):
                return reading
        return Unread(KIND_SENTENCES.get(kind, "not_understood"))

    def _says_skip(self, turn: Turn, message: Message) -> bool:
        """Say whether the message is one of the words that skip, or what stands on the button for it."""
        words = message.words
        return words in self.skip_words or (self.skip_label is not None and words == folded(self.skip_label(turn)))

    def _means_skip(self, turn: Turn, message: Message) -> bool:
        """Say whether what could not be read skips: the author's words among politeness, or "tanto faz" in other words."""
        return says_any(message.text, tuple(self.skip_words), turn.locale) or has_no_preference(
            message.text, turn.locale
        )

    def _chosen_doubt(self, turn: Turn, doubts: tuple[Doubt, ...], message: Message) -> Answer | None:
        from shared.engine.reading import read_doubt

        at = read_doubt(message, doubts, turn.locale)
        if at is None:
            return None
        if at < 0:
            return Answer(None, NONE_OF_THESE)
        return Answer(doubts[at].value, doubts[at].id)

    # --- settling

    def settle(self, turn: Turn, answer: Answer, message: Message) -> str | None:
        """Take the answer and say where to go."""
        if answer.id == NONE_OF_THESE:
            turn.visit(self.id, "doubt_refused")
            self.ask_again(turn, "")
            return None
        incoming = message.incoming
        turn.reply_id, turn.reply_text, turn.reply_kind = answer.id, incoming.text, incoming.kind
        if turn.session.timers:
            turn.cancel_timers(SILENCE)
        if answer.id == SKIP:
            return self._skipped(turn, answer.to)
        if self.manner.settle is not None:
            return self.manner.settle(turn, answer, self)
        return self.keep(turn, answer)

    def _skipped(self, turn: Turn, to: str | None) -> str | None:
        turn.visit(self.id, "skipped")
        turn.question = None
        if self.variable is not None:
            turn.forget(self.variable)
        return to or self.go_on(turn, None)

    def keep(self, turn: Turn, answer: Answer) -> str | None:
        """Save the value and follow the way out."""
        if self.variable is not None:
            turn.save(self.variable, answer.value)
            if self.is_contact_data and isinstance(answer.value, str):
                turn.effects.append(UpdateContact({self.variable: answer.value}))
        if answer.also:
            for name, value in answer.also:
                turn.save(name, value)
        turn.trace.append(self.answered)
        target = answer.to or self.choose(turn)
        if target is None:
            self.stay(turn)
            return None
        turn.question = None
        return target

    def go_on(self, turn: Turn, to: str | None) -> str | None:
        """Follow the answer's own target or the transitions; with neither the question stays open."""
        target = to or self.choose(turn)
        if target is None:
            self.stay(turn)
            return None
        turn.question = None
        return target

    def stay(self, turn: Turn) -> None:
        """Keep the question open."""
        turn.ask(self.node, turn.question or Question(self.id, turn.number))

    # --- not settled

    def unsettled(self, turn: Turn, tried: list[tuple[Message, Reading]]) -> Heard:
        """Nothing was an answer: ask which reading was meant, or say what was wrong and ask again."""
        used = len(tried)
        doubts = next((reading for _, reading in tried if isinstance(reading, Doubts)), None)
        if doubts is not None:
            self._ask_which(turn, doubts.doubts[:MAX_DOUBTS])
            return (None, used)
        said = tried[-1][0]
        if said.kind is IncomingKind.TEXT:
            action = turn.root_flow.commands.meant(said.text, turn.locale)
            if action is not None:
                return (run_command(turn, action), used)
            if is_greeting(said.text, turn.locale):
                turn.visit(self.id, "greeted")
                self.ask_again(turn, "")
                return (None, used)
        unread = next((reading for _, reading in reversed(tried) if isinstance(reading, Unread)), UNREAD)
        return (self._insist(turn, unread), used)

    def _ask_which(self, turn: Turn, doubts: tuple[Doubt, ...]) -> None:
        turn.visit(self.id, "doubted")
        question = turn.question or Question(self.id, turn.number)
        turn.ask(self.node, replace(question, turn=turn.number, doubts=doubts))
        options = [Option(turn.reply_id_for(self.id, f"{DOUBT}{at}"), doubt.label) for at, doubt in enumerate(doubts)]
        if len(doubts) == 1:
            text = turn.sentence("did_you_mean", doubts[0].label)
            options = [options[0]._replace(label=turn.sentence("yes"))]
            none = turn.sentence("no")
        else:
            text, none = turn.sentence("did_you_mean_which"), turn.sentence("none_of_these")
        options.append(Option(turn.reply_id_for(self.id, NONE_OF_THESE), none))
        turn.bubbles.append(Ask(self.id, text, tuple(options)))
        self.await_silence(turn)

    def _insist(self, turn: Turn, unread: Unread) -> str | None:
        question = turn.question or Question(self.id, turn.number)
        tries = question.tries + 1
        turn.visit(self.id, "invalid")
        most = self.max_invalid or turn.flow.policy.max_invalid or MAX_INVALID
        if tries >= most:
            turn.visit(self.id, "gave_up")
            turn.question = None
            if turn.session.timers:
                turn.cancel_timers(SILENCE)
            if self.then is not None:
                return self.then
            return to_a_person(turn, self.id)
        first = self.retry_texts[min(tries, len(self.retry_texts)) - 1](turn) if self.retry_texts else ""
        if first and unread.hint == GOT_AUDIO:
            first = f"{turn.sentence(GOT_AUDIO)}\n\n{first}"  # "I did not get that" alone tells nobody to write
        self.ask_again(turn, first or turn.sentence(unread.hint, *unread.values), tries=tries)
        return None

    # --- silence

    def wake(self, turn: Turn, key: str) -> str | None:
        """The contact said nothing for too long."""
        if turn.question is None or turn.question.node != self.id or not key.startswith(SILENCE):
            return None
        turn.visit(self.id, "silence")
        if self.silence_say is not None:
            turn.say(self.id, self.silence_say(turn))
        if self.silence_to is not None:
            turn.question = None
            turn.hear(option=None, text="", kind="silence")
        return self.silence_to


def _texts_joined(messages: Sequence[Incoming]) -> Sequence[Incoming]:
    """Make one message of all typed ones, at the place of the first; the others keep their order."""
    texts = [message.text for message in messages if message.kind is IncomingKind.TEXT]
    if len(texts) < 2:
        return messages
    joined: list[Incoming] = []
    first = next(message for message in messages if message.kind is IncomingKind.TEXT)
    whole = replace(first, text="\n".join(texts))
    joined.append(whole)
    joined.extend(message for message in messages if message.kind is not IncomingKind.TEXT)
    return joined
