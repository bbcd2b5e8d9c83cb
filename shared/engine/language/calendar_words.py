"""The words for days, months and stretches of the calendar, in both languages."""

from enum import Enum, auto
from typing import Final

from shared.engine.language.tokens import phrasebook, word_set


class Stretch(Enum):
    """A stretch of days that is named from today."""

    THIS_WEEK = auto()
    NEXT_WEEK = auto()
    OTHER_WEEK = auto()
    WEEKEND = auto()
    NEXT_WEEKEND = auto()
    THIS_MONTH = auto()
    NEXT_MONTH = auto()
    NEXT_YEAR = auto()


def _numbered(text: str, *, start: int = 0) -> dict[str, int]:
    """Read "segunda seg | terca ter": the place of the group is the value of its words."""
    return {word: place for place, group in enumerate(text.split("|"), start) for word in group.split()}


WEEKDAYS: Final = {
    "pt": _numbered(
        "segunda segundafeira seg sgunda | terca tersa tercafeira ter | quarta quartafeira qua | quinta quintafeira qui"
        " | sexta sesta sextafeira sex | sabado sabadao sab sabdo sabado | domingo domingao dom dmingo"
    ),
    "en": _numbered(
        "monday mon | tuesday tue tues | wednesday wed weds wensday | thursday thu thur thurs | friday fri "
        "| saturday sat"
        " | sunday sun"
    ),
}
UNSURE_WEEKDAYS: Final = frozenset({"ter", "sun", "sat", "mon"})  # also plain words; what stands around them decides
MONTHS: Final = {
    "pt": _numbered(
        "janeiro jan | fevereiro fev | marco mar | abril abr | maio mai | junho jun | julho jul | agosto ago"
        " | setembro set | outubro out | novembro nov | dezembro dez",
        start=1,
    ),
    "en": _numbered(
        "january jan | february feb | march mar | april apr | may | june jun | july jul | august aug"
        " | september sep sept | october oct | november nov | december dec",
        start=1,
    ),
}
MONTHS_ALONE: Final = {  # names that are no other word, nor a short form of one
    "pt": word_set("janeiro fevereiro abril maio junho julho agosto setembro outubro novembro dezembro"),
    "en": word_set("january february april june july august september october november december"),
}
DAYS_FROM_TODAY: Final = {
    "pt": phrasebook({
        0: (
            "hoje|hj|oje|hoje mesmo|hj mesmo|esta noite|nesta noite|essa noite|hoje a noite|hj a noite"
            "|hoje de noite|agora|agora mesmo|ainda hoje"
        ),
        1: "amanha|amanhan|amnha|amnh|amanh|amh|aman|amaha|manhana|ammanha",
        2: (
            "depois de amanha|depois d amanha|depois amanha|dps de amanha|dpois de amanha|dps d amanha|depoisdeamanha"
            "|depois de amnha|despois de amanha|depois de amnh"
        ),
        -1: "ontem|onti",
        -2: "anteontem|antes de ontem|antontem",
    }),
    "en": phrasebook({
        0: "today|right now|now|tonight",
        1: "tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|2moro",
        2: "the day after tomorrow|day after tomorrow",
        -1: "yesterday",
        -2: "the day before yesterday|day before yesterday",
    }),
}  # fmt: skip
STRETCHES: Final = {
    "pt": phrasebook({
        Stretch.THIS_WEEK: (
            "essa semana|esta semana|nessa semana|nesta semana|dessa semana|desta semana|essa msm semana"
        ),
        Stretch.NEXT_WEEK: (
            "semana que vem|semana q vem|proxima semana|prox semana|semana proxima|semana seguinte"
            "|semana quem vem|na que vem"
        ),
        Stretch.OTHER_WEEK: "outra semana|na outra semana|semana depois",
        Stretch.WEEKEND: (
            "fim de semana|final de semana|fds|findi|finde|fim d semana|final d semana|esse fim de semana"
            "|este fim de semana"
            "|nesse fim de semana|neste fim de semana|esse final de semana|este final de semana|nesse final de semana"
            "|neste final de semana|final de semana agora|fim de semana agora|esse fds|este fds|nesse fds|neste fds"
        ),
        Stretch.NEXT_WEEKEND: (
            "proximo fim de semana|proximo final de semana|fim de semana que vem|final de semana que vem"
            "|proximo fds|fds que vem"
            "|fim de semana q vem|final de semana q vem"
        ),
        Stretch.THIS_MONTH: "este mes|esse mes|neste mes|nesse mes|deste mes|desse mes",
        Stretch.NEXT_MONTH: "mes que vem|mes q vem|proximo mes|prox mes|mes seguinte",
        Stretch.NEXT_YEAR: "ano que vem|ano q vem|proximo ano",
    }),
    "en": phrasebook({
        Stretch.THIS_WEEK: "this week",
        Stretch.NEXT_WEEK: "next week|the following week",
        Stretch.WEEKEND: "weekend|the weekend|this weekend",
        Stretch.NEXT_WEEKEND: "next weekend",
        Stretch.THIS_MONTH: "this month",
        Stretch.NEXT_MONTH: "next month",
        Stretch.NEXT_YEAR: "next year",
    }),
}  # fmt: skip
FEASTS: Final = {  # (month, day); movable feasts are left to people
    "pt": phrasebook({(12, 25): "natal|dia de natal", (12, 24): "vespera de natal", (1, 1): "ano novo|dia primeiro do ano", (12, 31): "reveillon|vespera de ano novo|virada do ano"}),
    "en": phrasebook({(12, 25): "christmas|christmas day", (12, 24): "christmas eve", (1, 1): "new year's day|new year", (12, 31): "new year's eve"}),
}  # fmt: skip


