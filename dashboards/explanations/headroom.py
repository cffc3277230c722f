"""The account of what more load and stronger inflow would bring a plant, over its accepted months of a year."""

from django.utils.translation import gettext as _

from dashboards.accounts import plant_account
from dashboards.explanations.steps import Input, Step, plus
from dashboards.headroom import MONTHS, STRONGER_UG_L, HeadroomRow, headroom_rows, key_of
from figures.queries import accepted_loads
from formulas.months import days_in, month_text, months_between, shifted
from formulas.units import CAPACITY, CONCENTRATION, COUNT, MASS, PERCENT, VOLUME
from tables import figure, unit_names
from targets.models import Pollutant
from treatment_plants.models import Plant


def headroom_steps(divisions: str, plant: Plant, month: int) -> list[Step]:
    """For each pollutant of the plant; where no month of the year was accepted, that alone."""
    return [step for pollutant in plant.pollutants.all() for step in _steps(divisions, plant, month, pollutant)]


def _steps(divisions: str, plant: Plant, month: int, pollutant: Pollutant) -> list[Step]:
    rows = headroom_rows(divisions, month, pollutant, plant=plant.pk)
    if not rows:
        return []
    first = shifted(month, 1 - MONTHS)
    [(_plant, loads)] = accepted_loads(divisions, first, month, pollutant.code, plant=plant.pk)
    told = _told(rows[0], loads, month, pollutant) if loads else []
    return [_counted(rows[0], loads, pollutant), *told]


def _counted(row: HeadroomRow, loads: list[dict], pollutant: Pollutant) -> Step:
    result, words = figure(row.months, COUNT), _("The months of the last twelve whose returns are accepted.")
    return Step(key_of(pollutant, "months"), _("Accepted months of the year"), result, "", words, inputs=_months(row, loads))


def _told(row: HeadroomRow, loads: list[dict], month: int, pollutant: Pollutant) -> list[Step]:
    symbol = {"symbol": pollutant.symbol}
    design, volume = CAPACITY.typed(row.design_m3_d), VOLUME.typed(row.volume_m3)
    observed = sum(days_in(one["month"]) for one in loads)
    year = sum(days_in(one) for one in months_between(shifted(month, 1 - MONTHS), month))
    load_rate, inlet, drop = (
        figure(row.load_rate, PERCENT, places=1),
        figure(row.inlet_ug_l, CONCENTRATION, places=1),
        figure(row.drop_ug_l, CONCENTRATION, places=1),
    )
    per_point, per_inflow = (figure(one, MASS, places=2) for one in (row.per_point, row.per_inflow))
    exact_drop, stronger = CONCENTRATION.typed(row.drop_ug_l), CONCENTRATION.typed(STRONGER_UG_L)
    carried = {name: [MASS.typed(one[name]) for one in loads] for name in ("inlet_load_mg", "removed_mg")}
    mg_l = str(unit_names.CONCENTRATION)
    basis = [Input(_("Design capacity"), design, str(unit_names.CAPACITY), "#design_capacity")]
    steps = [
        (
            "load_rate",
            _("Load rate of the year"),
            load_rate,
            "%",
            f"{volume} ÷ ({design} × {observed}) = {load_rate.text} %" if row.load_rate is not None else "",
            basis,
            _("The water of the accepted months, against what the plant could have treated in their days."),
        ),
        (
            "inlet",
            _("%(symbol)s inflow of the year") % symbol,
            inlet,
            mg_l,
            f"({plus(*carried['inlet_load_mg'])}) × 100 ÷ {volume} = {inlet.text}",
            [],
            _("What flowed in, in tonnes month by month, divided by the water."),
        ),
        (
            "drop",
            _("%(symbol)s taken out of it") % symbol,
            drop,
            mg_l,
            f"({plus(*carried['removed_mg'])}) × 100 ÷ {volume} = {drop.text}",
            [],
            _("What was removed, in tonnes month by month, divided by the water."),
        ),
        (
            "per_point",
            _("One percentage point more load: %(symbol)s") % symbol,
            per_point,
            str(unit_names.MASS_A_YEAR),
            f"{design} × {year} ÷ 100 × {exact_drop} ÷ 100 = {per_point.text}" if row.per_point is not None else "",
            [
                *basis,
                Input(_("Days of the year"), str(year)),
                Input(_("Taken out of it"), exact_drop, mg_l, f"#{key_of(pollutant, 'drop')}"),
            ],
            _("A hundredth of what the plant is built for, with what it takes out of its water now."),
        ),
        (
            "per_inflow",
            _("Inflow stronger by 10 mg/L: %(symbol)s") % symbol,
            per_inflow,
            str(unit_names.MASS_A_YEAR),
            f"{volume} × {stronger} ÷ 100 = {per_inflow.text}",
            [],
            _("The water of the accepted months with an inflow that much stronger and the outflow as it is."),
        ),
    ]
    return [
        Step(key_of(pollutant, key), title, result, unit, words, formula, inputs, "S8, S17, S18" if key.startswith("per") else "")
        for key, title, result, unit, formula, inputs, words in steps
    ]


def _months(row: HeadroomRow, loads: list[dict]) -> list[Input]:
    """Each month with its water and a link to its own account, where it is told who entered and who accepted it."""
    return [
        Input(month_text(one["month"]), VOLUME.typed(one["volume_m3"]), str(unit_names.VOLUME), plant_account(row.plant.pk, one["month"]))
        for one in sorted(loads, key=lambda one: -one["month"])
    ]
