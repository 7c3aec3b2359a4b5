"""A command that waits in the outbox, or is kept for undo, comes back from JSON as it was."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from opsdesk.bulletins import commands as bulletins
from opsdesk.bulletins.commands import Acknowledge, DraftBulletin, EditDraft
from opsdesk.partners import commands as partners
from opsdesk.partners.commands import AddContact, AddPost, ChangeCoverage, EditOrganization
from opsdesk.store.command import Command
from opsdesk.store.ids import new_id

NOON = datetime(2026, 6, 13, 12, 0, tzinfo=UTC)
HERE = {"latitude": 43.73, "longitude": 7.42}
RING = [HERE, {"latitude": 43.74, "longitude": 7.42}, {"latitude": 43.74, "longitude": 7.43}]


@pytest.mark.parametrize(
    "command",
    [
        EditOrganization.of(
            organization_id=new_id(), version=3, position=HERE, agreement_end=date(2026, 12, 31), notes=None
        ),
        AddContact.of(
            organization_id=new_id(),
            name="X",
            region="MC",
            telephones=[{"number": "55 01 22 10", "label": "a"}],
        ),
        AddPost.of(code="P-1", name="X", area=RING, needed=[(9_000, 300)]),
        ChangeCoverage.of(coverage_id=new_id(), version=1, contact_id=None, ends=NOON),
        DraftBulletin.of(
            bulletin_kind="bolo_vehicle",
            title="Grey van",
            area={"centre": HERE, "radius": 300},
            last_seen_position=HERE,
            aliases=("one", "two"),
            audience=(new_id(), new_id()),
            expires_at=NOON,
            marking="TLP:GREEN",
        ),
        EditDraft.of(bulletin_id=new_id(), version=2, area={"ring": RING}, photos=()),
        Acknowledge.of(bulletin_id=new_id(), organization_id=new_id(), how="radio", at=NOON),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_command_comes_back_from_json_with_just_what_it_was_given(command: Command) -> None:
    kept = command.model_dump_json(include={*command.model_fields_set, "id"})
    again = type(command).model_validate_json(kept)
    assert again.model_fields_set - {"id"} == command.model_fields_set - {"id"}
    assert again.model_dump(include=command.model_fields_set) == command.model_dump(
        include=command.model_fields_set
    )
    assert again.id == command.id


def test_every_kind_of_command_is_its_own() -> None:
    kinds = [command.kind for command in (*partners.COMMANDS, *bulletins.COMMANDS)]
    assert len(kinds) == len(set(kinds))
