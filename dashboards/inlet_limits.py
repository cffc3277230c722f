"""Which limit the page of thin inflow counts by, and whether by months or by the register."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dashboards.inlet_register import MEASURED, REGISTER
from formulas.units import CONCENTRATION
from tables.fields import UnitField
from treatment_plants.models import MOST_CONCENTRATION_UG_L


class LimitForm(forms.Form):
    """What the address asks for. Without a limit, or with one that is none, that of the rule holds."""

    limit = UnitField(
        unit=CONCENTRATION,
        most=MOST_CONCENTRATION_UG_L,
        least=1,
        required=False,
        label=_("Limit (mg/L)"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def wants_register(self, has_measured: bool) -> bool:
        """Where nothing has been measured yet, the register is shown unless a person asks for the months."""
        basis = self.data.get("basis")
        return basis == REGISTER or (basis != MEASURED and not has_measured)

    def limit_or(self, required: int) -> int:
        """In µg/L."""
        told = self.cleaned_data.get("limit") if self.is_valid() else None
        return required if told is None else told
