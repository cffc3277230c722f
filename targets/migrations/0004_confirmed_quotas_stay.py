from django.db import migrations

# Whoever writes a part of a set waits for a confirmation that is under way (FOR SHARE), and is refused after it: what was
# looked at when the set came into force is what stays.
STAYS = """
CREATE FUNCTION targets_quota_set_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a confirmed quota set is never changed or removed';
END
$$;
CREATE TRIGGER targets_quota_set_stays BEFORE UPDATE OR DELETE ON targets_quotaset
    FOR EACH ROW WHEN (OLD.state = 'confirmed') EXECUTE FUNCTION targets_quota_set_stays();

CREATE FUNCTION targets_refuse_if_confirmed(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    SELECT state INTO found FROM targets_quotaset WHERE id = wanted FOR SHARE;
    IF found = 'confirmed' THEN
        RAISE EXCEPTION 'what belongs to a confirmed quota set is never added, changed or removed';
    END IF;
END
$$;
CREATE FUNCTION targets_part_of_quota_set_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM targets_refuse_if_confirmed(OLD.quota_set_id); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM targets_refuse_if_confirmed(NEW.quota_set_id); RETURN NEW; END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER targets_quota_stays BEFORE INSERT OR UPDATE OR DELETE ON targets_quota
    FOR EACH ROW EXECUTE FUNCTION targets_part_of_quota_set_stays();
CREATE TRIGGER targets_quota_file_stays BEFORE INSERT OR UPDATE OR DELETE ON targets_quotafile
    FOR EACH ROW EXECUTE FUNCTION targets_part_of_quota_set_stays();
CREATE TRIGGER targets_quota_move_stays BEFORE INSERT OR UPDATE OR DELETE ON targets_quotamove
    FOR EACH ROW EXECUTE FUNCTION targets_part_of_quota_set_stays();

CREATE FUNCTION targets_part_left_out_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM targets_refuse_if_confirmed((SELECT quota_set_id FROM targets_quota WHERE id = OLD.quota_id));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM targets_refuse_if_confirmed((SELECT quota_set_id FROM targets_quota WHERE id = NEW.quota_id));
        RETURN NEW;
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER targets_part_left_out_stays BEFORE INSERT OR UPDATE OR DELETE ON targets_quota_excludes
    FOR EACH ROW EXECUTE FUNCTION targets_part_left_out_stays();
"""

