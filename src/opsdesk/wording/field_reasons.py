"""What is wrong with one field (`BadInput`, `Problem.reason`): what is, then what to do."""

from __future__ import annotations

from collections.abc import Mapping

from opsdesk.wording.language import N_

#: What is wrong with one field (`Problem.reason`); pydantic's own codes stand among them.
FIELDS: Mapping[str, str] = {
    "required": N_("{field} is missing. Fill it in."),
    "ends_before": N_("{field} {end} is before {start}. Correct one of them."),
    "too_late": N_("{field} {given} is too late. It has to be {latest} or before."),
    "not_text": N_("{field} holds characters that are not valid text. Type it again."),
    "empty": N_("{field} is empty. Write something."),
    "out_of_range": N_("{field} {value} is out of range. It goes from {lowest} to {highest}."),
    "too_long": N_(
        "{field} is too long. Characters: {length:n}, of which at most {longest:n} are kept; shorten it."
    ),
    "nul": N_("{field} holds a NUL character, which cannot be stored. Take it out."),
    "unknown_code": N_("{field} “{given}” is not in the list. Use one of {known}."),
    "unknown_field": N_("There is no field {given}. The fields are: {known}."),
    "unknown_column": N_("There is no column “{column}”. The columns are: {columns}."),
    "unknown_zone": N_("“{given}” is no time zone. Write one such as Europe/Monaco or America/New_York."),
    "unknown_database": N_(
        "“{given}” is no database address. Write a path, sqlite:///PATH or postgresql://HOST/NAME."
    ),
    "unknown_url_option": N_(
        "{field}: “{given}” is no option of an address. Take host, sslmode, sslrootcert or connect_timeout."
    ),
    "not_a_time": N_(
        "{field} “{given}” is no time that can be read. Write 2026-06-13 14:02, or 2 d for two days ago."
    ),
    "not_a_clock_time": N_("“{given}” is no time of day. Write one such as 06:00."),
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
    "not_a_database": N_("{name} is not a database that can be read. Choose another file."),
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
    "readers_empty": N_("TLP:RED goes to people named one by one. Name its readers."),
    "readers_without_supervisor": N_(
        "No supervisor other than its author is among the readers, so nobody could publish it. Name one."
    ),
    "red_without_audience": N_("TLP:RED never goes to organizations. Take the audience out."),
    "unknown_operator": N_("There is no operator {given}. Choose from the list."),
    "no_reader": N_("{given} is no reader: the account is off, or is the screen on a wall. Choose another."),
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
    "string_too_short": N_("{field} is too short. Characters that it needs: {min_length} or more."),
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
    # Accounts.
    "wall_alone": N_("A wall has no other role. Take the others off, or make it a person's login."),
    "operator_taken": N_("There is an operator “{given}” already. Choose another name."),
    "password_too_short": N_("The password is too short. It needs {shortest} characters or more."),
    "password_banned": N_("The password is one of those that are tried first. Choose another."),
    # Pictures and files.
    "not_a_picture": N_("{field} is no picture that can be read. Choose a PNG, JPEG or WebP."),
    "file_kind_unknown": N_(
        "{name} is neither PNG, JPEG nor WebP, whatever its name says. Choose another file."
    ),
    "picture_too_large": N_(
        "{name} is too large a picture. At most {largest:n} pixels are taken; make it smaller."
    ),
    "picture_unreadable": N_("{name} cannot be read to its end. Copy it again, or choose another."),
    "file_in_use": N_("The file is shown by a record. Take it off there first."),
    "unreadable": N_("{name} cannot be read: {why}. Check the name and who may read it."),
    "too_large": N_("{field} is too large. Choose a smaller file."),
    # Maps and positions.
    "not_json": N_("{name} is not JSON, so it is no layer. Choose a GeoJSON file."),
    "not_geojson": N_("{name} is JSON, but no GeoJSON. Choose another file."),
    "too_many_features": N_("{name} has more than {most:n} features. Split it."),
    "too_many_points": N_("{name} has more than {most:n} points. Split it."),
    "no_readable_feature": N_(
        "None of the {skipped:n} features of {name} can be drawn. Choose another file."
    ),
    "unknown_file": N_("{name} holds no map tiles that are known. Choose MBTiles or PMTiles."),
    "not_mbtiles": N_("{name} is no MBTiles file. Choose another file."),
    "not_pmtiles": N_("{name} is no PMTiles file of version 3. Choose another file."),
    "vector_tiles": N_("{name} holds vector tiles; only pictures can be shown. Choose raster tiles."),
    "unknown_compression": N_(
        "{name} is packed in a way that is not known. Pack it with gzip or not at all."
    ),
    "not_http": N_("{template} is no web address. It begins with https://."),
    "no_fields": N_("{template} lacks one of {{x}}, {{y}} and {{z}}. Put them in."),
    "lengths_differ": N_("The columns of the pins are not of one length. Tell the administrator."),
    "no_such_square": N_("There is no grid square {square}. Check the letters and digits."),
    "beyond_grid": N_("The grid ends before latitude {latitude}. Write it in degrees."),
    "not_understood": N_("“{text}” is no position that can be read. Write it like 43.7340 7.4218."),
    "no_such_code": N_("There is no plus code {code}. Check its letters."),
    "needs_reference": N_(
        "{code} is a short plus code. Write the long one, with eight signs before the plus."
    ),
    "not_seq_and_hash": N_("“{given}” is no number with its hash. Write it like 48211:9f3c21ab."),
}
