"""The words around days and hours, in both languages, and what each says: between, after, until, not, maybe."""

from enum import Enum, auto
from typing import Final

from shared.engine.language.tokens import phrasebook


class Kind(Enum):
    """What one mention is."""

    DAY = auto()
    CLOCK = auto()
    PART = auto()
    NUMBER = auto()
    BETWEEN = auto()
    LINK = auto()
    AND = auto()
    OR = auto()
    SINCE = auto()  # "a partir de": from it on
    AFTER = auto()  # "depois de": past it
    BEFORE = auto()  # "antes de": not it any more
    UNTIL = auto()  # "até": it still belongs
    NOT = auto()
    EXCEPT = auto()  # a "não" that only looks ahead: "menos sábado"
    DOUBT = auto()  # "talvez": what is said needs a yes
    ANY = auto()  # a word that leaves it open: "mais tarde", "outro dia"
    FILLER = auto()
    BUT = auto()  # turns to another wish: "só", "prefiro"
    PAUSE = auto()
    UNKNOWN = auto()


_PT: Final = {
    Kind.BETWEEN: "entre",
    Kind.LINK: "a|ao|aos|as|-|~|pra|para",
    Kind.AND: "e|&|+",
    Kind.OR: "ou|/|ou entao",
    Kind.SINCE: (
        "a partir de|a partir do|a partir da|a partir dos|a partir|apartir de|apartir do|apartir|desde|so a partir de"
        "|em diante|pra frente|para frente|adiante|no minimo"
    ),
    Kind.AFTER: (
        "depois de|depois do|depois da|depois dos|depois|dps de|dps|apos|apos o|apos a|mais de|passando|passado"
    ),
    Kind.BEFORE: "antes de|antes do|antes da|antes dos|antes",
    Kind.UNTIL: "ate|ate o|ate a|ate no maximo|no maximo ate|no maximo|o mais tardar|ateh",
    Kind.NOT: "nao|naum|n|nunca",
    Kind.EXCEPT: "nem|menos|exceto|sem ser|fora|tirando|nao no|nao na",
    Kind.DOUBT: (
        "talvez|quem sabe|todo|toda|todos|todas|sempre|nao sei|nao sei se|nao sei ainda|nao tenho certeza|sera que"
    ),
    Kind.ANY: (
        "pra ontem|para ontem|mais tarde|outro dia|outra hora|outro horario|qualquer dia|qualquer hora"
        "|qualquer horario|tanto faz"
    ),
    Kind.FILLER: (
        "bom dia|boa tarde|boa noite|mais ou menos|por favor|da pra ser|la pelas|la pelo|la por"
        "|por volta|por volta de|por volta das|por volta do|em torno|em torno de|perto de|perto das|proximo"
        "|proxima|uns|umas|um|uma|o|os|de|do|da|dos|das|no|na|nos|nas|em"
        "|pelas|pelo|pela|as|eu|queria|gostaria|acho|acho que|que|seria|seja|ser|pode|posso|podemos|consigo|estou|livre"
        "|disponivel|to|marca|marcar|agenda|agendar|agendado|visita|visitar|ir|vou|vamos|ver|fazer|horario"
        "|horarios|hora|horas|data|dia|dias|periodo|turno"
        "|mesmo|msm|isso|ai|la|entao|ok|sim|claro|certo|beleza|blz|oi|ola|bom|boa|bem|ta|eh|nesse|nessa|esse|essa"
        "|este|esta|para mim|pra mim|por mim|mim"
        "|obrigado|obrigada|obg|se|der|possivel|tipo|assim|com|meu|minha|me|mais|ja|feira|viu|ne|kk|kkk|kkkk|rs"
        "|rsrs|tambem|tb|pfv|pf|depois eu|nasci|nascimento"
        "|nascido|nascida|aniversario|foi|e o dia|combinado|fechado|otimo|perfeito|tenho|logo|sendo|faz favor"
        "|fica|ficar|seria bom"
    ),
    Kind.BUT: "so|soh|somente|apenas|mas|porem|prefiro|preferia|melhor|pode ser|pode marcar|quero|que tal",
    Kind.PAUSE: ",|;|.|!|?|:|\n|(|)",
}
_EN: Final = {
    Kind.BETWEEN: "between",
    Kind.LINK: "to|-|~|through|thru|till",
    Kind.AND: "and|&|+",
    Kind.OR: "or|/",
    Kind.SINCE: "from|starting|starting from|starting on|as of|since|onwards|on wards|and later",
    Kind.AFTER: "after|later than|past",
    Kind.BEFORE: "before|earlier than",
    Kind.UNTIL: "until|up to|till|no later than|by the latest",
    Kind.NOT: "not|never|don't|can't|cannot|won't",
    Kind.EXCEPT: "except|but not|neither|nor",
    Kind.DOUBT: "maybe|perhaps|not sure|i'm not sure|might|i don't know",
    Kind.ANY: "some other day|another day|any day|any time|anytime|later|whenever",
    Kind.FILLER: (
        "good morning|good afternoon|good evening|good night|i|i'd|i'm|we|is|are|it|it's|the|a|an|on|at|in|of|for"
        "|by|around|about|please|would|could"
        "|can|be|like|prefer|think|want|to see|visit|come|do|free|available|works|work|me|my|ok|okay|yes|sure"
        "|great|good|best|better|day|date|time|s|d|m|how|let's|see"
        "|schedule|book|just|only|thanks|thank|you|hi|hello|well|so|then|that|this|o'clock|born|was|birthday|fine"
        "|with|will|probably|i'll|ll"
    ),
    Kind.PAUSE: ",|;|.|!|?|:|\n|(|)",
}
BOOKS: Final = {"pt": phrasebook(_PT), "en": phrasebook(_EN)}
