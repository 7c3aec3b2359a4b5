"""The one place where the members of the code lists get their words (VOCABULARY.md, SCREENS.md).

A state or a priority begins with a capital, as it stands alone in a list; a kind, a category or a
disposition is written small, as it stands inside a sentence: `capital` makes a beginning of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from opsdesk.accounts.model import OperatorState, Outcome
from opsdesk.bulletins.match import Part
from opsdesk.bulletins.model import AcknowledgedHow, BulletinKind, BulletinStatus
from opsdesk.handling import Marking, RecordClass, Role, Sector
from opsdesk.incidents.model import (
    HandledBy,
    IncidentDisposition,
    IncidentStatus,
    IncidentView,
    LogKind,
    UnitStatus,
)
from opsdesk.observations.model import (
    Behaviour,
    Category,
    Channel,
    Credibility,
    ObservationDisposition,
    ObservationStatus,
    Priority,
    Reliability,
    SourceKind,
    Vetting,
)
from opsdesk.partners.model import AgreementKind, EngagementKind, OrganizationKind, PostKind, RunsOut
from opsdesk.releases.model import LeftOutReason, Recipe, ReleaseKind, ReleaseState
from opsdesk.wording.language import N_, _

#: For each code list the words of its members; each text is marked for the translators.
LABELS: Mapping[type[Enum], Mapping[Enum, str]] = {
    Marking: {
        Marking.CLEAR: "TLP:CLEAR",
        Marking.GREEN: "TLP:GREEN",
        Marking.AMBER: "TLP:AMBER",
        Marking.AMBER_STRICT: "TLP:AMBER+STRICT",
        Marking.RED: "TLP:RED",
    },
    RecordClass: {
        RecordClass.OBSERVATION: N_("observation"),
        RecordClass.BULLETIN: N_("bulletin"),
        RecordClass.INTELLIGENCE: N_("intelligence"),
    },
    Role: {
        Role.DISPATCHER: N_("dispatcher"),
        Role.LIAISON: N_("liaison"),
        Role.SUPERVISOR: N_("supervisor"),
        Role.ADMINISTRATOR: N_("administrator"),
        Role.WALL: N_("wall"),
    },
    Sector: {
        Sector.PUBLIC: N_("public"),
        Sector.PRIVATE: N_("private"),
        Sector.COMMUNITY: N_("community"),
    },
    Priority: {
        Priority.EMERGENCY: N_("Emergency"),
        Priority.URGENT: N_("Urgent"),
        Priority.ROUTINE: N_("Routine"),
        Priority.INFORMATION: N_("Information"),
    },
    Channel: {
        Channel.PHONE: N_("phone"),
        Channel.RADIO: N_("radio"),
        Channel.IN_PERSON: N_("in person"),
        Channel.EMAIL: N_("e-mail"),
        Channel.WEB_FORM: N_("web form"),
        Channel.PARTNER_FEED: N_("partner feed"),
        Channel.FILE_IMPORT: N_("file import"),
        Channel.APP: N_("app"),
    },
    Reliability: {
        Reliability.A: N_("completely reliable"),
        Reliability.B: N_("usually reliable"),
        Reliability.C: N_("fairly reliable"),
        Reliability.D: N_("not usually reliable"),
        Reliability.E: N_("unreliable"),
        Reliability.F: N_("cannot be judged"),
    },
    Credibility: {
        Credibility.CONFIRMED: N_("confirmed by other sources"),
        Credibility.PROBABLY_TRUE: N_("probably true"),
        Credibility.POSSIBLY_TRUE: N_("possibly true"),
        Credibility.DOUBTFUL: N_("doubtful"),
        Credibility.IMPROBABLE: N_("improbable"),
        Credibility.CANNOT_BE_JUDGED: N_("cannot be judged"),
    },
    Behaviour: {
        Behaviour.NONE: N_("none"),
        Behaviour.INTRSN: N_("breach or attempted intrusion"),
        Behaviour.MISREP: N_("misrepresentation"),
        Behaviour.THEFT: N_("theft, loss, diversion"),
        Behaviour.SABOT: N_("sabotage, tampering, vandalism"),
        Behaviour.CYBER: N_("cyber attack"),
        Behaviour.THREAT: N_("expressed or implied threat"),
        Behaviour.AVIATION: N_("aviation activity"),
        Behaviour.ELICIT: N_("eliciting information"),
        Behaviour.TESTSEC: N_("testing or probing of security"),
        Behaviour.RECRUT: N_("recruiting"),
        Behaviour.PHOTO: N_("photography"),
        Behaviour.SURVL: N_("observation, surveillance"),
        Behaviour.MATRLS: N_("materials acquisition, storage"),
        Behaviour.EXPERT: N_("acquisition of expertise"),
        Behaviour.WPNS: N_("weapons discovery"),
        Behaviour.SECTOR: N_("sector-specific incident"),
    },
    Category: {
        Category.SUSPICIOUS_PERSON: N_("suspicious person"),
        Category.SUSPICIOUS_VEHICLE: N_("suspicious vehicle"),
        Category.SUSPICIOUS_PACKAGE: N_("suspicious package"),
        Category.TRESPASS: N_("trespass"),
        Category.THEFT: N_("theft"),
        Category.SHOPLIFT: N_("shoplift"),
        Category.BURGLARY: N_("burglary"),
        Category.ROBBERY: N_("robbery"),
        Category.ASSAULT: N_("assault"),
        Category.THREAT: N_("threat"),
        Category.DISTURBANCE: N_("disturbance"),
        Category.VANDALISM: N_("vandalism"),
        Category.FRAUD: N_("fraud"),
        Category.DRUGS: N_("drugs"),
        Category.WEAPONS: N_("weapons"),
        Category.ALARM: N_("alarm"),
        Category.FIRE: N_("fire"),
        Category.MEDICAL: N_("medical"),
        Category.HAZARD: N_("hazard"),
        Category.TRAFFIC: N_("traffic"),
        Category.WELFARE_CHECK: N_("welfare check"),
        Category.MISSING_PERSON: N_("missing person"),
        Category.WANTED_PERSON: N_("wanted person"),
        Category.CROWD: N_("crowd"),
        Category.DEMONSTRATION: N_("demonstration"),
        Category.LOST_PROPERTY: N_("lost property"),
        Category.NOISE: N_("noise"),
        Category.OTHER: N_("other"),
    },
    Vetting: {
        Vetting.UNVETTED: N_("unvetted"),
        Vetting.VETTED: N_("vetted"),
        Vetting.REJECTED: N_("rejected"),
    },
    ObservationStatus: {
        ObservationStatus.NEW: N_("New"),
        ObservationStatus.UNDER_REVIEW: N_("Under review"),
        ObservationStatus.NEEDS_INFORMATION: N_("Needs information"),
        ObservationStatus.REFERRED: N_("Referred"),
        ObservationStatus.CONVERTED: N_("Converted"),
        ObservationStatus.CLOSED: N_("Closed"),
        ObservationStatus.WITHDRAWN: N_("Withdrawn"),
    },
    ObservationDisposition: {
        ObservationDisposition.DUPLICATE: N_("duplicate"),
        ObservationDisposition.INFORMATION_ONLY: N_("information only"),
        ObservationDisposition.UNFOUNDED: N_("unfounded"),
        ObservationDisposition.FALSE_REPORT: N_("false report"),
        ObservationDisposition.NO_ACTION: N_("no action"),
        ObservationDisposition.ADVISED: N_("advised"),
        ObservationDisposition.REPORT_TAKEN: N_("report taken"),
        ObservationDisposition.ARREST: N_("arrest"),
        ObservationDisposition.REFERRED_TO_PARTNER: N_("referred to partner"),
    },
    SourceKind: {
        SourceKind.CITIZEN: N_("citizen"),
        SourceKind.GUARD: N_("guard"),
        SourceKind.PARTNER: N_("partner"),
        SourceKind.POLICE: N_("police"),
    },
    IncidentStatus: {
        IncidentStatus.OPEN: N_("Open"),
        IncidentStatus.ASSIGNED: N_("Assigned"),
        IncidentStatus.EN_ROUTE: N_("En route"),
        IncidentStatus.ON_SCENE: N_("On scene"),
        IncidentStatus.CONTAINED: N_("Contained"),
        IncidentStatus.CLOSED: N_("Closed"),
        IncidentStatus.CANCELLED: N_("Cancelled"),
        IncidentStatus.REOPENED: N_("Reopened"),
    },
    IncidentDisposition: {
        IncidentDisposition.REPORT_TAKEN: N_("report taken"),
        IncidentDisposition.NO_REPORT: N_("no report"),
        IncidentDisposition.ARREST: N_("arrest"),
        IncidentDisposition.BROADCAST: N_("broadcast"),
        IncidentDisposition.CANCELLED: N_("cancelled"),
        IncidentDisposition.FIELD_INTERVIEW: N_("field interview"),
        IncidentDisposition.INFORMATION: N_("information"),
        IncidentDisposition.GONE_ON_ARRIVAL: N_("gone on arrival"),
        IncidentDisposition.REFERRED_TO_PARTNER_AGENCY: N_("referred to partner agency"),
        IncidentDisposition.FALSE_ALARM: N_("false alarm"),
        IncidentDisposition.BUILDING_SECURE: N_("building secure"),
        IncidentDisposition.DUPLICATE_CALL: N_("duplicate call"),
    },
    HandledBy: {
        HandledBy.POLICE: N_("police"),
        HandledBy.PRIVATE: N_("private"),
        HandledBy.JOINT: N_("joint"),
    },
    UnitStatus: {
        UnitStatus.AVAILABLE: N_("Available"),
        UnitStatus.ASSIGNED: N_("Assigned"),
        UnitStatus.EN_ROUTE: N_("En route"),
        UnitStatus.ON_SCENE: N_("On scene"),
        UnitStatus.OUT_OF_SERVICE: N_("Out of service"),
    },
    LogKind: {
        LogKind.NOTE: N_("note"),
        LogKind.STATUS: N_("status"),
        LogKind.UNIT: N_("unit"),
        LogKind.LINK: N_("link"),
        LogKind.OBJECTIVE: N_("objective"),
        LogKind.PLANNED_ACTION: N_("planned action"),
        LogKind.SAFETY: N_("safety"),
    },
    BulletinKind: {
        BulletinKind.BOLO_PERSON: N_("BOLO person"),
        BulletinKind.BOLO_VEHICLE: N_("BOLO vehicle"),
        BulletinKind.MISSING_PERSON: N_("Missing person"),
        BulletinKind.THREAT_ADVISORY: N_("Threat advisory"),
        BulletinKind.SAFETY_NOTICE: N_("Safety notice"),
        BulletinKind.SITUATION_UPDATE: N_("Situation update"),
        BulletinKind.ALL_CLEAR: N_("All clear"),
    },
    BulletinStatus: {
        BulletinStatus.DRAFT: N_("Draft"),
        BulletinStatus.SUBMITTED: N_("Submitted"),
        BulletinStatus.PUBLISHED: N_("Published"),
        BulletinStatus.SUPERSEDED: N_("Superseded"),
        BulletinStatus.CANCELLED: N_("Cancelled"),
        BulletinStatus.EXPIRED: N_("Expired"),
    },
    AcknowledgedHow: {
        AcknowledgedHow.IN_APP: N_("in app"),
        AcknowledgedHow.PHONE: N_("phone"),
        AcknowledgedHow.RADIO: N_("radio"),
        AcknowledgedHow.EMAIL: N_("e-mail"),
    },
    Part: {
        Part.PLATE: N_("plate"),
        Part.PLATE_CONFUSED: N_("plate, by signs read for each other"),
        Part.PLATE_PART: N_("part of the plate"),
        Part.PLATE_ONE_OFF: N_("plate, all but one sign"),
        Part.NAME: N_("name"),
        Part.PLACE: N_("place"),
    },
    OrganizationKind: {
        OrganizationKind.MUNICIPAL_POLICE: N_("municipal police"),
        OrganizationKind.COUNTY_SHERIFF: N_("county sheriff"),
        OrganizationKind.STATE_POLICE: N_("state police"),
        OrganizationKind.FEDERAL_AGENCY: N_("federal agency"),
        OrganizationKind.CAMPUS_POLICE: N_("campus police"),
        OrganizationKind.TRANSIT_POLICE: N_("transit police"),
        OrganizationKind.FIRE_EMS: N_("fire and EMS"),
        OrganizationKind.EMERGENCY_MANAGEMENT: N_("emergency management"),
        OrganizationKind.PROSECUTOR: N_("prosecutor"),
        OrganizationKind.CORRECTIONS: N_("corrections"),
        OrganizationKind.CONTRACT_SECURITY: N_("contract security"),
        OrganizationKind.PROPRIETARY_SECURITY: N_("proprietary security"),
        OrganizationKind.PROPERTY_OWNER: N_("property owner"),
        OrganizationKind.BUSINESS_IMPROVEMENT_DISTRICT: N_("business improvement district"),
        OrganizationKind.CORPORATE_SECURITY: N_("corporate security"),
        OrganizationKind.EVENT_ORGANIZER: N_("event organizer"),
        OrganizationKind.UTILITY: N_("utility"),
        OrganizationKind.HOSPITAL: N_("hospital"),
        OrganizationKind.RETAILER: N_("retailer"),
        OrganizationKind.HOTEL: N_("hotel"),
        OrganizationKind.NEIGHBOURHOOD_GROUP: N_("neighbourhood group"),
        OrganizationKind.ASSOCIATION: N_("association"),
        OrganizationKind.CITIZEN: N_("citizen"),
    },
    AgreementKind: {
        AgreementKind.NONE: N_("None"),
        AgreementKind.INFORMAL: N_("Informal"),
        AgreementKind.MOU: N_("MOU"),
        AgreementKind.CONTRACT: N_("Contract"),
        AgreementKind.MUTUAL_AID: N_("Mutual aid"),
    },
    PostKind: {
        PostKind.POST: N_("post"),
        PostKind.PATROL: N_("patrol"),
        PostKind.BEAT: N_("beat"),
        PostKind.VENUE: N_("venue"),
    },
    EngagementKind: {
        EngagementKind.MEETING: N_("meeting"),
        EngagementKind.CALL: N_("call"),
        EngagementKind.VISIT: N_("visit"),
        EngagementKind.TRAINING: N_("training"),
        EngagementKind.EXERCISE: N_("exercise"),
    },
    ReleaseKind: {
        ReleaseKind.PACKET: N_("packet"),
        ReleaseKind.PRINT: N_("print"),
        ReleaseKind.EXPORT: N_("export"),
        ReleaseKind.BACKUP: N_("backup"),
        ReleaseKind.LIST: N_("list"),
        ReleaseKind.PICTURE: N_("picture"),
        ReleaseKind.CLIPBOARD: N_("clipboard"),
    },
    ReleaseState: {
        ReleaseState.RESERVED: N_("Reserved"),
        ReleaseState.ISSUED: N_("Issued"),
        ReleaseState.FAILED: N_("Failed"),
    },
    Recipe: {
        Recipe.SHIFT_BRIEFING: N_("Shift briefing"),
        Recipe.INCIDENT_BRIEFING: N_("Incident briefing"),
        Recipe.BOLO_FLYER: N_("BOLO flyer"),
    },
    LeftOutReason: {
        LeftOutReason.MARKING: N_("marked above the clearance"),
        LeftOutReason.INTELLIGENCE: N_("intelligence, public sector only"),
        LeftOutReason.UNVETTED: N_("not vetted"),
        LeftOutReason.NOT_ADDRESSED: N_("not addressed to it"),
    },
    RunsOut: {
        RunsOut.LICENCE: N_("licence"),
        RunsOut.AGREEMENT: N_("agreement"),
    },
    OperatorState: {
        OperatorState.ACTIVE: N_("Active"),
        OperatorState.WITHOUT_PASSWORD: N_("No password yet"),
        OperatorState.ONE_TIME: N_("One-time password"),
        OperatorState.WITHOUT_LOGIN: N_("No login yet"),
        OperatorState.LOCKED: N_("Locked"),
        OperatorState.DISABLED: N_("Disabled"),
    },
    Outcome: {
        Outcome.RIGHT: N_("signed in"),
        Outcome.WRONG: N_("wrong password"),
        Outcome.LOCKED: N_("locked"),
        Outcome.DISABLED: N_("not let in any more"),
        Outcome.UNKNOWN: N_("unknown name"),
    },
    IncidentView: {
        IncidentView.WITHOUT_UNITS: N_("Without units"),
        IncidentView.EMERGENCY_NOT_TOLD: N_("Emergency number not told"),
        IncidentView.OPENED_BY_ME: N_("Opened by me"),
        IncidentView.OPEN: N_("Open"),
        IncidentView.URGENT: N_("Priority 1 and 2"),
        IncidentView.HANDLED_PRIVATELY: N_("Handled privately"),
        IncidentView.LAST_24_HOURS: N_("Last 24 hours"),
        IncidentView.CLOSED_TODAY: N_("Closed today"),
    },
}


def label(member: Enum) -> str:
    """The words of a member of a code list: `Urgent`, `contract security`, `BOLO vehicle`.

    A marking is written exactly so and never translated (TLP 2.0). A member that a test has not seen
    here yet is spelled from its name, so that nothing is ever shown as nothing.
    """
    if isinstance(member, Marking):
        return member.value
    text = LABELS.get(type(member), {}).get(member)
    return member.name.replace("_", " ").lower() if text is None else _(text)


def capital(text: str) -> str:
    """The same text as the beginning of a line: `Suspicious person`."""
    return text[:1].upper() + text[1:]


def grade(reliability: Reliability | None, credibility: Credibility | None) -> str:
    """A grade as lists show it: `B2`; a part that is missing is a dash, none at all is one dash."""
    if reliability is None and credibility is None:
        return "–"
    return f"{reliability.value if reliability else '–'}{credibility.value if credibility else '–'}"


def grade_words(reliability: Reliability, credibility: Credibility) -> str:
    """A grade in full: `B usually reliable, 2 probably true`."""
    return f"{reliability.value} {label(reliability)}, {credibility.value} {label(credibility)}"
