"""Fields that people type, as commands take them: trimmed, of a sane length, never with a NUL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

#: A person's or a company's name.
NAME_LENGTH = 200
#: One line: a title, an address, a role.
LINE_LENGTH = 500
#: Several paragraphs: notes, orders, a bulletin's text.
TEXT_LENGTH = 100_000


def wrong(reason: str, **facts: object) -> PydanticCustomError:
    """An error of validation whose code `Command.of` hands on in `BadInput`."""
    return PydanticCustomError("field", "{reason}", {"reason": reason, **facts})


def _clean(value: Any, limit: int, *, one_line: bool) -> Any:
    if not isinstance(value, str):
        return value
    if "\0" in value:
        raise wrong("nul")
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise wrong("string_unicode")
    text = " ".join(value.split()) if one_line else value.replace("\r\n", "\n").strip()
    if len(text) > limit:
        raise wrong("too_long", longest=limit, length=len(text))
    return text


def _required(limit: int, *, one_line: bool = True) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        text = _clean(value, limit, one_line=one_line)
        if text == "":
            raise wrong("empty")
        return text

    return check


def _optional(limit: int, *, one_line: bool = True) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        text = _clean(value, limit, one_line=one_line)
        return None if text == "" else text

    return check


#: A name that has to be there.
Name = Annotated[str, BeforeValidator(_required(NAME_LENGTH))]
#: One line that has to be there.
Line = Annotated[str, BeforeValidator(_required(LINE_LENGTH))]
#: Paragraphs that have to be there.
Text = Annotated[str, BeforeValidator(_required(TEXT_LENGTH, one_line=False))]
#: Paragraphs that may be blank.
BlankText = Annotated[str, BeforeValidator(lambda value: _clean(value, TEXT_LENGTH, one_line=False))]
#: A name, or None; blank is None.
OptionalName = Annotated[str | None, BeforeValidator(_optional(NAME_LENGTH))]
#: One line, or None; blank is None.
OptionalLine = Annotated[str | None, BeforeValidator(_optional(LINE_LENGTH))]
#: Paragraphs, or None; blank is None.
OptionalText = Annotated[str | None, BeforeValidator(_optional(TEXT_LENGTH, one_line=False))]


def _email(value: Any) -> Any:
    text = _optional(254)(value)
    if not isinstance(text, str):
        return text
    local, at, host = text.rpartition("@")
    if not (at and local and "." in host and " " not in text and not host.startswith(".")):
        raise wrong("not_an_email")
    return text


def _website(value: Any) -> Any:
    text = _optional(LINE_LENGTH)(value)
    if not isinstance(text, str):
        return text
    scheme, colon, _rest = text.partition("://")
    if not colon:
        text = f"https://{text}"
    elif scheme.lower() not in ("http", "https"):
        raise wrong("not_a_website")
    if " " in text or "." not in text:
        raise wrong("not_a_website")
    return text


#: An e-mail address, or None. Checked for its shape only.
Email = Annotated[str | None, BeforeValidator(_email)]
#: A web address of http or https, or None; without a scheme it becomes https.
Website = Annotated[str | None, BeforeValidator(_website)]
