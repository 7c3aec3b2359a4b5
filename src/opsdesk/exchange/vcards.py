"""Contact cards (vCard 2.1, 3.0) as programs export them, card by card; written as 3.0 (RFC 2426)."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import vobject

from opsdesk.errors import BadInput, Problem
from opsdesk.exchange.csv_file import BadRow
from opsdesk.exchange.text_file import TextFile
from opsdesk.partners.model import Contact, Organization, Telephone

#: A card is a page of text; photos and keys inside it are let go before it is parsed.
LONGEST_CARD = 4 << 20
MOST_CARDS = 50_000
_CARD = re.compile(r"^BEGIN:VCARD[ \t]*$(.*?)^END:VCARD[ \t]*$", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_BINARY = re.compile(
    r"^(?:\w+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:][^\n]*\n(?:[ \t][^\n]*\n|[A-Za-z0-9+/=]{40,}[ \t]*\n)*",
    re.IGNORECASE | re.MULTILINE,
)
_KINDS = {"cell": "mobile", "work": "work", "home": "home", "fax": "fax", "pager": "pager", "main": "main"}


_QUOTED = re.compile(
    r"^([\w.-]+)((?:;[^:\n]*)?;(?:ENCODING=)?QUOTED-PRINTABLE(?:;[^:\n]*)?):((?:[^\n]*=\n)*[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says that the directory keeps; texts as they stand in it. `text` is the whole card."""

    name: str
    organization: str | None = None
    role: str | None = None
    telephones: tuple[Telephone, ...] = ()
    email: str | None = None
    website: str | None = None
    address: str | None = None
    notes: str | None = None
    text: str = field(default="", repr=False, compare=False)


def read_cards(path: Path) -> Iterator[Card | BadRow]:
    """The cards of a file, in order; one that cannot be read says why, and the others go on."""
    text = "".join(_bounded(TextFile(path).blocks(), path))
    found = 0
    for match in _CARD.finditer(text):
        found += 1
        if found > MOST_CARDS:
            raise BadInput.one("file", "file_too_large", path=path.name, most=LONGEST_CARD)
        try:
            plain = _QUOTED.sub(_unquoted, _BINARY.sub("", match[1].lstrip("\n")))
            yield replace(_card(f"BEGIN:VCARD\n{plain}END:VCARD\n"), text=match[0])
        except (vobject.base.VObjectError, ValueError, LookupError, AttributeError, TypeError) as error:
            why = str(error) or type(error).__name__
            facts = {"path": path.name, "card": found, "why": why}
            yield BadRow(found, (match[0],), Problem("file", "card_unreadable", facts))
    if not found:
        raise BadInput.one("file", "no_cards", path=path.name)


def _bounded(blocks: Iterable[str], path: Path) -> Iterator[str]:
    total = 0
    for block in blocks:
        total += len(block)
        if total > LONGEST_CARD * 16:
            raise BadInput.one("file", "file_too_large", path=path.name, most=LONGEST_CARD * 16)
        yield block


def _unquoted(line: re.Match[str]) -> str:
    """A quoted-printable line of vCard 2.1 as a plain one; its soft breaks are taken out."""
    params = [one for one in line[2].split(";") if one]
    charset = next((one.partition("=")[2] for one in params if one.upper().startswith("CHARSET=")), "utf-8")
    data = quopri.decodestring(line[3].replace("=\n", "").encode("utf-8", "replace"))
    try:
        text = data.decode(charset, "replace")
    except LookupError:
        text = data.decode("utf-8", "replace")
    kept = [p for p in params if "QUOTED-PRINTABLE" not in p.upper() and not p.upper().startswith("CHARSET=")]
    one_line = "\\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return f"{';'.join([line[1], *kept])}:{one_line}"


