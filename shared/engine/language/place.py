"""A typed place matched to a list of names, without accents, with abbreviations and slips: "jd paulista", "vila madalen"."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from shared.engine.language.courtesy import heard
from shared.engine.language.likeness import find_run, is_like, is_start
from shared.engine.language.negation import is_denied
from shared.engine.language.reading import NOT_UNDERSTOOD, Ambiguous, Reading, Understood, one_of, to_confirm
from shared.engine.language.text import answer, fold, language_of
from shared.engine.language.tokens import Tokens, phrasebook, text_at, tokenize, word_set
from shared.engine.language.words import one_word_number, ordinal

MAX_CANDIDATES: Final = 10  # a WhatsApp list holds ten; more near places mean the answer said too little
_SLIPS_PER_LETTERS: Final = 6  # one slip is forgiven for so many letters of the whole name
_SHORTEST_WITH_SLIPS: Final = 5  # "Sé" and "Luz" are exact or nothing
_SHORT: Final = 2  # letters; "se" is Sé only where nothing else is said
_CACHED_NAMES: Final = 8192  # the neighbourhoods of a big catalogue, prepared once

_ABBREVIATIONS: Final = {
    "jd": "jardim",
    "jdim": "jardim",
    "jrd": "jardim",
    "jdm": "jardim",
    "jds": "jardins",
    "vl": "vila",
    "v": "vila",
    "pq": "parque",
    "pque": "parque",
    "prq": "parque",
    "sta": "santa",
    "sto": "santo",
    "s": "sao",
    "st": "santo",
    "n": "nossa",
    "sra": "senhora",
    "ns": "nossa",
    "nsa": "nossa",
    "bl": "balneario",
    "baln": "balneario",
    "bal": "balneario",
    "cid": "cidade",
    "cj": "conjunto",
    "conj": "conjunto",
    "res": "residencial",
    "resid": "residencial",
    "cond": "condominio",
    "lot": "loteamento",
    "pc": "praca",
    "pca": "praca",
    "av": "avenida",
    "r": "rua",
    "al": "alameda",
    "rod": "rodovia",
    "dr": "doutor",
    "prof": "professor",
    "pres": "presidente",
    "gov": "governador",
    "gal": "general",
    "mal": "marechal",
    "cel": "coronel",
    "cap": "capitao",
    "pe": "padre",
    "eng": "engenheiro",
    "b": "bairro",
    "alt": "alto",
    "m": "monte",
    "sp": "sao paulo",
    "rj": "rio de janeiro",
    "bh": "belo horizonte",
    "poa": "porto alegre",
    "bsb": "brasilia",
    "cwb": "curitiba",
    "floripa": "florianopolis",
    "sampa": "sao paulo",
    "bc": "balneario camboriu",
    "sjc": "sao jose dos campos",
    "sbc": "sao bernardo do campo",
}  # fmt: skip -- one line per word would hide the table
_SMALL_WORDS: Final = word_set("de da do das dos e d o a os as of the")
_OF: Final = word_set("de da do das dos")
_OR: Final = word_set("ou or /")
_PARTS_OF_A_CITY: Final = word_set("norte sul leste oeste sp rj mg pr sc rs ba df capital north south east west")
_AROUND: Final = {
    "pt": phrasebook({
        True: (
            "preciso|preciso de|precisava|precisava de|marcar|agendar|consulta|consulta com|medico|medica|especialista"
            "|moro|moro em|moro no|moro na|eu|quero|queria|gostaria|prefiro|procuro|procurando|busco|buscando|to"
            "|estou|em|no|na|nos|nas"
            "|por|pela|pelo|perto|perto de|perto do|perto da|proximo|proximo a|proximo ao|proximo da|proximo do"
            "|metro|estacao|regiao|na regiao|regiao de|regiao do"
            "|regiao da|bairro|no bairro|bairros|cidade de|na cidade de|cidade|zona|ali|la|aqui|para|pra|pro|o|a"
            "|os|as|um|uma"
            "|de preferencia|preferencia|preferencialmente|ser|pode ser|seria|acho|acho que|que|e|eh|sim|so"
            "|apenas|somente|ou|algo|alguma coisa|coisa"
            "|imovel|imoveis|apartamento|apto|ap|casa|comprar|alugar|por favor|oi|ola|bom dia|boa tarde|boa noite"
            "|mesmo|msm|talvez|lado|lados|sou|fica|ficar"
            "|interesse|tenho|tenho interesse|tem|ver|obrigado|obrigada|entao|bem|mais|ate|com|meu|minha|esse"
            "|essa|esta|este|,|.|!|?|:|;|-|(|)|\n"
        )
    }),
    "en": phrasebook({
        True: (
            "i|i'd|i'm|live|in|at|near|close to|around|the|a|an|neighborhood|neighbourhood|area|region|city|of"
            "|want|would|like|prefer|looking"
            "|for|to|be|it|is|maybe|please|by|somewhere|something|or|and|just|only|on|hi|hello|thanks|apartment"
            "|house|buy|rent|,|.|!|?|:|;|-|(|)|\n|'"
        )
    }),
}  # fmt: skip


def read_place(text: str, locale: str, names: Sequence[str]) -> Reading[str]:
    """Match an answer to one of the names and return it as it is written in the list.

    A name inside a longer one we don't know ("São José dos Campos" for São José) needs a yes. Two names said, or two equally near, are ambiguous. A name that is denied ("menos Moema") is no answer.
    Names that fold to the same words count once, the first.
    """
    folded, language = answer(text), language_of(locale)
    if folded is None or not names:
        return NOT_UNDERSTOOD
    places = _distinct(names)
    tokens = heard(folded, language)
    raw = [token.text for token in tokens]
    telling = tuple(_telling(tokens, language))
    hits = _said(_typed(raw), telling, places, language)
    if hits:
        return to_confirm(_few(hits)) if len(hits) == 1 and _says_more(raw, hits[0], telling) else _few(hits)
    if not telling or any(is_denied(raw, at, at + 1, language) for at, word in enumerate(raw) if word in telling):
        return NOT_UNDERSTOOD
    for level in (_starting, _near, _partly):
        hits = level(telling, places)
        if hits:
            return to_confirm(_few(hits)) if len("".join(telling)) < _SHORTEST_WITH_SLIPS else _few(hits)
    return NOT_UNDERSTOOD


def read_places(text: str, locale: str, names: Sequence[str]) -> Reading[tuple[str, ...]]:
    """Match an answer to all the names it holds ("Moema e Pinheiros"), in the order said."""
    folded, language = answer(text), language_of(locale)
    if folded is None or not names:
        return NOT_UNDERSTOOD
    places = _distinct(names)
    tokens = heard(folded, language)
    hits = _said(_typed([token.text for token in tokens]), tuple(_telling(tokens, language)), places, language)
    if hits:
        return Understood(hits)
    match read_place(text, locale, names):
        case Understood(value):
            return Understood((value,))
        case Ambiguous(candidates):
            return Ambiguous(tuple((candidate,) for candidate in candidates))
        case refused:
            return refused


Place = tuple[tuple[str, ...], str]


def _distinct(names: Sequence[str]) -> tuple[Place, ...]:
    places: dict[tuple[str, ...], str] = {}
    for name in names:
        key = _key(name)
        if key:
            places.setdefault(key, name)
    return tuple(places.items())


@lru_cache(maxsize=_CACHED_NAMES)
def _key(name: str) -> tuple[str, ...]:
    """Return the words of a name, abbreviations written out, without "de" and "da"."""
    return _written_out([token.text for token in tokenize(fold(name)) if token.is_word or token.is_digits])


def _written_out(words: Sequence[str]) -> tuple[str, ...]:
    full = " ".join(_ABBREVIATIONS.get(word, word) for word in words).split(" ")
    return tuple(_as_digits(word) for word in full if word and word not in _SMALL_WORDS)


def _as_digits(word: str) -> str:
    """Write "primeiro" and "sete" as digits: "1º de Maio" is typed in words as often as not."""
    number = ordinal(word, "pt") or one_word_number(word)
    return word if number is None else str(number)


def _typed(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words and signs of an answer, abbreviations written out; the dot of one is left out."""
    return _written_out([word for word in words if word != "."])


