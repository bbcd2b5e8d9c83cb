"""Yes and no in their many forms: "claro", "bora", "aham", "👍", "agora não", "de jeito nenhum", "talvez"."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from shared.engine.language.reading import NOT_UNDERSTOOD, Ambiguous, Reading, Understood
from shared.engine.language.text import answer, language_of
from shared.engine.language.tokens import Token, Tokens, phrasebook, tokenize, word_set

_YES, _NO, _UNSURE, _COURTESY = "yes", "no", "unsure", "courtesy"
_VERB = "verb"  # a yes that a "não" beside it turns into a no: "hoje não consigo"
_WEAK = "weak"  # a yes when it stands alone, a mere "I heard you" beside a no: "ok, não quero"

_PT: Final = {
    _YES: (
        "s|ss|sss|sim|sin|si|ssim|sm|ssi|sip|simbora|claro|claro que sim|com certeza|certeza|obvio|logico|evidente"
        "|aham|ahan|aha|arram|anham|uhum|uhun|hum hum|hunrum|isso|isso ai|isso mesmo|isso msm|e isso|e isso ai"
        "|e isso mesmo|e sim|eh sim|pode sim|pode crer|pd|pd ser|podemos sim|posso sim|quero sim|queria sim"
        "|gostaria sim|tenho sim|tenho interesse sim|bora|bora la|vambora|partiu|demorou|fechou|fechado|combinado"
        "|correto|correta|exato|exatamente|otima ideia|boa ideia|show de bola|positivo|afirmativo|de acordo"
        "|por mim tudo bem|por mim ok|por mim sim|interessa sim|tenho certeza|sem duvida|sem duvidas"
        "|sem duvida nenhuma|nao tenho duvida|nao tenho duvidas|yes|yep|yeah|acho que sim|creio que sim"
        "|acredito que sim|acho que pode ser|preciso sim|com prazer|pode mandar sim|esse mesmo|essa mesma"
        "|este mesmo|esta mesma|esse msm|fechou entao|por que nao nao ne|dale|dale dale|👍|👌|✅|✔|☑|🙌|💯|🤝|👍👍"
        "|certissimo|combinadissimo|certeza absoluta|absoluta certeza|sem sombra de duvida|demoro|firmeza|sou sim"
        "|pode apostar|com toda certeza|tudo certo sim"
    ),
    _VERB: (
        "pode|pode ser|pode mandar|pode ir|pode enviar|pode marcar|pode agendar|pode seguir|pode continuar"
        "|pode confirmar|pode falar|pode chamar|pode ligar|podemos|podemos marcar|podemos agendar|posso|quero"
        "|eu quero|queria|quero ver|quero agendar|quero marcar|quero visitar|quero conhecer|quero continuar"
        "|quero receber|gostaria|eu gostaria|aceito|eu aceito|aceito os termos|concordo|concordo com os termos"
        "|li e aceito|li e concordo|autorizo|confirmo|confirmado|confirma|tenho|tenho interesse|ja tenho"
        "|me interessa|interessa|estou interessado|estou interessada|to interessado|to interessada|preciso"
        "|necessito|consigo|vamos|vamos la|vamos marcar|vamos agendar|vamo|vamo marcar|bora marcar|manda|manda ver"
        "|manda ai|mande|sou|sou eu|esta certo|ta certo|esta correto|ta correto|esta tudo certo|e esse|e essa"
        "|serve|pode pa|da|da sim|dou|rola|vou|vou sim|vai|interessado|interessada|me interesso"
    ),
    _WEAK: (
        "e|eh|ok|okay|okey|oki|okk|okz|ta|ta bom|ta bem|ta ok|ta otimo|esta bom|tudo bem|tudo certo|td bem"
        "|td certo|beleza|blz|belezinha|suave|tranquilo|de boa|certo|certinho|perfeito|perfeitamente|otimo|boa"
        "|show|top|maravilha|massa|joia|legal|excelente|verdade|sem problema|sem problemas|nao tem problema"
        "|nao vejo problema|ja|opa|mesmo|por favor|pfv|pf|por gentileza|de fato|🆗"
    ),
    _NO: (
        "n|nn|nnn|nao|naum|nao nao|naao|nau|num|non|no|nop|nope|nops|nah|nananinanao|nem|nem pensar|nem a pau"
        "|nem ferrando|nunca|jamais|negativo|nega|de jeito nenhum|de modo algum|de forma alguma|de maneira nenhuma"
        "|em hipotese alguma|claro que nao|obvio que nao|logico que nao|com certeza nao|certeza que nao|agora nao"
        "|no momento nao|nao agora|por enquanto nao|por hora nao|por ora nao|ainda nao|hoje nao|nao hoje"
        "|melhor nao|acho melhor nao|prefiro nao|prefiro que nao|nao quero|nao quero nao|quero nao|nao queria"
        "|nao gostaria|nao preciso|nao precisa|precisa nao|nao precisa nao|nao necessito|nao tenho|nao tenho nao"
        "|tenho nao|nao tenho interesse|sem interesse|nao me interessa|nao interessa|nao e|nao eh|nao e nao"
        "|nao e isso|nao eh isso|nao era isso|nao esta certo|nao ta certo|ta errado|esta errado|errado|errada"
        "|incorreto|incorreta|nao pode|pode nao|nao pode ser|nao posso|posso nao|nao podemos|nao aceito"
        "|nao autorizo|nao concordo|discordo|recuso|nao confirmo|nao da|nao dah|da nao|nao rola|rola nao"
        "|nao vai dar|nao vou|nao vou querer|vou nao|nao vai|to fora|tou fora|deixa|deixa pra la|deixa quieto"
        "|dispenso|passo|cancela|isso nao|esse nao|essa nao|nao curti|nao gostei|acho que nao|creio que nao"
        "|acredito que nao|por mim nao|nada|nada disso|nenhum|nenhuma|nem quero|not|👎|❌|✖|🚫|🙅|🙅♀|🙅♂|⛔|🙅‍♀|😕"
        "|nao tenho mais interesse|nao estou mais interessado|nao estou mais interessada|nao estou interessado"
        "|nao estou interessada|nao quero mais|tudo errado|nao esta correto|nao ta correto|nao e esse|nao e essa"
        "|nao sou|nao sou eu|nao serve|nao consigo|nao da agora|agora nao da"
    ),
    _UNSURE: (
        "talvez|quem sabe|nao sei|sei la|n sei|nao sei ainda|ainda nao sei|nao tenho certeza|depende|mais ou menos"
        "|+-|acho|vou ver|vou pensar|vou pensar ainda|preciso pensar|deixa eu ver|deixa eu pensar|vamos ver"
        "|pode ser que sim|pode ser que nao|sim e nao|sim ou nao|tanto faz|voce que sabe|vc que sabe|hum|hmm|hm"
        "|sera|estou em duvida|to em duvida|em duvida|quase|🤔|🤷|🤷♀|🤷♂|😐|provavelmente|provavelmente sim"
        "|provavelmente nao|possivelmente|ainda nao decidi|nao decidi|nao decidi ainda|deixa para depois"
        "|deixa pra depois|deixa para mais tarde|depois eu vejo|depois vejo|mais tarde|outra hora|outro dia"
        "|depois eu respondo|depois te falo|depois eu falo|nem sim nem nao"
    ),
    _COURTESY: (
        "obrigado|obrigada|obg|obgd|brigado|brigada|vlw|valeu|grato|grata|agradeco|agradecido|muito obrigado"
        "|muito obrigada|oi|ola|oie|bom dia|boa tarde|boa noite|por favor|pfv|pf|por gentileza|ne|viu|agora"
        "|no momento|por enquanto|hoje|mais|ainda|depois|haha|rs|rsrs|hahaha|ah|eita|opa|olha|entao|moca|moco"
        "|amigo|amiga|querida|querido|senhor|senhora|gente|gracas a deus|se deus quiser|ta|eu|mas|e|que|ai|la|so"
        "|mesmo|msm|uai|po|poxa|ue|tche|meu bem|muito|super|tambem|tb|desculpa|desculpe|hein|cara|mano|🙏|😊|🙂|😀|😁|😃"
        "|😄|😅|😂|🤣|😉|😍|🥰|❤|💙|💚|🎉|🔥|👏|😘|🤗|😔|😞|🙃|♀|♂|esse|essa|este|esta"
    ),
}
_EN: Final = {
    _YES: (
        "y|ye|yes|yess|yea|yeah|yep|yup|yeh|ya|yas|sure|sure thing|of course|certainly|definitely|absolutely"
        "|that's right|thats right|correct|exactly|indeed|sounds good|sounds great"
        "|yes please|i do|i would|i am|i'd like that|i'd love to|i want|i want to|let's go"
        "|lets go|let's do it|go ahead|go for it|works for me|that works|why not|no doubt|agreed|i agree"
        "|i accept|confirm|confirmed|i confirm|affirmative|uh huh|mhm|mm hmm|i think so|i guess so|you bet"
        "|for sure|this one"
        "|sim|👍|👌|✅|✔|☑|🙌|💯|🆗|🤝"
    ),
    _WEAK: (
        "ok|okay|k|kk|okie|alright|all right|right|fine|that's fine|fine by me|fine with me|works for me|great|perfect|good|cool|no problem"
        "|not a problem|please|please do|true"
    ),
    _NO: (
        "n|no|nope|nop|nah|nay|no way|never|not now|not today|not yet|not really|not at all|not interested"
        "|i'm not interested"
        "|no thanks|no thank you|i don't|i dont|i don't want|i don't want to|i dont want to|i do not|don't|do not"
        "|i can't|cannot"
        "|can't|better not|rather not|i'd rather not|i'd prefer not|of course not|certainly not|definitely not"
        "|absolutely not"
        "|negative|wrong|incorrect|that's wrong|that's not right|not right|not correct|i don't think so"
        "|don't think so|not that"
        "|i disagree|cancel|none|neither|nao|not for me|i'm good|i'm fine|👎|❌|✖|🚫|🙅|⛔"
    ),
    _UNSURE: (
        "maybe|perhaps|not sure|i'm not sure|i don't know|idk|dont know|don't know|it depends|depends|possibly"
        "|might|we'll see"
        "|let me think|let me see|i'll think about it|yes and no|hmm|hm|🤔|🤷"
    ),
    _COURTESY: (
        "thanks|thank you|thx|ty|many thanks|please|pls|hi|hello|hey|good morning|good afternoon|good evening"
        "|haha|lol|oh|well"
        "|so|sir|madam|mate|just|sorry|but|and|very|much|really|it|is|that|🙏|😊|🙂|😀|😁|😃|😄|😅|😂|😉|❤|🎉|👏"
    ),
}
_BOOKS: Final = {"pt": phrasebook(_PT), "en": phrasebook(_EN)}
_WORDS: Final = {
    language: frozenset(word for phrases in table.values() for word in phrases.replace("|", " ").split())
    for language, table in (("pt", _PT), ("en", _EN))
}
_OPENERS: Final = {  # "sim quero agendar uma visita": what follows cannot take these back, unless it denies
    "pt": word_set("sim claro aham uhum isso"),
    "en": word_set("yes yeah yep sure"),
}
_DENIALS: Final = {"pt": frozenset({"nao", "nem", "nunca", "n"}), "en": frozenset({"not", "no", "don", "never", "t"})}
_SHORT: Final = {"pt": {"n": "nao", "naum": "nao", "nau": "nao", "q": "que"}, "en": {"u": "you"}}  # beside another word
_BRACKETS: Final = frozenset('"()[]{}<>-~/|^=“”')
_LAUGHTER: Final = tuple(map(frozenset, ("k", "ha", "rs", "he", "hua")))


def read_yes_no(text: str, locale: str) -> Reading[bool]:
    """Read a yes or a no. "Talvez" is ambiguous; "não consegui abrir o link" is neither, and not understood.

    The first sentence that says either decides; a plain contradiction ("sim. não!") is ambiguous.
    """
    folded = answer(text)
    if folded is None:
        return NOT_UNDERSTOOD
    said = [_meaning(clause, end, language_of(locale)) for clause, end in _clauses(tokenize(folded))]
    telling = [meaning for meaning in said if meaning != _COURTESY]
    if not telling or telling[0] is None:
        return NOT_UNDERSTOOD
    meanings = set(telling)
    if telling[0] == _UNSURE or {_YES, _NO} <= meanings:
        return Ambiguous((True, False))
    if telling[0] == _WEAK and not meanings & {_YES, _NO}:
        return Understood(True) if meanings == {_WEAK} else Ambiguous((True, False))
    return Understood(_NO not in meanings)


def _clauses(tokens: Tokens) -> Iterator[tuple[Tokens, str]]:
    """Yield the clauses, each with the sign it ends in; quotes and brackets are left out."""
    clause: list[Token] = []
    for token in (*tokens, Token(".", glued=True)):
        if token.ends_clause:
            if clause:
                yield tuple(clause), token.text
            clause = []
        elif token.text not in _BRACKETS:
            clause.append(token)


def _meaning(clause: Tokens, end: str, language: str) -> str | None:
    """Return what one clause says; None where its words go beyond yes, no and courtesy."""
    clause = _spelled_out(clause, language)
    roles = _roles(clause, language)
    if roles is None:
        start = _past_courtesy(clause, language)
        rest = {token.text for token in clause[start + 1 :]}
        opens = start < len(clause) and clause[start].text in _OPENERS[language]
        return _YES if opens and not rest & _DENIALS[language] else None
    if end == "?":  # "tudo bem?" greets, "pode ser?" asks
        return _UNSURE if roles & {_YES, _NO, _VERB, _UNSURE} else _COURTESY
    for meaning in (_UNSURE, _NO, _YES, _VERB, _WEAK):
        if meaning in roles:
            contradicts = meaning == _NO and _YES in roles
            return _UNSURE if contradicts else _YES if meaning == _VERB else meaning
    return _COURTESY


def _past_courtesy(clause: Tokens, language: str) -> int:
    at = 0
    while at < len(clause) and (found := _BOOKS[language].match(clause, at)) is not None and found[0] == _COURTESY:
        at = found[1]
    return at


def _spelled_out(clause: Tokens, language: str) -> Tokens:
    short = _SHORT[language] if len(clause) > 1 else {}
    words = (_squeezed(token.text, _WORDS[language]) for token in clause)
    return tuple(Token(short.get(word, word), token.glued) for word, token in zip(words, clause, strict=True))


def _roles(clause: Tokens, language: str) -> set[str] | None:
    at, roles = 0, set()
    while at < len(clause):
        found = _BOOKS[language].match(clause, at)
        if found is None:
            return None
        roles.add(found[0])
        at = found[1]
    return roles


def _squeezed(word: str, known: frozenset[str]) -> str:
    """Write a drawn-out word as the known one: "siiiimmm" as "sim", "hahahaha" as "haha"."""
    if word in known:
        return word
    if len(word) > 2 and frozenset(word) in _LAUGHTER:  # two letters are an abbreviation
        return "haha"
    runs = ["".join(run) for _, run in groupby(word)]
    once, twice = "".join(run[0] for run in runs), "".join(run[:2] for run in runs)
    return next((form for form in (once, twice) if form in known), word)
