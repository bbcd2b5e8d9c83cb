"""Vectors as an embedding model gives them: texts with words of one meaning point the same way; and what is wrong with a request.

A real model knows which words mean alike; this one is told, by `meanings`: groups of words. A text's vector is the sum of its words'.
"""

import base64
import hashlib
import math
import random
import re
import struct
import unicodedata
from collections.abc import Sequence
from typing import Any

MOST_TEXTS, MOST_CHARACTERS = 2048, 8191 * 4  # of OpenAI's: texts in a call; tokens in a text, roughly
OWN_LENGTH = 1536  # of a text-embedding-3-small that is told none
FEWEST_LETTERS = 4  # of a word that means something


def wrong_with_embedding(body: dict[str, Any], authorization: str) -> list[str]:
    """Return what is wrong with a request for vectors, in words; nothing wrong = empty."""
    texts, length = body.get("input"), body.get("dimensions")
    wrong = [] if authorization.startswith("Bearer ") else ["no bearer key"]
    if not isinstance(body.get("model"), str) or not body["model"]:
        wrong.append("no model")
    if not isinstance(texts, list) or not 1 <= len(texts) <= MOST_TEXTS:
        return [*wrong, "input is no list of texts"]
    if not all(isinstance(text, str) and 0 < len(text) <= MOST_CHARACTERS for text in texts):
        wrong.append("a text is empty, too long or no text")
    if length is not None and not (isinstance(length, int) and 1 <= length <= OWN_LENGTH):
        wrong.append("dimensions is out of bounds")
    if length is not None and not str(body.get("model")).startswith("text-embedding-3"):
        wrong.append("this model does not support specifying dimensions")
    if body.get("encoding_format", "float") not in ("float", "base64"):
        wrong.append("an unknown encoding_format")
    return wrong


def embeddings(body: dict[str, Any], meanings: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The answer to a request that is right."""
    texts, length = body["input"], body.get("dimensions") or OWN_LENGTH
    vectors = [vector(text, length, meanings) for text in texts]
    is_packed = body.get("encoding_format") == "base64"
    tokens = sum(len(text) // 4 + 1 for text in texts)
    return {
        "object": "list", "model": body["model"], "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        "data": [{"object": "embedding", "index": place, "embedding": _packed(one) if is_packed else one} for place, one in enumerate(vectors)],
    }  # fmt: skip


def vector(text: str, length: int, meanings: Sequence[Sequence[str]]) -> list[float]:
    """What a text means, as a vector of length 1; the same text always the same."""
    total = [0.0] * length
    for word in _words(text) or {text}:
        group = next((" ".join(sorted(words)) for words in meanings if word in {_plain(one) for one in words}), word)
        seed = random.Random(hashlib.sha256(group.encode()).digest())
        total = [sum_ + seed.gauss(0, 1) for sum_ in total]
    size = math.sqrt(sum(number * number for number in total))
    return [number / size for number in total]


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", _plain(text)) if len(word) >= FEWEST_LETTERS}


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(sign))


def _packed(numbers: Sequence[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode()