def _said(words: Sequence[str], telling: Sequence[str], places: Sequence[Place], language: str) -> tuple[str, ...]:
    """Return the places whose name stands in the answer and is not denied, in the order said; of nested names the longest."""
    spans = []
    for key, name in places:
        if key[0] in words and (len("".join(key)) > _SHORT or key == tuple(telling)):
            found = find_run(words, key)
            if found is not None and not is_denied(words, *found, language):
                spans.append((*found, name))
    spans.sort()
    return tuple(
        name
        for start, end, name in spans
        if not any(first <= start and end <= last and last - first > end - start for first, last, _ in spans)
    )


def _says_more(raw: Sequence[str], name: str, telling: Sequence[str]) -> bool:
    """Say whether the name found is a part of more: "são josé dos campos", "alto da lapa", "asa sul ou norte"."""
    known = set(_key(name))
    others = {word for word in telling if word not in known and word.isalpha()}
    more = others - _PARTS_OF_A_CITY
    if others and any(word in _OR for word in raw):
        return True
    places = [at for at, word in enumerate(raw) if more and known & set(_written_out([word]))]
    if not places:
        return False
    return _next_word(raw, places[-1], 1) in more or _next_word(raw, places[0], -1) in more


def _next_word(raw: Sequence[str], at: int, step: int) -> str:
    at += step
    while 0 <= at < len(raw) and raw[at] in _OF:
        at += step
    return raw[at] if 0 <= at < len(raw) else ""


