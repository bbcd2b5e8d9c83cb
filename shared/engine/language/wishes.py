"""What a whole message asks of the conversation itself: a person, the menu, a new start, silence; or that anything will do."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, TypeVar

from shared.engine.language.courtesy import heard
from shared.engine.language.reading import NOT_UNDERSTOOD, Reading, Understood
from shared.engine.language.text import answer, fold, language_of
from shared.engine.language.tokens import Phrasebook, Tokens, phrasebook, tokenize, words_of

Said = TypeVar("Said")


class Wish(StrEnum):
    """A wish about the conversation; the names are those of a flow's commands."""

    HUMAN = "human"
    MENU = "menu"
    RESTART = "restart"
    BACK = "back"
    STOP = "stop"


_PT: Final = {
    Wish.HUMAN: (
        "atendente|humano|pessoa|pessoa de verdade|alguem|corretor|corretora|vendedor|vendedora|consultor"
        "|consultora|gerente|secretaria|recepcao"
        "|falar com atendente|falar com humano|falar com alguem|falar com uma pessoa|falar com pessoa"
        "|falar com corretor|falar com um corretor"
        "|falar com um atendente|falar com vendedor|falar com um vendedor|atendimento humano|atendimento|suporte"
        "|ajuda|ajuda humana|falar com a equipe"
        "|falar com voces|falar com um humano|falar com uma pessoa de verdade|falar com gente|ser atendido"
        "|ser atendida|ser atendido por uma pessoa"
        "|me atende|me liga|me ligue|liga pra mim|pode me ligar|falar com uma atendente|falar com a atendente"
        "|falar com o atendente|falar com o corretor"
        "|falar com a corretora|falar com uma corretora|falar com consultor|falar com um consultor"
        "|falar com responsavel|falar com o responsavel"
        "|me passa pra um atendente|me passa para um atendente|passa pra um atendente|me passa pro atendente"
        "|me passa pra alguem|me transfere|me transfere pra um atendente|transfere pra um atendente|me chama alguem"
        "|chama um atendente|chamar atendente|chama alguem|transferir|transfere|nao quero falar com robo"
        "|nao quero robo|conversar com alguem|conversar com atendente"
    ),
    Wish.MENU: (
        "menu|menu principal|menu inicial|voltar ao menu|voltar pro menu|voltar para o menu|ir para o menu|opcoes"
        "|ver opcoes|ver as opcoes|mostrar menu|lista de opcoes|inicio do menu"
    ),
    Wish.RESTART: (
        "recomecar|reiniciar|comecar de novo|comecar novamente|do inicio|voltar ao inicio|voltar pro inicio"
        "|voltar para o inicio|inicio|reset|resetar|do zero"
        "|comecar do zero|tudo de novo|nova busca|nova pesquisa|novo atendimento|fazer nova busca|outra busca"
    ),
    Wish.BACK: (
        "voltar|volta|volte|anterior|voltar atras|pergunta anterior|voltar uma pergunta"
        "|voltar a pergunta anterior|errei|errei a resposta|corrigir|quero corrigir"
        "|mudar a resposta|mudar resposta|me enganei|desfazer|voltar um passo"
    ),
    Wish.STOP: (
        "sair|parar|pare|para|chega|encerrar|encerra|finalizar|cancelar|cancela|stop|descadastrar|descadastre"
        "|remover|me remova|me remove|me tira da lista|me tire da lista|me tira dessa lista|me tire dessa lista|me tira desta lista"
        "|tira meu contato|tire meu contato|apaga meu contato"
        "|sair da lista|nao quero mais|nao quero mais mensagem|nao quero mais mensagens"
        "|nao quero receber mensagens|nao quero mais receber mensagens|parar de receber"
        "|parar de receber mensagens|parem de mandar mensagem|para de mandar mensagem|pare de mandar mensagem"
        "|nao me mande mais mensagem|nao me mandem mais mensagem"
        "|nao mande mais mensagem|cancelar inscricao|bloquear|me bloqueia|parem de me mandar mensagem"
        "|para de me mandar mensagem|pare de me mandar mensagem|para de mandar mensagens|pare de mandar mensagens"
        "|parem de mandar mensagens|para de me mandar mensagens|pare de me mandar mensagens"
        "|nao me mande mais mensagens|nao me mandem mais mensagens|nao mande mais mensagens"
        "|nao mandem mais mensagens"
        "|nao mandem mais mensagem|nao mandem mais|nao mande mais|nao quero mais receber|nao quero receber"
        "|nao quero receber mais mensagens|nao quero mais contato|nao quero contato|remover meu numero"
        "|remove meu numero|remova meu numero"
        "|tira meu numero|tire meu numero|tira meu numero da lista|apaga meu numero|apague meu numero"
        "|exclui meu numero|excluir meu numero|apagar meus dados|nao autorizo mensagens|nao quero mais falar"
        "|desisto|quero desistir|desistir|encerrar atendimento|encerrar conversa|finalizar atendimento"
        "|nao me perturbe"
    ),
}
_EN: Final = {
    Wish.HUMAN: (
        "human|agent|person|real person|someone|representative|operator|help|support|talk to someone"
        "|talk to a human|talk to an agent|talk to a person|speak to someone"
        "|speak to a human|speak to an agent|speak to a person|speak with someone|talk to a real person"
        "|speak to a real person|call me|realtor|broker|salesperson|live agent"
    ),
    Wish.MENU: "menu|main menu|options|show menu|back to menu|back to the menu|show options|see options",
    Wish.RESTART: "restart|start over|start again|reset|begin again|new search|from the beginning|from scratch|home",
    Wish.BACK: "back|go back|previous|undo|previous question|i made a mistake|my mistake|step back",
    Wish.STOP: (
        "stop|quit|exit|cancel|unsubscribe|opt out|end|stop messaging me|stop sending messages|no more messages"
        "|remove me|leave me alone|end chat|stop it"
    ),
}
_NO_PREFERENCE: Final = {
    "pt": phrasebook({
        True: (
            "tanto faz|tanto fas|tantofaz|qualquer|qualquer um|qualquer uma|qualquer coisa|qualquer lugar"
            "|qualquer bairro|qualquer dia|qualquer hora|qualquer horario"
            "|qualquer um deles|qualquer uma delas|qualquer valor|qualquer opcao|qualquer tipo|qualquer cidade"
            "|qualquer regiao|qlq|qlqr|qlqr um|qualquer 1|nao tenho preferencia|sem preferencia"
            "|nenhuma preferencia"
            "|nao tenho preferencias|sem preferencias|indiferente|e indiferente|pra mim tanto faz"
            "|para mim tanto faz|nao faz diferenca|nao importa|nao me importo|nao ligo"
            "|nao tem importancia|todos|todas|todos servem|o que tiver|oq tiver|o que tiver disponivel"
            "|o que vc tiver|o que voce tiver|o que for melhor|o que for mais facil|voce escolhe|vc escolhe"
            "|voce decide|vc decide"
            "|pode escolher|escolhe voce|escolhe ai|a sua escolha|voce que sabe|vc que sabe|como preferir"
            "|como quiser|da no mesmo|pula|pular|pule|pular essa|pula essa|proxima|proxima pergunta|passa|passar"
            "|nao sei e nao importa|aberto|estou aberto|estou aberta|sem limite|nao tenho limite|livre|tudo"
            "|serve qualquer um|serve qualquer uma|sem exigencia|sem exigencias|nao faco questao|nao faz questao"
            "|o mais rapido"
        )
    }),
    "en": phrasebook({
        True: (
            "any|anything|anyone|any of them|either|either one|whatever|whichever|doesn't matter"
            "|it doesn't matter|does not matter|don't care|i don't care|i don't mind|don't mind|no preference"
            "|i have no preference|i don't have a preference|not important|all the same|you choose|you decide"
            "|your choice|up to you|skip|skip it|skip this|pass|next|anywhere|any place|any day|any time"
            "|anytime|all|all of them|everything|no limit|open|i'm open|i'm flexible|flexible|all good"
            "|no particular preference|any of these|any one"
        )
    }),
}  # fmt: skip
_SOONEST: Final = {
    "pt": phrasebook({
        True: (
            "o quanto antes|quanto antes|o quanto antes melhor|quanto antes melhor|o mais rapido possivel|o mais rapido"
            "|mais rapido possivel|o mais cedo possivel|o mais breve possivel|o mais proximo possivel|o mais proximo"
            "|assim que der|assim que puder|assim que possivel|quando tiver|quando tiver vaga|quando der|primeiro disponivel"
            "|o primeiro disponivel|a primeira disponivel|primeiro dia|o primeiro dia|o primeiro dia disponivel"
            "|primeiro horario|o primeiro horario|o primeiro horario disponivel|primeira data|a primeira data"
            "|a primeira data disponivel|o primeiro que tiver|a primeira que tiver|o proximo dia|proximo dia disponivel"
            "|proxima data disponivel|proximo horario disponivel|urgente|com urgencia|e urgente"
        )
    }),
    "en": phrasebook({
        True: (
            "asap|as soon as possible|as early as possible|the sooner the better|soonest|the soonest|first available"
            "|the first available|the first available day|earliest|the earliest|the next available|next available"
            "|the next available day|whenever you can|urgent|urgently"
        )
    }),
}  # fmt: skip
_GREETINGS: Final = {
    "pt": phrasebook({True: "oi|oie|oii|oiee|oiii|ola|opa|e ai|eai|eae|iae|alo|salve|bom dia|boa tarde|boa noite|bom diaa|boa|fala|hey|hello|hi|tudo bem|tudo bom|td bem|td bom|como vai|blz|beleza|tudo joia|tudo certo|como voce esta|como vc esta|dia|tarde|noite|oi tudo bem|oi td bem"}),
    "en": phrasebook({True: "hi|hello|hey|hiya|howdy|good morning|good afternoon|good evening|hi there|hello there|hey there|greetings|how are you|what's up|sup|yo|oi|ola"}),
}  # fmt: skip
_THANKS: Final = {
    "pt": phrasebook({True: "obrigado|obrigada|obg|obgd|obgda|brigado|brigada|muito obrigado|muito obrigada|mto obrigado|mto obrigada|valeu|vlw|agradecido|agradecida|agradeco|grato|grata|gratidao|muito grato|muito grata|thanks|muito obg|obrigadao|valeu demais|valeu mesmo"}),
    "en": phrasebook({True: "thanks|thank you|thx|ty|cheers|much appreciated|appreciate it|many thanks|thank you so much|thank you very much|thanks a lot|tks"}),
}  # fmt: skip
_AROUND: Final = {
    "pt": phrasebook({True: "por favor|pfv|pf|pff|por gentileza|quero|eu quero|queria|eu queria|gostaria de|gostaria|eu|preciso|preciso de|preciso de um|preciso falar|posso|pode|pode ser|um|uma|o|a|com|de|do|da|para|pra|ir|entao|acho que|acho|sim|ok|ai|la|mim|mesmo|oi|ola|bom dia|boa tarde|boa noite|obrigado|obrigada|agora|ja|tem|tem como|da pra|e possivel|e|que|ver|me|voces|vcs|voce|vc|gente|viu|ne|kkk|rs|serve|ser|eh|muito|so|tudo bem|!|.|,|?|:|;|-|\n|🙏|👍|😊|🙂|😀|😉|❤|😘|👋|😅|😂|#"}),
    "en": phrasebook({True: "please|pls|i|i want|want|i'd like|would like|to|a|an|the|can|could|with|is|it|it's|me|my|you|let's|let|just|yes|ok|okay|well|for|now|hi|hello|thanks|so|really|need|i need|!|.|,|?|:|;|-|\n|'|s|🙏|👍|😊|🙂|👋|#"}),
}  # fmt: skip
_BOOKS: Final = {"pt": phrasebook(_PT), "en": phrasebook(_EN)}


