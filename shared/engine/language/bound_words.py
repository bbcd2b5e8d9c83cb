"""The words around quantities, in both languages, and what each says: from, to, at most, roughly, not."""

from enum import Enum, auto
from typing import Final

from shared.engine.language.tokens import phrasebook


class Part(Enum):
    """What one piece of an answer about quantities says."""

    QUANTITY = auto()
    BETWEEN = auto()
    LINK = auto()
    UNTIL = auto()
    AND = auto()
    OR = auto()
    LOW = auto()
    ABOVE = auto()
    HIGH = auto()
    BELOW = auto()
    NOT = auto()
    FILLER = auto()
    PAUSE = auto()
    UNKNOWN = auto()


_PT: Final = {
    Part.BETWEEN: "entre|dentre",
    Part.LINK: "a|ao|aos|as|pra|para|p|-|/|~",
    Part.UNTIL: "ate|ateh|inte",
    Part.AND: "e|&",
    Part.OR: "ou|e ou",
    Part.LOW: (
        "a partir de|a partir dos|a partir|apartir de|apartir|pelo menos|pelomenos|ao menos|no minimo"
        "|de no minimo|minimo"
        "|minimo de|valor minimo|no min|min|o minimo|desde|nao menos que|nao menos de|ou mais|e mais|ou +"
        "|pra cima|para cima"
        "|p cima|p/cima|p/ cima|acima|em diante|pra mais|para mais|+|>|>="
    ),
    Part.ABOVE: (
        "mais de|mais que|mais do que|acima de|acima dos|acima da|maior que|maior do que|maior de|superior a|+ de"
        "|alem de|passe de|passe dos|passe|passar de|passar dos|passa de|passa dos|ultrapassar|ultrapasse"
        "|ultrapassa|exceda|exceder"
    ),
    Part.HIGH: (
        "no maximo|de no maximo|maximo|maximo de|o maximo|valor maximo|no max|max|teto|teto de|limite|limite de"
        "|meu limite"
        "|nao mais que|nao mais de|nao mais do que|nao passa de|nao passe de|nao passar de|nao pode passar de"
        "|nao passando de"
        "|sem passar de|nao ultrapassar|nao ultrapasse|nao ultrapassando|nao exceda|sem ultrapassar|ou menos|pra baixo"
        "|para baixo|p baixo|p/ baixo|pra menos|para menos|abaixo|<|<=|estourando"
    ),
    Part.BELOW: "menos de|menos que|menos do que|abaixo de|abaixo dos|abaixo da|menor que|menor do que|inferior a|- de",
    Part.NOT: "nao|nem|nunca|n|nada",
    Part.FILLER: (
        "mais ou menos|mais o menos|+-|+/-|+ ou -|pra mais ou pra menos|para mais ou para menos|nao sei|nao sei bem"
        "|nao sei ao certo|nao tenho certeza|por volta de|por volta dos|em torno de|em torno dos|na faixa de"
        "|na faixa dos"
        "|na faixa|na casa de|na casa dos|a base de|e pouco|e poucos|e pouquinho|e alguma coisa|e tanto|de|do|da"
        "|dos|das|com"
        "|uns|umas|cerca|aproximadamente|aprox|proximo|perto|quase|tipo|assim|acho|que|eu|quero|queria|gostaria"
        "|gastar|pagar|pago|pagaria|pagava"
        "|investir|tenho|temos|posso|podemos|consigo|ter|pensando|pensei|estou|to|tou|em|seria|sao|meu|minha"
        "|nosso|orcamento"
        "|valor|preco|faixa|o|os|um|uma|no|na|nos|nas|por|pode|ser|ta|esta|bom|bem|so|apenas|somente|soh|isso|ai"
        "|la|entao"
        "|olha|oi|ola|bom dia|boa tarde|boa noite|sim|ok|obrigado|obrigada|favor|procuro|procurando|busco|precisa"
        "|preciso"
        "|mensal|mensais|mes|vista|total|tudo|media|ideal|idealmente|maior parte|dia|eh|ne|viu|gente|kkk|kkkk"
        "|rs|rsrs|aluguel|mensalidade|consulta|diaria|condominio|cond|iptu|incluso|inclusos|imovel|financiado"
        "|financiar|inicialmente|fica|ficar|sendo|seja|cada|voce|vc|me|mim|disponivel|tambem|tb|agora|hoje"
    ),
    Part.PAUSE: ",|;|.|!|?|:|\n|(|)|...",
}
_EN: Final = {
    Part.BETWEEN: "between|range of|in the range of",
    Part.LINK: "to|-|/|~|through|thru",
    Part.UNTIL: "up to|until|till|til|upto",
    Part.AND: "and|&",
    Part.OR: "or",
    Part.LOW: (
        "at least|atleast|minimum|minimum of|min|min of|from|starting at|starting from|or more|and up|and above"
        "|and over|or above"
        "|or higher|plus|upwards|no less than|not less than|upward of|upwards of|+|>|>="
    ),
    Part.ABOVE: "more than|over|above|greater than|higher than|north of|bigger than",
    Part.HIGH: (
        "at most|maximum|maximum of|max|max of|no more than|not more than|or less|or under|or below|tops|limit"
        "|limit of|cap"
        "|capped at|not over|no higher than|within|as much as|<|<="
    ),
    Part.BELOW: "less than|under|below|lower than|smaller than|cheaper than",
    Part.NOT: "not|don't|dont|can't|cant|never|won't",
    Part.FILLER: (
        "more or less|give or take|not sure|i don't know|dont know|about|around|roughly|approximately|approx|like"
        "|maybe|i|i'd"
        "|i'm|we|we're|can|could|would|want|need|looking|for|spend|pay|afford|my|our|budget|is|the|a|an|of|in"
        "|price|value|it"
        "|it's|think|probably|something|somewhere|just|only|please|thanks|thank|you|hi|hello|yes|ok|okay|month"
        "|monthly|per"
        "|mo|total|cash|have|go|at|be|up|with|so|well|should|that's|that|me|us|ideally|per month|'|s|m|d|t|re"
    ),
    Part.PAUSE: ",|;|.|!|?|:|\n|(|)|...",
}
BOOKS: Final = {"pt": phrasebook(_PT), "en": phrasebook(_EN)}