# districts' caps + reserve = city's cap: the reserve is what is left, so the identity breaks where it falls below zero,
# and for a move where it changes at all.
SUMS_HOLD = """
CREATE FUNCTION targets_handed_down(wanted bigint, city varchar)
    RETURNS TABLE (pollutant varchar, year smallint, cap bigint, handed_down numeric) LANGUAGE sql STABLE AS $$
    SELECT whole.pollutant_id, whole.year, whole.cap_mg, SUM(part.cap_mg)
    FROM targets_quota whole
    JOIN targets_quota part
        ON part.quota_set_id = whole.quota_set_id AND part.pollutant_id = whole.pollutant_id AND part.year = whole.year
        AND part.division_id <> city AND starts_with(part.division_id, city)
        AND NOT EXISTS (
            SELECT 1 FROM targets_quota_excludes without
            WHERE without.quota_id = whole.id AND without.division_id = part.division_id
        )
    WHERE whole.quota_set_id = wanted AND whole.division_id = city
        AND length(part.division_id) = (
            SELECT min(length(below.division_id)) FROM targets_quota below
            WHERE below.quota_set_id = wanted AND below.division_id <> city AND starts_with(below.division_id, city)
                AND below.pollutant_id = whole.pollutant_id AND below.year = whole.year
        )
    GROUP BY whole.pollutant_id, whole.year, whole.cap_mg
$$;
CREATE FUNCTION targets_lines(wanted bigint)
    RETURNS TABLE (division varchar, pollutant varchar, year smallint, base_amount bigint, cap bigint) LANGUAGE sql STABLE AS $$
    SELECT division_id, pollutant_id, quota.year, base_amount_mg, cap_mg FROM targets_quota quota WHERE quota_set_id = wanted
$$;
CREATE FUNCTION targets_lines_after_move(wanted bigint, moving bigint)
    RETURNS TABLE (division varchar, pollutant varchar, year smallint, base_amount bigint, cap bigint) LANGUAGE sql STABLE AS $$
    SELECT line.division, line.pollutant, line.year, line.base_amount,
        line.cap + CASE line.division WHEN move.taker_id THEN move.amount_mg WHEN move.giver_id THEN -move.amount_mg ELSE 0 END
    FROM targets_lines(wanted) line
    LEFT JOIN targets_quotamove move
        ON move.quota_set_id = moving AND move.pollutant_id = line.pollutant AND move.year = line.year
$$;
CREATE FUNCTION targets_quota_sums_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    restored bigint;
BEGIN
    IF EXISTS (SELECT 1 FROM targets_handed_down(NEW.id, NEW.division_id) WHERE handed_down > cap) THEN
        RAISE EXCEPTION 'the districts have more than their city';
    END IF;
    IF NEW.kind = 'move' AND (
        EXISTS (SELECT * FROM targets_lines(NEW.id) EXCEPT SELECT * FROM targets_lines_after_move(NEW.replaces_id, NEW.id))
        OR EXISTS (SELECT * FROM targets_lines_after_move(NEW.replaces_id, NEW.id) EXCEPT SELECT * FROM targets_lines(NEW.id))
        OR EXISTS (
            SELECT * FROM targets_handed_down(NEW.id, NEW.division_id)
            EXCEPT SELECT * FROM targets_handed_down(NEW.replaces_id, NEW.division_id)
        )
    ) THEN
        RAISE EXCEPTION 'a move changes two caps by the same amount and nothing else';
    END IF;
    IF NEW.kind = 'undo' THEN
        SELECT replaces_id INTO restored FROM targets_quotaset WHERE id = NEW.replaces_id;
        IF EXISTS (SELECT * FROM targets_lines(NEW.id) EXCEPT SELECT * FROM targets_lines(restored))
            OR EXISTS (SELECT * FROM targets_lines(restored) EXCEPT SELECT * FROM targets_lines(NEW.id)) THEN
            RAISE EXCEPTION 'an undone document leaves exactly the quotas before it';
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER targets_quota_sums_hold AFTER INSERT OR UPDATE ON targets_quotaset
    FOR EACH ROW WHEN (NEW.state = 'confirmed') EXECUTE FUNCTION targets_quota_sums_hold();
"""
ALLOW = """
DROP TRIGGER targets_quota_sums_hold ON targets_quotaset;
DROP FUNCTION targets_quota_sums_hold();
DROP FUNCTION targets_lines_after_move(bigint, bigint);
DROP FUNCTION targets_lines(bigint);
DROP FUNCTION targets_handed_down(bigint, varchar);
DROP TRIGGER targets_part_left_out_stays ON targets_quota_excludes;
DROP TRIGGER targets_quota_move_stays ON targets_quotamove;
DROP TRIGGER targets_quota_file_stays ON targets_quotafile;
DROP TRIGGER targets_quota_stays ON targets_quota;
DROP TRIGGER targets_quota_set_stays ON targets_quotaset;
DROP FUNCTION targets_part_left_out_stays();
DROP FUNCTION targets_part_of_quota_set_stays();
DROP FUNCTION targets_refuse_if_confirmed(bigint);
DROP FUNCTION targets_quota_set_stays();
"""


def on_postgresql(sql):
    """SQLite serves the demonstration, whose tests empty their tables by deleting; production is PostgreSQL."""

    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):
    dependencies = [("targets", "0003_acts_on_quotas")]
    operations = [migrations.RunPython(on_postgresql(STAYS + SUMS_HOLD), on_postgresql(ALLOW))]