def read_wish(text: str, locale: str) -> Reading[Wish]:
    """Read what the whole message asks for; a wish inside a longer message is not understood, it may be told of."""
    language, tokens = language_of(locale), _tokens(text, language_of(locale))
    wishes = _said(tokens, _BOOKS[language], language)
    return Understood(wishes[0]) if wishes is not None and len(set(wishes)) == 1 else NOT_UNDERSTOOD


def without_politeness(text: str, locale: str) -> str:
    """Return the words of a message, folded, without the courtesy at its ends: "Oi, menu por favor!" is "menu"."""
    return " ".join(words_of(" ".join(token.text for token in _tokens(text, language_of(locale)))))


def has_no_preference(text: str, locale: str) -> bool:
    """Say whether any value will do, or the question is to be skipped: "tanto faz", "qualquer um", "pula"."""
    language = language_of(locale)
    return bool(_said(_tokens(text, language), _NO_PREFERENCE[language], language))


def wants_the_soonest(text: str, locale: str) -> bool:
    """Say whether the first there is will do: "o quanto antes", "assim que der", "asap"."""
    language = language_of(locale)
    return bool(_said(_tokens(text, language), _SOONEST[language], language))


def is_greeting(text: str, locale: str) -> bool:
    """Say whether the message only greets."""
    return _says(text, locale, _GREETINGS)


