"""Flow definitions as files on this machine: read, with sentences for people where they cannot be."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from local.errors import LocalError
from shared.domain.errors import Invalid
from shared.packs import load_pack, pack_domains, sample_items
from shared.services.exchange_flows import read_file

AROUND = 60  # characters shown on either side of a place


def read_definition(path: Path) -> Mapping[str, Any]:
    """Read a definition, or the file that `export` gives. Raises LocalError."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # editors on Windows put a mark before the text
        document = json.loads(text)
    except OSError as error:
        raise LocalError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise LocalError(f"{path} is no text in UTF-8.") from error
    except json.JSONDecodeError as error:
        raise LocalError(f"{path}:{error.lineno}: this is no JSON: {error.msg}.\n{_pointed_out(error)}") from error
    except RecursionError as error:
        raise LocalError(f"{path} is nested too deep to be a flow.") from error
    if not isinstance(document, dict):
        raise LocalError(f"{path} holds no flow: a definition is a JSON object.")
    try:
        return read_file(document).definition
    except Invalid as error:
        raise LocalError(f"{path}: {error.message}") from error


def _pointed_out(error: json.JSONDecodeError) -> str:
    """The place on its line, with a mark under it."""
    start = max(0, error.colno - 1 - AROUND)
    line = error.doc.splitlines()[error.lineno - 1] if error.doc.strip() else ""
    shown = line[start : start + 2 * AROUND].replace("\t", " ")
    return f"  {shown}\n  {' ' * (error.colno - 1 - start)}^"


def missing_subflows(definition: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    """The flows that it calls, or that those call, and that were not given."""
    waiting, missing, seen = [definition], list[str](), set[int]()
    while waiting:
        one = waiting.pop()
        seen.add(id(one))
        nodes = one.get("nodes")
        for node in nodes if isinstance(nodes, list) else []:
            key = node.get("flow") if isinstance(node, dict) and node.get("type") == "call" else None
            if not isinstance(key, str) or key == one.get("key"):
                continue
            if key not in given:
                missing.append(key)
            elif id(given[key]) not in seen:
                waiting.append(given[key])
    return list(dict.fromkeys(missing))


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
