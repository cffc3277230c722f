"""Closings named their grid project in words. Where exactly one grid line of the same city bears that name, it is chosen.

The words and days stay where they are, to be read. A line that was written as done is chosen only where the project was finished
on that very day: no closing is expected on another day because of a contradiction that nobody has looked at.
"""

from django.db import migrations

CITY = 4


def choose(apps, schema_editor):
    Closure, Project = (apps.get_model(*name) for name in (("power_plants", "Closure"), ("construction", "Project")))
    lines = {}
    for line in Project.objects.filter(kind__group="grid"):
        lines.setdefault((line.district_id[:CITY], line.name.strip()), []).append(line)
    for closure in Closure.objects.filter(grid_line=None).exclude(grid_project="").select_related("unit__plant"):
        found = lines.get((closure.unit.plant.district_id[:CITY], closure.grid_project.strip()), [])
        if len(found) == 1 and closure.grid_done_on in (None, found[0].finished_on):
            closure.grid_line = found[0]
            closure.save(update_fields=["grid_line"])


class Migration(migrations.Migration):
    dependencies = [("power_plants", "0003_grid_line_and_nox")]
    operations = [migrations.RunPython(choose, migrations.RunPython.noop)]
