from django.db import migrations, models

from treatment_plants.search import initials_of


def fill_in(apps, schema_editor):
    Plant = apps.get_model("treatment_plants", "Plant")
    plants = list(Plant.objects.all())
    for plant in plants:
        plant.initials = initials_of(plant.name)
    Plant.objects.bulk_update(plants, ["initials"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("treatment_plants", "0001_initial")]

    operations = [
        migrations.AddField("plant", "initials", models.CharField(default="", editable=False, max_length=1400)),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
