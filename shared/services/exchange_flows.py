"""Flows as files: what is taken out can be taken in elsewhere; and the templates that each trade brings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import Invalid
from shared.domain.ids import FlowId, TenantId
from shared.packs import load_pack, pack_domains
from shared.services.choose_domain import require_known
from shared.services.read_flows import read_definition, read_flow
from shared.store.core import Core

FORMAT = "prosa-flow"
FORMAT_VERSION = 1  # of the file around the definition
DEFINITION_VERSION = 1


@dataclass(frozen=True, slots=True)
class FlowFile:
    """What a file holds, or should. domain, name: None = it does not say."""

    definition: Mapping[str, Any]
    domain: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A flow to begin with. titles: locale -> name."""

    domain: str
    name: str
    titles: Mapping[str, str]
    nodes: int
    locales: tuple[str, ...]


def export_flow(core: Core, *, tenant: TenantId, flow: FlowId, number: int | None) -> dict[str, Any]:
    """Give a draft, or a version by its number, as a file. Raises NotFound `flow_not_found`, `flow_version_not_found`."""
    summary = read_flow(core, tenant=tenant, flow=flow).summary
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "domain": summary.domain,
        "name": summary.name,
        "flow_version": number,
        "flow_definition": read_definition(core, tenant=tenant, flow=flow, number=number),
    }


def read_file(document: Mapping[str, Any]) -> FlowFile:
    """Read an exported file, or a bare definition. Raises Invalid `unknown_flow_file`, `unknown_flow_version`."""
    if "flow_definition" not in document and "nodes" in document:
        domain = document.get("domain")
        return FlowFile(_known(document), domain if isinstance(domain, str) else None)
    definition = document.get("flow_definition")
    if document.get("format") != FORMAT or not isinstance(definition, Mapping):
        raise Invalid("unknown_flow_file", "This is no file of a flow.")
    if document.get("version") != FORMAT_VERSION:
        raise _unknown_version()
    domain, name = document.get("domain"), document.get("name")
    return FlowFile(
        _known(definition), domain if isinstance(domain, str) else None, name if isinstance(name, str) else None
    )


def templates() -> list[Template]:
    """The templates there are, by trade."""
    return [_template(domain) for domain in pack_domains()]


def template_definition(domain: str) -> Mapping[str, Any]:
    """Raises Invalid `unknown_domain`."""
    require_known(domain)
    return load_pack(domain).flow_definition


def _known(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    version = definition.get("version")
    if version != DEFINITION_VERSION or isinstance(version, bool):
        raise _unknown_version()
    return definition


def _unknown_version() -> Invalid:
    return Invalid("unknown_flow_version", "The file is of a version that this service does not know.")


def _template(domain: str) -> Template:
    pack = load_pack(domain)
    definition = pack.flow_definition
    titles = definition["title"]
    return Template(
        domain=domain,
        name=pack.flow_name,
        titles={"": titles} if isinstance(titles, str) else titles,
        nodes=len(definition["nodes"]),
        locales=tuple(definition.get("locales", {}).get("list", ())),
    )
