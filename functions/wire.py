"""Shapes that several groups speak: times in UTC, trimmed text, addresses."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

UtcTime = Annotated[datetime, AfterValidator(lambda time: time.astimezone(UTC))]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Email = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
]
Json = dict[str, Any]


class Request(BaseModel):
    """A body we accept: unknown keys are refused, so that a typing error is not silently ignored."""

    model_config = ConfigDict(extra="forbid")


class Answer(BaseModel):
    """A body we give; built when it is given first, since a function starts with many and soon gives one."""

    model_config = ConfigDict(defer_build=True)
