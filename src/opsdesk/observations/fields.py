"""Fields of observations and incidents as their commands take them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field

from opsdesk.partners.fields import Line, wrong

#: A time with its zone.
Time = AwareDatetime
#: Most tags of one record.
MOST_TAGS = 20


def _tags(value: Any) -> Any:
    """Without `#`, in small letters, each once, in the order given."""
    if isinstance(value, str) or not isinstance(value, (tuple, list, set, frozenset)):
        return value
    if len(value) > MOST_TAGS:
        raise wrong("too_many", limit=MOST_TAGS)
    return tuple(
        dict.fromkeys(tag.strip().lstrip("#").lower() if isinstance(tag, str) else tag for tag in value)
    )


#: Words that a person marks a record with.
Tags = Annotated[tuple[Annotated[Line, Field(max_length=60)], ...], BeforeValidator(_tags)]
