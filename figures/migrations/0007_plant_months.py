from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("figures", "0006_time_of_failure")]
    operations = [
        migrations.AddField(
            model_name="divisionfigure",
            name="plant_months",
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
    ]
