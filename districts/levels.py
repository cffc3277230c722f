"""Levels of government that coordinate or act (S11, S22)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    TOWN = "town", _("town level")
    DISTRICT = "district", _("district level")
    CITY = "city", _("city level")
