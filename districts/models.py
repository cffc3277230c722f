from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LEVEL_LENGTHS = {2: _("province"), 4: _("city"), 6: _("district"), 9: _("town")}
CITY_CODE_LENGTH = 4
DISTRICT_CODE_LENGTH = 6
TOWN_CODE_LENGTH = 9


class Division(models.Model):
    """A province, city, district or town. Its statistical code is cut to the length of its level, never stripped of zeros."""

    code = models.CharField(
        _("code"), max_length=9, primary_key=True, validators=[RegexValidator(r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$")]
    )
    name = models.CharField(_("name"), max_length=50)
    name_en = models.CharField(_("English name"), max_length=50, blank=True)
    position = models.PositiveIntegerField(_("place in official lists"), default=0)
    leader = models.CharField(_("leader in charge"), max_length=50, blank=True)
    leader_office = models.CharField(_("office of the leader in charge"), max_length=50, blank=True)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def level(self) -> str:
        return LEVEL_LENGTHS[len(self.code)]

    @property
    def leader_title(self) -> str:
        """Name and office, as officials are called; empty where nobody has been named."""
        return f"{self.leader} {self.leader_office}".strip()

    def told(self) -> dict:
        """What an administrator may change, as forms know it."""
        return {"leader": self.leader, "leader_office": self.leader_office}
