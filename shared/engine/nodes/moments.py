"""What the nodes for days and hours share: moments as JSON values, their words, opening hours."""

from datetime import date, time
from typing import Any

from shared.engine.language.reading import Moment, PartOfDay, Range
from shared.engine.localtime import widest_hours
from shared.engine.text import formats
from shared.engine.turn import Turn

USUAL_HOURS = (8, 20)  # when a person books something, where the tenant's own hours are not known


def hours_of(turn: Turn) -> tuple[int, int]:
    """Return opening and closing hour, to tell 3:00 from 15:00 by."""
    return widest_hours(turn.facts.host.get("business_hours"), turn.local_now) or USUAL_HOURS


def clock(value: time) -> str:
    return value.strftime("%H:%M")


def hour_value(moment: Moment) -> str | dict[str, Any] | None:
    """Give "10:00", {"min", "max"} with the part of the day's name where one was said, or None where no hour was."""
    if moment.time is not None:
        return clock(moment.time)
    return stretch_value(moment.window, moment.part_of_day) if moment.window is not None else None


def stretch_value(stretch: Range[time], part: PartOfDay | None = None) -> str | dict[str, Any]:
    if stretch.low is not None and stretch.low == stretch.high:
        return clock(stretch.low)
    value: dict[str, Any] = {
        "min": clock(stretch.low) if stretch.low is not None else None,
        "max": clock(stretch.high) if stretch.high is not None else None,
    }
    if part is not None:
        value["part"] = str(part)
    return value


def moment_value(moment: Moment) -> dict[str, Any]:
    return {"date": moment.date.isoformat() if moment.date is not None else None, "time": hour_value(moment)}


def moment_words(moment: Moment, locale: str) -> str:
    """Give "sábado, 28/11 10h" is short enough for a row."""
    hour = formats.hour(hour_value(moment), locale)
    return " ".join(part for part in (day_words(moment.date, locale) if moment.date else "", hour) if part)


def day_words(day: date, locale: str) -> str:
    """Give "sábado, 28/11", "Saturday, 28/11"."""
    name = formats.weekday(day.isoformat(), locale).split("-", 1)[0]
    return f"{name}, {day.day:02d}/{day.month:02d}"
