from django.apps import AppConfig


class TreatmentPlants(AppConfig):
    name = "treatment_plants"

    def ready(self):
        from returns import kinds
        from treatment_plants.correcting import RETURNED
        from treatment_plants.register import orders, purpose, telling
        from workbooks import purposes

        kinds.enter(RETURNED)
        purposes.enter(purpose.PURPOSE, telling.digest, orders.ACTS)
