"""Passwords: hashed slowly but boundedly, and the obvious ones refused."""

import threading
import unicodedata
from datetime import timedelta

import pytest

from shared.domain.errors import Invalid, TooMany
from shared.services import passwords as module
from shared.services.passwords import Passwords, refuse_weak


def test_a_hash_is_argon2id_with_owasps_parameters_and_a_salt_of_its_own() -> None:
    passwords = Passwords()
    hashed = passwords.hash("correct horse")

    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hashed != passwords.hash("correct horse")
    assert passwords.verify("correct horse", hashed)
    assert not passwords.verify("correct horsE", hashed)


def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    passwords = Passwords()
    hashed = passwords.hash(unicodedata.normalize("NFD", "coração á"))

    assert passwords.verify(unicodedata.normalize("NFC", "coração á"), hashed)


def test_every_character_counts_far_beyond_72_bytes() -> None:
    passwords = Passwords()
    long = "á" * 200

    assert not passwords.verify(long + "x", passwords.hash(long + "y"))


@pytest.mark.parametrize("hashed", ["", "x", "$argon2id$broken", "$2b$12$" + "a" * 53])
def test_a_hash_that_cannot_be_read_matches_nothing(hashed: str) -> None:
    assert not Passwords().verify("anything", hashed)


def test_only_so_many_are_hashed_at_once_and_the_rest_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT", timedelta(milliseconds=20))
    passwords = Passwords()
    inside, leave = threading.Barrier(3), threading.Event()

    def occupy() -> None:
        with passwords._permit():
            inside.wait(5)
            leave.wait(5)

    threads = [threading.Thread(target=occupy) for _ in range(module.PARALLEL)]
    for thread in threads:
        thread.start()
    inside.wait(5)
    with pytest.raises(TooMany) as caught:
        passwords.hash("x")
    leave.set()
    for thread in threads:
        thread.join()

    assert caught.value.code == "busy"
    assert passwords.hash("x")


NEAR = ["Bia@aurora.example", "Casa Nova"]
WEAK = [
    "", "1234567", "12345678", "PASSWORD", "Senha123", "aaaaaaaa", "12121212", "abcdefgh", "qwertyui", "98765432",
    "bia@aurora.example", "aurora.example", "casa nova", "casanova", "ＰＡＳＳＷＯＲＤ", "x" * 1025,
]  # fmt: skip
FINE = [
    "três tristes tigres",
    "a1B2c3D4e5",
    "x9 " * 40,
    "🐯🐯🦁🐻🐼🐨🐸🐵",
    "bia mora em casa nova",
    "a" * 100,
    "x" * 1024,
]


@pytest.mark.parametrize("password", WEAK)
def test_what_a_guesser_tries_first_is_weak(password: str) -> None:
    with pytest.raises(Invalid) as caught:
        refuse_weak(password, near=NEAR)

    assert caught.value.code == "weak_password"


@pytest.mark.parametrize("password", FINE, ids=lambda password: password[:12])
def test_what_is_long_or_odd_enough_is_fine(password: str) -> None:
    refuse_weak(password, near=NEAR)
