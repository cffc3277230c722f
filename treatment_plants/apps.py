from django.apps import AppConfig


class TreatmentPlants(AppConfig):
    name = "treatment_plants"

    def ready(self):
        from returns import kinds
        from returns.models import Kind
        from treatment_plants.register.purpose import PURPOSE
        from workbooks import purposes

        kinds.enter(Kind.TREATMENT_PLANT, "treatment_plants.correcting.RETURNED")
        purposes.enter(PURPOSE, "treatment_plants.register.telling.digest", "treatment_plants.register.orders.ACTS")
