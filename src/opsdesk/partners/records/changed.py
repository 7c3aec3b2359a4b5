"""Which partners, contacts and licences were written in a period: the shift briefing's "Who changed"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, select, union_all

from opsdesk.partners.records.tables import contact, licence, organization
from opsdesk.store.transaction import Reading


class WhatChanged(StrEnum):
    """What was written: the partner itself with its agreement, one of its contacts, one of its licences."""

    ORGANIZATION = "organization"
    CONTACT = "contact"
    LICENCE = "licence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One record that was written in the period; `new` when it was made in it."""

    what: WhatChanged
    id: UUID
    name: str
    organization: str
    new: bool
    at: datetime


def changed_between(
    reading: Reading, since: datetime, until: datetime, organization_id: UUID | None = None, limit: int = 200
) -> list[Changed]:
    """What was written from `since` to `until` (exclusive), the newest first; archived ones are left out."""

    def written(table: Any, what: WhatChanged, name: Any, owner: Any) -> Select[Any]:
        t = table.c
        where = [reading.visible(table), t.changed_at >= since, t.changed_at < until, t.archived_at.is_(None)]
        if organization_id is not None:
            where.append(owner == organization_id)
        joined = select(
            literal(what.value).label("what"),
            t.id.label("record_id"),
            name.label("name"),
            organization.c.name.label("organization"),
            t.created_at.label("created_at"),
            t.changed_at.label("changed_at"),
        )
        if table is not organization:
            joined = joined.join(organization, organization.c.id == owner).select_from(table)
        return joined.where(*where)

    all_of_them = union_all(
        written(organization, WhatChanged.ORGANIZATION, organization.c.name, organization.c.id),
        written(contact, WhatChanged.CONTACT, contact.c.name, contact.c.organization_id),
        written(licence, WhatChanged.LICENCE, licence.c.holder, licence.c.organization_id),
    ).subquery()
    newest = select(all_of_them).order_by(all_of_them.c.changed_at.desc()).limit(limit)
    return [
        Changed(
            what=WhatChanged(row.what),
            id=row.record_id,
            name=row.name,
            organization=row.organization,
            new=row.created_at >= since,
            at=row.changed_at,
        )
        for row in reading.all(newest)
    ]
