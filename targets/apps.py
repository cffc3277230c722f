from django.apps import AppConfig


class Targets(AppConfig):
    name = "targets"

    def ready(self):
        from targets import drafts
        from workbooks import purposes

        purposes.enter(drafts.PURPOSE, drafts.digest)