def _card(text: str) -> Card:
    card = vobject.readOne(text, validate=False, ignoreUnreadable=True, allowQP=True)
    organization = _first(_parts(line) for line in _lines(card, "org"))
    email = _first(_text(line) for line in _lines(card, "email"))
    name = _first(_text(line) for line in _lines(card, "fn")) or _name(card) or organization or email or ""
    return Card(
        name=name,
        organization=organization,
        role=_first(_text(line) for key in ("title", "role") for line in _lines(card, key)),
        telephones=tuple(
            Telephone(number=number, label=_kind(line))
            for line in _lines(card, "tel")
            if (number := _text(line))
        ),
        email=email,
        website=_first(_text(line) for line in _lines(card, "url")),
        address=_first(_address(line) for line in _lines(card, "adr")),
        notes="\n".join(filter(None, (_text(line) for line in _lines(card, "note")))) or None,
    )


def _lines(card: object, key: str) -> list[object]:
    contents: dict[str, list[object]] = getattr(card, "contents", {})
    return contents.get(key, [])


def _text(line: object) -> str:
    value = getattr(line, "value", "")
    text = "\n".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    return text.replace("\\,", ",").replace("\\;", ";").replace("\\:", ":").replace("\\n", "\n").strip()


def _parts(line: object) -> str:
    """The organization and its departments, as one name."""
    value = getattr(line, "value", "")
    parts = value if isinstance(value, (list, tuple)) else str(value).split(";")
    flat = [
        ", ".join(map(str.strip, map(str, one))) if isinstance(one, (list, tuple)) else str(one)
        for one in parts
    ]
    return ", ".join(part for one in flat if (part := " ".join(one.split())))


def _name(card: object) -> str:
    for line in _lines(card, "n"):
        value = getattr(line, "value", None)
        parts = [str(getattr(value, part, "") or "") for part in ("prefix", "given", "additional", "family")]
        return " ".join(" ".join(parts).split())
    return ""


def _address(line: object) -> str:
    value = getattr(line, "value", None)
    parts = [
        getattr(value, part, "")
        for part in ("box", "extended", "street", "code", "city", "region", "country")
    ]
    flat = [", ".join(map(str, part)) if isinstance(part, (list, tuple)) else str(part) for part in parts]
    return ", ".join(" ".join(part.split()) for part in flat if part.strip())


def _kind(line: object) -> str:
    """What a number is for, from its types: `work`, `mobile`, `work fax`."""
    params: dict[str, list[str]] = getattr(line, "params", {})
    types = [one.lower() for key, values in params.items() for one in (*values, key)]
    return " ".join(dict.fromkeys(_KINDS[one] for one in types if one in _KINDS))


def _first(texts: Iterable[str]) -> str | None:
    return next((text for text in texts if text), None)


def write_cards(partners: Iterable[tuple[Organization, Iterable[Contact]]]) -> str:
    """One card for each contact; an organization without contacts has one of its own."""
    return "".join(
        _written(organization, contact)
        for organization, contacts in partners
        for contact in (*contacts, None)
        if contact is not None or not contacts
    )


def _written(organization: Organization, contact: Contact | None) -> str:
    card = vobject.vCard()
    name = contact.name if contact else organization.name
    given, _space, family = name.rpartition(" ")
    card.add("n").value = vobject.vcard.Name(
        family=family if contact else name, given=given if contact else ""
    )
    card.add("fn").value = name
    card.add("org").value = [organization.name]
    if contact is not None:
        for key, value in (("title", contact.role), ("email", contact.email), ("note", contact.notes)):
            if value:
                card.add(key).value = value
        telephones = contact.telephones
    else:
        telephones = (
            (Telephone(number=organization.telephone, label="work"),) if organization.telephone else ()
        )
        for key, value in (("email", organization.email), ("url", organization.website)):
            if value:
                card.add(key).value = value
    for telephone in telephones:
        line = card.add("tel")
        line.value = telephone.number
        line.type_param = "CELL" if "mobile" in telephone.label else "WORK"
    return str(card.serialize())
