"""Records: frozen for the type checker, plain and slotted when they run."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def record(cls: type[T]) -> type[T]:
    """Make a slotted dataclass that mypy holds to be frozen.

    A frozen dataclass sets every field through `object.__setattr__`, five times the price of a slot; a turn makes several
    of these, and a turn is counted in microseconds. mypy strict over the whole code keeps them from being changed.
    """
    return dataclass(slots=True)(cls)
