from django.apps import AppConfig


class Construction(AppConfig):
    name = "construction"

    def ready(self):
        from returns import kinds
        from returns.models import Kind

        kinds.enter(Kind.CONSTRUCTION, "construction.progress.correcting.RETURNED")
