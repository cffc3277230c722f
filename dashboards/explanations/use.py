"""The account of how the plants of a division were used in a month; the plants themselves stand below it."""

from django.utils.translation import gettext as _

from dashboards.explanations.steps import Input, Step
from dashboards.lamps import LoadLamps
from dashboards.overview import DivisionRow
from figures.models import PlantFigure
from formulas.months import days_in
from formulas.rounding import rounded
from formulas.units import CAPACITY, COUNT, PERCENT, VOLUME
from formulas.wastewater import actual_flow_m3_d
from tables import figure, unit_names
from targets.queries import source_of


def use_steps(row: DivisionRow, ranked: list[PlantFigure], month: int, lamps: LoadLamps) -> list[Step]:
    """`ranked`: the plants, whose volumes and capacities the load rate is worked out from once more."""
    known = [one for one in ranked if one.load_rate_millionths is not None]
    volume = VOLUME.typed(sum(one.volume_m3 for one in known))
    capacity = CAPACITY.typed(sum(one.design_capacity_m3_d for one in known))
    rate, days = figure(row.load_rate, PERCENT, places=1), days_in(month)
    flow = figure(rounded(*actual_flow_m3_d(sum(one.volume_m3 for one in known), days)) if known else None, CAPACITY, places=2)
    required, low = (PERCENT.typed(one) for one in (lamps.required, lamps.low))
    by_rule = source_of("load_rate_required_millionths", month)
    counts = (
        ("owed", _("Returns owed"), row.owed, _("The plants that owe a return for this month."), ""),
        ("accepted", _("Accepted"), row.accepted, _("Those whose return is accepted."), ""),
        ("waiting", _("Waiting for the verifier"), row.submitted, _("Those whose return is submitted and not decided."), ""),
        (
            "below_required",
            _("Plants below %(rate)s %%") % {"rate": required},
            row.below_required,
            _("Those with an accepted return whose load rate is lower than required."),
            by_rule,
        ),
        (
            "below_low",
            _("Plants below %(rate)s %%") % {"rate": low},
            row.below_low,
            _("Those with an accepted return whose load rate is low."),
            source_of("load_rate_low_millionths", month),
        ),
    )
    return [
        *(Step(key, title, figure(count, COUNT), "", words, rule=rule) for key, title, count, words, rule in counts),
        Step(
            "capacity_below_required",
            _("Capacity of plants below %(rate)s %%") % {"rate": required},
            figure(row.capacity_below_required, CAPACITY, places=2),
            str(unit_names.CAPACITY),
            _("What the plants below the required load rate are built for, together."),
        ),
        Step(
            "capacity",
            _("Design capacity"),
            figure(sum(one.design_capacity_m3_d or 0 for one in ranked), CAPACITY, places=2),
            str(unit_names.CAPACITY),
            _("What all plants that owe a return are built for, together."),
        ),
        Step(
            "actual_flow",
            _("Actual flow"),
            flow,
            str(unit_names.CAPACITY),
            _("The water of the plants with an accepted return, divided by the calendar days of the month."),
            f"{volume} ÷ {days} = {flow.text}" if known else "",
        ),
        Step(
            "load_rate",
            _("Load rate"),
            rate,
            "%",
            _("The water of the plants with an accepted return, against what they could have treated in the calendar days of the month."),
            f"{volume} ÷ ({capacity} × {days}) = {rate.text} %" if rate.value is not None else "",
            [
                Input(_("Water treated"), volume, str(unit_names.VOLUME)),
                Input(_("Design capacity"), capacity, str(unit_names.CAPACITY)),
                Input(_("Calendar days"), str(days)),
            ],
            "建城[2004]153号",
        ),
    ]
