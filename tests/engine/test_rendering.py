"""The renderer: valid messages, the same words in the same order, the same reply ids, and as few messages as can be."""

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from shared.domain.messages import Attachment, Buttons, ListMenu, Text
from shared.engine.render import Ask, Attach, Bubble, Link, Option, Say, page_of, pages, render
from shared.engine.render.options import shape_of
from shared.engine.render.reading import all_words, options_of, text_of
from shared.engine.text.borders import is_border, shorten, split
from shared.engine.words import utf16_length
from tests.engine.whatsapp import refusals

WORDS = st.sampled_from(["a", "bê", "😀", "👩‍👩‍👧", "🇧🇷", "c.\n", "d,", "\n\n", "palavra", "x" * 90, "😀" * 60])
PROSE = st.builds(
    lambda words, times: " ".join(words) * times,
    st.lists(WORDS, min_size=1, max_size=8),
    st.sampled_from([1, 1, 1, 1, 1, 9]),
)
LABELS = st.builds(
    " ".join,
    st.lists(st.sampled_from(["a", "é", "😀", "casa", "x" * 19, "y" * 23]), min_size=1, max_size=6),
)


def _options(labels: list[tuple[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(f"7~n~1~o{at}", label, more) for at, (label, more) in enumerate(labels))


OPTIONS = st.lists(st.tuples(LABELS, st.just("") | LABELS), max_size=14).map(_options)
BUBBLES = st.lists(
    st.builds(lambda text: Say("n", text), PROSE)
    | st.builds(
        lambda text, options, shape, image: Ask("n", text, options, shape, "", image),
        PROSE,
        OPTIONS,
        st.sampled_from(["auto", "buttons", "list", "numbers"]),
        st.none() | st.just("/i.jpg"),
    )
    | st.builds(
        lambda kind, caption: Attach("n", kind, "/f", caption),
        st.sampled_from(["image", "video", "audio", "document"]),
        st.just("") | PROSE,
    )
    | st.builds(lambda text, title: Link("n", text, title, "https://example.com"), PROSE, st.just("Abrir")),
    max_size=6,
)


@given(BUBBLES)
def test_everything_rendered_is_a_message_that_whatsapp_takes(bubbles: list[Bubble]) -> None:
    for send in render(bubbles, "pt-BR"):
        assert refusals(send.message) == []


@given(BUBBLES)
@example([Say("n", "a"), Ask("n", "\n\n", (Option("7~n~1~o0", "a"),), "numbers")])
def test_the_same_words_come_out_in_the_same_order(bubbles: list[Bubble]) -> None:
    said = "".join("".join(_words_of(bubble)) for bubble in bubbles)

    shown = "".join(all_words(send.message) for send in render(bubbles, "pt-BR"))

    assert _letters(shown) == _letters(said)


@given(BUBBLES)
def test_the_same_reply_ids_come_out_unless_the_options_are_numbered(bubbles: list[Bubble]) -> None:
    asks = [bubble for bubble in bubbles if isinstance(bubble, Ask)]
    tappable = [ask for ask in asks if shape_of(ask.options, ask.shape) != "numbers"]

    shown = [[one for one, _ in options_of(send.message)] for send in render(bubbles, "pt-BR")]

    assert [ids for ids in shown if ids] == [[option.id for option in ask.options] for ask in tappable]


@given(BUBBLES)
def test_never_more_messages_than_parts_and_pieces(bubbles: list[Bubble]) -> None:
    pieces = sum(1 + utf16_length("".join(_words_of(bubble))) // 400 for bubble in bubbles)

    pictures = sum(isinstance(one, Attach) or (isinstance(one, Ask) and one.image is not None) for one in bubbles)

    assert len(render(bubbles, "pt-BR")) <= pieces + pictures


def _words_of(bubble: Any) -> list[str]:
    match bubble:
        case Say():
            return [bubble.text]
        case Ask():
            text = bubble.text if bubble.text.strip() or not bubble.options else "Escolha uma opção:"
            return [text, *(f"{one.label} {one.description}" for one in bubble.options)]
        case Attach():
            return [bubble.caption]
        case _:
            return [bubble.text if bubble.text.strip() else "Escolha uma opção:", bubble.title]


def _letters(text: str) -> str:
    """Only what carries meaning: numbers before options, dashes and white space are the shape, not the words."""
    return "".join(sign for sign in text if not (sign.isspace() or sign in "0123456789.–,"))


def test_neighbouring_texts_and_the_question_are_one_message() -> None:
    options = (Option("a", "Sim"), Option("b", "Não"))

    sends = render([Say("m", "Olá!"), Say("m", "Tudo bem?"), Ask("q", "Vamos?", options)], "pt-BR")

    assert [send.node for send in sends] == ["q"]
    assert isinstance(sends[0].message, Buttons)
    assert sends[0].message.body == "Olá!\n\nTudo bem?\n\nVamos?"


def test_a_card_with_its_picture_and_actions_is_one_message() -> None:
    sends = render([Ask("c", "*Casa*\nR$ 1", (Option("a", "Visitar"),), image="/a.jpg")], "pt-BR")

    assert sends[0].message == Buttons("*Casa*\nR$ 1", sends[0].message.buttons, header_image="/a.jpg")  # type: ignore[union-attr]


def test_a_picture_takes_the_following_text_only_while_it_fits() -> None:
    short = render([Attach("a", "image", "/a.jpg"), Say("a", "x" * 1_024)], "pt-BR")
    long = render([Attach("a", "image", "/a.jpg"), Say("a", "x" * 1_025)], "pt-BR")

    assert [type(send.message) for send in short] == [Attachment]
    assert [type(send.message) for send in long] == [Attachment, Text]


def test_labels_of_21_to_24_units_make_a_list_and_longer_ones_stand_in_the_description() -> None:
    fits = render([Ask("q", "?", (Option("a", "x" * 24), Option("b", "curto")))], "pt-BR")[0].message
    long = render([Ask("q", "?", (Option("a", "palavra " * 6), Option("b", "curto")))], "pt-BR")[0].message

    assert isinstance(fits, ListMenu)
    assert isinstance(long, ListMenu)
    assert long.sections[0].rows[0].title.endswith("…")
    assert long.sections[0].rows[0].description == ("palavra " * 6).strip()


def test_options_that_no_menu_can_carry_are_numbered() -> None:
    message = render([Ask("q", "Qual?", (Option("a", "x" * 73), Option("b", "y")))], "pt-BR")[0].message

    assert message == Text(f"Qual?\n\n1. {'x' * 73}\n2. y")


def test_options_without_a_question_are_introduced_whatever_their_shape() -> None:
    shown = {}
    for shape in ("buttons", "list", "numbers"):
        ask = Ask("q", "\n\n", (Option("a", "Sim"),), shape)
        shown[shape] = [text_of(send.message) for send in render([Say("m", "Olá!"), ask], "pt-BR")]

    assert shown == {
        "buttons": ["Olá!\n\nEscolha uma opção:"],
        "list": ["Olá!\n\nEscolha uma opção:"],
        "numbers": ["Olá!\n\nEscolha uma opção:\n\n1. Sim"],
    }


def test_equal_labels_cannot_be_buttons() -> None:
    message = render([Ask("q", "?", (Option("a", "Sim"), Option("b", "Sim")))], "pt-BR")[0].message

    assert isinstance(message, ListMenu)


@given(st.integers(0, 200), st.integers(0, 60))
def test_pages_show_every_option_and_never_more_than_ten_rows(count: int, page: int) -> None:
    options = [Option(str(at), str(at)) for at in range(count)]
    more = Option(">", "Mais")

    shown = [page_of(options, at, more) for at in range(pages(count))]

    assert [row for rows in shown for row in rows if row is not more] == options
    assert all(len(rows) <= 10 for rows in shown)
    assert all((rows[-1] is more) == (at < len(shown) - 1) for at, rows in enumerate(shown) if rows)
    assert len(page_of(options, page, more)) <= 10


@given(PROSE, st.integers(20, 300))
def test_split_keeps_every_sign_whole_and_every_piece_within_the_limit(text: str, limit: int) -> None:
    pieces = split(text, limit)

    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(utf16_length(piece) <= limit for piece in pieces)


@given(PROSE, st.integers(20, 300))
def test_shorten_fits_and_ends_with_an_ellipsis_when_something_was_lost(text: str, limit: int) -> None:
    short = shorten(text, limit)

    assert utf16_length(short) <= limit
    assert short == text or short.endswith("…")


def test_visible_signs_are_never_parted() -> None:
    for sign in ("👩‍👩‍👧", "🇧🇷", "👍🏽", "é", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️", "\r\n"):
        assert not any(is_border(sign, at) for at in range(1, len(sign)))
        assert is_border(sign + sign, len(sign))
