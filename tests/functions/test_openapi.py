"""The committed openapi.json is what the code serves, and says what clients need."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

FILE = Path(__file__).parent.parent.parent / "openapi.json"


@pytest.fixture(scope="module")
def document(api: FastAPI) -> dict[str, Any]:
    return api.openapi()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, way, found) for path, ways in document["paths"].items() for way, found in ways.items()]


def test_the_committed_file_is_up_to_date(document: dict[str, Any]) -> None:
    assert json.loads(FILE.read_text()) == json.loads(json.dumps(document)), "run ./prosa openapi"


def test_every_operation_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]

    assert len(names) == len(set(names))


def test_every_admin_route_asks_for_a_token_and_every_super_route_for_the_key(document: dict[str, Any]) -> None:
    for path, way, operation in operations(document):
        needed = (
            "access_token" if path.startswith("/admin") else "super_admin_key" if path.startswith("/super") else None
        )
        if needed:
            assert operation.get("security") == [{needed: []}], f"{way} {path}"


def test_errors_have_the_one_body(document: dict[str, Any]) -> None:
    for path, way, operation in operations(document):
        (kind,) = operation["responses"]["4XX"]["content"].values()
        refusal = kind["schema"]
        assert refusal == {"$ref": "#/components/schemas/ErrorBody"}, f"{way} {path}"


def test_no_example_looks_like_a_secret(document: dict[str, Any]) -> None:
    assert "Bearer ey" not in json.dumps(document)
    assert "HTTPValidationError" not in json.dumps(document)
