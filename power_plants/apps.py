from django.apps import AppConfig


class PowerPlants(AppConfig):
    name = "power_plants"

    def ready(self):
        from returns import kinds
        from returns.models import Kind

        kinds.enter(Kind.POWER_UNIT, "power_plants.correcting.RETURNED")
