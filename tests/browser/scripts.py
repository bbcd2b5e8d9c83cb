"""What a contact says on the way to a booked visit, in the two languages the demo's flow speaks."""

from collections.abc import Callable

from tests.browser.phone import PhonePage


def search_in_portuguese(phone: PhonePage) -> None:
    """Up to the listings."""
    phone.say("oi", "Você quer comprar ou alugar?")
    phone.tap("Comprar", "Que tipo de imóvel você procura?")
    phone.choose("Ver tipos", "Apartamento", "Em qual cidade?")
    phone.choose("Ver opções", "Campinas", "Tem um bairro preferido em Campinas?")
    phone.say("tanto faz", "Até quanto você pensa em investir?")
    phone.say("até uns 700 mil", "E quantos quartos?")
    phone.say("2 ou 3 quartos", "R$ 355.000")


def book_in_portuguese(phone: PhonePage) -> None:
    """From the listings to the visit."""
    phone.tap("Gostei", "Quer conhecer pessoalmente?")
    phone.tap("Agendar visita", "Posso usar este número para confirmar a visita?")
    phone.tap("Pode usar", "Que dia fica bom para a visita?")
    phone.say("sexta às 15h", "Posso marcar assim?")
    phone.tap("Pode marcar", "Visita marcada para")


def search_in_english(phone: PhonePage) -> None:
    phone.say("hello", "Are you looking to buy or to rent?")
    phone.tap("Rent", "What kind of property are you looking for?")
    phone.choose("See kinds", "Apartment", "In which city?")
    phone.choose("See options", "Florianópolis", "Any favourite neighbourhood in Florianópolis?")
    phone.choose("See options", "Campeche", "How much a month")
    phone.say("up to 5 thousand", "And how many bedrooms?")
    phone.say("2 bedrooms", "R$ 3,900/month")


def book_in_english(phone: PhonePage) -> None:
    phone.tap("I like it", "Would you like to see it in person?")
    phone.tap("Book a visit", "May I use this number to confirm the visit?")
    phone.tap("Yes, use it", "Which day suits you?")
    phone.say("Friday at 3 pm", "Shall I book it like this?")
    phone.tap("Book it", "Your visit is booked for")


Part = Callable[[PhonePage], None]

SEARCH: dict[str, Part] = {"pt-BR": search_in_portuguese, "en": search_in_english}
BOOK: dict[str, Part] = {"pt-BR": book_in_portuguese, "en": book_in_english}
GREETING = {"pt-BR": ("oi", "Você quer comprar ou alugar?"), "en": ("hello", "Are you looking to buy or to rent?")}
BOOKED = {"pt-BR": "Visita marcada para", "en": "Your visit is booked for"}
THANKS = {"pt-BR": "obrigada!", "en": "thank you!"}
