from django.apps import AppConfig


class TreatmentPlants(AppConfig):
    name = "treatment_plants"

    def ready(self):
        from returns import kinds
        from treatment_plants.correcting import RETURNED

        kinds.enter(RETURNED)
