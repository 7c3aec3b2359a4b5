"""The migration that a new or older database gets; `app` hands it to the store."""

from __future__ import annotations

from importlib import resources

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from opsdesk.errors import StoreUnavailable
from opsdesk.migrations import declared
from opsdesk.store import journal

#: Alembic's own table, named after what it says.
VERSION_TABLE = "schema_version"


def scripts() -> ScriptDirectory:
    """The migrations that this program brings."""
    config = Config()
    config.set_main_option("script_location", str(resources.files("opsdesk.migrations")))
    return ScriptDirectory.from_config(config)


def newest() -> str:
    """The revision of this program."""
    return str(scripts().get_current_head())


def revision_of(connection: Connection) -> str | None:
    """The revision that the database stands at; None for an empty one."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


def require_current(connection: Connection, shown: str) -> None:
    """`StoreUnavailable` unless the database stands at this program's revision: nothing is brought up here.

    `newer_version` of a newer program, `needs_upgrade` of an older one, `not_a_desk` of another.
    """
    current, head = revision_of(connection), newest()
    if current == head:
        return
    if current is None:
        raise StoreUnavailable("not_a_desk", path=shown)
    known = {script.revision for script in scripts().walk_revisions()}
    raise StoreUnavailable("needs_upgrade" if current in known else "newer_version", path=shown)


def migrate(connection: Connection) -> None:
    """Bring the database up to this program's revision; the caller commits, or takes all of it back.

    `StoreUnavailable`: `newer_version` when a newer program made it, `not_a_desk` when it is another
    program's database.
    """
    if connection.dialect.name == "postgresql":
        # Policies and triggers are made of what is declared: no table may be missing there.
        declared.load()
    directory = scripts()
    head = directory.get_current_head()
    current = revision_of(connection)
    if current == head:
        return
    if current is None and inspect(connection).get_table_names():
        raise StoreUnavailable("not_a_desk")
    if current is not None and current not in {script.revision for script in directory.walk_revisions()}:
        raise StoreUnavailable("newer_version", found=current, known=str(head))

    def steps(revision: str | tuple[str, ...], _context: MigrationContext) -> list[RevisionStep]:
        return list(directory._upgrade_revs("head", revision))  # type: ignore[arg-type] # what Alembic's command does

    with EnvironmentContext(Config(), directory, fn=steps) as environment:
        environment.configure(
            connection=connection,
            version_table=VERSION_TABLE,
            render_as_batch=True,
            transactional_ddl=False,
            transaction_per_migration=False,
        )
        environment.run_migrations()
    if current is None:
        journal.begin(connection)
