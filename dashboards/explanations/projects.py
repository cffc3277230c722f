"""The account of what all projects of a division bring in a year."""

from django.utils.translation import gettext as _

from construction.standing import Standing
from construction.tonnes import Account
from dashboards.accounts import project_account
from dashboards.construction_board import DistrictYear
from dashboards.explanations.steps import Input, Step, less, plus
from formulas.units import COUNT, MASS
from tables import Cell, figure, unit_names


def projects_steps(row: DistrictYear, known: list[Standing], account: Account) -> list[Step]:
    years = [(one, next((year for year in account.by_year(one) if year.year == row.year), None)) for one in known]
    unit = str(unit_names.MASS)
    steps = []
    for key, title, mg, words in (
        ("planned_reduction", _("Reduction by plan"), row.planned, _("What the projects bring if each ends on the day of its plan.")),
        ("expected_reduction", _("Reduction as expected"), row.expected, _("What they bring if each ends on the day that is expected.")),
    ):
        parts = [(one, getattr(year, key)) for one, year in years if year and getattr(year, key)]
        shown = [_mass(amount).text for _one, amount in parts]
        steps.append(
            Step(
                key,
                title,
                _mass(mg),
                unit,
                words,
                f"{plus(*shown)} = {_mass(mg).text}" if shown else "",
                [
                    Input(str(one.project), text, unit, f"{project_account(one.project.pk, account.pollutant, one.as_of)}#{key}_{row.year}")
                    for (one, _amount), text in zip(parts, shown, strict=True)
                ],
                "W1, W2, W4, W5",
            )
        )
    planned, expected, held_back = (_mass(one) for one in (row.planned, row.expected, row.held_back))
    known_words = _("Projects with a flow by design of which nobody has entered what it takes out of this pollutant: they are in no sum.")
    left_out = Step("left_out", _("Projects without design values"), figure(row.left_out, COUNT), "", known_words)
    return [
        left_out,
        Step("quota", _("Quota: the year's cut"), _mass(row.cut), unit, _("The cap of the year before less the cap of the year.")),
        *steps,
        Step(
            "held_back",
            _("Taken by the delay"),
            held_back,
            unit,
            _("By plan less as expected; below zero in a year to which it is moved."),
            f"{less(planned.text, expected.text)} = {held_back.text}",
        ),
    ]


def _mass(mg: int | None) -> Cell:
    return figure(mg, MASS, places=1)
