"""The month's sheet of a district's units: what each burnt, and where its return stands."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from districts.models import Division
from formulas.months import month_of, month_text
from formulas.power import so2_formed
from formulas.units import COAL, MASS, PERCENT
from power_plants.actions import Coal
from power_plants.forms import CoalForm
from power_plants.models import CoalBurnt, Unit
from power_plants.queries import rules, units_with_records
from power_plants.rules import side_of
from returns.models import EDITABLE, MISSING, MISSING_LABEL, State
from tables import Column, Table, figure, plain, unit_names


@dataclass
class Row:
    unit: Unit
    kept: CoalBurnt | None
    form: CoalForm
    formed_mg: int | None

    @property
    def state(self) -> str:
        return self.kept.monthly_return.state if self.kept else MISSING

    @property
    def state_label(self) -> str:
        return str(State(self.state).label if self.kept else MISSING_LABEL)

    @property
    def is_editable(self) -> bool:
        return self.state == MISSING or self.state in EDITABLE

    @property
    def reason(self) -> str:
        return self.kept.monthly_return.reason if self.state == State.SENT_BACK else ""


class CoalSheet:
    """Units of a district that ran in a month, with a form for each; `data` is what was sent."""

    def __init__(self, district: Division, month: int, data=None):
        self.district, self.month, known = district, month, rules()
        self.rows = []
        for unit in units_with_records(district.code):
            kept = next((one for one in unit.coal_months.all() if one.month == month), None)
            if kept or (month_of(unit.commissioned_on) <= month and side_of(unit, known, is_verified=False).runs(month)):
                self.rows.append(self._row(unit, kept, known, data))

    def _row(self, unit: Unit, kept: CoalBurnt | None, known, data) -> Row:
        initial = {"version": kept.monthly_return.version if kept else 0}
        formed = None
        if kept:
            initial |= {"coal_kg": kept.coal_kg, "sulphur_millionths": kept.sulphur_millionths}
            formed = so2_formed(kept.coal_kg, kept.sulphur_millionths, known.factor_thousandths(self.month))
        row = Row(unit, kept, CoalForm(None, prefix=f"unit{unit.pk}", initial=initial), formed)
        if data is not None and row.is_editable and f"unit{unit.pk}-coal_kg" in data:
            row.form = CoalForm(data, prefix=f"unit{unit.pk}", initial=initial)
        return row

    def is_valid(self) -> bool:
        return all([row.form.is_valid() for row in self.rows if row.form.is_bound])

    def entries(self) -> list[Coal]:
        bound = [row for row in self.rows if row.form.is_bound and not row.form.is_empty]
        return [Coal(row.unit, **{name: value or 0 for name, value in _values(row).items()}) for row in bound]

    @property
    def is_editable(self) -> bool:
        return any(row.is_editable for row in self.rows)


def _values(row: Row) -> dict:
    cleaned = row.form.cleaned_data
    return {"coal_kg": cleaned["coal_kg"], "sulphur_millionths": cleaned["sulphur_millionths"], "seen_version": cleaned["version"]}


def coal_table(sheet: CoalSheet) -> Table:
    return Table(
        title=_("%(district)s: coal of power units in %(month)s") % {"district": sheet.district, "month": month_text(sheet.month)},
        columns=[
            Column("unit", pgettext("of a power plant", "Unit"), lambda row: plain(str(row.unit)), heads_row=True),
            Column("state", _("State"), lambda row: plain(row.state_label, state=row.state)),
            Column("coal", _("Coal"), lambda row: figure(row.kept and row.kept.coal_kg, COAL, places=2), unit_names.COAL, True),
            Column(
                "sulphur", _("Sulphur"), lambda row: figure(row.kept and row.kept.sulphur_millionths, PERCENT), unit_names.PERCENT, True
            ),
            Column("so2_formed", _("SO₂ formed"), lambda row: figure(row.formed_mg, MASS, places=2), unit_names.MASS, True),
        ],
        records=sheet.rows,
        empty_text=_("No power unit ran in this month."),
    )
