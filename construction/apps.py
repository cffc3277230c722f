from django.apps import AppConfig


class Construction(AppConfig):
    name = "construction"

    def ready(self):
        from construction.progress.correcting import RETURNED
        from returns import kinds

        kinds.enter(RETURNED)
