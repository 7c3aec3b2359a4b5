"""What a command's fields become in the columns of an observation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from opsdesk.geo.places import Position
from opsdesk.observations.records.tables import observation, observation_photo, observation_source
from opsdesk.store.transaction import Reading, Transaction
from opsdesk.store.words import words

#: What the search knows of an observation. Who gave the tip is not among it.
_SEARCHED = ("summary", "narrative", "place", "tags", "external_id")


def columns(fields: Mapping[str, Any], before: Row[Any] | None = None, number: int = 0) -> dict[str, Any]:
    """The columns for fields of the model: a position in two, tags as a list, search words made anew.

    `before` is the row that is changed; a new one has its `number`.
    """
    values = dict(fields)
    if "position" in values:
        place: Position | None = values.pop("position")
        values |= {
            "latitude": place.latitude if place else None,
            "longitude": place.longitude if place else None,
        }
    if "tags" in values:
        values["tags"] = [*values["tags"]]
    if before is None or not values.keys().isdisjoint(_SEARCHED):
        merged = (dict(before._mapping) if before is not None else {}) | values
        values["words"] = search_words(before.number if before is not None else number, merged)
    return values


def search_words(number: int, fields: Mapping[str, Any]) -> str:
    """The words by which an observation is found: its number, what it says, its place, its tags."""
    texts = (fields.get("summary"), fields.get("narrative"), fields.get("place"), fields.get("external_id"))
    return words(" ".join((str(number), *(t for t in texts if t), *fields.get("tags", ()))))


def fields_of(row: Row[Any], names: Iterable[str]) -> dict[str, Any]:
    """Fields of the model as a row has them, for the command that takes a change back."""
    found: dict[str, Any] = {}
    for name in names:
        if name == "position":
            found[name] = None if row.latitude is None else Position(row.latitude, row.longitude)
        elif name == "tags":
            found[name] = tuple(row.tags)
        else:
            found[name] = row._mapping[name]
    return found


def source_row(reading: Reading, observation_id: UUID) -> Row[Any] | None:
    """The row of who gave the tip, if there is one that the reader may see."""
    s = observation_source.c
    return reading.one(
        select(observation_source).where(
            s.observation_id == observation_id, reading.visible(observation_source)
        )
    )


def photo_row(reading: Reading, photo_id: UUID) -> Row[Any]:
    """One attached photo; `NotFound` otherwise."""
    return reading.get(observation_photo, photo_id)


def put(
    tx: Transaction, observation_id: UUID, values: Mapping[str, Any], version: int | None = None
) -> Row[Any]:
    """Change an observation; returns it as it was."""
    return tx.update(observation, observation_id, values, version)
