"""Why a shared database cannot be used (`StoreUnavailable`): what is, then what to do."""

from __future__ import annotations

from collections.abc import Mapping

from opsdesk.wording.language import N_

SERVER: Mapping[str, str] = {
    "server_away": N_(
        "{path} does not answer. It is tried again by itself; if it stays so, tell who runs the server."
    ),
    "server_full": N_("{path} takes no more connections. Try again, or close a desk that nobody uses."),
    "server_busy": N_("{path} is held up by another desk. Nothing was written. Try again."),
    "server_too_old": N_(
        "{path} runs PostgreSQL {found}, which has known holes. "
        "Its administrator brings it to {needed} or newer."
    ),
    "connection_unsafe": N_(
        "On the way to {host} somebody else could answer (sslmode={mode}). "
        "Write sslmode=verify-full, and sslrootcert=PATH of its certificate."
    ),
    "no_certificate": N_("There is no certificate at {path}. Copy the server's root.crt there."),
    "certificate_wrong": N_(
        "{path} shows a certificate that is not its own: {system}. "
        "No password was sent. Compare sslrootcert with the server's root.crt."
    ),
    "password_md5": N_(
        "{host} asks for an MD5 password, which can be stolen on the way. None was sent. "
        "Its administrator sets password_encryption = scram-sha-256 and each password anew."
    ),
    "password_in_clear": N_(
        "{host} asks for the password in clear text. None was sent. "
        "Its administrator writes scram-sha-256 in pg_hba.conf."
    ),
    "not_admitted": N_(
        "{path} does not let {name} in from here: {system}. Its administrator adds a line to pg_hba.conf."
    ),
    "no_shared_database": N_(
        "The server is there, but no database {path}. Check its name, or make it with createdb."
    ),
    "no_desk": N_("{path} holds no desk yet. Its owner makes one with opsdesk database create."),
    "older_version": N_(
        "{path} is of an older version of OpsDesk. Its owner runs opsdesk database upgrade; "
        "until then work with that version."
    ),
    "not_the_owner": N_("This login does not act for {owner}. Use the one that made the database."),
    "closed": N_("{path} was closed. Open it again."),
}
