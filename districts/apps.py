from django.apps import AppConfig
from django.urls import register_converter
from django.urls.converters import StringConverter


class DivisionCode(StringConverter):
    """The code of a division in an address, as in <division:code>; nothing else reaches the database."""

    regex = "[0-9]{2,9}"


class Districts(AppConfig):
    name = "districts"

    def ready(self):
        register_converter(DivisionCode, "division")