def _telling(tokens: Tokens, language: str) -> Iterator[str]:
    at = 0
    while at < len(tokens):
        around = _AROUND[language].match(tokens, at)
        abbreviated = text_at(tokens, at) in _ABBREVIATIONS and at + 1 < len(tokens)
        if around is not None and not abbreviated:
            at = around[1]
            continue
        if tokens[at].is_word or tokens[at].is_digits:
            yield from _written_out([tokens[at].text])
        at += 1


def _starting(telling: Sequence[str], places: Sequence[Place]) -> tuple[str, ...]:
    """Return the places whose name begins with the answer: "vila madalen", "santo ama"."""
    typed = " ".join(telling)
    return tuple(name for key, name in places if is_start(typed.replace(" ", ""), "".join(key)))


def _near(telling: Sequence[str], places: Sequence[Place]) -> tuple[str, ...]:
    """Return the nearest places within the slips that their length forgives."""
    typed = "".join(telling)
    best: list[str] = []
    least = len(typed)
    for key, name in places:
        known = "".join(key)
        if len(known) < _SHORTEST_WITH_SLIPS:
            continue
        allowed = min(least, max(1, len(known) // _SLIPS_PER_LETTERS))
        slips = OSA.distance(typed, known, score_cutoff=allowed)
        if slips < least and slips <= allowed:
            best, least = [name], slips
        elif slips == least and slips <= allowed:
            best.append(name)
    return tuple(best)


def _partly(telling: Sequence[str], places: Sequence[Place]) -> tuple[str, ...]:
    """Return the places that hold every telling word: "madalena" for Vila Madalena."""
    vocabulary = {word for key, _ in places for word in key}
    for same in (str.__eq__, is_like, is_start):
        meant = [{known for known in vocabulary if same(word, known)} for word in telling]
        hits = tuple(name for key, name in places if not any(known.isdisjoint(key) for known in meant))
        if hits:
            return hits
    return ()


def _few(hits: tuple[str, ...]) -> Reading[str]:
    return one_of(hits[:MAX_CANDIDATES])
