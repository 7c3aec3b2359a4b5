"""The tables of the bulletin board, and what is asked of them."""

from opsdesk.bulletins.records.detail import (
    acknowledged_by,
    bulletins_of,
    by_number,
    call_list,
    chain,
    get,
    recipients,
    sightings,
)
from opsdesk.bulletins.records.lists import (
    count,
    in_force,
    on_map,
    overdue_count,
    overdue_recipients,
    page,
    some,
    waiting,
)
from opsdesk.bulletins.records.tables import (
    acknowledgement,
    bulletin,
    bulletin_audience,
    bulletin_photo,
)

__all__ = [
    "acknowledged_by",
    "acknowledgement",
    "bulletin",
    "bulletin_audience",
    "bulletin_photo",
    "bulletins_of",
    "by_number",
    "call_list",
    "chain",
    "count",
    "get",
    "in_force",
    "on_map",
    "overdue_count",
    "overdue_recipients",
    "page",
    "recipients",
    "sightings",
    "some",
    "waiting",
]
