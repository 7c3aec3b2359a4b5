"""What a test reads out of a PDF: its words, fonts and pictures."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from pypdf import PdfReader

FONTS = (Path(__file__).parent.parent.parent / "resources" / "fonts",)


def pages_of(data: bytes) -> list[str]:
    """The words of each page, with every run of spaces as one."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def words_of(data: bytes) -> str:
    """The words of the whole document."""
    return " ".join(pages_of(data))


def squeezed(text: str) -> str:
    """A text without spaces, for where a line break may stand anywhere."""
    return "".join(text.split())


def fonts_of(data: bytes) -> dict[str, bool]:
    """The document's fonts by name, and whether each is embedded."""
    found: dict[str, bool] = {}
    for page in PdfReader(io.BytesIO(data)).pages:
        resources: Any = page["/Resources"]
        for reference in resources.get("/Font", {}).values():
            font = reference.get_object()
            described = font.get("/FontDescriptor")
            found[font["/BaseFont"]] = described is not None and "/FontFile2" in described.get_object()
    return found


def pictures_of(data: bytes) -> int:
    """How many pictures the document holds."""
    return sum(len(page.images) for page in PdfReader(io.BytesIO(data)).pages)
