"""The typefaces of the page: embedded Noto Sans, another Noto family where a script needs it, never a box."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from opsdesk.briefings.scripts import code_point, without_inkless
from opsdesk.errors import StoreUnavailable


class Weight(StrEnum):
    """The cut of a typeface."""

    REGULAR = "Regular"
    BOLD = "Bold"
    ITALIC = "Italic"
    BOLD_ITALIC = "BoldItalic"


#: First code point, last, family: where to look first for what Noto Sans itself lacks.
_FAMILIES: tuple[tuple[int, int, str], ...] = (
    (0x0530, 0x058F, "NotoSansArmenian"),
    (0x0590, 0x05FF, "NotoSansHebrew"),
    (0x0600, 0x08FF, "NotoSansArabic"),
    (0x0900, 0x097F, "NotoSansDevanagari"),
    (0x0980, 0x09FF, "NotoSansBengali"),
    (0x0A00, 0x0A7F, "NotoSansGurmukhi"),
    (0x0A80, 0x0AFF, "NotoSansGujarati"),
    (0x0B80, 0x0BFF, "NotoSansTamil"),
    (0x0C00, 0x0C7F, "NotoSansTelugu"),
    (0x0C80, 0x0CFF, "NotoSansKannada"),
    (0x0D00, 0x0D7F, "NotoSansMalayalam"),
    (0x0D80, 0x0DFF, "NotoSansSinhala"),
    (0x0E00, 0x0E7F, "NotoSansThai"),
    (0x0E80, 0x0EFF, "NotoSansLao"),
    (0x1000, 0x109F, "NotoSansMyanmar"),
    (0x10A0, 0x10FF, "NotoSansGeorgian"),
    (0x1200, 0x139F, "NotoSansEthiopic"),
    (0x1780, 0x17FF, "NotoSansKhmer"),
    (0x1C90, 0x1CBF, "NotoSansGeorgian"),
    (0xFB1D, 0xFB4F, "NotoSansHebrew"),
    (0xFB50, 0xFDFF, "NotoSansArabic"),
    (0xFE70, 0xFEFF, "NotoSansArabic"),
)
_LAST = (
    "NotoSansSymbols",
    "NotoSansSymbols2",
    "NotoSansMath",
    "NotoEmoji",
    "NotoSansSC",
    "NotoSansJP",
    "NotoSansKR",
)
#: Not of the Noto family, and asked last: their files have no cut in their name.
_PLAIN = ("DejaVuSans", "DroidSansFallback")
#: Scripts whose letters change their order or shape in ways that are not drawn here; they are reported.
_UNSHAPED = ((0x0900, 0x0DFF), (0x0F00, 0x109F), (0x1780, 0x17FF))
_BODY = "NotoSans"
_KEPT = 20_000


@dataclass(slots=True)
class Lettering:
    """The fonts of one document: which face has which glyph, how wide a text is, and what no face has.

    `folders` are searched in order for `NotoSans-Regular.ttf` and the like; the first two cuts must be
    there (StoreUnavailable `fonts_missing` otherwise). `missing` collects the signs that no face has,
    `unshaped` those of scripts that are printed letter by letter.
    """

    folders: tuple[Path, ...]
    missing: set[str] = field(default_factory=set)
    unshaped: set[str] = field(default_factory=set)
    _faces: dict[str, TTFont | None] = field(default_factory=dict)
    _chosen: dict[tuple[str, Weight], str | None] = field(default_factory=dict)
    _pieces: dict[tuple[str, Weight], tuple[tuple[str, str], ...]] = field(default_factory=dict)
    _advances: dict[tuple[str, Weight], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for weight in (Weight.REGULAR, Weight.BOLD):
            if self._face(f"{_BODY}-{weight}") is None:
                raise StoreUnavailable("fonts_missing", folders=", ".join(str(f) for f in self.folders))

    @property
    def first(self) -> str:
        """The name of the face that a page starts in, so that no unembedded one is ever named."""
        return f"{_BODY}-{Weight.REGULAR}"

    def name(self, weight: Weight) -> str:
        """The registered name of the body face in a cut (regular where the cut is not there)."""
        wanted = f"{_BODY}-{weight}"
        return wanted if self._face(wanted) is not None else self.first

    def pieces(self, text: str, weight: Weight) -> tuple[tuple[str, str], ...]:
        """Give the text as (face, part) pairs; what no face has becomes `[U+1F600]` and is noted."""
        key = (text, weight)
        found = self._pieces.get(key)
        if found is None:
            if len(self._pieces) > _KEPT:
                self._pieces.clear()
            found = self._pieces[key] = tuple(self._split(without_inkless(text), weight))
        return found

    def width(self, text: str, weight: Weight, size: float) -> float:
        """The width of one line of text in points."""
        key = (text, weight)
        advance = self._advances.get(key)
        if advance is None:
            if len(self._advances) > _KEPT:
                self._advances.clear()
            advance = sum(self._advance(face, part) for face, part in self.pieces(text, weight)) / 1000
            self._advances[key] = advance
        return advance * size

    def _advance(self, face: str, part: str) -> float:
        font = self._faces[face]
        assert font is not None
        widths, default = font.face.charWidths, font.face.defaultWidth
        return float(sum(widths.get(ord(c), default) for c in part))

    def _split(self, text: str, weight: Weight) -> list[tuple[str, str]]:
        parts: list[tuple[str, str]] = []
        for character in text:
            face = self._face_for(character, weight)
            shown = character
            if face is None:
                self.missing.add(character)
                face, shown = self.name(weight), code_point(character)
            if character > "\u08ff" and _needs_shaping(ord(character)):
                self.unshaped.add(character)
            if parts and parts[-1][0] == face:
                parts[-1] = (face, parts[-1][1] + shown)
            else:
                parts.append((face, shown))
        return parts

    def _face_for(self, character: str, weight: Weight) -> str | None:
        key = (character, weight)
        if key not in self._chosen:
            self._chosen[key] = next(
                (name for name in _candidates(ord(character), weight) if self._has(name, character)), None
            )
        return self._chosen[key]

    def _has(self, name: str, character: str) -> bool:
        face = self._face(name)
        return face is not None and face.face.charToGlyph.get(ord(character), 0) != 0

    def _face(self, name: str) -> TTFont | None:
        """The face by its name, registered once; None where no folder has its file."""
        if name not in self._faces:
            self._faces[name] = _registered(name, self.folders)
        return self._faces[name]


def _needs_shaping(point: int) -> bool:
    return any(first <= point <= last for first, last in _UNSHAPED)


def _candidates(point: int, weight: Weight) -> list[str]:
    families = [_BODY, *(family for first, last, family in _FAMILIES if first <= point <= last), *_LAST]
    plain = Weight.BOLD if weight is Weight.BOLD_ITALIC else Weight.REGULAR
    cuts = tuple(dict.fromkeys((weight, plain, Weight.REGULAR)))
    return [*(f"{family}-{cut}" for family in families for cut in cuts), *_PLAIN]


def _registered(name: str, folders: tuple[Path, ...]) -> TTFont | None:
    if name in pdfmetrics.getRegisteredFontNames():
        return pdfmetrics.getFont(name)
    for folder in folders:
        path = folder / f"{name}.ttf"
        if path.is_file():
            try:
                font = TTFont(name, str(path))
            except TTFError:
                continue
            pdfmetrics.registerFont(font)
            return font
    return None
