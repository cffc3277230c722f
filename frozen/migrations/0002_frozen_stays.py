from django.db import migrations

PARTS = ("frozenparameter", "frozenquota", "frozenplace", "frozenplant", "frozenload", "frozenremoval")
TABLES = ("freeze", *PARTS)

# Rows of a copy come before its head, in one transaction; what comes after it is refused. On SQLite an INSERT OR REPLACE
# deletes without a word to the triggers of DELETE: the refusal of more rows stops that as well.
SQLITE = [
    *(
        f"CREATE TRIGGER frozen_{table}_{act} BEFORE {act.upper()} ON frozen_{table} "
        "BEGIN SELECT RAISE(ABORT, 'a frozen month is never changed or removed'); END"
        for table in TABLES
        for act in ("update", "delete")
    ),
    *(
        f"CREATE TRIGGER frozen_{table}_insert BEFORE INSERT ON frozen_{table} "
        "WHEN EXISTS (SELECT 1 FROM frozen_freeze WHERE key = NEW.freeze_id) "
        "BEGIN SELECT RAISE(ABORT, 'nothing is added to a frozen month'); END"
        for table in PARTS
    ),
    "CREATE TRIGGER frozen_freeze_insert BEFORE INSERT ON frozen_freeze "
    "WHEN EXISTS (SELECT 1 FROM frozen_freeze WHERE key = NEW.key OR (division = NEW.division AND sequence >= NEW.sequence)) "
    "BEGIN SELECT RAISE(ABORT, 'a frozen month is never replaced'); END",
]
POSTGRESQL = [
    """
    CREATE FUNCTION frozen_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a frozen month is never changed or removed';
    END
    $$""",
    """
    CREATE FUNCTION frozen_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM frozen_freeze WHERE key = NEW.freeze_id) THEN
            RAISE EXCEPTION 'nothing is added to a frozen month';
        END IF;
        RETURN NEW;
    END
    $$""",
    *(
        f"CREATE TRIGGER frozen_{table}_stays BEFORE UPDATE OR DELETE ON frozen_{table} FOR EACH ROW EXECUTE FUNCTION frozen_stays()"
        for table in TABLES
    ),
    *(
        f"CREATE TRIGGER frozen_{table}_is_kept BEFORE TRUNCATE ON frozen_{table} FOR EACH STATEMENT EXECUTE FUNCTION frozen_stays()"
        for table in TABLES
    ),
    *(
        f"CREATE TRIGGER frozen_{table}_is_whole BEFORE INSERT ON frozen_{table} FOR EACH ROW EXECUTE FUNCTION frozen_is_whole()"
        for table in PARTS
    ),
]
LIFTED = {
    "sqlite": [
        *(f"DROP TRIGGER frozen_{table}_{act}" for table in TABLES for act in ("update", "delete", "insert")),
    ],
    "postgresql": [
        *(f"DROP TRIGGER frozen_{table}_{what} ON frozen_{table}" for table in TABLES for what in ("stays", "is_kept")),
        *(f"DROP TRIGGER frozen_{table}_is_whole ON frozen_{table}" for table in PARTS),
        "DROP FUNCTION frozen_stays()",
        "DROP FUNCTION frozen_is_whole()",
    ],
}
GUARDS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


def guard(apps, schema_editor):
    """A migration that has SQLite build one of these tables anew has to run this again: the triggers go with the old table."""
    for statement in GUARDS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps, schema_editor):
    for statement in LIFTED[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("frozen", "0001_initial")]
    operations = [migrations.RunPython(guard, lift)]
