"""What each reason code says: what is, then what to do (SCREENS.md, Words).

Whoever raises `Refused`, `StoreUnavailable` or `BadInput` with a new code adds its line here; a test
reads the sources and fails on a code without a line. `{name}` is a fact; `{field}` the field's words.
"""

from __future__ import annotations

from collections.abc import Mapping

from opsdesk.wording.language import N_

#: Rules of the field, and the state a record is in (`Refused`).
REFUSED: Mapping[str, str] = {
    "not_yours": N_("This belongs to someone else. Ask them, or a supervisor."),
    "second_person_needed": N_("Whoever wrote it cannot decide on it. Ask another supervisor."),
    "would_leave_out": N_(
        "{count} records are above what {audience} may get: {records}. "
        "Choose a higher audience, or give --leave-out."
    ),
    "no_audience": N_("There is no organization “{name}” and no such clearance. Write one of {known}."),
    "sample_only": N_("This is the sample desk. Open a desk of your own first."),
    "database_unnamed": N_("No database is named. Give --database PATH or set OPSDESK_DATABASE."),
    "red_is_no_clearance": N_("TLP:RED is no clearance: it goes to people named one by one. Choose another."),
    "database_exists": N_("{path} is there already. Choose another name, or open it as it is."),
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
    "import_cancelled": N_("The import was cancelled. {added:n} rows that were in already stay."),
    "nothing_mapped": N_(
        "No column of {path} is mapped to {field}. Its columns are: {columns}. Give --map {field}=COLUMN."
    ),
    "release.not_reserved": N_(
        "Copy {copy} of “{title}” is {state} already. Make a new copy; this one cannot be changed."
    ),
    "audience_may_not": N_(
        "{audience} may not get {label}: {why}. Choose another audience, or ask its originator."
    ),
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
    # Partners.
    "organization.archived": N_("{name} is archived. Restore it first."),
    "organization.desk_exists": N_("{name} runs this desk already; there is one. Edit it instead."),
    "organization.desk_stays": N_("The organization that runs this desk cannot be archived."),
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
        "Choose another marking."
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
}

#: The database cannot be used (`StoreUnavailable`).
STORE: Mapping[str, str] = {
    "fonts_missing": N_("Noto Sans is in none of {folders}. Install fonts-noto-core, or repair the program."),
    "no_database": N_("There is no database at {path}. Create one with opsdesk database create {path}."),
}

