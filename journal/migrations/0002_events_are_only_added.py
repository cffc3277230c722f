from django.db import migrations

REFUSE = """
CREATE FUNCTION journal_event_is_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events of the journal are only added, never changed or removed';
END
$$;
CREATE TRIGGER journal_event_is_only_added BEFORE UPDATE OR DELETE ON journal_event
    FOR EACH ROW EXECUTE FUNCTION journal_event_is_only_added();
"""
ALLOW = """
DROP TRIGGER journal_event_is_only_added ON journal_event;
DROP FUNCTION journal_event_is_only_added();
"""


def on_postgresql(sql):
    """SQLite serves the demonstration, whose tests empty their tables by deleting; production is PostgreSQL."""

    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(on_postgresql(REFUSE), on_postgresql(ALLOW))]
