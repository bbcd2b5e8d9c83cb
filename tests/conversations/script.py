"""Golden files: what the person does (`> …`), what the phone shows, what happens to the lead. One format to read and to write.

# title and remarks                          @name, @phone (none = hidden), @locale, @now (local time of São Paulo)
@model {"values": {…}}                       what a model answered, as it was recorded; one line each, without any there is no model
> oi                                         a text; `> oi / tudo bem?` = two messages in one go
> [Comprar]   > [Gostei] AP0012              a tap, under the message that holds the words
> (audio)  (photo) caption  (contact) +55…  (wait) 2h  (give back)  (ad) headline: text
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.messages import (
    AskContact,
    AskLocation,
    Attachment,
    Buttons,
    IncomingKind,
    LinkButton,
    ListMenu,
    Outgoing,
    Text,
)
from shared.engine.effects import Effect, EndSession, HandOff, Notify, OptOut, SaveLead, Send, UpdateContact
from shared.engine.flow import load_flow
from shared.packs import load_pack, sample_items
from tests.conversations.phone import Person, Phone

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
BROKEN = "  ! "  # what the script asks for cannot be done; no golden file may hold it
BUSINESSES = {
    "real_estate": "Imobiliária Aurora",
    "car_dealer": "AutoPrime Veículos",
    "clinic": "Clínica Vida Plena",
    "school": "Colégio Araucária",
}
HOURS = {"m": 1 / 60, "h": 1, "d": 24}


def replay(domain: str, golden: str) -> str:
    """Do what the golden text says the person does, and write out the whole conversation anew."""
    lines = golden.splitlines()
    phone = _phone(domain, lines)
    written = [line for line in lines if line.startswith(("#", "@"))]
    for line in lines:
        if line.startswith("> "):
            written += ["", line]
            try:
                written += _shown(_do(phone, line.removeprefix("> ")))
            except AssertionError as error:
                return "\n".join([*written, f"{BROKEN}{error}"]) + "\n"
    return "\n".join(written) + "\n"


def converse(domain: str, golden: str) -> Phone:
    """Do the same and give the phone as it is at the end."""
    lines = golden.splitlines()
    phone = _phone(domain, lines)
    for line in lines:
        if line.startswith("> "):
            _do(phone, line.removeprefix("> "))
    return phone


def _phone(domain: str, lines: list[str]) -> Phone:
    said = dict(line[1:].split(" ", 1) for line in lines if line.startswith("@"))
    pack = load_pack(domain)
    usual = Person()
    phone = said.get("phone", usual.phone)
    person = Person(said.get("name", usual.name), None if phone == "none" else phone, said.get("locale", usual.locale))
    now = datetime.fromisoformat(said.get("now", "2026-11-23T10:00")).replace(tzinfo=SAO_PAULO)
    flow, items = load_flow(pack.flow_definition, version=1), sample_items(pack, pictures="/")
    recorded = [json.loads(line.removeprefix("@model ")) for line in lines if line.startswith("@model ")]
    model = [{"ok": True, "confidence": 1, **answer} for answer in recorded]
    return Phone(flow, items, person, now, business=BUSINESSES[domain], model=model)


def _do(phone: Phone, act: str) -> list[Effect]:
    if act.startswith("["):
        title, _, under = act[1:].partition("]")
        return phone.tap(title, under.strip())
    if not act.startswith("("):
        return phone.write(*act.split(" / "))
    kind, _, rest = act[1:].partition(")")
    rest = rest.strip()
    match kind:
        case "audio":
            return phone.send_media(IncomingKind.AUDIO)
        case "photo":
            return phone.send_media(IncomingKind.IMAGE, rest)
        case "contact":
            return phone.share_contact(rest)
        case "wait":
            return phone.wait(timedelta(hours=float(rest[:-1]) * HOURS[rest[-1]]))
        case "give back":
            return phone.give_back()
        case "ad":
            headline, _, text = rest.partition(": ")
            return phone.come_from_ad(headline, text)
        case _:
            raise AssertionError(f"Nobody can do {act!r}.")


def _shown(effects: list[Effect]) -> Iterator[str]:
    for effect in effects:
        if isinstance(effect, Send):
            yield from _message(effect.message)
    for effect in effects:
        yield from _happened(effect)


def _message(message: Outgoing) -> Iterator[str]:
    match message:
        case Text(body):
            yield from _body(body)
        case Attachment(kind, link, caption):
            yield f"  ({kind} {link})"
            yield from _body(caption)
        case Buttons():
            if message.header_image:
                yield f"  (image {message.header_image})"
            yield from _body(message.body)
            yield "    " + "  ".join(f"[{button.title}]" for button in message.buttons)
        case ListMenu():
            yield from _body(message.body)
            yield f"    [{message.button}]"
            for row in (row for section in message.sections for row in section.rows):
                yield f"      [{row.title}]{f' {row.description}' if row.description else ''}"
        case AskContact(body):
            yield from _body(body)
            yield "    [share contact]"
        case AskLocation(body):
            yield from _body(body)
            yield "    [share location]"
        case LinkButton():
            yield from _body(message.body)
            yield f"    [{message.title}] {message.url}"
        case _:
            yield f"  {message}"


def _body(text: str) -> Iterator[str]:
    first, *rest = text.splitlines() or [""]
    yield f"  | {first}"
    for line in rest:
        yield f"  | {line}" if line else "  |"


def _happened(effect: Effect) -> Iterator[str]:
    match effect:
        case SaveLead():
            parts: list[Any] = [f"stage {effect.stage}" if effect.stage else "saved"]
            parts += [f"R$ {effect.value_cents / 100:,.0f}"] if effect.value_cents else []
            parts += [f"tags {', '.join(effect.tags)}"] if effect.tags else []
            yield f"  ~ lead: {'; '.join(parts)}"
            if effect.note:
                yield f"  ~ note: {effect.note}"
                yield from (f"  ~   {label}: {value}" for label, value in effect.summary)
        case HandOff():
            yield f"  ~ a person takes over ({effect.team}): {effect.summary}"
        case UpdateContact():
            yield f"  ~ contact: {', '.join(sorted(effect.fields))}"
        case OptOut():
            yield "  ~ no more messages"
        case EndSession():
            yield f"  ~ end: {effect.outcome}"
        case Notify():
            yield f"  ~ notify {effect.channel}"
        case _:
            pass


def golden_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.txt"))
