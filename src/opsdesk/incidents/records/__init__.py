"""Tables and queries of incidents and units: rows become the dataclasses of the model here."""

from opsdesk.incidents.records.detail import get, log, numbered, units_at
from opsdesk.incidents.records.history import history
from opsdesk.incidents.records.lists import count, key_of, on_the_wall, page, recent, some, waiting
from opsdesk.incidents.records.positions import named, positions
from opsdesk.incidents.records.relief import relief, relief_by_partner
from opsdesk.incidents.records.units import get_unit, some_units, units

__all__ = [
    "count",
    "get",
    "get_unit",
    "history",
    "key_of",
    "log",
    "named",
    "numbered",
    "on_the_wall",
    "page",
    "positions",
    "recent",
    "relief",
    "relief_by_partner",
    "some",
    "some_units",
    "units",
    "units_at",
    "waiting",
]
