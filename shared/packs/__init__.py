"""Trade packs: what a tenant of one trade starts with. Data only, one folder per trade: flow, catalogue, sample listings."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from shared.domain.errors import NotFound

HERE: Final = Path(__file__).parent
FIELD_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")  # goes into SQL as it is
FIELD_TYPES: Final = frozenset({"text", "enum", "place", "number", "money", "bool", "list", "date"})

Labels = Mapping[str, str]  # locale -> words


@dataclass(frozen=True, slots=True)
class CatalogField:
    """One thing known of an item. money: integer minor units. options: value -> its words, for enums."""

    name: str
    type: str
    label: Labels
    options: Mapping[str, Labels]


ITEM_ID: Final = CatalogField("id", "text", {}, {})  # every catalogue's; no file lists it


@dataclass(frozen=True, slots=True)
class CatalogSchema:
    """What the items of one catalogue look like; the fields by name, `id` among them."""

    id: str
    title: Labels
    fields: Mapping[str, CatalogField]


@dataclass(frozen=True, slots=True)
class Pack:
    """One trade. listings_path: sample items as JSON, or None; `image` and `photos` in them are names of local pictures."""

    domain: str
    title: Labels
    flow_definition: Mapping[str, Any]
    catalog: CatalogSchema
    listings_path: Path | None

    @property
    def flow_name(self) -> str:
        """The name under which a new tenant gets the flow."""
        return str(self.flow_definition["title"]["pt-BR"])


@cache
def pack_domains() -> tuple[str, ...]:
    """The trades there are packs for, in alphabetical order."""
    return tuple(sorted(folder.parent.name for folder in HERE.glob("*/flow.json")))


@cache
def load_pack(domain: str) -> Pack:
    """Read one pack. Raises NotFound."""
    if domain not in pack_domains():
        raise NotFound("unknown_domain", f"There is no pack for this domain; there is: {', '.join(pack_domains())}.")
    folder = HERE / domain
    listings = folder / "listings.json"
    return Pack(
        domain=domain,
        title=_read(folder / "pack.json")["title"],
        flow_definition=_read(folder / "flow.json"),
        catalog=_schema(_read(folder / "catalog.json")),
        listings_path=listings if listings.exists() else None,
    )


def sample_items(pack: Pack, *, pictures: str = "") -> list[dict[str, Any]]:
    """The sample items in the shape in which a search answers, their code as their id: for playing a flow without a database.

    pictures: what stands before the name of a picture to make it a link.
    """
    listings = _read(pack.listings_path) if pack.listings_path is not None else []
    return [_sample(listing, pictures) for listing in listings]


def _sample(listing: Mapping[str, Any], pictures: str) -> dict[str, Any]:
    item = {
        **listing["fields"],
        **{name: listing[name] for name in ("code", "title", "price_cents")},
        "id": listing["code"],
        "image": pictures + listing["image"] if listing["image"] else None,
    }
    if "photos" in item:
        item["photos"] = [pictures + photo for photo in item["photos"]]
    return item


@cache
def catalog_schema(catalog: str) -> CatalogSchema | None:
    """The schema of a catalogue by its id, whichever pack it comes from; None if no pack has it."""
    schemas = (_schema(_read(HERE / domain / "catalog.json")) for domain in pack_domains())
    return next((schema for schema in schemas if schema.id == catalog), None)


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _schema(raw: Mapping[str, Any]) -> CatalogSchema:
    fields = [ITEM_ID, *(_field(one) for one in raw["fields"])]
    return CatalogSchema(raw["id"], raw["title"], {field.name: field for field in fields})


def _field(raw: Mapping[str, Any]) -> CatalogField:
    if not FIELD_NAME.fullmatch(raw["name"]) or raw["type"] not in FIELD_TYPES:
        raise ValueError(f"catalog.json: {raw['name']!r} of type {raw['type']!r} cannot be a field.")
    options = {option["value"]: option["label"] for option in raw.get("options", ())}
    return CatalogField(raw["name"], raw["type"], raw["label"], options)
