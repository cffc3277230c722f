import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

TRIGGER, TABLE = "power_plants_yearstatistics_stays", "power_plants_yearstatistics"
BEFORE = ["unit_id", "year", "coal_kg", "sulphur_millionths", "so2_mg", "document", "entered_by_id", "entered_at"]


def keep(schema_editor, names):
    """What the statistics hold is never reworded. (SQLite makes the table anew for a constraint and loses its trigger.)"""
    columns = ", ".join(f'"{name}"' for name in names)
    if schema_editor.connection.vendor == "postgresql":
        drop, act = f"DROP TRIGGER IF EXISTS {TRIGGER} ON {TABLE}", "FOR EACH ROW EXECUTE FUNCTION power_plants_stays()"
    else:
        drop, act = f"DROP TRIGGER IF EXISTS {TRIGGER}", "BEGIN SELECT RAISE(ABORT, 'what was said of a closing stays as it was said'); END"
    schema_editor.execute(drop)
    schema_editor.execute(f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE OF {columns} ON {TABLE} {act}")


def with_nox(apps, schema_editor):
    keep(schema_editor, [*BEFORE, "nox_mg"])


def without_nox(apps, schema_editor):
    keep(schema_editor, BEFORE)


class Migration(migrations.Migration):
    dependencies = [
        ("construction", "0001_initial"),
        ("power_plants", "0002_what_was_said_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="closure",
            name="grid_line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="closures",
                to="construction.project",
                verbose_name="grid project that must come first",
            ),
        ),
        migrations.AlterField(
            model_name="closure",
            name="grid_project",
            field=models.CharField(blank=True, max_length=120, verbose_name="grid project in words"),
        ),
        # Backwards, the trigger that knows the column goes before the column does.
        migrations.RunPython(migrations.RunPython.noop, without_nox),
        migrations.AddField(
            model_name="yearstatistics",
            name="nox_mg",
            field=models.BigIntegerField(null=True, verbose_name="NOₓ in the statistics"),
        ),
        migrations.AddConstraint(
            model_name="yearstatistics",
            constraint=models.CheckConstraint(
                condition=Q(nox_mg__isnull=True) | Q(nox_mg__gte=0, nox_mg__lte=10**16), name="statistics_nox"
            ),
        ),
        migrations.RunPython(with_nox, without_nox),
    ]
