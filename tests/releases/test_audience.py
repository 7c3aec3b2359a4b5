"""Who gets a record: marking, class, vetting, and the inside of an organization."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opsdesk.handling import CLEARANCES, Marking, RecordClass
from opsdesk.observations.model import Vetting
from opsdesk.releases.audience import Asked, of_clearance, packet_marking, parted, refusal
from opsdesk.releases.model import Audience, LeftOutReason
from opsdesk.store.ids import new_id

HERE, THERE = new_id(), new_id()


def asked(marking: Marking = Marking.AMBER, **more: object) -> Asked:
    values: dict[str, object] = {
        "subject": "observation",
        "record_id": new_id(),
        "label": "Observation 12",
        "marking": marking,
        "record_class": RecordClass.OBSERVATION,
    }
    return Asked(**{**values, **more})  # type: ignore[arg-type]  # a sample's fields by name


def partner(clearance: Marking, *, public: bool = False) -> Audience:
    return Audience(
        clearance=clearance, organization_id=THERE, organization_name="Azur Guarding", public_sector=public
    )


DESK = Audience(
    clearance=Marking.AMBER_STRICT,
    organization_id=HERE,
    organization_name="Port Police",
    public_sector=True,
    internal=True,
)


@pytest.mark.parametrize("clearance", CLEARANCES)
@pytest.mark.parametrize("marking", [Marking.CLEAR, Marking.GREEN, Marking.AMBER])
def test_up_to_amber_the_clearance_decides(clearance: Marking, marking: Marking) -> None:
    reason = refusal(of_clearance(clearance), asked(marking))
    assert reason is (None if marking.rank <= clearance.rank else LeftOutReason.MARKING)


@pytest.mark.parametrize(
    "audience", [of_clearance(Marking.AMBER_STRICT), partner(Marking.AMBER_STRICT), DESK]
)
def test_red_is_for_named_people_and_never_in_a_packet(audience: Audience) -> None:
    record = asked(Marking.RED, addressed=frozenset({HERE, THERE}), originator_id=THERE)
    assert refusal(audience, record) is LeftOutReason.NOT_ADDRESSED


def test_red_is_printed_for_a_person_who_is_named_on_it_and_for_no_other() -> None:
    reader, other = (replace(DESK, operator_id=new_id(), person=name) for name in ("J. Okafor", "M. Rossi"))
    assert reader.operator_id is not None
    record = asked(Marking.RED, readers=frozenset({reader.operator_id}))
    assert refusal(reader, record) is None
    assert refusal(other, record) is LeftOutReason.NOT_ADDRESSED
    assert reader.words == "J. Okafor"


def test_amber_strict_stays_inside_its_originator_and_those_it_is_addressed_to() -> None:
    strict = Marking.AMBER_STRICT
    assert refusal(of_clearance(strict), asked(strict)) is LeftOutReason.NOT_ADDRESSED
    assert refusal(partner(strict), asked(strict)) is LeftOutReason.NOT_ADDRESSED
    assert refusal(partner(strict), asked(strict, originator_id=HERE)) is LeftOutReason.NOT_ADDRESSED
    assert refusal(partner(strict), asked(strict, originator_id=THERE)) is None
    assert refusal(partner(strict), asked(strict, addressed=frozenset({THERE}))) is None


def test_the_desk_reads_its_own_strict_records_and_no_other_organizations() -> None:
    strict = Marking.AMBER_STRICT
    assert refusal(DESK, asked(strict)) is None
    assert refusal(DESK, asked(strict, originator_id=HERE)) is None
    assert refusal(DESK, asked(strict, originator_id=THERE)) is LeftOutReason.NOT_ADDRESSED


@pytest.mark.parametrize("marking", [Marking.CLEAR, Marking.AMBER])
def test_intelligence_is_never_for_private_or_community_partners(marking: Marking) -> None:
    record = asked(marking, record_class=RecordClass.INTELLIGENCE)
    assert refusal(partner(Marking.AMBER_STRICT), record) is LeftOutReason.INTELLIGENCE
    assert refusal(of_clearance(Marking.AMBER_STRICT), record) is LeftOutReason.INTELLIGENCE
    assert refusal(partner(Marking.AMBER, public=True), record) is None


@pytest.mark.parametrize("vetting", [Vetting.UNVETTED, Vetting.REJECTED])
def test_what_nobody_has_vetted_is_read_at_the_desk_only(vetting: Vetting) -> None:
    record = asked(Marking.CLEAR, vetting=vetting)
    assert refusal(partner(Marking.AMBER_STRICT, public=True), record) is LeftOutReason.UNVETTED
    assert refusal(of_clearance(Marking.AMBER_STRICT), record) is LeftOutReason.UNVETTED
    assert refusal(DESK, record) is None
    assert refusal(partner(Marking.CLEAR), replace(record, vetting=Vetting.VETTED)) is None


def test_what_is_left_out_is_named_with_its_reason_and_the_rest_keeps_its_order() -> None:
    items = [(i, asked(m)) for i, m in enumerate((Marking.GREEN, Marking.AMBER, Marking.CLEAR, Marking.RED))]
    shown, left_out = parted(of_clearance(Marking.GREEN), items)
    assert shown == [0, 2]
    assert [(one.marking, one.reason) for one in left_out] == [
        (Marking.AMBER, LeftOutReason.MARKING),
        (Marking.RED, LeftOutReason.NOT_ADDRESSED),
    ]


def test_a_packet_carries_the_strictest_marking_inside_it() -> None:
    assert packet_marking([Marking.CLEAR, Marking.AMBER, Marking.GREEN]) is Marking.AMBER
    assert packet_marking([], Marking.GREEN) is Marking.GREEN
    assert packet_marking([]) is Marking.CLEAR


def test_red_is_no_clearance() -> None:
    with pytest.raises(ValueError, match="not a clearance"):
        of_clearance(Marking.RED)
