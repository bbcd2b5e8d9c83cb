"""The pictures of the demo listings: real JPEGs of the right size, light enough for a chat, each one used, none missing."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from shared.packs import load_pack, pack_domains

FOLDER = Path(__file__).parents[2] / "local" / "pictures"
PICTURES = sorted(FOLDER.glob("*.jpg"))
START_OF_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def size_of_jpeg(data: bytes) -> tuple[int, int]:
    """Width and height, from the frame header: no image library is needed to check them."""
    assert data[:2] == b"\xff\xd8"
    at = 2
    while True:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        assert data[at] == 0xFF
        if marker in START_OF_FRAME:
            height, width = (int.from_bytes(data[at + 5 + 2 * i : at + 7 + 2 * i], "big") for i in range(2))
            return width, height
        at += 2 + length


def photos(domain: str) -> list[tuple[str, dict[str, object], list[str]]]:
    path = load_pack(domain).listings_path
    rows = json.loads(path.read_text(encoding="utf-8")) if path is not None else []
    return [(row["image"], row["fields"], row["fields"]["photos"]) for row in rows if row["image"] is not None]


def all_photos() -> list[tuple[str, dict[str, object], list[str]]]:
    return [one for domain in pack_domains() for one in photos(domain)]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_a_picture_is_a_light_jpeg_of_the_size_of_a_card(picture: Path) -> None:
    data = picture.read_bytes()

    assert size_of_jpeg(data) == (1024, 768)
    assert data.endswith(b"\xff\xd9")
    assert 15_000 < len(data) <= 45_000


def test_together_they_stay_under_three_megabytes() -> None:
    assert 55 <= len(PICTURES) <= 80
    assert sum(picture.stat().st_size for picture in PICTURES) <= 3_000_000


def test_no_two_are_the_same() -> None:
    assert len({picture.read_bytes() for picture in PICTURES}) == len(PICTURES)


def test_every_listing_has_its_pictures_and_every_picture_a_listing() -> None:
    shown = {photo for _, _, several in all_photos() for photo in several}

    assert shown <= {picture.name for picture in PICTURES}
    assert {picture.name for picture in PICTURES} == shown
    assert all(cover == several[0] for cover, _, several in all_photos())


def test_covers_fit_what_is_shown() -> None:
    fitting = {
        "apartment": ("tower-", "beach-", "balcony-", "living-"),
        "studio": ("studio-", "kitnet-"),
        "house": ("house-",),
        "townhouse": ("sobrado-",),
        "commercial": ("office-", "shop-", "tower-vidro"),
        "land": ("land-",),
    }
    for cover, fields, _ in photos("real_estate"):
        assert cover.startswith(fitting[str(fields["kind"])]), (cover, fields["kind"])
        if cover.startswith("beach-") or "-praia" in cover or cover.endswith("-mar.jpg"):
            assert fields["city"] == "Florianópolis", cover


def test_neighbours_on_the_list_do_not_all_look_alike() -> None:
    covers = [cover for cover, _, _ in photos("real_estate")]

    assert max(covers.count(cover) for cover in covers) <= 8
    assert sum(one == other for one, other in pairwise(covers)) <= 12


def test_a_cars_pictures_show_its_body_its_colour_and_its_gearbox() -> None:
    for cover, fields, several in photos("car_dealer"):
        body, colour = cover.removesuffix(".jpg").split("-")
        assert body == fields["body"]
        assert colour[:4] == str(fields["colour"])[:4]
        assert several[1] == f"painel-{'manual' if fields['gearbox'] == 'manual' else 'automatico'}.jpg"
