"""What may start a flow: any message, a keyword, an advertisement, a button's payload, a template's reply."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.messages import Incoming, IncomingKind
from shared.engine.compiler import Compiler
from shared.engine.definition import Trigger
from shared.engine.words import folded


@dataclass(frozen=True, slots=True)
class Starter:
    kind: str
    matches: tuple[str, ...]  # folded, but payloads as they are
    to: str | None


@dataclass(frozen=True, slots=True)
class TriggerTable:
    """In the order in which they are tried. A flow without triggers starts on any message."""

    starters: tuple[Starter, ...]

    @staticmethod
    def of(triggers: Sequence[Trigger], compiler: Compiler) -> "TriggerTable":
        ordered = sorted(enumerate(triggers), key=lambda pair: (-pair[1].priority, pair[0]))
        starters = []
        for index, trigger in ordered:
            at = f"triggers[{index}]"
            if trigger.to is not None:
                compiler.goes(trigger.to, f"{at}.to", "trigger")
            words = [trigger.match] if isinstance(trigger.match, str) else list(trigger.match or [])
            if not words and trigger.kind in {"keyword", "payload"}:
                compiler.finding("trigger_without_match", f"{at}.match", "This trigger needs words to match.")
            kept = words if trigger.kind == "payload" else [folded(word) for word in words]
            starters.append(Starter(trigger.kind, tuple(kept), trigger.to))
        return TriggerTable(tuple(starters))

    def find(self, messages: Sequence[Incoming]) -> tuple[Starter, int | None] | None:
        """Return the first trigger that fires and the place of the message it took; None = nothing starts.

        `any` takes no message: the first words may already be an answer.
        """
        if not self.starters:
            return ANY, None
        for starter in self.starters:
            if starter.kind == "any":
                return starter, None
            for at, message in enumerate(messages):
                if _fires(starter, message):
                    return starter, at
        return None


ANY = Starter("any", (), None)


def _fires(starter: Starter, message: Incoming) -> bool:
    match starter.kind:
        case "keyword":
            written = folded(message.text[:1_000])
            bare = " ".join(word.strip(".,;:!?") for word in written.split())  # "uma visita, por favor."
            return any(f" {match} " in f" {words} " for match in starter.matches for words in (written, bare))
        case "ad":
            referral = message.referral
            if referral is None:
                return False
            headline = folded(referral.headline or "")
            return not starter.matches or any(
                match == folded(referral.source_id or "") or match in headline for match in starter.matches
            )
        case "payload":
            return message.reply_id is not None and message.reply_id in starter.matches
        case "template_reply":
            is_tap = message.kind is IncomingKind.TAP and message.reply_id is not None
            return is_tap and (not starter.matches or folded(message.text) in starter.matches)
        case _:
            return False  # api: the host starts it
