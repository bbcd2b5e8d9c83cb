"""What a tick answers."""

from pydantic import BaseModel


class Tick(BaseModel):
    """How much was due and has been woken, by kind."""

    swept: dict[str, int]
