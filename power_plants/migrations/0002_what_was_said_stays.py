from django.db import migrations

# A planned date stays to be read whatever replaces it, and a fact that somebody stated is replaced, never reworded.
# SQLite serves the demonstration, whose tests empty their tables by deleting: there only changes are refused.
CONTENT = {
    "step": ["closure_id", "kind", "on", "document", "entered_by_id", "entered_at"],
    "yearstatistics": ["unit_id", "year", "coal_kg", "sulphur_millionths", "so2_mg", "document", "entered_by_id", "entered_at"],
    "desulphurisation": [
        *("unit_id", "process", "since", "operation_rate_millionths", "online_millionths"),
        *("document", "entered_by_id", "entered_at"),
    ],
}


def of(names):
    return ", ".join(f'"{name}"' for name in names)


def postgresql():
    yield """
CREATE FUNCTION power_plants_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was said of a closing stays as it was said';
END
$$"""
    yield """
CREATE TRIGGER power_plants_planned_date_stays BEFORE UPDATE OR DELETE ON power_plants_planneddate
    FOR EACH ROW EXECUTE FUNCTION power_plants_stays()"""
    for table, names in CONTENT.items():
        yield f"""
CREATE TRIGGER power_plants_{table}_stays BEFORE UPDATE OF {of(names)} ON power_plants_{table}
    FOR EACH ROW EXECUTE FUNCTION power_plants_stays()"""


def sqlite():
    refusal = "BEGIN SELECT RAISE(ABORT, 'what was said of a closing stays as it was said'); END"
    yield f"CREATE TRIGGER power_plants_planned_date_stays BEFORE UPDATE ON power_plants_planneddate {refusal}"
    for table, names in CONTENT.items():
        yield f"CREATE TRIGGER power_plants_{table}_stays BEFORE UPDATE OF {of(names)} ON power_plants_{table} {refusal}"


def forbid(apps, schema_editor):
    for statement in {"postgresql": postgresql, "sqlite": sqlite}[schema_editor.connection.vendor]():
        schema_editor.execute(statement)


def allow(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for table, trigger in [("planneddate", "planned_date"), *((table, table) for table in CONTENT)]:
        where = f" ON power_plants_{table}" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER power_plants_{trigger}_stays{where}")
    if is_postgresql:
        schema_editor.execute("DROP FUNCTION power_plants_stays()")


class Migration(migrations.Migration):
    dependencies = [("power_plants", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
