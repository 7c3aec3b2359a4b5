"""Fields in words, as forms, the import's mapping and errors name them."""

from __future__ import annotations

from collections.abc import Mapping

from opsdesk.wording.labels import capital
from opsdesk.wording.language import N_, _

#: Fields whose words are not simply their name with spaces.
FIELDS: Mapping[str, str] = {
    "external_id": N_("number in the source"),
    "occurred_at": N_("seen at"),
    "last_sign_in_at": N_("last sign-in"),
    "locked_at": N_("locked since"),
    "disabled_at": N_("disabled since"),
    "one_time": N_("one-time password"),
    "changed_why": N_("reason"),
    "claimed_at": N_("claimed since"),
    "published_by_name": N_("publisher"),
    "author_name": N_("author"),
    "by_name": N_("made by"),
    "occurred_until": N_("seen until"),
    "reported_at": N_("told at"),
    "narrative": N_("text"),
    "reliability": N_("source grade"),
    "credibility": N_("information grade"),
    "record_class": N_("class"),
    "source_kind": N_("kind of source"),
    "organization_id": N_("organization"),
    "originator_id": N_("originator"),
    "contact_id": N_("contact"),
    "post_id": N_("post"),
    "unit_id": N_("unit"),
    "incident_id": N_("incident"),
    "observation_id": N_("observation"),
    "bulletin_id": N_("bulletin"),
    "email": N_("e-mail"),
    "call_sign": N_("call sign"),
    "telephones": N_("telephone"),
    "starts": N_("start"),
    "ends": N_("end"),
    "expires": N_("expiry"),
    "expires_at": N_("expiry"),
    "emergency_told_at": N_("time the emergency number was told"),
    "emergency_told_by": N_("who told the emergency number"),
    "reply_due": N_("reply due"),
    "behaviour_reason": N_("reason for the behaviour"),
    "agreement_start": N_("start of the agreement"),
    "agreement_end": N_("end of the agreement"),
    "legal_basis": N_("legal basis"),
    "case_number": N_("case number"),
    "photo_authority": N_("who allowed the photo"),
    "readers": N_("readers"),
}


def field(name: str) -> str:
    """The words of a field: `seen at`; of a part of it (`telephones.0.number`) the field's and the part's."""
    parts = [part for part in name.split(".") if not part.isdigit()]
    return ", ".join(_(FIELDS[part]) if part in FIELDS else part.replace("_", " ") for part in parts) or name


def heading(name: str) -> str:
    """The words of a field as a label or the beginning of a sentence: `Seen at`."""
    return capital(field(name))
