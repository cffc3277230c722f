"""The month's sheet of a district's units: what each burnt, and where its return stands."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from districts.models import Division
from formulas.months import month_text
from formulas.power import so2_formed
from formulas.units import COAL, MASS, PERCENT, Unit
from power_plants.actions import Coal
from power_plants.forms import CoalForm
from power_plants.models import CoalBurnt
from power_plants.models import Unit as PowerUnit
from power_plants.queries import rules, units_with_records
from power_plants.rules import months_owed
from returns.closing import Closing, Lock
from returns.models import EDITABLE, MISSING, MISSING_LABEL, Kind, State
from tables import Column, Table, figure, plain, unit_names


@dataclass(frozen=True)
class CoalColumn:
    """One of the two values of a row. `name` is that of the form's field and of the record's."""

    name: str
    label: object
    unit_name: object
    unit: Unit

    def text(self, value) -> str:
        return self.unit.typed(value)


COLUMNS = [
    CoalColumn("coal_kg", gettext_lazy("Coal"), unit_names.COAL, COAL),
    CoalColumn("sulphur_millionths", gettext_lazy("Sulphur"), unit_names.PERCENT, PERCENT),
]


@dataclass(frozen=True)
class CoalCell:
    """The field of a value, and what stands in the portal."""

    column: CoalColumn
    bound: object
    text: str


@dataclass
class Row:
    unit: PowerUnit
    kept: CoalBurnt | None
    form: CoalForm
    formed_mg: int | None
    lock: Lock | None = None  # why it can't be entered, where its month is closed
    locked_out: bool = False  # something was typed that can't be stored any more
    conflict: bool = False  # somebody else has changed it since the person opened the sheet

    @property
    def cells(self) -> list[CoalCell]:
        return [CoalCell(one, self.form[one.name], one.text(self.kept and getattr(self.kept, one.name))) for one in COLUMNS]

    @property
    def prefix(self) -> str:
        return f"unit{self.unit.pk}"

    @property
    def state(self) -> str:
        return self.kept.monthly_return.state if self.kept else MISSING

    @property
    def state_label(self) -> str:
        label = str(State(self.state).label if self.kept else MISSING_LABEL)
        return _("%(state)s, locked") % {"state": label} if self.lock else label

    @property
    def is_editable(self) -> bool:
        return self.lock is None and (self.state == MISSING or self.state in EDITABLE)

    @property
    def reason(self) -> str:
        return self.kept.monthly_return.reason if self.state == State.SENT_BACK else ""


class CoalSheet:
    """Units of a district that ran in a month, with a form for each; `data` is what was sent."""

    def __init__(self, district: Division, month: int, data=None):
        self.district, self.month, self.known = district, month, rules()
        self.closing = Closing(district.code, Kind.POWER_UNIT)
        units = (unit for unit in units_with_records(district.code) if months_owed(unit, self.known, [month]))
        self.rows = [self._row(unit, data) for unit in units]

    def _row(self, unit: PowerUnit, data) -> Row:
        kept = next((one for one in unit.coal_months.all() if one.month == self.month), None)
        initial = {"version": kept.monthly_return.version if kept else 0}
        formed = None
        if kept:
            initial |= {"coal_kg": kept.coal_kg, "sulphur_millionths": kept.sulphur_millionths}
            formed = so2_formed(kept.coal_kg, kept.sulphur_millionths, self.known.factor_thousandths(self.month))
        row = Row(unit, kept, CoalForm(None, prefix=f"unit{unit.pk}", initial=initial), formed)
        row.lock = self.closing.lock(self.district.code, self.month, unit.pk)
        if data is not None and f"{row.prefix}-coal_kg" in data:
            row.form = CoalForm(data, prefix=row.prefix, initial=initial)
        return row

    def is_valid(self) -> bool:
        """Marks what is wrong, what somebody else has changed, and what was typed into rows that nobody can fill in any more."""
        bound = [row for row in self.rows if row.form.is_bound]
        valid = all([row.form.is_valid() for row in bound])
        for row in bound:
            changed = any(column.name in row.form.changed_data for column in COLUMNS)
            row.locked_out = changed and not row.is_editable
            row.conflict = changed and row.is_editable and "version" in row.form.changed_data
            row.form.read_anew()
        return valid and not any(row.locked_out or row.conflict for row in bound)

    def entries(self) -> list[Coal]:
        bound = [row for row in self.rows if row.is_editable and row.form.is_bound and not row.form.is_empty]
        return [Coal(row.unit, **{name: value or 0 for name, value in _values(row).items()}) for row in bound]

    @property
    def is_editable(self) -> bool:
        return any(row.is_editable for row in self.rows)

    @property
    def is_locked_out(self) -> bool:
        return any(row.locked_out for row in self.rows)

    @property
    def has_conflict(self) -> bool:
        return any(row.conflict for row in self.rows)


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