def is_thanks(text: str, locale: str) -> bool:
    """Say whether the message only thanks."""
    return _says(text, locale, _THANKS)


def says_any(text: str, words: Sequence[str], locale: str) -> bool:
    """Say whether the whole message, politeness aside, is one of the words or phrases an author listed."""
    language, tokens = language_of(locale), _tokens(text, language_of(locale))
    telling = words_of(" ".join(token.text for token in tokens))
    for phrase in map(fold, words):
        wanted = words_of(phrase)
        if (wanted and telling == wanted) or (phrase and answer(text) == phrase):
            return True
        if wanted and _said(tokens, phrasebook({True: " ".join(wanted)}), language) == [True]:
            return True
    return False


def _tokens(text: str, language: str) -> Tokens:
    return heard(answer(text) or "", language)


def _says(text: str, locale: str, books: dict[str, Phrasebook[bool]]) -> bool:
    language = language_of(locale)
    return bool(_said(tokenize(answer(text) or ""), books[language], language))


def _said(tokens: Tokens, book: Phrasebook[Said], language: str) -> list[Said] | None:
    """Return what the phrases of the book say, where the message holds nothing but them and politeness; else None."""
    at = 0
    said: list[Said] = []
    while at < len(tokens):
        found = book.match(tokens, at)
        if found is not None:
            said.append(found[0])
            at = found[1]
            continue
        around = _AROUND[language].match(tokens, at)
        if around is None:
            return None
        at = around[1]
    return said