class Stage(Enum):
    """The beginning, middle or end of a month or a week."""

    START = auto()
    MIDDLE = auto()
    END = auto()


STAGES: Final = {
    "pt": phrasebook({
        Stage.START: "inicio|comeco|comecinho|primeira semana|primeiros dias",
        Stage.MIDDLE: "meio|meados|metade",
        Stage.END: "fim|final|finalzinho|ultima semana|ultimos dias",
    }),
    "en": phrasebook({
        Stage.START: "the beginning|beginning|the start|start|early",
        Stage.MIDDLE: "the middle|middle|mid",
        Stage.END: "the end|end|late",
    }),
}  # fmt: skip


class Unit(Enum):
    """A unit of distance in time."""

    MINUTE = auto()
    HOUR = auto()
    DAY = auto()
    WEEK = auto()
    MONTH = auto()
    YEAR = auto()


UNITS: Final = {
    "pt": {
        **dict.fromkeys(("minuto", "minutos", "min", "mins", "minutinhos"), Unit.MINUTE),
        **dict.fromkeys(("hora", "horas", "h", "hs", "hr", "hrs", "horinha"), Unit.HOUR),
        **dict.fromkeys(("dia", "dias", "d", "diazinhos"), Unit.DAY),
        **dict.fromkeys(("semana", "semanas", "sem", "semaninhas"), Unit.WEEK),
        **dict.fromkeys(("mes", "meses"), Unit.MONTH),
        **dict.fromkeys(("ano", "anos"), Unit.YEAR),
    },
    "en": {
        **dict.fromkeys(("minute", "minutes", "min", "mins"), Unit.MINUTE),
        **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), Unit.HOUR),
        **dict.fromkeys(("day", "days"), Unit.DAY),
        **dict.fromkeys(("week", "weeks"), Unit.WEEK),
        **dict.fromkeys(("month", "months"), Unit.MONTH),
        **dict.fromkeys(("year", "years"), Unit.YEAR),
    },
}
AHEAD: Final = {
    "pt": phrasebook({True: "daqui a|daqui|daki a|daki|daqui ha|em|dentro de|d aqui a|da qui a|daqui a uns|daqui a umas|daqui uns|daqui umas|em uns|em umas|dentro de uns|daqui a mais ou menos|daqui a mais|em mais|em ate|dentro de ate"}),
    "en": phrasebook({True: "in|within|in about|in around"}),
}  # fmt: skip
