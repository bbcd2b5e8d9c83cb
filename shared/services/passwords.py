"""Passwords: which are too weak, how they are hashed, and how many are hashed at once."""

import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher

from shared.domain.errors import Invalid, TooMany
from shared.services.common_passwords import COMMON

MIN_CHARS = 8
MAX_CHARS = 1024  # of what is hashed; longer input is refused before it costs anything
MIN_DISTINCT, SHORT = 4, 16  # "aaaaaaaa" and "12121212" are guessed first; length makes up for it
ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
MEMORY_KIB, ITERATIONS, LANES = 19 * 1024, 2, 1  # OWASP's Argon2id minimum (2026): 42 ms, and small enough for a Lambda
PARALLEL = 2  # hashes at once: 38 MiB, and a burst of sign-ins leaves the processor to others
WAIT = timedelta(seconds=8)


class Passwords:
    """Argon2id, at most `PARALLEL` at a time. Safe to use from many threads."""

    def __init__(self) -> None:
        self._hasher = PasswordHash([Argon2Hasher(time_cost=ITERATIONS, memory_cost=MEMORY_KIB, parallelism=LANES)])
        self._permits = threading.BoundedSemaphore(PARALLEL)
        self._nobodys: str | None = None

    def hash(self, password: str) -> str:
        with self._permit():
            return self._hasher.hash(_normal(password))

    def verify(self, password: str, hashed: str) -> bool:
        """Compare; a hash that cannot be read matches nothing."""
        with self._permit():
            try:
                return self._hasher.verify(_normal(password), hashed)
            except PwdlibError:
                return False

    def verify_nobody(self, password: str) -> None:
        """Take as long as `verify`, for an address that nobody has."""
        if self._nobodys is None:
            self._nobodys = self.hash("nobody's password")
        self.verify(password, self._nobodys)

    @contextmanager
    def _permit(self) -> Iterator[None]:
        if not self._permits.acquire(timeout=WAIT.total_seconds()):
            raise TooMany("busy", "Too many people are signing in right now. Please try again.", timedelta(seconds=5))
        try:
            yield
        finally:
            self._permits.release()


def refuse_weak(password: str, *, near: Sequence[str]) -> None:
    """Raise Invalid `weak_password`. near: what a guesser would try for this person (address, company).

    No rules of composition: length, and not being what everybody tries, is what helps (NIST SP 800-63B-4).
    """
    if len(password) > MAX_CHARS:
        raise _weak(f"A password has at most {MAX_CHARS} characters.")
    plain = _normal(password).casefold()
    if len(plain) < MIN_CHARS:
        raise _weak(f"A password has {MIN_CHARS} characters or more.")
    is_dull = len(plain) < SHORT and len(set(plain)) < MIN_DISTINCT
    if is_dull or plain in COMMON or _is_row(plain) or plain in _guesses(near):
        raise _weak("This password is among the first that would be guessed. Choose another one.")


def _guesses(near: Sequence[str]) -> set[str]:
    """An address, its parts and its parts' parts."""
    found: set[str] = set()
    for word in near:
        address = word.casefold()
        local, _, domain = address.partition("@")
        found |= {address, local, domain, *domain.split("."), address.replace(" ", "")}
    return found


def _is_row(plain: str) -> bool:
    """Whether it walks along the alphabet, the digits or the keyboard, either way."""
    return any(plain in way * 2 for row in ROWS for way in (row, row[::-1]))


def _normal(password: str) -> str:
    """The same password from any keyboard: composed and decomposed letters are one (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def _weak(sentence: str) -> Invalid:
    return Invalid("weak_password", sentence)
