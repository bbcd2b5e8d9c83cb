"""Flow definitions as files on this machine: read, with sentences for people where they cannot be."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from local.errors import LocalError
from shared.domain.errors import Invalid
from shared.packs import load_pack, pack_domains, sample_items
from shared.services.exchange_flows import read_file


def read_definition(path: Path) -> Mapping[str, Any]:
    """Read a definition, or the file that `export` gives. Raises LocalError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LocalError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise LocalError(f"{path} is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise LocalError(f"{path} holds no flow: a definition is a JSON object.")
    try:
        return read_file(document).definition
    except Invalid as error:
        raise LocalError(f"{path}: {error.message}") from error


def read_subflows(paths: Sequence[Path]) -> dict[str, Mapping[str, Any]]:
    """Read the flows that another may call, by their key or, without one, by the file's name."""
    found = {}
    for path in paths:
        definition = read_definition(path)
        key = definition.get("key")
        found[key if isinstance(key, str) else path.stem] = definition
    return found


def sample_catalogs() -> dict[str, list[dict[str, Any]]]:
    """The sample items of every trade, by catalogue, in the shape of a test's `given`."""
    packs = [load_pack(domain) for domain in pack_domains()]
    return {pack.catalog.id: sample_items(pack) for pack in packs}
