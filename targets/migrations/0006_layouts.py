from django.db import migrations


def hand_over(apps, schema_editor):
    """What was confirmed of layouts lies in one room for quotas and plants."""
    told = apps.get_model("targets", "QuotaLayout").objects.order_by("pk")
    kept = apps.get_model("workbooks", "ConfirmedLayout")
    names = ("division_id", "fingerprint", "mapping", "confirmed_at", "confirmed_by_id", "document")
    kept.objects.bulk_create(kept(purpose="quotas", **{name: getattr(one, name) for name in names}) for one in told)


def take_back(apps, schema_editor):
    kept = apps.get_model("workbooks", "ConfirmedLayout").objects.filter(purpose="quotas").order_by("pk")
    layout = apps.get_model("targets", "QuotaLayout")
    names = ("division_id", "fingerprint", "mapping", "confirmed_at", "confirmed_by_id", "document")
    layout.objects.bulk_create(layout(**{name: getattr(one, name) for name in names}) for one in kept)


class Migration(migrations.Migration):
    dependencies = [
        ("targets", "0005_printed_and_layouts"),
        ("workbooks", "0003_layouts"),
    ]

    operations = [
        migrations.RunPython(hand_over, take_back),
        migrations.DeleteModel(name="QuotaLayout"),
    ]
