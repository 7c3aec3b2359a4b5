"""Packets made by hand, with the records of the drawn pages: nothing of them is real."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from opsdesk.briefings.model import (
    Expiring,
    Flyer,
    IncidentBriefing,
    LeftOutCount,
    Note,
    OverdueLine,
    Place,
    PostCover,
    Resource,
    ShiftBriefing,
    Stamp,
    Watch,
)
from opsdesk.bulletins.model import Bulletin, BulletinKind, BulletinStatus, Subject
from opsdesk.handling import Marking, RecordClass
from opsdesk.incidents.model import (
    AssignedUnit,
    HandledBy,
    Incident,
    IncidentDisposition,
    IncidentItem,
    IncidentStatus,
    UnitStatus,
)
from opsdesk.observations.model import (
    Category,
    Channel,
    ObservationItem,
    ObservationStatus,
    Priority,
    SourceKind,
    Vetting,
)

ZONE = ZoneInfo("Europe/Monaco")
NOW = datetime(2025, 11, 22, 16, 52, 10, tzinfo=UTC)
S = IncidentStatus
C = Category


def local(hour: int, minute: int = 0, day: int = 22) -> datetime:
    """A time of November 2025 in Monaco."""
    return datetime(2025, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def an_id(number: int) -> UUID:
    """A fixed id."""
    return UUID(int=number)


STAMP = Stamp(
    desk="Port Hercule Desk",
    generated_at=NOW,
    zone=ZONE,
    recipient="L. Ferrand",
    recipient_organization="Azur Guarding",
    copy_number=3,
    copies=7,
    journal_seq=48211,
    journal_head="9f3c21ab77e0" + "0" * 52,
)


@dataclass(frozen=True)
class DrawnMap:
    """A stand-in for a painted map: an even ground with a cross."""

    def paint(self, width: float, height: float) -> bytes:
        image = Image.new("RGB", (round(width * 8), round(height * 8)), (236, 236, 232))
        draw = ImageDraw.Draw(image)
        draw.line((0, 0, *image.size), fill=(195, 199, 202), width=6)
        draw.line((0, image.height, image.width, 0), fill=(195, 199, 202), width=6)
        return png(image)


def png(image: Image.Image) -> bytes:
    """The bytes of a PNG."""
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def portrait(seed: int = 0, size: tuple[int, int] = (600, 750)) -> bytes:
    """A drawn head, as a photo."""
    image = Image.new("RGB", size, (220, 225, 229))
    draw = ImageDraw.Draw(image)
    w, h = size
    draw.ellipse((w * 0.1, h * 0.62, w * 0.9, h * 1.3), fill=(90, 100, 110))
    draw.ellipse((w * 0.3, h * 0.15, w * 0.7, h * 0.65), fill=(174, 184, 194))
    draw.ellipse((w * 0.28, h * 0.1, w * 0.72, h * 0.35), fill=(40 + seed * 9 % 120, 48, 56))
    return png(image)


def item(
    number: int,
    title: str,
    place: str,
    hour: int,
    minute: int,
    priority: int,
    status: IncidentStatus,
    units: str,
    **more: object,
) -> IncidentItem:
    """An incident as lists show it."""
    values: dict[str, object] = {
        "n": number,
        "id": an_id(number),
        "version": 1,
        "number": number,
        "title": title,
        "category": C.OTHER,
        "priority": Priority(priority),
        "status": status,
        "handled_by": HandledBy.JOINT,
        "place": place,
        "position": None,
        "opened_at": local(hour, minute),
        "closed_at": None,
        "units": tuple(units.split()),
        "marking": Marking.AMBER,
        "disposition": None,
        "observations": 0,
    }
    return IncidentItem(**{**values, **more})  # type: ignore[arg-type]  # a sample's fields by name


OPEN = (
    item(414, "Robbery, armed", "Boulevard des Moulins 14", 17, 43, 1, S.ON_SCENE, "P05 P09"),
    item(412, "Assault", "Place d’Armes 6", 17, 39, 2, S.ON_SCENE, "P12 S22"),
    item(411, "Suspicious package", "Railway station, hall", 17, 18, 2, S.ON_SCENE, "P07"),
    item(404, "Alarm", "Rue du Gabian 8", 16, 44, 3, S.EN_ROUTE, "S31"),
    item(413, "Trespass", "Quai Antoine 1er", 17, 41, 3, S.ASSIGNED, "S11"),
    item(409, "Disturbance", "Place du Casino", 17, 24, 3, S.ON_SCENE, "P03"),
    item(406, "Theft", "Avenue Princesse Grace 24", 17, 1, 3, S.ASSIGNED, "S04"),
    item(402, "Vandalism", "Rue Grimaldi 30", 15, 20, 3, S.CONTAINED, "S22"),
    item(399, "Suspicious vehicle", "Boulevard Rainier III 12", 14, 5, 3, S.ASSIGNED, "P11"),
    item(395, "Fraud", "Boulevard d’Italie 41", 11, 32, 3, S.ASSIGNED, "P02"),
    item(397, "Noise", "Rue Princesse Antoinette 9", 13, 10, 4, S.OPEN, ""),
    item(401, "Lost property", "Grimaldi Forum", 16, 22, 4, S.CONTAINED, "S04"),
    item(388, "Hazard, scaffold net", "Boulevard de Belgique 20", 9, 47, 4, S.ASSIGNED, "S15"),
)


def closed(
    number: int, title: str, place: str, start: tuple[int, int], end: tuple[int, int], by: str, code: str
) -> IncidentItem:
    """A closed incident."""
    return item(
        number,
        title,
        place,
        *start,
        3,
        S.CLOSED,
        "",
        closed_at=local(*end),
        handled_by=HandledBy(by),
        disposition=IncidentDisposition(code),
    )


CLOSED = (
    closed(410, "Shoplift", "Avenue Princesse Grace 31", (16, 48), (17, 20), "private", "03"),
    closed(408, "Alarm", "Rue de l’Industrie 4", (16, 31), (16, 55), "private", "17"),
    closed(405, "Welfare check", "Boulevard du Larvotto 46", (15, 58), (16, 40), "joint", "13"),
    closed(403, "Trespass", "Rue Louis Notari 3", (15, 31), (15, 50), "private", "14"),
    closed(400, "Traffic", "Avenue de la Costa", (14, 10), (14, 42), "police", "01"),
    closed(396, "Medical", "Place de la Visitation", (12, 40), (13, 5), "private", "15"),
)


def incident(base: IncidentItem, summary: str) -> Incident:
    """The full record behind a row."""
    return Incident(
        id=base.id,
        n=base.n,
        number=base.number,
        version=1,
        title=base.title,
        summary=summary,
        category=base.category,
        priority=base.priority,
        status=base.status,
        handled_by=base.handled_by,
        disposition=base.disposition,
        closing_note=None,
        place=base.place,
        position=base.position,
        opened_at=base.opened_at,
        closed_at=base.closed_at,
        marking=base.marking,
        record_class=RecordClass.OBSERVATION,
        originator_id=None,
        commander=None,
        emergency_told_at=None,
        emergency_told_by=None,
        opened_by_name="A. Rey",
        units=tuple(assigned(sign) for sign in base.units),
        log=(),
        observations=(),
    )


def assigned(call_sign: str) -> AssignedUnit:
    """A unit at an incident."""
    return AssignedUnit(
        unit_id=an_id(hash(call_sign) & 0xFFFF),
        call_sign=call_sign,
        organization_name="Municipal police" if call_sign[0] == "P" else "Azur Guarding",
        private=call_sign[0] != "P",
        status=UnitStatus.ON_SCENE,
        assigned_at=local(17, 43),
        en_route_at=local(17, 44),
        on_scene_at=local(17, 46),
        released_at=None,
    )


FIRST = (
    incident(
        OPEN[0],
        "One man, dark hood, red bag, on foot towards Place du Casino."
        " Knife seen. Do not approach; call 98 00 11 22.",
    ),
    incident(OPEN[1], "Two guards (S22) hold the market side until P12 is free."),
    incident(OPEN[2], "Cordon at both doors. Use the Sainte-Dévote exit only."),
)


def observation(
    number: int, priority: int, hour: int, minute: int, summary: str, place: str, source: str, grade: str
) -> ObservationItem:
    """An observation as lists show it."""
    return ObservationItem(
        n=number,
        id=an_id(number),
        version=1,
        number=number,
        priority=Priority(priority),
        status=ObservationStatus.NEW,
        reported_at=local(hour, minute),
        occurred_at=local(hour, minute),
        summary=summary,
        category=C.OTHER,
        place=place,
        position=None,
        grade=grade,
        source=source,
        source_kind=SourceKind(source),
        channel=Channel.PHONE,
        photos=0,
        linked=0,
        marking=Marking.AMBER,
        vetting=Vetting.VETTED,
        claimed_by=None,
        claimed_by_name=None,
        reply_due=None,
        disposition=None,
    )


OBSERVATIONS = (
    observation(
        1030,
        2,
        17,
        31,
        "White van, ZZ-417-KX, twice round the block, driver photographs the loading gate",
        "Rue du Gabian 8",
        "partner",
        "B2",
    ),
    observation(
        1029,
        2,
        17,
        12,
        "Man tries three car doors, dark jacket, leaves on foot",
        "Parking, Quai Albert 1er",
        "guard",
        "B3",
    ),
    observation(
        1028,
        3,
        16,
        58,
        "Two people ask when the night guard changes",
        "Avenue Princesse Grace 24",
        "guard",
        "B3",
    ),
    observation(
        1027, 3, 16, 40, "Side gate found unlocked, closed again", "Stade Louis II, gate 4", "guard", "A1"
    ),
    observation(
        1026, 3, 16, 5, "Drone over the basin, 5 min, operator not seen", "Port Hercule", "citizen", "F3"
    ),
    observation(
        1025,
        3,
        15,
        47,
        "Backpack left under a bench, owner came back",
        "Square Beaumarchais",
        "citizen",
        "F6",
    ),
    observation(1024, 4, 15, 20, "Street light out at the crossing", "Rue Grimaldi 12", "citizen", "F2"),
    observation(
        1023,
        4,
        14,
        55,
        "Delivery lorry blocks the fire lane until 15:10",
        "Rue Princesse Florestine",
        "guard",
        "B1",
    ),
    observation(1022, 4, 13, 30, "Shop alarm tested, announced", "Boulevard des Moulins 5", "partner", "A1"),
)


def bulletin(number: int, kind: BulletinKind, **more: object) -> Bulletin:
    """A published bulletin."""
    values: dict[str, object] = {
        "id": an_id(number),
        "n": number,
        "number": number,
        "version": 1,
        "kind": kind,
        "status": BulletinStatus.PUBLISHED,
        "title": "",
        "text": "",
        "subject": Subject(),
        "offence": None,
        "requested_action": None,
        "caution": None,
        "last_seen": None,
        "last_seen_at": None,
        "last_seen_position": None,
        "area": None,
        "case_number": None,
        "legal_basis": None,
        "contact": None,
        "telephone": None,
        "restrictions": None,
        "reliability": None,
        "credibility": None,
        "photo_authority": None,
        "originator_id": None,
        "originator_name": "Municipal police",
        "marking": Marking.GREEN,
        "record_class": RecordClass.BULLETIN,
        "show_on_wall": True,
        "created_by": an_id(1),
        "created_by_name": "A. Rey",
        "created_at": local(16, 0),
        "submitted_at": local(16, 1),
        "submitted_by": an_id(1),
        "returned_reason": None,
        "withheld": False,
        "audience": (),
        "published_at": local(16, 5),
        "published_by_name": "C. Novaro",
        "expires_at": local(18, 0, 30),
        "ended_at": None,
        "end_reason": None,
        "supersedes": None,
        "superseded_by": None,
        "photos": (an_id(9000 + number),),
        "recipients": (),
        "left_out": (),
        "sightings": (),
    }
    return Bulletin(**{**values, **more})  # type: ignore[arg-type]  # a sample's fields by name


K = BulletinKind
ROBBER = bulletin(
    71,
    K.BOLO_PERSON,
    title="Robbery, dark hood",
    offence="Armed robbery",
    case_number="2025-0382",
    subject=Subject(
        aliases=("Dark hood",),
        description=(
            "Sex, age: man, 25 to 35\nHeight, build: about 1.80 m, slim\nCarries: red sports "
            "bag\nHair, face: not seen\nSpeaks: French, no accent noted"
        ),
        clothing="dark hooded jacket, black trousers, shoes with white soles",
    ),
    text="Asked for cash in two shops on Boulevard des Moulins, showed a knife, ran. Nobody was hurt.",
    caution="Knife. Do not approach.",
    requested_action=(
        "Keep your distance and keep others away.\nCall; say where and which way.\nNote "
        "time, clothing, companions."
    ),
    last_seen="Boulevard des Moulins 14, on foot towards Place du Casino",
    last_seen_at=local(15, 38),
    reliability="B",
    credibility=2,
    restrictions="No copies outside the guard room",
    legal_basis="Warrant 2025/118",
)
VAN = bulletin(
    69,
    K.BOLO_VEHICLE,
    title="White panel van",
    offence="Burglary",
    case_number="2025-0377",
    subject=Subject(
        vehicle="White panel van",
        plate="ZZ-417-KX",
        description=(
            "Make: panel van, model not known\nColour: white, grey stripe along the "
            "side\nMarks: dent at left rear, no name\nInside: two people, driver with a cap"
        ),
    ),
    text="Seen at three break-ins in Fontvieille since 12 November, each between 14:00 and 16:00.",
    requested_action=(
        "Note place, time, direction.\nLook for the dent at left rear.\nDo not block it "
        "or speak to the driver."
    ),
    last_seen="Rue du Gabian 8, parked at the loading gate",
    last_seen_at=local(15, 40, 21),
    expires_at=local(18, 0, 28),
    published_at=local(16, 20, 21),
    reliability="B",
    credibility=2,
    restrictions="No posting in public places",
)
MISSING = bulletin(
    66,
    K.MISSING_PERSON,
    title="Élise R.",
    subject=Subject(
        name="Élise R., 74",
        description="Grey hair in a bun, beige coat, walks slowly. Answers to her name; may be confused.",
    ),
    requested_action="Stay with her, call the desk.",
    last_seen="Larvotto beach",
    last_seen_at=local(12, 30),
    expires_at=local(12, 0, 25),
)
BOLOS = (
    ROBBER,
    VAN,
    MISSING,
    bulletin(
        58,
        K.BOLO_PERSON,
        title="Rico",
        offence="Theft",
        subject=Subject(
            name="“Rico”", description="Man, about 40, beard, blue cap. Distracts at cash desks."
        ),
        requested_action="Observe, call the desk.",
        last_seen="Av. de Grande-Bretagne",
        last_seen_at=local(11, 0, 20),
    ),
    bulletin(
        55,
        K.BOLO_VEHICLE,
        title="Scooter, black",
        offence="Hit and run",
        subject=Subject(
            vehicle="Scooter, black", description="Left mirror missing, red top case. Plate not seen."
        ),
        requested_action="Note the plate.",
        last_seen="Avenue d’Ostende",
        last_seen_at=local(22, 10, 18),
        photos=(),
    ),
    bulletin(
        54,
        K.BOLO_PERSON,
        title="K. Vidal",
        offence="Banned from site",
        subject=Subject(
            name="K. Vidal", description="Man, 22, short hair. Banned from Stade Louis II until 31 Dec."
        ),
        requested_action="Refuse entry, call the desk.",
        last_seen="Stade Louis II",
        last_seen_at=local(12, 0, 8),
        photos=(),
    ),
)

START, END = local(18), local(6, 0, 23)


def post(
    name: str,
    covered: tuple[tuple[datetime, datetime], ...],
    gaps: tuple[tuple[datetime, datetime], ...] = (),
    needed: tuple[tuple[datetime, datetime], ...] | None = None,
    call: str | None = None,
    telephone: str | None = None,
) -> PostCover:
    """A post in the coming shift."""
    return PostCover(
        name=name,
        needed=needed or ((START, END),),
        covered=covered,
        gaps=gaps,
        call=call,
        telephone=telephone,
    )


POSTS = (
    post("Stade Louis II", (), ((START, END),), call="Azur Guarding", telephone="98 00 14 40"),
    post(
        "Quai Albert 1er",
        ((local(22), END),),
        ((START, local(22)),),
        call="Hercule Marina",
        telephone="98 00 17 05",
    ),
    post("Grimaldi Forum", ((START, END), (START, END))),
    post("Place du Casino", ((START, END), (START, local(2, 0, 23)))),
    post(
        "Railway station",
        ((START, local(1, 30, 23)),),
        needed=((START, local(1, 30, 23)), (local(5, 0, 23), END)),
    ),
    post("Larvotto beach", ((START, END),)),
)

BRIEFING = ShiftBriefing(
    start=local(6),
    end=local(18),
    marking=Marking.AMBER,
    audience="TLP:AMBER",
    prepared_by="M. Delorme, liaison",
    shifts="B (day) to D (night)",
    open=OPEN,
    first=FIRST,
    late=frozenset({an_id(404)}),
    observations=OBSERVATIONS,
    observations_new=16,
    closed=CLOSED,
    relief_calls=4,
    relief_minutes=190,
    bolos=BOLOS,
    next_start=START,
    next_end=END,
    posts=POSTS,
    safety=(
        Note(
            lead="",
            text=(
                "Scaffold net loose, Boulevard de Belgique 20; gusts to 70 km/h forecast after "
                "20:00. Keep people on the south pavement."
            ),
        ),
    ),
    planned=(
        Note(
            lead="20:45", text="Match ends, Stade Louis II, about 6 000 people leave by Avenue des Castelans."
        ),
        Note(lead="23:00", text="Quay works, Quai Antoine 1er, lane closed until 05:00."),
    ),
    changed=(
        Note(lead="Agreement", text="with Cap d’Or Retail signed 21 Nov, up to TLP:GREEN."),
        Note(lead="Contact:", text="night manager of Hercule Marina Security is now A. Rossi, 98 00 17 05."),
        Note(lead="Licence", text="SG-11942 (P. Lemaire, Azur Guarding) renewed to Nov 2028."),
    ),
    overdue=(
        OverdueLine(
            code="B-071",
            title="Robbery, dark hood",
            recipient="Hôtel du Rocher, night desk",
            sent_at=local(16, 5),
            due_at=local(17, 5),
            telephone="98 00 15 12",
        ),
        OverdueLine(
            code="B-071",
            title="Robbery, dark hood",
            recipient="Larvotto Residents’ Watch",
            sent_at=local(16, 5),
            due_at=local(17, 5),
            telephone="06 00 12 31 88",
        ),
        OverdueLine(
            code="S-014",
            title="Gusts after 20:00",
            recipient="Hercule Marina Security",
            sent_at=local(15, 30),
            due_at=local(16, 30),
            telephone="98 00 17 05",
        ),
    ),
    expiring=(
        Expiring(what="Licence DS-20817, J. Moreau, Azur Guarding", ends=date(2025, 11, 25)),
        Expiring(what="BOLO B-066, Élise R.", ends=date(2025, 11, 25)),
        Expiring(what="BOLO B-069, white van", ends=date(2025, 11, 28)),
        Expiring(what="Agreement, Casino Quarter District (MOU)", ends=date(2025, 11, 30)),
    ),
    directives=(
        Note(lead="D-7", text="Cordon at the station: no photographs passed on outside the desk."),
        Note(lead="D-5", text="Report every drone, also when it has left."),
    ),
    left_out=(LeftOutCount(subject="observation", number=2), LeftOutCount(subject="bulletin", number=1)),
    handover=(
        "Night team: 411 cordon stays until the all clear comes by radio. Keys of gate 4: "
        "in the lodge. P07 relieved 19:00."
    ),
    going=Watch(name="Day shift (out)", team="Team B"),
    coming=Watch(name="Night shift (in)", team="Team D"),
    photos={an_id(9000 + n): portrait(n) for n in (71, 69, 66, 58)},
    map=DrawnMap(),
)


FLYER_STAMP = replace(STAMP, generated_at=local(16, 5), journal_seq=48102, copies=9)
PERSON_FLYER = Flyer(
    bulletin=ROBBER,
    marking=Marking.GREEN,
    now=local(16, 5),
    telephone="98 00 11 22",
    radio="Channel 4, “Hercule”",
    replaces="B-0068 of 21 Nov",
    photo=portrait(7),
    map=DrawnMap(),
)
VEHICLE_FLYER = replace(PERSON_FLYER, bulletin=VAN, replaces=None, photo=portrait(9, (880, 580)))
MISSING_FLYER = replace(PERSON_FLYER, bulletin=MISSING, replaces=None, marking=Marking.AMBER)
CANCELLED_FLYER = replace(
    PERSON_FLYER,
    bulletin=replace(
        ROBBER,
        status=BulletinStatus.CANCELLED,
        ended_at=local(20, 12),
        end_reason="Person found and identified by police at 19:58, Place d’Armes.",
    ),
    now=local(20, 15),
    first_copy=3,
    first_copies=9,
    confirm_until=local(21, 15),
)
EXPIRED_FLYER = replace(PERSON_FLYER, now=local(0, 0, 30) + timedelta(days=1))


INCIDENT = IncidentBriefing(
    incident=replace(incident(OPEN[0], ""), title="Armed robbery, Moulins"),
    marking=Marking.AMBER,
    now=local(18, 4),
    prepared_by="M. Delorme, liaison",
    situation=(
        "At 17:43 one man entered the jeweller at number 14, showed a knife and left at 17:45 with a red"
        " sports"
        " bag, on foot towards Place du Casino. Two shop workers are unhurt and inside. P05 keeps the"
        " door, P09"
        " searches the gardens; S22 and S03 watch the stairs and the casino terrace."
    ),
    hazards=(
        "Knife.",
        "Christmas market crowd at Place du Casino until 20:00, about 900 people.",
        "Wet steps.",
    ),
    protection=("Private units observe and report, they do not stop him.", "Stay in pairs."),
    objectives=(
        "Keep the two shop workers and passers-by safe.",
        "Find and stop the man with police units only.",
        "Keep the scene for the forensic team (due 18:30).",
        "Open Boulevard des Moulins again by 19:30.",
    ),
    actions=(
        (local(17, 43), "414 opened from call by the shop; P05, P09 sent"),
        (local(17, 46), "P05 on scene; S22 asked to watch the stairs to the station"),
        (local(17, 49), "Sighting at Place du Casino by S03, 20 s, lost in the crowd"),
        (local(17, 52), "BOLO B-0071 sent again with the new place; 6 of 9 acknowledged"),
        (local(17, 58), "Cordon closed, 60 m; traffic turned into Boulevard Princesse Charlotte"),
        (local(18, 2), "Camera pictures asked from Casino Quarter District"),
    ),
    planned=((local(18, 30), "forensic team takes the scene"), (local(19), "decide on reopening one lane")),
    commander="Cdr. A. Novaro, police",
    staff=(Place(position="Safety officer"), Place(position="Liaison officer", name="M. Delorme, desk")),
    sections=(
        Place(position="Operations", name="Sgt. L. Imbert, P05"),
        Place(position="Search", name="P09, S03"),
        Place(position="Cordon, traffic", name="S22, S31"),
        Place(position="Logistics"),
    ),
    resources=(
        Resource(
            name="Patrol, 2 officers",
            identifier="P05",
            ordered=local(17, 43),
            eta=local(17, 46),
            arrived=True,
            notes="door, number 14",
        ),
        Resource(
            name="Patrol, 2 officers",
            identifier="P09",
            ordered=local(17, 43),
            eta=local(17, 47),
            arrived=True,
            notes="gardens",
        ),
        Resource(
            name="Guards, 2",
            identifier="S22",
            ordered=local(17, 45),
            eta=local(17, 50),
            arrived=True,
            notes="stairs to the station",
        ),
        Resource(
            name="Guard, 1", identifier="S03", ordered=local(17, 48), arrived=True, notes="casino terrace"
        ),
        Resource(
            name="Guards, 2",
            identifier="S31",
            ordered=local(17, 59),
            eta=local(18, 10),
            notes="traffic, after alarm 404",
        ),
        Resource(name="Forensic team", identifier="F01", ordered=local(17, 55), eta=local(18, 30)),
    ),
    map=DrawnMap(),
)
