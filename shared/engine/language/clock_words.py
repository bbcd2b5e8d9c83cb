"""The words for hours and parts of the day, in both languages."""

from typing import Final

from shared.engine.language.reading import PartOfDay
from shared.engine.language.tokens import phrasebook, word_set

PARTS: Final = {
    "pt": phrasebook({
        PartOfDay.DAWN: "de madrugada|na madrugada|pela madrugada|madrugada",
        PartOfDay.MORNING: (
            "de manha|d manha|pela manha|na parte da manha|parte da manha|periodo da manha|no periodo da manha"
            "|manha|de manhan|pela manhan"
            "|de manhazinha|manhazinha|de manha cedo|pela manha cedo|cedo|cedinho|bem cedo|logo cedo|mais cedo"
            "|de manha bem cedo|turno da manha|matutino"
            "|antes do almoco|manhazinha|fim da manha|final da manha|inicio da manha|comeco da manha"
            "|primeira hora|na primeira hora|1a hora|primeiras horas|primeiro horario|no primeiro horario"
        ),
        PartOfDay.LUNCHTIME: (
            "hora do almoco|na hora do almoco|horario de almoco|no horario de almoco|no almoco|horario do almoco"
            "|no horario do almoco"
        ),
        PartOfDay.AFTERNOON: (
            "a tarde|de tarde|d tarde|pela tarde|na parte da tarde|parte da tarde|periodo da tarde"
            "|no periodo da tarde|tarde|depois do almoco|apos o almoco"
            "|turno da tarde|vespertino|inicio da tarde|comeco da tarde|meio da tarde|comecinho da tarde"
            "|no inicio da tarde|tardinha"
        ),
        PartOfDay.LATE_AFTERNOON: (
            "fim da tarde|final da tarde|fim de tarde|final de tarde|no fim da tarde|no final da tarde|tardezinha"
            "|finalzinho da tarde|fim do dia|final do dia"
            "|no fim do dia|no final do dia|de tardezinha|finzinho da tarde"
        ),
        PartOfDay.EVENING: (
            "a noite|de noite|d noite|pela noite|na parte da noite|parte da noite|periodo da noite"
            "|no periodo da noite|noite|noitinha|a noitinha|de noitinha"
            "|turno da noite|noturno|depois do trabalho|depois do expediente|apos o expediente|inicio da noite"
            "|comeco da noite"
        ),
    }),
    "en": phrasebook({
        PartOfDay.DAWN: "before dawn|at dawn",
        PartOfDay.MORNING: (
            "in the morning|morning|mornings|early|early morning|early in the morning|before lunch|late morning"
        ),
        PartOfDay.LUNCHTIME: "lunchtime|at lunchtime|lunch time|at lunch|around lunch",
        PartOfDay.AFTERNOON: "in the afternoon|afternoon|afternoons|after lunch|early afternoon",
        PartOfDay.LATE_AFTERNOON: "late afternoon|late in the afternoon|end of the day|end of day",
        PartOfDay.EVENING: "in the evening|evening|evenings|at night|night|after work|tonight",
    }),
}  # fmt: skip
OWN_PARTS: Final = {  # right after the hour
    "pt": phrasebook({
        PartOfDay.DAWN: "da madrugada|da madruga|de madrugada",
        PartOfDay.MORNING: "da manha|da manhan|de manha|da matina|pela manha|am|a m|a . m .|a . m",
        PartOfDay.AFTERNOON: "da tarde|de tarde|a tarde|d tarde",
        PartOfDay.EVENING: "da noite|de noite|a noite|d noite",
    }),
    "en": phrasebook({
        PartOfDay.MORNING: "am|a m|a . m .|a . m|in the morning",
        PartOfDay.AFTERNOON: "in the afternoon",
        PartOfDay.EVENING: "in the evening|at night",
    }),
}  # fmt: skip
STRONG_PARTS: Final = word_set("da d am pm")  # the first words that make any number before them an hour
PM: Final = phrasebook({True: "pm|p m|p . m .|p . m"})
HOUR_LEADS: Final = {
    "pt": phrasebook({True: "as|pelas|umas|das|la pelas|pras|para as|por volta das|por volta da|perto das|la pras|la para as|pra as|a s|az"}),
    "en": phrasebook({True: "at|around|at about|at around|by|about"}),
}  # fmt: skip
H: Final = word_set("h hs hr hrs hora horas horinhas hras oras")
MIN: Final = word_set("min mins minuto minutos m")
SPECIAL: Final = {
    "pt": phrasebook({12: "meio dia|meiodia|meio di|mei dia", 24: "meia noite|meianoite"}),
    "en": phrasebook({12: "noon|midday|12 noon", 24: "midnight|12 midnight"}),
}
TO: Final = phrasebook({True: "pras|pra as|para as|pra a|para a|p as|para o|pro"})
