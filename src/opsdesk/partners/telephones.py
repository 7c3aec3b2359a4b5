"""Telephone numbers as people write them, to E.164 (ITU-T E.164: `+` and at most 15 digits)."""

from __future__ import annotations

import phonenumbers

from opsdesk.errors import BadInput
from opsdesk.partners.model import Telephone


def e164(text: str, region: str | None = None) -> str:
    """A number in E.164: `+377 55 01 22 10` becomes `+37755012210`.

    `region` is the ISO 3166 code of the country whose numbers are written without `+` ("MC"); an
    extension is refused, for it would be lost. BadInput (field "telephone") with the reason
    `telephone_needs_country`, `telephone_unreadable`, `telephone_length` or `telephone_extension`.
    """
    given = text.strip()
    try:
        number = phonenumbers.parse(given, region.upper() if region else None)
    except phonenumbers.NumberParseException as error:
        raise BadInput.one("telephone", "not_a_telephone", given=given) from error
    if number.extension:
        raise BadInput.one("telephone", "telephone_extension", given=given, extension=number.extension)
    if not phonenumbers.is_possible_number(number):
        raise BadInput.one("telephone", "not_a_telephone", given=given)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalised(telephones: tuple[Telephone, ...], region: str | None) -> tuple[Telephone, ...]:
    """The same numbers in E.164, each once, the first label of a number wins."""
    kept: dict[str, Telephone] = {}
    for telephone in telephones:
        number = e164(telephone.number, region)
        kept.setdefault(number, Telephone(number=number, label=" ".join(telephone.label.split())[:60]))
    return tuple(kept.values())


def readable(number: str) -> str:
    """A number of E.164 as people read it: `+377 55 01 22 10`; what cannot be read stays as it is."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    country, space, national = written.partition(" ")
    return f"{country} {_in_pairs(national)}" if space and national.isdigit() else written


def _in_pairs(digits: str) -> str:
    """Digits of a plan that the tables do not group, as people say them: in pairs, the first may be three."""
    first = 2 + len(digits) % 2
    return " ".join([digits[:first], *(digits[at : at + 2] for at in range(first, len(digits), 2))])


def region_of(number: str) -> str | None:
    """The ISO 3166 code of the country of a number in E.164; None where it is of none, or not readable."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return None
