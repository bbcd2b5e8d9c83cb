"""What the API's description says of every route: the one body of all errors. Only who asks for the description needs it."""

from typing import Any

from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel, Field


class FieldFault(BaseModel):
    path: str
    code: str
    message: str
    node: str | None = Field(None, description="Of a flow: the node it is about.")


class ErrorBody(BaseModel):
    """Every error of the API. `detail` is stable; `message` is for people."""

    detail: str = Field(examples=["invalid_token"])
    message: str
    correlation_id: str
    errors: list[FieldFault] | None = None


def add_error_body(document: dict[str, Any]) -> None:
    """Add the schema that `functions.asgi.ERRORS` point to."""
    whole = ErrorBody.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    schema = jsonable_encoder(whole, exclude_none=True)  # as FastAPI does with what it finds itself
    document["components"]["schemas"] |= {**schema.pop("$defs"), ErrorBody.__name__: schema}
