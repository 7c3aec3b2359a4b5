"""What each reason code says: what is, then what to do (SCREENS.md, Words).

Whoever raises `Refused` with a new code adds its line here, `BadInput` in `field_reasons`,
`StoreUnavailable` in `store_reasons`; a test
reads the sources and fails on a code without a line. `{name}` is a fact; `{field}` the field's words.
"""

from __future__ import annotations

from collections.abc import Mapping

from opsdesk.wording.field_reasons import FIELDS
from opsdesk.wording.language import N_
from opsdesk.wording.store_reasons import STORE

#: Rules of the field, and the state a record is in (`Refused`).
REFUSED: Mapping[str, str] = {
    "not_yours": N_("This belongs to someone else. Ask them, or a supervisor."),
    "second_person_needed": N_("Whoever wrote it cannot decide on it. Ask another supervisor."),
    "would_leave_out": N_(
        "Not for {audience} ({count}): {records}. Choose another audience, or give --leave-out."
    ),
    "no_audience": N_("There is no organization “{name}” and no such clearance. Write one of {known}."),
    "sample_only": N_("This is the sample desk. Open a desk of your own first."),
    "database_unnamed": N_("No database is named. Give --database PATH or set OPSDESK_DATABASE."),
    "red_is_no_clearance": N_("TLP:RED is no clearance: it goes to people named one by one. Choose another."),
    "database_exists": N_("{path} is there already. Choose another name, or open it as it is."),
    "target_not_empty": N_(
        "The shared database is not empty, and no copy of this file broke off there. Nothing was changed. "
        "Create an empty one, and copy into that."
    ),
    "no_such_administrator": N_("There is no administrator “{name}” in it. The administrators are: {known}."),
    "copy_running": N_("Another copy into that database is running. Wait until it has ended."),
    "copy_differs": N_(
        "The table {table} is not the same on both sides: {here:n} rows here, {there:n} there. "
        "Do not use the shared database; empty it, and copy again."
    ),
    "nothing_to_copy": N_("The file has no journal, so there is nothing to copy. Open it once as a desk."),
    "file_exists": N_("{path} is there already. Choose another name, or give --replace."),
    "not_built": N_("{what} is not part of this installation. Run opsdesk doctor to see what is missing."),
    "operator_unknown": N_(
        "There is no operator “{name}”. The operators are: {known}. "
        "Name one with --operator or OPSDESK_OPERATOR."
    ),
    "operator_needed": N_(
        "This desk has several operators, so it must be said who works: {known}. "
        "Give --operator NAME or set OPSDESK_OPERATOR."
    ),
    "password_wrong": N_("That is not the password of {name}. Type it again."),
    "password_needed": N_("{name} has a password. Set OPSDESK_PASSWORD, or type it when asked."),
    "import_cancelled": N_("The import was cancelled. What was in already stays: {added:n}."),
    "nothing_mapped": N_(
        "No column of {path} is mapped to {field}. Its columns are: {columns}. Give --map {field}=COLUMN."
    ),
    "release.not_reserved": N_(
        "Copy {copy} of “{title}” is {state} already. Make a new copy; this one cannot be changed."
    ),
    "audience_may_not": N_(
        "{audience} may not get {label}: {why}. Choose another audience, or ask its originator."
    ),
    "recipient_is_named": N_("This copy is for {name} alone, not for {given}. Leave the recipient out."),
    "bulletin.not_issued": N_("{code} has not been published. Publish it first, or use the preview."),
    "period_wrong": N_("The period ends at {end}, before it begins at {start}. Turn them round."),
    "period_too_long": N_(
        "The period holds more than {most:n} {what}, which no packet takes. Choose a shorter one."
    ),
    "flyer_too_long": N_("The flyer does not fit on its page: {fields} is too long. Shorten it."),
    "packet_too_long": N_("The packet would have more than {pages:n} pages. Choose a shorter period."),
    "part_too_tall": N_(
        "A part of the packet is taller than a page ({points} points). Shorten the longest text."
    ),
    "packet_timeout": N_(
        "The pages were not ready after {seconds} s and were given up. Choose a shorter period, or try again."
    ),
    "packet_memory": N_(
        "The pages need more than {megabytes} MB and were given up. Choose a shorter period or fewer photos."
    ),
    "packet_failed": N_(
        "The pages could not be made ({exit}). Nothing was issued; try again, then run opsdesk doctor."
    ),
    "target_not_written": N_(
        "{path} could not be written: {what}. The copy is recorded but stands nowhere; "
        "make a new one in another place."
    ),
    "folder_missing": N_("There is no folder {path}. Make it, or choose another place."),
    "journal_broken": N_(
        "The journal does not hold at number {seq}: {fault}. Do not work on in this file; "
        "tell the administrator, and keep a copy as evidence."
    ),
    "journal_head_differs": N_(
        "Number {seq} of the journal has another hash than {expected}. Either that hash was mistyped, "
        "or the journal was written anew. Tell the administrator."
    ),
    "journal_not_verified": N_(
        "Stopped at number {done} of {total}: the journal holds so far, and the rest was not looked at."
    ),
    "export_cancelled": N_("The export was cancelled. Nothing was written, and nothing was released."),
    "journal_too_long": N_("{rows:n} lines are more than the {most:n} of one file. Choose a shorter period."),
    # Partners.
    "organization.archived": N_("{name} is archived. Restore it first."),
    "organization.desk_exists": N_("{name} runs this desk already; there is one. Edit it instead."),
    "organization.desk_stays": N_("The organization that runs this desk cannot be archived."),
    "contact.archived": N_("{name} is archived. Restore the contact first, or choose another officer."),
    "post.code_taken": N_("{code} is the code of {name} already. Choose another code."),
    "post.archived": N_("{code} {name} is archived. Restore it first."),
    "coverage.officer_elsewhere": N_(
        "{officer} stands on {code} {name} from {starts} to {ends}. Choose another officer or another time."
    ),
    "coverage.repeated": N_(
        "{officer} is planned on {code} {name} already, from {starts} to {ends}. Change that instead."
    ),
    "coverage.removed": N_("The coverage by {officer} was taken off the plan. Plan it again."),
    # Bulletins.
    "bulletin.not_a_draft": N_(
        "{code} is {status} and is not edited. Send it back to draft, or supersede it when it is published."
    ),
    "bulletin.not_submitted": N_("{code} is {status}, not submitted. Submit it first."),
    "bulletin.not_published": N_("{code} is {status} and was told to nobody yet. Publish it first."),
    "bulletin.not_in_force": N_("{code} is {status} and not in force any more. Supersede it to renew it."),
    "bulletin.ended": N_("{code} is {status} already. Look at its chain for the one in force."),
    "bulletin.reason_needed": N_("{code} goes back to its author only with a reason. Say what to change."),
    "bulletin.public_sector_only": N_(
        "{code} is about a person who is sought: only a supervisor of the public sector decides on it."
    ),
    "bulletin.own_organization_only": N_(
        "You confirm for your own organization only. {name} confirms by itself, or through the desk."
    ),
    "bulletin.not_a_recipient": N_("{name} was not told of {code}. Extend the audience first."),
    "bulletin.acknowledged_already": N_("{name} acknowledged {code} already: {who}, {at}."),
    "bulletin.superseding_already": N_(
        "Draft {number} by {author} is to supersede it already. Go on with that one, or discard it."
    ),
    "bulletin.red_goes_to_named_people": N_(
        "{code} is TLP:RED, which goes to people named one by one, never to organizations. "
        "Name its readers, or choose another marking."
    ),
    "bulletin.nobody_may_get_it": N_(
        "Nobody in the audience of {code} is cleared for {marking}. Choose another audience or marking."
    ),
    "observation.withdrawn": N_("{number} was withdrawn, so nothing more is done with it. Report it anew."),
    "observation.transition": N_("{number} is {status} and cannot become {to} from there. Open it and look."),
    "observation.claimed": N_("{number} is held by {holder} since {since}. Ask them to release it."),
    "observation.not_claimed": N_("Nobody holds {number}. Claim it first."),
    "observation.withdraw_other": N_(
        "{number} was taken in by someone else. They, or a supervisor, can withdraw it."
    ),
    "observation.changed_by_other": N_(
        "{by} changed {number} since, so your change is not taken back. Open it and look."
    ),
    "observation.vet_own": N_(
        "{intake} took {number} in and cannot decide on it. Ask a supervisor other than {intake}."
    ),
    "observation.marking_looser": N_(
        "{number} is {marking}. Only who took it in, or a supervisor, may loosen it to {to}."
    ),
    "observation.reason_needed": N_(
        "{behaviour} is no crime in itself. Write the reason for suspicion into {number} first."
    ),
    "observation.photo_removed": N_("That photo of {number} is removed already. Ctrl+Z puts it back."),
    "observation.linked_already": N_("{number} is linked with incident {incident} already."),
    "observation.not_linked": N_(
        "{number} is not linked with it. Look again; another desk may have unlinked it."
    ),
    "observation.sighted_already": N_("{number} is a sighting of that bulletin already."),
    "observation.import_withdrawn": N_(
        "The import of {file_name} was taken back already. Import the file anew."
    ),
    "incident.ended": N_("Incident {number} is {status}. Reopen it first."),
    "incident.transition": N_("Incident {number} is {status} and cannot become {to} from there."),
    "incident.changed_by_other": N_(
        "{by} changed incident {number} since, so your change is not taken back. Open it and look."
    ),
    "incident.worked_on": N_(
        "Somebody works on incident {number} already, so its opening is not taken back. Cancel it instead."
    ),
    "incident.log_of_command": N_(
        "That line of incident {number} tells what was done and is not struck. Log a correction."
    ),
    "incident.log_struck": N_("That line of incident {number} is struck already: {why}."),
    "incident.log_other": N_(
        "Someone else wrote that line of incident {number}. They, or a supervisor, may strike it."
    ),
    "incident.marking_looser": N_(
        "Incident {number} is {marking}. Only who opened it, or a supervisor, may loosen it to {to}."
    ),
    "unit.busy": N_("{call_sign} is at incident {incident}. Release it there, or take it from there."),
    "unit.out_of_service": N_("{call_sign} is out of service. Assign another unit."),
    "unit.here_already": N_("{call_sign} is at incident {incident} already."),
    "unit.not_here": N_("{call_sign} is not at incident {incident}, so it cannot be released from it."),
    "unit.not_assigned": N_("{call_sign} is at no incident, so it cannot be {status}. Assign it first."),
    "unit.archived": N_("{call_sign} is archived. Restore it first."),
    "unit.call_sign_taken": N_("{call_sign} is the call sign of another unit. Choose another one."),
    "desk_begun": N_("This database has its first operator already. Sign in."),
    "last_administrator": N_("The desk needs an administrator. Give that role to another operator first."),
    "server_backs_up": N_("A shared database is backed up at its server: see packaging/postgresql."),
    "another_login": N_("This desk is open for another login. Sign out, then sign in as {name}."),
    "operator_disabled": N_("{name} is not let in any more. Ask an administrator."),
    "operator_locked": N_(
        "{name} is locked after too many wrong passwords. Ask an administrator to release it."
    ),
    "operator_locked_alone": N_(
        "{name} is locked after too many wrong passwords. No other administrator can release it, so it is "
        "let in again from {until} on."
    ),
    "password_one_time": N_(
        "The password of {name} is a one-time one. Sign in at a desk's window once and set one of your own."
    ),
    "operator_disabled_not_locked": N_("That operator is disabled, not locked. Enable them instead."),
    "no_logins_here": N_(
        "This server lets the program make no logins. Whoever runs it makes them; its page in "
        "packaging/postgresql says how."
    ),
    "login_taken": N_("The server has a login {login} already. Choose another name for it."),
    # What was saved on this desk while the server was away.
    "saved_gone": N_("It does not wait on this desk any more."),
    "saved_in_doubt": N_(
        "{number} may have reached the server already. Wait until it answers, then take it back there."
    ),
    "saved_not_taken_back": N_("{number} cannot be taken back here. Look at its record."),
    "saved_by_other_version": N_(
        "It was saved by another version of OpsDesk. Copy its text, type it anew, then drop it."
    ),
    "saved_fault": N_("A fault of the program stopped it, and is in its log. Copy its text, then drop it."),
    "outbox_not_recoverable": N_(
        "What {name} left here was never wrapped with the recovery key. Only {name}'s password opens it."
    ),
    "recovery_key_wrong": N_("What {name} left here was wrapped for another database. Open that one."),
    "recovery_not_recorded": N_("The journal does not name the request yet. Ask for the key once more."),
}

#: Every reason code and its template; a code stands in one of the three.
REASONS: Mapping[str, str] = {**REFUSED, **STORE, **FIELDS}
