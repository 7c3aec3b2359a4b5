"""Why a database cannot be used (`StoreUnavailable`): what is, then what to do."""

from __future__ import annotations

from collections.abc import Mapping

from opsdesk.wording.language import N_
from opsdesk.wording.server_reasons import SERVER

#: The database cannot be used (`StoreUnavailable`).
STORE: Mapping[str, str] = {
    **SERVER,
    "fonts_missing": N_("Noto Sans is in none of {folders}. Install fonts-noto-core, or repair the program."),
    "no_database": N_("There is no database at {path}. Create one with opsdesk database create {path}."),
    "not_a_database": N_(
        "{path} is not a database of OpsDesk. Nothing was changed. Choose another file, or restore a backup."
    ),
    "not_a_desk": N_(
        "The file is the database of another program. Nothing was changed. Choose another file."
    ),
    "needs_upgrade": N_(
        "{path} was written by an older version of OpsDesk. "
        "“opsdesk database upgrade {path}” brings it up to date."
    ),
    "newer_version": N_(
        "The file was written by a newer version of OpsDesk. Nothing was changed. Install that version."
    ),
    "damaged": N_(
        "{path} is damaged. Do not work on in it; keep a copy, and restore a backup with opsdesk restore."
    ),
    "read_only": N_("{path} cannot be written. Allow writing to the file and its folder, or choose another."),
    "disk_full": N_(
        "The disk that holds {path} is full. Nothing that was saved is lost. Make room, then try again."
    ),
    "disk_error": N_(
        "The disk that holds {path} fails: {system}. Take a backup elsewhere, and change the disk."
    ),
    "cannot_open": N_("{path} cannot be opened. Check its folder and who may read it."),
    "busy": N_("Another desk holds {path} for too long. Try again; if it stays so, close the other desk."),
    "in_use": N_("{path} is open at a desk. Close every desk on it first."),
    "being_replaced": N_("{path} is being restored from a backup now. Wait a moment, then open it again."),
    "migration_failed": N_(
        "The database could not be brought to this version: {rows:n} rows refer to nothing. "
        "Nothing was changed. Tell the administrator."
    ),
    "passphrase_needed": N_("{path} is encrypted. Type its passphrase, or set OPSDESK_PASSPHRASE."),
    "passphrase_wrong": N_("That is not the passphrase of {path}. Type it again."),
    "not_encrypted": N_("{path} is not encrypted. Open it without a passphrase."),
    "sqlite_too_old": N_(
        "SQLite {found} can damage a database. Install {needed} or newer: bash packaging/run.sh."
    ),
    "unknown_url": N_(
        "“{url}” is no address of a database. Write a path, sqlite:///PATH or postgresql://HOST/NAME."
    ),
    "network_file_system": N_(
        "{path} is on a network file system ({kind}), where databases get damaged. Choose a local disk."
    ),
    "journal_gap": N_(
        "A change is missing from the feed: {expected} was to come, {found} came. Open the desk again."
    ),
    "journal_went_back": N_(
        "The server has lost changes that this desk had seen: {known:n} were there, now {found:n} are. "
        "Open the desk again, and ask who runs the server."
    ),
    "key_open_to_others": N_("Others may read {path}. Take that right from them, then open the desk again."),
    "key_damaged": N_("{path} is damaged, so the drafts of this desk cannot be read. Put the file aside."),
    "away": N_(
        "The server has not answered since {since}. It is tried again by itself; what only the server knows "
        "has to wait for it."
    ),
    "no_outbox": N_("{path} is not there any more. Sign in again to begin a new one."),
}

#: Said besides where a backup stands near the file.
BACKUP = N_("The newest backup is {backup}.")
