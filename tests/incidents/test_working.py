"""An incident is opened, worked on with units, logged and closed; each undo gives back what stood there."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opsdesk.errors import BadInput, ChangedElsewhere, Forbidden, Refused
from opsdesk.geo.places import Position
from opsdesk.handling import Marking, Role
from opsdesk.incidents import records
from opsdesk.incidents.commands import (
    AddUnit,
    ArchiveUnit,
    AssignUnit,
    CancelIncident,
    CloseIncident,
    CorrectIncident,
    EditUnit,
    LinkObservation,
    LogIncident,
    OpenIncident,
    ReleaseUnit,
    ReopenIncident,
    SetHandledBy,
    SetIncidentPriority,
    SetIncidentStatus,
    SetUnitStatus,
    StrikeLogEntry,
    TellEmergency,
    UnlinkObservation,
)
from opsdesk.incidents.model import (
    OPEN,
    TRANSITIONS,
    HandledBy,
    Incident,
    IncidentDisposition,
    IncidentFilter,
    IncidentStatus,
    IncidentView,
    LogKind,
    UnitStatus,
    incident_view,
)
from opsdesk.observations import records as observations
from opsdesk.observations.commands import ClaimObservation, SourceGiven
from opsdesk.observations.model import Category, ObservationStatus, Priority, Vetting
from opsdesk.partners.commands import AddOrganization
from opsdesk.partners.model import OrganizationKind
from opsdesk.store.access import Me
from opsdesk.store.database import Database, utc_now
from tests.observations.conftest import Hire, Report

_S = IncidentStatus


def opened(database: Database, title: str | None = "Shoplifter held", **values: Any) -> UUID:
    command = OpenIncident.of(title=title, **values)
    database.run(command)
    return command.incident_id


def patrol(database: Database, sign: str, organization: UUID | None = None) -> UUID:
    owner = organization or database.me.organization_id
    command = AddUnit.of(call_sign=sign, organization_id=owner)
    database.run(command)
    return command.unit_id


def now(database: Database, incident_id: UUID) -> Incident:
    return database.ask(records.get, incident_id)


def standing(incident: Incident) -> dict[str, Any]:
    """All but what an undo rightly leaves: the version, and the lines that the log has gained."""
    left = {"version", "changed_at", "log"}
    return {f.name: getattr(incident, f.name) for f in fields(incident) if f.name not in left}


# ---------------------------------------------------------------- opening


def test_an_incident_opened_from_observations_takes_the_worst_of_them_and_converts_them(
    database: Database,
    report: Report,
) -> None:
    first = report("Grey van", category=Category.SUSPICIOUS_VEHICLE, place="Gate 3", narrative="Two passes")
    second = report(
        "Same van", priority=Priority.EMERGENCY, marking=Marking.AMBER_STRICT, position=Position(43.7, 7.4)
    )
    assert database.ask(observations.get, first).vetting is Vetting.UNVETTED
    stands = now(database, opened(database, title=None, observations=(first, second)))
    assert (stands.title, stands.summary, stands.place) == ("Grey van", "Two passes", "Gate 3")
    assert (stands.category, stands.priority) == (Category.SUSPICIOUS_VEHICLE, Priority.EMERGENCY)
    assert stands.marking is Marking.AMBER_STRICT
    assert stands.position == Position(43.7, 7.4)
    assert {link[0] for link in stands.observations} == {first, second}
    for tip in (first, second):
        found = database.ask(observations.get, tip)
        assert found.status is ObservationStatus.CONVERTED
        assert found.incidents == ((stands.id, stands.number),)


def test_an_incident_needs_a_title_or_an_observation(database: Database) -> None:
    with pytest.raises(BadInput, match="title"):
        opened(database, title=None)


def test_numbers_of_incidents_and_observations_are_their_own(database: Database, report: Report) -> None:
    for _ in range(3):
        report()
    assert now(database, opened(database)).number == 1


def test_undo_of_an_opening_cancels_it_and_returns_the_observations_exactly(
    database: Database,
    report: Report,
) -> None:
    tip = report()
    database.run(ClaimObservation(observation_id=tip))
    before = database.ask(observations.get, tip)
    command = OpenIncident.of(observations=(tip,), units=(patrol(database, "PM-1"),))
    done = database.run(command)
    assert done.undo is not None
    database.run(done.undo)
    assert now(database, command.incident_id).status is _S.CANCELLED
    assert database.ask(records.units)[0].status is UnitStatus.AVAILABLE
    after = database.ask(observations.get, tip)
    for name in ("status", "claimed_by", "claimed_at", "incidents"):
        assert getattr(after, name) == getattr(before, name)


def test_an_opening_that_somebody_works_on_is_not_taken_back(database: Database) -> None:
    command = OpenIncident.of(title="Alarm")
    done = database.run(command)
    database.run(LogIncident.of(incident_id=command.incident_id, text="Guard is there"))
    assert done.undo is not None
    with pytest.raises(Refused, match="worked_on"):
        database.run(done.undo)


def test_linking_and_unlinking_an_observation(database: Database, report: Report) -> None:
    incident, tip = opened(database), report()
    done = database.run(LinkObservation(incident_id=incident, observation_id=tip))
    with pytest.raises(Refused, match="linked_already"):
        database.run(LinkObservation(incident_id=incident, observation_id=tip))
    assert database.ask(records.page, IncidentFilter()).items[0].observations == 1
    assert done.undo is not None
    database.run(done.undo)
    assert database.ask(observations.get, tip).status is ObservationStatus.NEW
    database.run(LinkObservation(incident_id=incident, observation_id=tip))
    database.run(UnlinkObservation(incident_id=incident, observation_id=tip))
    assert database.ask(observations.get, tip).status is ObservationStatus.UNDER_REVIEW
    with pytest.raises(Refused, match="not_linked"):
        database.run(UnlinkObservation(incident_id=incident, observation_id=tip))


def test_who_gave_the_tip_never_reaches_the_incident(database: Database, report: Report) -> None:
    tip = report(source=SourceGiven(name="Zebediah Quux"))
    incident = opened(database, title=None, observations=(tip,))
    said = f"{now(database, incident)} {database.ask(records.history, incident)}"
    assert "quux" not in said.lower()


# ---------------------------------------------------------------- working


UNDONE = ("status", "priority", "handled", "close", "cancel", "reopen", "told")
STEPS = (*UNDONE, "assign", "move", "free", "release")


@pytest.mark.file_only  # hundreds of desks; what it says is not the database's
@settings(max_examples=40)
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), max_size=8))
def test_any_sequence_of_verbs_keeps_to_the_transitions_and_an_undo_of_the_status_is_exact(
    database: Database, steps: list[tuple[str, int]]
) -> None:
    incident = opened(database)
    unit = patrol(database, f"U{now(database, incident).number}")
    for step, pick in steps:
        before = now(database, incident)
        version = before.version
        command: Any = {
            "status": SetIncidentStatus(incident_id=incident, version=version, status=[*_S][pick % len(_S)]),
            "priority": SetIncidentPriority(incident_id=incident, version=version, priority=pick % 4 + 1),
            "handled": SetHandledBy(incident_id=incident, version=version, handled_by=[*HandledBy][pick % 3]),
            "assign": AssignUnit(incident_id=incident, unit_id=unit),
            "move": SetUnitStatus(unit_id=unit, status=[*UnitStatus][pick % 5]),
            "free": SetUnitStatus(unit_id=unit, status=UnitStatus.AVAILABLE),
            "release": ReleaseUnit(incident_id=incident, unit_id=unit),
            "close": CloseIncident(incident_id=incident, version=version, disposition="02"),
            "cancel": CancelIncident(incident_id=incident, version=version),
            "reopen": ReopenIncident(incident_id=incident, version=version),
            "told": TellEmergency(incident_id=incident, version=version, by="J. Okafor"),
        }[step]
        try:
            done = database.run(command)
        except Refused:
            assert now(database, incident) == before
            continue
        after = now(database, incident)
        assert after.status is before.status or after.status in TRANSITIONS[before.status]
        ended = after.status not in OPEN
        assert (after.disposition is not None) == ended == (after.closed_at is not None)
        assert after.status in OPEN or all(at.released_at for at in after.units)
        assert len(after.log) > len(before.log) or after == before or step in ("move", "free")
        assert after.log[: len(before.log)] == before.log
        free = next(u for u in database.ask(records.units) if u.id == unit)
        assert (free.incident_id is None) == (
            free.status in (UnitStatus.AVAILABLE, UnitStatus.OUT_OF_SERVICE)
        )
        if done.undo is not None and step in UNDONE:
            database.run(done.undo)
            assert standing(now(database, incident)) == standing(before)


def test_the_status_of_an_incident_follows_its_furthest_unit_and_never_goes_back(database: Database) -> None:
    incident = opened(database)
    near, far = patrol(database, "PM-1"), patrol(database, "PM-2")
    database.run(AssignUnit(incident_id=incident, unit_id=near))
    database.run(AssignUnit(incident_id=incident, unit_id=far))
    assert now(database, incident).status is _S.ASSIGNED
    database.run(SetUnitStatus(unit_id=near, status=UnitStatus.ON_SCENE))
    assert now(database, incident).status is _S.ON_SCENE
    database.run(SetUnitStatus(unit_id=far, status=UnitStatus.EN_ROUTE))
    assert now(database, incident).status is _S.ON_SCENE
    units = {at.call_sign: at for at in now(database, incident).units}
    assert units["PM-1"].on_scene_at is not None
    assert units["PM-2"].en_route_at is not None
    assert database.ask(records.page, IncidentFilter()).items[0].units == ("PM-1", "PM-2")


def test_a_unit_is_at_one_incident_at_a_time_unless_it_is_forced_away(database: Database) -> None:
    first, second, unit = opened(database, "First"), opened(database, "Second"), patrol(database, "PM-1")
    database.run(AssignUnit(incident_id=first, unit_id=unit))
    with pytest.raises(Refused) as refused:
        database.run(AssignUnit(incident_id=second, unit_id=unit))
    assert refused.value.reason == "unit.busy"
    assert refused.value.facts == {"call_sign": "PM-1", "incident": 1}
    database.run(AssignUnit(incident_id=second, unit_id=unit, forced=True))
    assert now(database, first).units[0].released_at is not None
    assert database.ask(records.get_unit, unit).incident_number == 2


def test_closing_frees_the_units_and_its_undo_sends_them_back(database: Database) -> None:
    incident, unit = opened(database), patrol(database, "PM-1")
    database.run(AssignUnit(incident_id=incident, unit_id=unit))
    database.run(SetUnitStatus(unit_id=unit, status=UnitStatus.ON_SCENE))
    before = now(database, incident)
    done = database.run(CloseIncident(incident_id=incident, version=before.version, disposition="14"))
    assert database.ask(records.units)[0].status is UnitStatus.AVAILABLE
    assert now(database, incident).disposition is IncidentDisposition.GONE_ON_ARRIVAL
    with pytest.raises(Refused, match=r"incident\.ended"):
        database.run(AssignUnit(incident_id=incident, unit_id=unit))
    assert done.undo is not None
    database.run(done.undo)
    assert standing(now(database, incident)) == standing(before)
    assert database.ask(records.units)[0].status is UnitStatus.ON_SCENE


def test_units_are_listed_free_ones_first_and_call_signs_are_their_own(database: Database) -> None:
    incident = opened(database)
    busy, free, out = patrol(database, "A-1"), patrol(database, "B-2"), patrol(database, "C-3")
    database.run(AssignUnit(incident_id=incident, unit_id=busy))
    database.run(SetUnitStatus(unit_id=out, status=UnitStatus.OUT_OF_SERVICE))
    assert [unit.call_sign for unit in database.ask(records.units)] == ["B-2", "A-1", "C-3"]
    with pytest.raises(Refused, match="call_sign_taken"):
        patrol(database, "b 2")
    with pytest.raises(Refused, match="out_of_service"):
        database.run(AssignUnit(incident_id=incident, unit_id=out))
    with pytest.raises(Refused, match="not_assigned"):
        database.run(SetUnitStatus(unit_id=free, status=UnitStatus.EN_ROUTE))
    done = database.run(EditUnit(unit_id=free, version=1, call_sign="B-9", position=Position(43.7, 7.4)))
    assert done.undo is not None
    database.run(done.undo)
    assert (
        database.ask(records.get_unit, free).call_sign,
        database.ask(records.get_unit, free).position,
    ) == (
        "B-2",
        None,
    )
    archived = database.run(ArchiveUnit(unit_id=free, version=3))
    assert free not in {unit.id for unit in database.ask(records.units)}
    assert archived.undo is not None
    database.run(archived.undo)
    assert database.ask(records.get_unit, free).archived_at is None
    with pytest.raises(Refused, match="busy"):
        database.run(ArchiveUnit(unit_id=busy, version=2))


# ---------------------------------------------------------------- log, text, access


def test_the_log_is_only_added_to_and_a_wrong_line_is_struck_with_its_reason(
    database: Database,
    hire: Hire,
    me: Me,
) -> None:
    incident = opened(database)
    line = LogIncident.of(incident_id=incident, text="Two men", at=utc_now() - timedelta(minutes=5))
    database.run(line)
    database.sign_in(hire("T. Novak", Role.DISPATCHER))
    with pytest.raises(Refused, match="log_other"):
        database.run(StrikeLogEntry.of(entry_id=line.entry_id, reason="Wrong street"))
    database.sign_in(me)
    struck = database.run(StrikeLogEntry.of(entry_id=line.entry_id, reason="Wrong street"))
    entry = next(e for e in now(database, incident).log if e.id == line.entry_id)
    assert (entry.text, entry.struck_reason, entry.struck_by_name) == ("Two men", "Wrong street", me.name)
    with pytest.raises(Refused, match="log_struck"):
        database.run(StrikeLogEntry.of(entry_id=line.entry_id, reason="Again"))
    assert struck.undo is not None
    database.run(struck.undo)
    assert next(e for e in now(database, incident).log if e.id == line.entry_id).struck_at is None
    by_command = next(e for e in now(database, incident).log if e.kind is LogKind.STATUS)
    with pytest.raises(Refused, match="log_of_command"):
        database.run(StrikeLogEntry.of(entry_id=by_command.id, reason="No"))
    with pytest.raises(BadInput):
        LogIncident.of(incident_id=incident, text="Closed", entry_kind=LogKind.STATUS)


def test_a_correction_of_one_field_keeps_the_others_and_two_of_one_version_clash(database: Database) -> None:
    incident = opened(database, place="Gate 3", summary="Long story")
    done = database.run(CorrectIncident(incident_id=incident, version=1, title="Two held", place=None))
    assert (now(database, incident).summary, now(database, incident).place) == ("Long story", None)
    with pytest.raises(ChangedElsewhere):
        database.run(CorrectIncident(incident_id=incident, version=1, title="Three held"))
    assert [item.id for item in database.ask(records.page, IncidentFilter(text="two held")).items] == [
        incident
    ]
    assert done.undo is not None
    database.run(done.undo)
    assert (now(database, incident).title, now(database, incident).place) == ("Shoplifter held", "Gate 3")


def test_priority_one_waits_until_somebody_says_that_the_emergency_number_was_told(
    database: Database, me: Me
) -> None:
    incident = opened(database, priority=Priority.EMERGENCY)
    assert database.ask(records.waiting).views[IncidentView.EMERGENCY_NOT_TOLD] == 1
    database.run(TellEmergency(incident_id=incident, version=1, at=utc_now()))
    assert now(database, incident).emergency_told_by == me.name
    assert database.ask(records.waiting).views[IncidentView.EMERGENCY_NOT_TOLD] == 0


def test_a_liaison_opens_no_incident(database: Database, hire: Hire) -> None:
    database.sign_in(hire("M. Rossi", Role.LIAISON))
    with pytest.raises(Forbidden):
        opened(database)


# ---------------------------------------------------------------- lists, wall, relief


def test_lists_counts_and_positions_agree(database: Database, me: Me) -> None:
    for number in range(24):
        incident = opened(
            database, f"Call {number}", priority=number % 4 + 1, position=Position(43.7, 7.4 + number / 100)
        )
        if number % 5 == 0:
            database.run(CloseIncident(incident_id=incident, version=1, disposition="02"))
    today = utc_now() - timedelta(hours=1)
    for view in IncidentView:
        wanted = incident_view(view, me.operator_id, utc_now(), today)
        ids, after = [], None
        while True:
            page = database.ask(records.page, wanted, after, 4)
            ids += [item.id for item in page.items]
            after = page.after
            if after is None:
                break
        assert len(set(ids)) == len(ids) == database.ask(records.waiting, today).views[view]
        assert database.ask(records.count, wanted) == len(ids)
        assert {item.id for item in database.ask(records.some, ids, wanted)} == set(ids)
        assert len(database.ask(records.positions, wanted)) == len(ids)
    found = database.ask(records.page, IncidentFilter(text="call 2")).items
    assert {item.title for item in found} >= {"Call 2", "Call 20", "Call 23"}
    assert not database.ask(records.page, IncidentFilter(text="!?")).items


def test_the_wall_shows_open_incidents_of_its_clearance_and_never_red(database: Database) -> None:
    for marking in Marking:
        opened(database, marking.value, marking=marking)
    closed = opened(database, "Over", marking=Marking.CLEAR)
    database.run(CancelIncident(incident_id=closed, version=1))
    shown = database.ask(records.on_the_wall, Marking.GREEN)
    assert {item.marking for item in shown} == {Marking.CLEAR, Marking.GREEN}
    assert len(database.ask(records.on_the_wall, Marking.RED)) == 4


def test_relief_counts_private_calls_and_the_minutes_of_their_units(database: Database, me: Me) -> None:
    guard = AddOrganization.of(name="Cap Guard", organization_kind=OrganizationKind.CONTRACT_SECURITY)
    database.run(guard)
    since = utc_now() - timedelta(hours=3)
    unit = patrol(database, "CG-1", guard.organization_id)
    call = opened(database, opened_at=since + timedelta(hours=1), handled_by=HandledBy.PRIVATE)
    database.run(AssignUnit(incident_id=call, unit_id=unit))
    later = utc_now()
    database.run(ReleaseUnit(incident_id=call, unit_id=unit, at=later + timedelta(minutes=4)))
    database.run(CloseIncident(incident_id=call, version=now(database, call).version, disposition="02"))
    alone = opened(database, opened_at=since + timedelta(hours=2), handled_by=HandledBy.PRIVATE)
    closing = {"disposition": "02", "at": since + timedelta(hours=2, minutes=30)}
    database.run(CloseIncident.of(incident_id=alone, version=1, **closing))
    opened(database, handled_by=HandledBy.PRIVATE)
    opened(database, handled_by=HandledBy.POLICE)
    found = database.ask(records.relief, since, utc_now() + timedelta(hours=1))
    assert (found.calls, found.minutes) in ((2, 33), (2, 34))
    one = database.ask(records.relief, since, utc_now() + timedelta(hours=1), guard.organization_id)
    assert one.calls == 1
    by_partner = database.ask(records.relief_by_partner, since, utc_now() + timedelta(hours=1))
    assert {key: relief.calls for key, relief in by_partner.items()} == {guard.organization_id: 1}
