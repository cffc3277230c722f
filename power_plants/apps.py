from django.apps import AppConfig


class PowerPlants(AppConfig):
    name = "power_plants"

    def ready(self):
        from power_plants.correcting import RETURNED
        from returns import kinds

        kinds.enter(RETURNED)
