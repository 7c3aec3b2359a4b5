"""The shared database on PostgreSQL: what the client side and the server side of it promise each other.

**Where things stand.** Everything is in ONE schema, `app`: the subjects' tables, the store's own, the
functions, and Alembic's `schema_version`. A connection says `search_path = app` once (a setting of the
connection), so the same `metadata`, statements and migrations serve both databases. Definer functions say
`SET search_path = pg_catalog, pg_temp` and write `app.` before every name.

**Who makes what** (`creating.py`, in this order, one transaction, as who may create roles; again at
upgrade):
1. `security.roles() -> list[str]`: the cluster's roles (`od_owner`, `od_operator`, `od_dispatcher`, ...),
   left alone where they are there already.
2. `CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION od_owner`, then `SET LOCAL ROLE od_owner`.
3. The migrations (the same files as the embedded database's): all tables of `metadata`.
4. `functions.statements(metadata) -> list[str]` (client side): `n`, numbers, search, presence, below.
5. `security.statements(metadata) -> list[str]` (server side): privileges, policies, triggers, the functions
   of the journal, below. Each list may be run again on a database that has it all: `CREATE OR REPLACE`,
   `DROP ... IF EXISTS`, `ADD COLUMN IF NOT EXISTS`.

**The client side offers** (all owned by `od_owner`, `functions.py`):
- `app.now_us() -> bigint`: this transaction's time, microseconds since 1970. The journal's `at` is this, so
  a record's `created_at` equals the `at` of its line.
- `app.next_n() -> bigint` (also the DEFAULT of every `n`): milliseconds << 20 | counter, never twice;
  `app.take_n(count integer) -> bigint`: the first of so many in a row, for an import.
- `app.take_numbers(series text, count integer) -> bigint`: the last of the next `count` numbers of a series
  (table `series`, which no login may touch otherwise).
- a generated column `words_index tsvector` with a GIN index on every searchable table, and
  `app.find_TABLE(...)` (definer, with the SELECT rule of the table compiled in by
  `security.visible_sql(table) -> str`) that names `n` only of rows the caller may read.
- `app.changed_TABLE()` (tables with imports): the `n` of imported rows that are not as they came, so that
  what a desk keeps packed shows none of them.
- table `presence(desk_id uuid, login name, desk text, seen_at bigint)` behind `app.here(desk_id, desk) ->
  integer` (how many desks are here now), a cache and not journalled.

**The server side offers**:
- `command(id uuid PRIMARY KEY, kind text, desk text, seq bigint NULL, login name DEFAULT session_user,
  operator_id uuid DEFAULT app.my_operator(), xid xid8 DEFAULT pg_current_xact_id(), at bigint DEFAULT
  app.now_us())`. The client's first statement of each command is `INSERT INTO command (id, kind, desk)
  VALUES (...) ON CONFLICT (id) DO NOTHING RETURNING at` (so SELECT on one's own rows is granted). A policy
  WITH CHECK answers whether the kind may be given: DO rules of `access.RULES` by `app.my_roles()` and
  sector; besides the kinds `access.denied`, `intelligence.read`, `file.original` for everybody. The
  triggers find the row by `xid`; without one the kind is `raw`.
- `app.applied(id uuid) -> bigint`: the last journal number of that command, whoever gave it; NULL when
  unknown. 0 is a fair answer for a command that changed nothing (the client asks after the commit).
- `app.note(subject text, record_id uuid, version integer, detail text, narrowed boolean) -> void`: a line
  that stands for no row, under the command of this transaction (an exception without one):
  `Transaction.note`.
- `app.forget(subject text, record_id uuid) -> void`: `Transaction.forget`; only under kinds that purge.
- triggers that write a line for every insert, update and delete of a table of records, with `detail` as
  `store/transaction.py` writes it (`{"after": {...}}`, `{"before": {...}, "after": {...}}`, `{"deleted":
  true}`; only `detail.told(table)`, codes and ids as text, Instants as microseconds; a part under its
  record, with `"table"` and `"id"`), for link tables (`{"table": ..., "after": ...}` under their owner),
  and ONE line for a statement that inserts rows with an `import_id` (`{"rows", "first", "last", "all"}`).
  They are constraint triggers, deferred to the commit, where `app.append` locks the head last.
- `app.follow(after bigint, limit integer) -> TABLE(seq bigint, subject text, record_id uuid)`: every
  number, in order, subject and id empty where `feed.changes_after` would hide them.
- `app.head() -> bigint`: the journal's last number. A commit that moved it does `NOTIFY journal` (empty).
- `app.my_operator() uuid, app.my_name() text, app.my_organization() uuid, app.my_sector() text,
  app.my_clearance() text, app.my_roles() text[]`: of `session_user`; NULL or empty for a login that is
  nobody's or is disabled. `my_clearance` is the lower of the operator's and the organization's.
- The logins, for `accounts.records` (each under the kinds in brackets, for administrators; `secret` is a
  SCRAM-SHA-256 verifier as `ALTER ROLE ... PASSWORD` takes it, never a password, and anything else is
  refused): `app.add_login(operator_id uuid, login text, secret text) -> void` (operator.add,
  operator.reset) makes the role and writes `operator.login`; a login that is there already is OD001
  `{"reason": "login_taken", "login": ...}`. `app.set_login_secret(operator_id uuid, secret text) -> void`
  (operator.reset; one's own under operator.set_password). `app.close_login(operator_id uuid) -> void`
  (operator.disable) sets NOLOGIN and ends its sessions; `app.open_login(operator_id uuid) -> void`
  (operator.enable, operator.release, operator.reset) sets LOGIN and takes the watcher's comment `opsdesk:
  locked ...` away. `app.locked_logins() -> TABLE(operator_id uuid, locked_at bigint)`: those that carry
  that comment, since when; empty for everyone but administrators. `app.watched() -> boolean`: whether
  somebody counts wrong passwords here. Where the server lets no function make roles, the first three are
  OD001 `{"reason": "no_logins_here"}`.
- Errors that a client turns into words carry a code in the field DETAIL as JSON `{"reason": ..., ...}` with
  SQLSTATE `OD001` (Refused) or `OD002` (Forbidden); row security's own 42501 is Forbidden too.

**The recovery key of the outbox** (`recovery.py`, stands): `recovery.statements() -> list[str]`, run as
`od_owner` by `creating.py` LAST, behind the journal's functions and `app.my_roles()`. It makes
`app.recovery`, `app.recovery_public()`, `app.recovery_key()`. Kinds in `access.py`: `outbox.recover`,
`outbox.adopt` (supervisors) and `outbox.rejected` (all staff); acts that change no record, through
`database.record`.

**On the client** `Reading.visible(table)` is `true()` (row security decides), `Transaction` writes no
journal, and `tx.now` is `command.at`.
"""
