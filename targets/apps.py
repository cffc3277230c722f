from django.apps import AppConfig


class Targets(AppConfig):
    name = "targets"

    def ready(self):
        from targets.purpose import PURPOSE
        from workbooks import purposes

        purposes.enter(PURPOSE, "targets.drafts.digest")
