from django.db import migrations

# What was accepted is changed by a correction alone, and by sending it back first: whoever writes waits for an acceptance that
# is under way (FOR SHARE), and is refused after it.
STAYS = """
CREATE FUNCTION returns_refuse_if_accepted(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    SELECT state INTO found FROM returns_monthlyreturn WHERE id = wanted FOR SHARE;
    IF found = 'accepted' THEN
        RAISE EXCEPTION 'what belongs to an accepted return is never added, changed or removed';
    END IF;
END
$$;
CREATE FUNCTION returns_operation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM returns_refuse_if_accepted(OLD.monthly_return_id); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM returns_refuse_if_accepted(NEW.monthly_return_id); RETURN NEW; END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER returns_operation_stays BEFORE INSERT OR UPDATE OR DELETE ON treatment_plants_operation
    FOR EACH ROW EXECUTE FUNCTION returns_operation_stays();
CREATE FUNCTION returns_measurement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM returns_refuse_if_accepted((SELECT monthly_return_id FROM treatment_plants_operation WHERE id = OLD.operation_id));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM returns_refuse_if_accepted((SELECT monthly_return_id FROM treatment_plants_operation WHERE id = NEW.operation_id));
        RETURN NEW;
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER returns_measurement_stays BEFORE INSERT OR UPDATE OR DELETE ON treatment_plants_measurement
    FOR EACH ROW EXECUTE FUNCTION returns_measurement_stays();

CREATE FUNCTION returns_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a kept version is never changed or removed';
END
$$;
CREATE TRIGGER returns_version_stays BEFORE UPDATE ON returns_version
    FOR EACH ROW EXECUTE FUNCTION returns_only_added();
-- A sheet that was loaded by mistake is taken back with the returns that it brought, as long as nobody has ever accepted them.
CREATE FUNCTION returns_refuse_if_ever_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM returns_version WHERE monthly_return_id = OLD.monthly_return_id AND act <> 'submitted') THEN
        RAISE EXCEPTION 'a kept version of what was accepted is never removed';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER returns_version_is_kept BEFORE DELETE ON returns_version
    FOR EACH ROW EXECUTE FUNCTION returns_refuse_if_ever_accepted();
CREATE TRIGGER returns_terms_stay BEFORE UPDATE OR DELETE ON returns_terms
    FOR EACH ROW EXECUTE FUNCTION returns_only_added();

CREATE FUNCTION returns_decided_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a decided proposal is never changed or removed';
END
$$;
CREATE TRIGGER returns_opening_stays BEFORE UPDATE OR DELETE ON returns_opening
    FOR EACH ROW WHEN (OLD.decision <> 'proposed') EXECUTE FUNCTION returns_decided_stays();
CREATE TRIGGER returns_correction_stays BEFORE UPDATE OR DELETE ON returns_correction
    FOR EACH ROW WHEN (OLD.decision <> 'proposed') EXECUTE FUNCTION returns_decided_stays();
"""
ALLOW = """
DROP TRIGGER returns_correction_stays ON returns_correction;
DROP TRIGGER returns_opening_stays ON returns_opening;
DROP FUNCTION returns_decided_stays();
DROP TRIGGER returns_terms_stay ON returns_terms;
DROP TRIGGER returns_version_is_kept ON returns_version;
DROP FUNCTION returns_refuse_if_ever_accepted();
DROP TRIGGER returns_version_stays ON returns_version;
DROP FUNCTION returns_only_added();
DROP TRIGGER returns_measurement_stays ON treatment_plants_measurement;
DROP FUNCTION returns_measurement_stays();
DROP TRIGGER returns_operation_stays ON treatment_plants_operation;
DROP FUNCTION returns_operation_stays();
DROP FUNCTION returns_refuse_if_accepted(bigint);
"""


def on_postgresql(sql):
    """SQLite serves the demonstration: it builds a table anew for most changes of it, and its triggers go with the old one."""

    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("returns", "0003_closing_versions_corrections"), ("treatment_plants", "0006_questions_and_reasons_for_blanks")]
    operations = [migrations.RunPython(on_postgresql(STAYS), on_postgresql(ALLOW))]
