"""Numbered, additive changes of the store, each in one transaction; a store that is newer than the program is not opened."""

from typing import Any

from db import schema, search
from db.store import Store, translated
from db.tables import local
from rules.errors import UserError
from rules.steps import Step, unheard


class StoreTooNew(UserError):
    """Say that a newer program has changed this casebook; field `migrations` names what we do not know."""

    code = "STORE_TOO_NEW"


def _migrations(step: Step = unheard) -> Any:
    from sqlite_utils.migrations import Migrations

    steps = Migrations("casebook")

    @steps()
    def m0001_first_release(db: Any) -> None:
        for statement in (*schema.ddl_of(1), *local.LOCAL_DDL):
            db.execute(statement)

    @steps()
    def m0002_exchange_at_full_depth(db: Any) -> None:
        for statement in (*schema.ddl_of(2), *local.LOCAL_DDL_2):
            db.execute(statement)

    @steps()
    def m0003_papers_and_all_services(db: Any) -> None:
        for statement in (*schema.ddl_of(3), *local.LOCAL_DDL_3):
            db.execute(statement)
        search.add_sounds(db.execute, step)

    return steps


def pending(store: Store) -> list[str]:
    """Name the changes that this store still lacks; raise StoreTooNew where it has some that we do not know."""
    steps = _migrations()
    with translated(store.path):
        known = {migration.name for migration in steps._migrations}  # noqa: SLF001 - the library offers no public list
        applied = {migration.name for migration in steps.applied(store.db)}
        if applied - known:
            raise StoreTooNew(migrations=", ".join(sorted(applied - known)))
        return [migration.name for migration in steps.pending(store.db)]


def upgrade(store: Store, step: Step = unheard) -> list[str]:
    """Apply what is pending, each change in its own transaction; give the names of what was done.

    `step(done, all)` hears of the long part, the persons, and may raise CancelledWork: what is not done then is pending still.
    """
    names = pending(store)
    if names:
        with translated(store.path), store.watched(lambda: step(0, 0)):
            _migrations(step).apply(store.db)
    return names
