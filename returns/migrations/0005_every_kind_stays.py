from django.db import migrations

# As under the returns of plants (0004): the progress of a project and the coal of a unit are not changed once they are accepted.
# An accepted month of a project is left once and never changed, so that rankings of past days stay as they were.
STAYS = """
CREATE TRIGGER returns_progress_stays BEFORE INSERT OR UPDATE OR DELETE ON construction_progress
    FOR EACH ROW EXECUTE FUNCTION returns_operation_stays();
CREATE TRIGGER returns_coal_stays BEFORE INSERT OR UPDATE OR DELETE ON power_plants_coalburnt
    FOR EACH ROW EXECUTE FUNCTION returns_operation_stays();
CREATE FUNCTION returns_accepted_progress_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    left_now construction_acceptedprogress;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.left_at IS NULL THEN
        left_now := OLD;
        left_now.left_at := NEW.left_at;
        IF left_now IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'an accepted month is never changed or removed';
END
$$;
CREATE TRIGGER returns_accepted_progress_stays BEFORE UPDATE OR DELETE ON construction_acceptedprogress
    FOR EACH ROW EXECUTE FUNCTION returns_accepted_progress_stays();
"""
ALLOW = """
DROP TRIGGER returns_accepted_progress_stays ON construction_acceptedprogress;
DROP FUNCTION returns_accepted_progress_stays();
DROP TRIGGER returns_coal_stays ON power_plants_coalburnt;
DROP TRIGGER returns_progress_stays ON construction_progress;
"""


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0004_what_is_accepted_stays"),
        ("construction", "0001_initial"),
        ("power_plants", "0001_initial"),
    ]
    operations = [migrations.RunPython(on_postgresql(STAYS), on_postgresql(ALLOW))]
