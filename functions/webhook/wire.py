"""What the webhook answers."""

from typing import Literal

from pydantic import BaseModel


class Received(BaseModel):
    """Everything in the body is stored."""

    received: Literal[True] = True
