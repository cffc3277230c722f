"""How units are written in heads (rules.md 2: 万吨 of water stands for 10⁴ m³)."""

from django.utils.translation import gettext_lazy as _

VOLUME = _("10,000 t")
CAPACITY = _("10,000 t/d")
CONCENTRATION = _("mg/L")
MASS = _("t")
MASS_A_YEAR = _("t/a")
PERCENT = _("%")
DAYS = _("days")
LENGTH = _("km")
MONEY = _("10,000 yuan")
ELECTRICITY = _("kWh")
SLUDGE = _("t")
POWER = _("10,000 kW")
COAL = _("10,000 t of coal")
COAL_RATE = _("g/kWh")
