"""The account of one plant's month."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.accounts import plant_account
from dashboards.explanations.steps import Input, Step, answered_for, less
from figures.models import PlantFigure
from figures.queries import figures_of_plant
from formulas.months import SAME_MONTH_LAST_YEAR, days_in, month_of, month_text, shifted
from formulas.units import CAPACITY, CONCENTRATION, MASS, PERCENT, VOLUME
from tables import figure, unit_names
from tables.cells import NO_DATA
from targets.models import Pollutant
from targets.queries import parameter
from treatment_plants.models import Measurement, Operation, Plant
from treatment_plants.queries import operations_of


@dataclass(frozen=True)
class Reported:
    """What was returned for a month, and what of it counts towards the reduction (W2, W4)."""

    plant: Plant
    month: int
    operation: Operation | None

    @property
    def is_verified(self) -> bool:
        return self.operation is not None and self.operation.monthly_return.state == "accepted"

    @property
    def counts(self) -> bool:
        return self.plant.owes(self.month) and self.month >= first_counted(self.plant)

    def measured(self, pollutant: Pollutant) -> Measurement | None:
        if self.operation is None:
            return None
        return next((one for one in self.operation.measurements.all() if one.pollutant_id == pollutant.code), None)

    def verified_mg(self, pollutant: Pollutant) -> int | None:
        """The load that was removed by an accepted return; None where there is none."""
        measured = self.measured(pollutant) if self.is_verified and self.plant.owes(self.month) else None
        if measured is None:
            return None
        return 0 if measured.volume_m3 == 0 else measured.removed_mg

    def counted_mg(self, pollutant: Pollutant) -> int | None:
        """What the month brings into the account: zero before the plant counts and after it is closed."""
        return self.verified_mg(pollutant) if self.counts else 0


def first_counted(plant: Plant) -> int:
    started = month_of(plant.started_on)
    return shifted(started, parameter("count_start_offset_months", started))


def plant_steps(divisions: str, plant: Plant, month: int) -> list[Step]:
    """Every figure that pages show of a plant's month; empty where nobody owed it and nothing is compared with it.

    In the year after a plant was closed, what it removed in the same month last year is taken back.
    """
    kept = figures_of_plant(divisions, plant).filter(month=month).first()
    operations = {one.month: one for one in operations_of(divisions, plant).filter(month__in=[month, month + SAME_MONTH_LAST_YEAR])}
    this, last = (Reported(plant, one, operations.get(one)) for one in (month, month + SAME_MONTH_LAST_YEAR))
    if kept is None:
        return [_reduction(this, last, pollutant) for pollutant in plant.pollutants.all()] if last.counts else []
    steps = [_design(kept, this), _flow(kept, this), _load_rate(kept, this)]
    for pollutant in plant.pollutants.all():
        steps += [_removed(this, pollutant), _reduction(this, last, pollutant)]
    return steps


def _design(kept: PlantFigure, this: Reported) -> Step:
    return Step(
        key="design_capacity",
        title=_("Design capacity"),
        result=figure(kept.design_capacity_m3_d, CAPACITY, places=2),
        unit=str(unit_names.CAPACITY),
        words=_("What the plant was built for, as it stood in this month. Every change and who made it stands on the plant's page."),
        inputs=[_capacity(kept, this)],
    )


def _capacity(kept: PlantFigure, this: Reported) -> Input:
    design, page = CAPACITY.typed(kept.design_capacity_m3_d) or NO_DATA, reverse("dashboards:plant", args=[kept.plant_id])
    return Input(_("Design capacity"), design, str(unit_names.CAPACITY), page, _valid_from(this))


def _flow(kept: PlantFigure, this: Reported) -> Step:
    days, volume = days_in(kept.month), VOLUME.typed(kept.volume_m3)
    result = figure(kept.actual_flow_m3_d, CAPACITY, places=2)
    return Step(
        key="actual_flow",
        title=_("Actual flow"),
        result=result,
        unit=str(unit_names.CAPACITY),
        words=_("The water treated in the month, divided by the calendar days of the month. Only an accepted return counts."),
        formula=f"{volume} ÷ {days} = {result.text}" if kept.volume_m3 is not None else "",
        inputs=[_volume(kept, this), Input(_("Calendar days"), str(days))],
    )


def _load_rate(kept: PlantFigure, this: Reported) -> Step:
    days, design = days_in(kept.month), CAPACITY.typed(kept.design_capacity_m3_d)
    result = figure(kept.load_rate_millionths, PERCENT, places=1)
    return Step(
        key="load_rate",
        title=_("Load rate"),
        result=result,
        unit="%",
        words=_("The water treated, against what the plant could have treated in the calendar days of the month."),
        formula=f"{VOLUME.typed(kept.volume_m3)} ÷ ({design} × {days}) = {result.text} %" if result.value is not None else "",
        inputs=[_volume(kept, this), _capacity(kept, this), Input(_("Calendar days"), str(days))],
        rule="建城[2004]153号",
    )


def _valid_from(this: Reported) -> str:
    in_force = [one.valid_from for one in this.plant.capacities.all() if one.valid_from <= this.month]
    return _("valid from %(month)s") % {"month": month_text(max(in_force))} if in_force else ""


def _volume(kept: PlantFigure, this: Reported) -> Input:
    text = VOLUME.typed(this.operation.volume_m3) if this.operation else ""
    return Input(_("Water treated"), text or NO_DATA, str(unit_names.VOLUME), _sheet(this), _source(this))


def _sheet(this: Reported) -> str:
    return reverse("treatment_plants:sheet", args=[this.plant.district_id, month_text(this.month)])


def _source(this: Reported) -> str:
    return answered_for(this.operation.monthly_return) if this.operation else _("not reported")


def _removed(this: Reported, pollutant: Pollutant) -> Step:
    measured, mg = this.measured(pollutant), this.verified_mg(pollutant)
    result = figure(mg, MASS, places=2)
    volume, inlet, outlet = (
        unit.typed(getattr(measured, name, None)) or NO_DATA
        for unit, name in ((VOLUME, "volume_m3"), (CONCENTRATION, "inlet_ug_l"), (CONCENTRATION, "outlet_ug_l"))
    )
    unit = str(unit_names.CONCENTRATION)
    return Step(
        key=f"{pollutant.code}_removed",
        title=_("%(symbol)s removed") % {"symbol": pollutant.symbol},
        result=result,
        unit=str(unit_names.MASS),
        words=_(
            "The water treated, times what was taken out of it. Where the outflow is not cleaner than the inflow the month counts 0 t."
        ),
        formula=f"{volume} × ({inlet} − {outlet}) ÷ 100 = {result.text}" if mg else "",
        inputs=[
            Input(_("Water treated"), volume, str(unit_names.VOLUME), _sheet(this), _source(this)),
            Input(_("Inflow"), inlet, unit, _sheet(this), _source(this)),
            Input(_("Outflow"), outlet, unit, _sheet(this), _source(this)),
        ],
        rule="W1",
    )


def _reduction(this: Reported, last: Reported, pollutant: Pollutant) -> Step:
    now, before = this.counted_mg(pollutant), last.counted_mg(pollutant)
    result = figure(None if None in (now, before) else now - before, MASS, places=2)
    shown = [figure(one, MASS, places=2).text for one in (now, before)]
    is_known = None not in (now, before) and (this.counts or last.counts)
    return Step(
        key=f"{pollutant.code}_reduction",
        title=_("%(symbol)s reduction") % {"symbol": pollutant.symbol},
        result=result if is_known else figure(None, MASS),
        unit=str(unit_names.MASS),
        words=_(
            "What was removed, less what was removed in the same month last year. A month without an accepted return on either side is left out; "
            "before the plant counts, and after it is closed, a month counts as zero."
        ),
        formula=f"{less(shown[0], shown[1])} = {result.text}" if is_known else "",
        inputs=[_removed_in(this, pollutant, shown[0]), _removed_in(last, pollutant, shown[1])],
        rule="W2, W4",
    )


def _removed_in(one: Reported, pollutant: Pollutant, text: str) -> Input:
    label = _("%(symbol)s removed in %(month)s") % {"symbol": pollutant.symbol, "month": month_text(one.month)}
    if not one.counts:
        return Input(label, text, str(unit_names.MASS), "", _why_not(one))
    return Input(label, text, str(unit_names.MASS), f"{plant_account(one.plant.pk, one.month)}#{pollutant.code}_removed", _source(one))


def _why_not(one: Reported) -> str:
    if one.plant.closed_on and one.month > month_of(one.plant.closed_on):
        return _("does not count: the plant was closed on %(day)s") % {"day": one.plant.closed_on}
    return _("does not count: the plant counts from %(month)s on") % {"month": month_text(first_counted(one.plant))}
