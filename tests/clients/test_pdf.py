"""A PDF is read in a child process: its text, or a code that says why not, whatever the file does."""

import zlib
from datetime import timedelta

import pytest

from shared.clients.pdf.reader import ChildPdfReader
from shared.domain.documents import NoText
from tests.pdfs import locked, pdf

BOMB = zlib.compress(b"(x) Tj " * 30_000_000, 9)  # 210 MB of content in 200 KB
LOOP = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [2 0 R] /Count 1 >>\nendobj\ntrailer << /Root 1 0 R >>"


@pytest.fixture
def reader() -> ChildPdfReader:
    return ChildPdfReader()


def test_the_text_of_all_pages_is_read(reader: ChildPdfReader) -> None:
    assert (
        reader.read(pdf("Aceitamos cães.\nTaxa: R$ 50.", "Página dois."))
        == "Aceitamos cães.\nTaxa: R$ 50.\n\nPágina dois."
    )


def test_a_file_that_only_must_not_be_printed_is_read(reader: ChildPdfReader) -> None:
    assert reader.read(locked(pdf("Aberto."), "")) == "Aberto."


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "pdf_unreadable"), (b"GIF89a", "pdf_unreadable"), (b"%PDF-1.7\n", "pdf_unreadable"), (pdf("x")[:120], "pdf_unreadable"),
        (locked(pdf("Segredo."), "senha"), "pdf_encrypted"), (pdf(""), "pdf_no_text"), (pdf(*["x"] * 301), "pdf_too_many_pages"),
        (pdf(*["x" * 1000] * 201), "pdf_too_long"),
    ],
    ids=["empty", "a picture", "a head alone", "cut off", "locked", "no text", "pages", "long"],
)  # fmt: skip
def test_what_cannot_be_read_says_why(reader: ChildPdfReader, data: bytes, code: str) -> None:
    assert reader.read(data) == NoText(code)


@pytest.mark.parametrize("data", [pdf("", stream=BOMB), LOOP], ids=["bomb", "a tree that holds itself"])
def test_a_hostile_file_is_stopped(reader: ChildPdfReader, data: bytes) -> None:
    found = reader.read(data)

    assert isinstance(found, NoText)


def test_a_child_that_takes_too_long_is_ended() -> None:
    assert ChildPdfReader(timedelta(seconds=0.01)).read(pdf("x")) == NoText("pdf_too_costly")
