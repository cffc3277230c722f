"""The account of a plant's inflow over its last accepted months, and of what stronger inflow would bring."""

from django.utils.translation import gettext as _

from dashboards.accounts import plant_account
from dashboards.explanations.steps import Input, Step, answered_for, less
from dashboards.inlet_ranking import POLLUTANT, InletRow, required_inlet
from figures.models import InletFigure
from figures.statements.scope import MONTHS_LOOKED_BACK, MONTHS_OF_INFLOW
from formulas.months import month_text, shifted
from formulas.units import CONCENTRATION, COUNT, MASS, VOLUME
from tables import figure, unit_names
from targets.queries import source_of
from treatment_plants.models import Operation, Plant
from treatment_plants.queries import operations_of


def inflow_steps(divisions: str, plant: Plant, month: int) -> list[Step]:
    """How strong the inflow was, what it lacks, and what that costs; empty where the plant owed no return for the month."""
    kept = InletFigure.objects.filter(plant=plant, month=month, pollutant=POLLUTANT).first()
    if kept is None:
        return []
    row, months = InletRow(kept, required_inlet(month)), _months(divisions, plant, month)
    unit = str(unit_names.CONCENTRATION)
    inlet, required, shortfall = (figure(one, CONCENTRATION, places=1) for one in (kept.inlet_ug_l, row.required, row.shortfall))
    volume, load, potential = (
        figure(kept.volume_m3, VOLUME, places=4),
        figure(kept.inlet_load_mg, MASS, places=2),
        figure(row.potential, MASS, places=2),
    )
    is_known = kept.inlet_ug_l is not None
    return [
        Step(
            "inlet_cod",
            _("COD inflow"),
            inlet,
            unit,
            _("What flowed in over the last %(months)d accepted months of two years, divided by their water.")
            % {"months": MONTHS_OF_INFLOW},
            f"{load.text} × 100 ÷ {volume.text} = {inlet.text}" if is_known else "",
            [_input(one) for one in months],
        ),
        Step(
            "months",
            _("Accepted months"),
            figure(kept.accepted_months, COUNT),
            "",
            _("How many months the inflow rests on: at most %(months)d.") % {"months": MONTHS_OF_INFLOW},
        ),
        Step(
            "required",
            _("Required"),
            required,
            unit,
            _("What the province requires of the inflow, as the rule stood in this month."),
            rule=source_of("inlet_cod_required_ug_l", month),
        ),
        Step(
            "shortfall",
            _("Shortfall"),
            shortfall,
            unit,
            _("What is required less the inflow."),
            f"{less(required.text, inlet.text)} = {shortfall.text}" if is_known else "",
            [Input(_("Required"), required.text, unit, "#required")],
        ),
        Step(
            "potential",
            _("Potential"),
            potential,
            str(unit_names.MASS_A_YEAR),
            _("What the same water would have carried on top with inflow as strong as required; nothing where it is strong enough."),
            f"{required.text} × {volume.text} ÷ 100 − {load.text} = {potential.text}" if row.is_thin else "",
        ),
    ]


def _months(divisions: str, plant: Plant, month: int) -> list[Operation]:
    earliest = shifted(month, 1 - MONTHS_LOOKED_BACK)
    accepted = operations_of(divisions, plant).filter(month__range=(earliest, month), monthly_return__state="accepted")
    return [one for one in accepted if _inlet(one) is not None or one.volume_m3 == 0][:MONTHS_OF_INFLOW]


def _inlet(operation: Operation) -> int | None:
    return next((one.inlet_ug_l for one in operation.measurements.all() if one.pollutant_id == POLLUTANT), None)


def _input(one: Operation) -> Input:
    volume, inlet = VOLUME.typed(one.volume_m3), CONCENTRATION.typed(_inlet(one)) or "—"
    text = _("%(volume)s × 10,000 t with %(inlet)s mg/L") % {"volume": volume, "inlet": inlet}
    return Input(month_text(one.month), text, "", plant_account(one.plant_id, one.month), answered_for(one.monthly_return))
