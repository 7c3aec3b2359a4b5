"""The columns of judgement of each table: part of the one table of rules (`store.access`)."""

from __future__ import annotations

from opsdesk.handling import Role, Sector
from opsdesk.store.judgement import Judgement

_CONTENT = (
    *("kind", "title", "text", "name", "aliases", "born", "juvenile", "description", "clothing", "vehicle"),
    *(
        "plate",
        "offence",
        "requested_action",
        "caution",
        "last_seen",
        "last_seen_at",
        "latitude",
        "longitude",
    ),
    *("area", "case_number", "legal_basis", "contact", "telephone", "restrictions", "reliability"),
    *("credibility", "photo_authority", "originator_id", "marking", "expires_at"),
)
_RELEASED = (
    *("kind", "recipe", "title", "subject_id", "period_start", "period_end", "packet", "copy_number"),
    *("audience", "organization_id", "recipient", "reason", "marking", "left_out", "by_name"),
)
_VETTED = {"vetting": "unvetted", "vetted_by": None, "vetted_at": None, "vetting_reason": None}
_CLASSIFIED = {"record_class": "observation", "basis": None, "reviewer_id": None, "review_due": None}
_PUBLISHED = {"published_at": None, "published_by": None, "published_by_name": None}
_TOLD = {"added_at": None, "due_at": None, "left_out": None}
_TELLING = ("bulletin.publish", "bulletin.extend")

#: What may be changed by certain commands only, and by whom; a subject's owner adds lines here too.
JUDGEMENTS: tuple[Judgement, ...] = (
    # Observations: vetted by a second person, classified by a supervisor, marked, graded.
    Judgement(
        *("observation", tuple(_VETTED), ("observation.vet",), _VETTED),
        second=("created_by",),
        signed=("vetted_by",),
    ),
    Judgement("observation", tuple(_CLASSIFIED), ("observation.classify",), _CLASSIFIED),
    Judgement("observation", ("marking",), ("observation.set_marking",), loosened_by=(Role.SUPERVISOR,)),
    Judgement("observation", ("reliability", "credibility"), ("observation.grade",)),
    Judgement("observation", ("originator_id",), ("observation.correct",)),
    Judgement("observation", ("number", "import_id", "external_id")),
    Judgement("incident", ("marking",), ("incident.correct",), loosened_by=(Role.SUPERVISOR,)),
    Judgement("incident", ("number", "record_class", "originator_id")),
    # Bulletins: what was published is not edited, and published by another than who wrote it.
    Judgement("bulletin", _CONTENT, ("bulletin.edit",), while_={"status": "draft"}),
    Judgement("bulletin", ("number", "record_class", "supersedes")),
    Judgement(
        *("bulletin", tuple(_PUBLISHED), ("bulletin.publish",), _PUBLISHED),
        second=("created_by", "submitted_by"),
        signed=("published_by",),
        while_={"status": "submitted"},
    ),
    Judgement(
        *("bulletin", ("published_at", "published_by"), ("bulletin.publish",)),
        given={"kind": "bolo_person"},
        sectors=(Sector.PUBLIC,),
    ),
    Judgement("bulletin", ("status",), ("bulletin.*",), {"status": "draft"}),
    Judgement(
        "bulletin", ("status",), ("bulletin.publish",), value="published", while_={"status": "submitted"}
    ),
    Judgement("bulletin_audience", tuple(_TOLD), _TELLING, _TOLD, born=_TELLING),
    Judgement("bulletin_audience", ("bulletin_id", "organization_id")),
    Judgement("bulletin_photo", ("bulletin_id", "file_id")),
    Judgement("acknowledgement", ("bulletin_id", "organization_id", "at", "who", "how")),
    # What hangs on a record stays there, and a log is never rewritten.
    Judgement("observation_photo", ("observation_id", "file_id")),
    Judgement("observation_source", ("observation_id",)),
    Judgement("incident_log", ("incident_id", "kind", "at", "text", "facts")),
    Judgement("incident_unit", ("incident_id", "unit_id", "assigned_at")),
    # Operators: their rights are an administrator's to give, and nobody lets themselves in.
    Judgement(
        "operator", ("name", "name_key", "roles", "organization_id", "clearance"), ("operator.change",)
    ),
    Judgement("operator", ("login",), (), {"login": None}),
    Judgement("operator", ("disabled_at",), ("operator.disable", "operator.enable"), {"disabled_at": None}),
    Judgement("operator", ("locked_at",), ("operator.release", "operator.reset", "operator.sign_in")),
    Judgement(
        "operator",
        ("secret", "one_time"),
        ("operator.set_password", "operator.reset", "operator.add"),
        {"secret": None, "one_time": False},
        ("operator.add",),
    ),
    Judgement("secured_desk", ("desk", "reason", "ended_at"), ("operator.exempt",)),
    Judgement("operator", ("last_sign_in_at",), ("operator.sign_in",), {"last_sign_in_at": None}),
    Judgement("organization", ("sector", "clearance"), ("organization.edit",)),
    Judgement("organization", ("is_desk",), (), {"is_desk": False}, ("operator.begin",)),
    # What left the desk stands as it was written down before it left.
    Judgement("release", _RELEASED),
    Judgement("release", ("state", "sha256", "size", "journal_seq", "journal_head"), ("release.*",)),
    Judgement("release", ("state",), ("release.issue",), {"state": "reserved"}, value="issued"),
)
