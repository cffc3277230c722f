"""The account of what the delay of a division's closings takes in a year, by pollutant."""

from django.utils.translation import gettext as _

from dashboards.accounts import unit_account
from dashboards.closure_delay import SYMBOLS, DistrictYear
from dashboards.explanations.steps import Input, Step, less, plus
from dashboards.quotas import PLACES
from formulas.units import COUNT, MASS
from power_plants.knock_on import HELD_IN, taken
from power_plants.standing import Standing
from tables import Cell, figure, unit_names


def closings_steps(row: DistrictYear, known: list[Standing]) -> list[Step]:
    """`known`: the closings of the division."""
    told = [
        Step("quota", _("SO₂ quota: the year's cut"), _mass(row.cut), _t(), _("The cap of the year before less the cap of the year.")),
        Step(
            "left_out",
            _("Closings without NOₓ"),
            figure(row.left_out, COUNT),
            "",
            _("The statistics tell no NOₓ of these units: they are in no sum."),
        ),
    ]
    return told + [step for pollutant in HELD_IN for step in _of(row, known, pollutant)]


def _of(row: DistrictYear, known: list[Standing], pollutant: str) -> list[Step]:
    together, symbol = getattr(row, pollutant), {"symbol": SYMBOLS[pollutant]}
    if together is None:
        return []
    steps = []
    for name, title, words in (
        ("planned", _("%(symbol)s by plan") % symbol, _("What the closings bring if each unit stops on its planned day.")),
        ("expected", _("%(symbol)s as expected") % symbol, _("What they bring if each stops on the day that is expected.")),
    ):
        parts = [(one, getattr(of_year, name)) for one in known for of_year in taken(one, pollutant) if of_year.year == row.year]
        shown = [_mass(amount).text for _one, amount in parts]
        result = _mass(getattr(together, name))
        inputs = [
            Input(str(one.unit), text, _t(), f"{unit_account(one.unit.pk, one.day)}#{pollutant}_{name}_{row.year}")
            for (one, _amount), text in zip(parts, shown, strict=True)
        ]
        steps.append(
            Step(f"{pollutant}_{name}", title, result, _t(), words, f"{plus(*shown)} = {result.text}" if shown else "", inputs, "C2")
        )
    planned, expected, held_back = (_mass(one) for one in (together.planned, together.expected, together.held_back))
    words = _("By plan less as expected; below zero in a year to which it is moved.")
    formula = f"{less(planned.text, expected.text)} = {held_back.text}"
    return [*steps, Step(f"{pollutant}_held_back", _("%(symbol)s taken by the delay") % symbol, held_back, _t(), words, formula)]


def _mass(mg: int | None) -> Cell:
    return figure(mg, MASS, places=PLACES)


def _t() -> str:
    return str(unit_names.MASS)