#: What is wrong with one field (`Problem.reason`); pydantic's own codes stand among them.
FIELDS: Mapping[str, str] = {
    "required": N_("{field} is missing. Fill it in."),
    "ends_before": N_("{field} {end} is before {start}. Correct one of them."),
    "too_late": N_("{field} {given} is too late. It has to be {latest} or before."),
    "not_text": N_("{field} holds characters that are not valid text. Type it again."),
    "empty": N_("{field} is empty. Write something."),
    "out_of_range": N_("{field} {value} is out of range. It goes from {lowest} to {highest}."),
    "too_long": N_("{field} is too long: {length:n} characters. At most {longest:n} are kept; shorten it."),
    "nul": N_("{field} holds a NUL character, which cannot be stored. Take it out."),
    "unknown_code": N_("{field} “{given}” is not in the list. Use one of {known}."),
    "unknown_field": N_("There is no field {given}. The fields are: {known}."),
    "unknown_column": N_("There is no column “{column}”. The columns are: {columns}."),
    "unknown_zone": N_("“{given}” is no time zone. Write one such as Europe/Monaco or America/New_York."),
    "unknown_database": N_("“{given}” is no database address. Write a path, or sqlite:///PATH."),
    "not_a_time": N_(
        "{field} “{given}” is no time that can be read. Write 2026-06-13 14:02, or 2 d for two days ago."
    ),
    "not_a_date": N_("{field} “{given}” is no date that can be read."),
    "gap": N_(
        "{field} “{given}” does not exist in {zone}: the clocks went forward over it. Correct the hour."
    ),
    "twice": N_("{field} “{given}” is there twice in {zone}: the clocks went back. The first one is taken."),
    "in_the_past": N_("{field} “{given}” is past. Choose a later time."),
    "in_the_future": N_("{field} “{given}” is in the future. Correct the time or its zone."),
    "not_a_number": N_("{field} “{given}” is no number. Write digits."),
    "swapped": N_("{field} {given} is out of range, and the other one is not: the two look swapped."),
    "half_position": N_(
        "{field} is missing while the other half of the position is there. Give both or none."
    ),
    "changed_since": N_("This row was imported before with other content. Correct that observation by hand."),
    "ragged": N_("The row has {cells} cells and the header {columns}. Correct the row."),
    "quote_open": N_("A quotation mark in the row is never closed. Correct the row."),
    "cell_too_long": N_("A cell of the row is longer than {longest:size}. Shorten it."),
    "file_too_large": N_("{path} is too large: more than {most:size}. Split it."),
    "not_a_table": N_("{path} is not a table of text: {found}. Export it as CSV and take that."),
    "empty_file": N_("{path} is empty. Choose another file."),
    "only_a_header": N_("{path} has a header and no rows. Choose another file."),
    "line_too_long": N_(
        "Line {line} of {path} is longer than {longest:size}, so it is no table. Export it again as CSV."
    ),
    "not_readable": N_("{path} cannot be read: {why}. Check the name and who may read it."),
    "not_writable": N_("{path} cannot be written: {why}. Choose another place."),
    "torn": N_("{path} ends too early: its compressed part is torn. Copy it again."),
    "no_cards": N_("{path} holds no contact card that can be read. Choose another file."),
    "card_unreadable": N_("A card in {path} cannot be read: {why}. It was left out."),
    "not_a_telephone": N_(
        "“{given}” is no telephone number. Write it with its country, such as +377 98 00 11 22."
    ),
    "no_name": N_("The row has no name of an organization or a person. Give it one."),
    "ambiguous_days": N_(
        "{field}: no row tells whether 3/4 is in March or in April. Give --dates month-first or day-first."
    ),
    "control_characters": N_("{field} holds line breaks or control characters. Write it on one line."),
    "not_toml": N_("{path} is no settings file: {why}. Correct that line, or delete the file to begin anew."),
    "not_utf8": N_("{path} is not written in UTF-8. Save it as UTF-8."),
    # Partners.
    "before_start": N_("{field} is before its start. Correct one of the two."),
    "agreement_without_kind": N_(
        "The agreement has dates and no kind. Choose what it is, or clear the dates."
    ),
    "contact_of_another": N_("{given} is a contact of another organization. Choose one of this one."),
    "coverage_too_long": N_("Coverage lasts at most {longest:n} days. Plan it in parts."),
    "telephone_extension": N_(
        "“{given}” has an extension. Write the number, and {extension} into its label."
    ),
    "not_an_email": N_("“{given}” is no e-mail address. Write it such as desk@example.org."),
    "not_a_website": N_("“{given}” is no web address. Write it such as https://example.org."),
    "ring_too_short": N_("{field} has too few corners. A ring has {least} or more."),
    "not_in_a_week": N_("{field} is no part of a week. Give days and hours from Monday to Sunday."),
    "never_a_clearance": N_(
        "TLP:RED is never a clearance: it goes to people named one by one. Choose another."
    ),
    # Bulletins.
    "expires_in_the_past": N_("Expiry {given} is past. Choose a later time."),
    "expires_too_late": N_(
        "A BOLO for a person expires within 7 days: by {latest}. Choose that or earlier; "
        "it is renewed by superseding it."
    ),
    "audience_empty": N_("Nobody is to be told. Choose the audience."),
    "originator_not_police": N_(
        "A BOLO for a person comes from a police organization. Choose the originator."
    ),
    "missing_has_no_offence": N_("A missing person has no offence. Take it out."),
    "photo_authority_missing": N_("The photo of a juvenile needs who allowed it. Write the authority."),
    "juvenile_named_in_title": N_(
        "The title names the juvenile; it stays in the lists after they are found. Describe them instead."
    ),
    "situation_without_persons": N_(
        "A situation update is about safety, without persons. Take the person out."
    ),
    "unknown_organization": N_("There is no organization {given}. Choose from the list."),
    "organization_archived": N_("{given} is archived. Restore it, or leave it out."),
    "before_publishing": N_("{field} {given} is before it was published, {published}. Correct the time."),
    # The codes of pydantic.
    "missing": N_("{field} is missing. Fill it in."),
    "extra_forbidden": N_("There is no field {field} here. Take it out."),
    "string_type": N_("{field} is not text."),
    "string_too_short": N_("{field} is too short. It needs {min_length} characters or more."),
    "string_too_long": N_("{field} is too long. At most {max_length:n} characters are kept; shorten it."),
    "string_pattern_mismatch": N_("{field} “{given}” is not written as it has to be."),
    "string_unicode": N_("{field} holds characters that are not valid text. Type it again."),
    "enum": N_("{field} “{given}” is not in the list."),
    "literal_error": N_("{field} “{given}” is not in the list."),
    "bool_parsing": N_("{field} “{given}” is neither yes nor no."),
    "bool_type": N_("{field} “{given}” is neither yes nor no."),
    "int_type": N_("{field} “{given}” is no whole number. Write digits."),
    "int_parsing": N_("{field} “{given}” is no whole number. Write digits."),
    "int_from_float": N_("{field} “{given}” is no whole number. Write digits without a point."),
    "int_parsing_size": N_("{field} is too large a number. Correct it."),
    "float_type": N_("{field} “{given}” is no number. Write digits."),
    "float_parsing": N_("{field} “{given}” is no number. Write digits."),
    "finite_number": N_("{field} “{given}” is no finite number. Write digits."),
    "greater_than": N_("{field} {given} is too small. It has to be more than {gt}."),
    "greater_than_equal": N_("{field} {given} is too small. It has to be {ge} or more."),
    "less_than": N_("{field} {given} is too large. It has to be less than {lt}."),
    "less_than_equal": N_("{field} {given} is too large. It has to be {le} or less."),
    "too_short": N_("{field} has too few entries: {min_length} or more are needed."),
    "too_many": N_("{field} has too many entries. Take some out."),
    "uuid_parsing": N_("{field} “{given}” is no id."),
    "uuid_type": N_("{field} “{given}” is no id."),
    "datetime_parsing": N_("{field} “{given}” is no time that can be read."),
    "datetime_from_date_parsing": N_("{field} “{given}” is no time that can be read."),
    "datetime_type": N_("{field} “{given}” is no time that can be read."),
    "datetime_object_invalid": N_("{field} “{given}” is no time that exists."),
    "timezone_aware": N_("{field} “{given}” has no time zone. Say in which zone it is."),
    "date_parsing": N_("{field} “{given}” is no date that can be read."),
    "date_type": N_("{field} “{given}” is no date that can be read."),
    "date_from_datetime_parsing": N_("{field} “{given}” is no date that can be read."),
    "tuple_type": N_("{field} is not a list."),
    "list_type": N_("{field} is not a list."),
    "frozen_set_type": N_("{field} is not a list."),
    "model_type": N_("{field} is not filled in as it has to be."),
    "dataclass_type": N_("{field} is not filled in as it has to be."),
    "value_error": N_("{field}: {message}."),
    "assertion_error": N_("{field}: {message}."),
}

#: Every reason code and its template; a code stands in one of the three.
REASONS: Mapping[str, str] = {**REFUSED, **STORE, **FIELDS}
