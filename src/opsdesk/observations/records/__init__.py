"""Tables and queries of observations: rows become the dataclasses of the model here."""

from opsdesk.observations.records.detail import (
    earlier_here,
    get,
    numbered,
    photos,
    source,
    source_record,
    version,
)
from opsdesk.observations.records.history import history
from opsdesk.observations.records.imports import import_runs
from opsdesk.observations.records.known import Known, known
from opsdesk.observations.records.lists import count, key_of, page, recent, some, waiting
from opsdesk.observations.records.positions import named, positions

__all__ = [
    "Known",
    "count",
    "earlier_here",
    "get",
    "history",
    "import_runs",
    "key_of",
    "known",
    "named",
    "numbered",
    "page",
    "photos",
    "positions",
    "recent",
    "some",
    "source",
    "source_record",
    "version",
    "waiting",
]
