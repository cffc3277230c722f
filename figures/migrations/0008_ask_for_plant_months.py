from django.db import migrations
from django.db.models import Min


def mark_all(apps, schema_editor):
    """Figures of a portal that has some already: the job counts anew what is left out, from the first month on."""
    stale_mark = apps.get_model("journal", "StaleMark")
    figures = apps.get_model("figures", "PlantFigure").objects.order_by("division_id")
    for division, first_month in figures.values_list("division_id").annotate(Min("month")):
        stale_mark.objects.create(division=division, year=first_month // 100)


class Migration(migrations.Migration):
    dependencies = [("figures", "0007_plant_months"), ("journal", "0003_verbs_of_quotas")]
    operations = [migrations.RunPython(mark_all, migrations.RunPython.noop)]
