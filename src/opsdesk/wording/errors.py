"""Expected failures as sentences: what is, then what to do (SCREENS.md, Words)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo

from opsdesk.errors import (
    BadInput,
    ChangedElsewhere,
    Forbidden,
    NotFound,
    OpsDeskError,
    Problem,
    Refused,
    StoreUnavailable,
)
from opsdesk.handling import Role
from opsdesk.wording.facts import fact, filled, shortened, visible
from opsdesk.wording.field_reasons import FIELDS
from opsdesk.wording.fields import field, heading
from opsdesk.wording.labels import capital, label
from opsdesk.wording.language import N_, _
from opsdesk.wording.reasons import REFUSED
from opsdesk.wording.store_reasons import BACKUP, STORE

#: Subjects (table names) in words.
SUBJECTS: Mapping[str, str] = {
    "acknowledgement": N_("acknowledgement"),
    "incident_log": N_("log entry"),
    "observation_source": N_("source of the tip"),
    "observation_photo": N_("photo"),
    "bulletin_photo": N_("photo"),
    "bulletin_audience": N_("recipient"),
    "incident_unit": N_("unit of the incident"),
    "incident_observation": N_("linked observation"),
    "organization": N_("partner"),
    "sign_in_failure": N_("failed sign-in"),
    "named_reader": N_("named reader"),
    "file_copy": N_("copy of a file"),
    "import_run": N_("import"),
    "journal": N_("journal"),
    "file": N_("file"),
}

#: What a command does, for the sentence of a refusal; others are spelled from their kind.
VERBS: Mapping[str, str] = {
    "observation.vet": N_("decide on an observation"),
    "observation.reject": N_("decide on an observation"),
    "observation.grade": N_("grade an observation"),
    "observation.import": N_("import observations"),
    "observation.withdraw_import": N_("take an import back"),
    "bulletin.publish": N_("publish a bulletin"),
    "bulletin.supersede": N_("supersede a bulletin"),
    "bulletin.cancel": N_("cancel a bulletin"),
    "bulletin.return": N_("send a bulletin back"),
    "bulletin.extend": N_("extend an audience"),
    "organization.add": N_("add a partner"),
    "organization.edit": N_("edit a partner"),
    "organization.archive": N_("archive a partner"),
    "organization.restore": N_("restore a partner"),
    "contact.add": N_("add a contact"),
    "contact.edit": N_("edit a contact"),
    "licence.add": N_("add a licence"),
    "licence.edit": N_("edit a licence"),
    "post.add": N_("add a post"),
    "post.edit": N_("edit a post"),
    "coverage.plan": N_("plan cover"),
    "coverage.change": N_("change cover"),
    "engagement.log": N_("log a contact"),
    "backup.take": N_("take a backup"),
    "journal.read": N_("read the journal"),
    "operator.add": N_("add an operator"),
    "operator.change": N_("change an operator"),
    "operator.disable": N_("disable an operator"),
    "operator.enable": N_("let an operator in again"),
    "operator.release": N_("release an operator from the lock"),
    "operator.reset": N_("reset a password"),
    "operator.exempt": N_("exempt a desk from the lock after idle time"),
    "operator.read": N_("see the operators"),
    "read": N_("read this"),
}


def sentence(error: OpsDeskError, zone: tzinfo = UTC) -> str:
    """The error in words: one sentence that says what is, and what to do; one for each wrong field.

    Times among the facts are shown in `zone`. Never fails: an unknown code still names its facts.
    """
    return visible(_sentence(error, zone))


def _sentence(error: OpsDeskError, zone: tzinfo) -> str:
    match error:
        case BadInput():
            return " ".join(problem(one, zone) for one in error.problems) or _("Something is not filled in.")
        case NotFound():
            return _("There is no {subject} {key} that you may see. Check the number.").format(
                subject=subject(error.subject), key=fact(error.key, zone)
            )
        case ChangedElsewhere():
            return _(
                "The {subject} was changed at another desk since you opened it: {fields}. "
                "Compare both and choose; nothing is lost."
            ).format(
                subject=subject(error.subject), fields=", ".join(field(name) for name in error.theirs) or "–"
            )
        case Refused():
            return _reason(REFUSED, error.reason, error.facts, zone)
        case StoreUnavailable():
            return _reason(STORE, error.reason, error.facts, zone)
        case Forbidden():
            return _forbidden(error)
        case _:
            return shortened(str(error)) or _("It was refused. Nothing was changed.")


def problem(one: Problem, zone: tzinfo = UTC) -> str:
    """One wrong field in words, as it stands under that field of a form."""
    facts = {**one.facts, "field": field(one.field)}
    if one.reason not in FIELDS:
        return _("{field} cannot be taken ({facts}). Correct it.").format(
            field=heading(one.field), facts=fact({"reason": one.reason, **one.facts}, zone)
        )
    return _filled(FIELDS[one.reason], facts, zone)


def problems(error: BadInput, zone: tzinfo = UTC) -> dict[str, str]:
    """For each wrong field its words, so that a form can mark them all at once."""
    found: dict[str, str] = {}
    for one in error.problems:
        name = one.field.partition(".")[0]
        found[name] = f"{found[name]} {problem(one, zone)}" if name in found else problem(one, zone)
    return found


def subject(name: str) -> str:
    """A subject in words: `observation`, `log entry`."""
    return _(SUBJECTS[name]) if name in SUBJECTS else name.replace("_", " ")


def verb(kind: str) -> str:
    """What a command of this kind does, in words: `publish a bulletin`."""
    if kind in VERBS:
        return _(VERBS[kind])
    about, _dot, does = kind.partition(".")
    return f"{does.replace('_', ' ')} {subject(about)}" if does else kind.replace("_", " ")


def roles_in_words(roles: tuple[str, ...]) -> str:
    """Who may: `a supervisor or an administrator`."""
    known = {role.value: label(role) for role in Role}
    named = [known.get(role, role) for role in roles]
    with_article = [f"{'an' if name[:1] in 'aeiou' else 'a'} {name}" for name in named]
    if len(with_article) < 2:
        return "".join(with_article)
    return _("{some} or {last}").format(some=", ".join(with_article[:-1]), last=with_article[-1])


def _forbidden(error: Forbidden) -> str:
    if error.roles:
        return _("Only {roles} may {verb}. Ask one of them.").format(
            roles=roles_in_words(error.roles), verb=verb(error.verb)
        )
    return _("You may not {verb}. Ask a supervisor.").format(verb=verb(error.verb))


def _reason(table: Mapping[str, str], reason: str, facts: Mapping[str, object], zone: tzinfo) -> str:
    if reason not in table:
        what = shortened(reason.replace("_", " "))
        named = f" ({fact(facts, zone)})" if facts else ""
        return _("It was refused: {what}{facts}. Nothing was changed.").format(what=what, facts=named)
    text = _filled(table[reason], facts, zone)
    return f"{text} {filled(_(BACKUP), facts, zone)}" if "backup" in facts else text


def _filled(template: str, facts: Mapping[str, object], zone: tzinfo) -> str:
    """The sentence; one that begins with a field has a capital, a path stays as it is."""
    text = filled(_(template), facts, zone)
    return capital(text) if template.startswith("{field}") else text
