"""Local time of a tenant: zones, opening hours and quiet hours, all from a moment that was passed in."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZONES: dict[str, ZoneInfo] = {}  # zones already read: they never change while the program runs


class Quiet(Protocol):
    start: str
    end: str


def zone(name: str) -> ZoneInfo:
    """Return the zone; an unknown name means São Paulo's, where Prosa's tenants are."""
    found = _ZONES.get(name)
    if found is None:
        try:
            found = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return zone("America/Sao_Paulo")
        if len(_ZONES) < 1_000:
            _ZONES[name] = found
    return found


def local(moment: datetime, name: str) -> datetime:
    return moment.astimezone(zone(name))


def after_quiet_hours(moment: datetime, quiet: Quiet | None, name: str) -> datetime:
    """Return the moment (aware UTC), put off to the end of the quiet hours where it falls into them."""
    if quiet is None or quiet.start == quiet.end:
        return moment
    here = local(moment, name)
    start, end, clock = time.fromisoformat(quiet.start), time.fromisoformat(quiet.end), here.time()
    if start < end:
        if not start <= clock < end:
            return moment
        days = 0
    else:
        if end <= clock < start:
            return moment
        days = 1 if clock >= start else 0
    later = datetime.combine(here.date() + timedelta(days=days), end, tzinfo=here.tzinfo)
    return later.astimezone(UTC)


def business(hours: Any, now: datetime) -> dict[str, Any]:
    """Return {"open": bool, "known": bool} for the root `business`.

    hours: {"week": {"mon": [["08:00", "18:00"]], …}, "closed": ["2026-12-25"]}; None = not known, which counts as open.
    """
    if not isinstance(hours, dict) or not isinstance(hours.get("week"), dict):
        return {"open": True, "known": False}
    return {"open": is_open(hours, now), "known": True}


def is_open(hours: dict[str, Any], now: datetime) -> bool:
    closed = hours.get("closed")
    if isinstance(closed, list) and now.date().isoformat() in closed:
        return False
    clock = now.strftime("%H:%M")
    return any(start <= clock < end for start, end in opening(hours, now))


def opening(hours: dict[str, Any], day: datetime) -> list[tuple[str, str]]:
    """Return the stretches of that weekday, as ("08:00", "18:00")."""
    week = hours.get("week")
    given = week.get(_DAYS[day.weekday()]) if isinstance(week, dict) else None
    if not isinstance(given, list):
        return []
    return [
        (str(stretch[0]), str(stretch[1]))
        for stretch in given[:10]
        if isinstance(stretch, list | tuple) and len(stretch) == 2 and all(isinstance(end, str) for end in stretch)
    ]


def opens_on(hours: Any, day: datetime) -> bool:
    """Say whether the business opens at all on that day; unknown hours count as open."""
    if not isinstance(hours, dict) or not isinstance(hours.get("week"), dict):
        return True
    closed = hours.get("closed")
    if isinstance(closed, list) and day.date().isoformat() in closed:
        return False
    return bool(opening(hours, day))


def widest_hours(hours: Any, now: datetime) -> tuple[int, int] | None:
    """Return the first hour of opening and the last of closing in the week to come, to tell 3:00 from 15:00 by."""
    if not isinstance(hours, dict):
        return None
    stretches = [stretch for days in range(7) for stretch in opening(hours, now + timedelta(days=days))]
    ends = [(_hour(start), _hour(end)) for start, end in stretches]
    known = [(start, end) for start, end in ends if start is not None and end is not None]
    if not known:
        return None
    return min(start for start, _ in known), max(end for _, end in known)


def _hour(clock: str) -> int | None:
    try:
        return time.fromisoformat(clock).hour
    except ValueError:
        return None
