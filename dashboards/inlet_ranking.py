"""The page of plants whose inflow is weaker than the province requires, weakest first (S18)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.accounts import plant_account
from dashboards.lamps import in_question, in_question_column
from dashboards.movement import Ranks, moved_column
from dashboards.overview import Card
from dashboards.stands import Now
from figures.models import InletFigure
from formulas.months import month_text
from formulas.targets import inlet_potential_mg
from formulas.units import CAPACITY, CONCENTRATION, COUNT, MASS
from tables import Column, Table, explained, figure, link, plain, unit_names
from targets.queries import parameter

POLLUTANT = "cod"


# Figures whose account stands on the page of the plant's month.
ACCOUNTED = ("design_capacity", "inlet_cod", "required", "shortfall", "potential", "months")
# The account speaks of what the rule requires: figures by another limit do not lead there.
BY_LIMIT = frozenset({"required", "shortfall", "potential"})


@dataclass(frozen=True)
class InletRow:
    """A plant with what its inflow lacks. Concentrations in µg/L, the potential in mg a year."""

    figure: InletFigure
    required: int
    is_doubtful: bool = False  # a month that belongs into the figure is in question

    @property
    def shortfall(self) -> int | None:
        return None if self.figure.inlet_ug_l is None else self.required - self.figure.inlet_ug_l

    @property
    def is_thin(self) -> bool:
        return self.shortfall is not None and self.shortfall > 0

    @property
    def potential(self) -> int | None:
        if self.figure.inlet_ug_l is None:
            return None
        return inlet_potential_mg(self.required, self.figure.volume_m3, self.figure.inlet_load_mg, int(self.is_thin))


def required_inlet(month: int) -> int:
    return parameter("inlet_cod_required_ug_l", month)


def inlet_rows(stand: Now, limit: int | None = None) -> list[InletRow]:
    """Plants whose measured inflow is weaker than required, or than another limit in µg/L."""
    required = stand.required_inlet if limit is None else limit
    doubtful = stand.doubtful_inflows(POLLUTANT)
    return [InletRow(one, required, one.plant_id in doubtful) for one in stand.inflows(POLLUTANT, required)]


def ranks_of(rows: list[InletRow]) -> Ranks:
    return {row.figure.plant_id: row.figure.rank for row in rows}


def why_inlet(plant: int, asked: str) -> str:
    """Where the causes of a plant's movement are told."""
    return f"{reverse('dashboards:inlet-concentration-why', args=[plant])}?{asked}"


def inlet_cards(rows: list[InletRow]) -> list[Card]:
    """How many plants, what they are built for, and what stronger inflow would bring; plants without data stay out."""
    thin = [row for row in rows if row.shortfall is not None]
    unknown = len(rows) - len(thin)
    capacity = figure(sum(row.figure.design_capacity_m3_d or 0 for row in thin), CAPACITY, places=2)
    potential = figure(sum(row.potential for row in thin), MASS, places=2)
    told = _("%(count)d without an accepted month are not counted") % {"count": unknown} if unknown else ""
    return [
        Card(
            label=_("Plants with too weak inflow"),
            value=str(len(thin)),
            note=told,
            lamp="late" if thin else "good",
            is_incomplete=bool(unknown),
        ),
        Card(label=_("Their design capacity together"), value=capacity.text, unit=str(unit_names.CAPACITY)),
        Card(label=_("Potential of stronger inflow"), value=potential.text, unit=str(unit_names.MASS_A_YEAR)),
    ]


def inlet_table(rows: list[InletRow], stand: Now, empty_text: str = "", *, before: Ranks | None = None, by_rule: bool = True) -> Table:
    """`by_rule`: the rows are measured against what the rule requires, not against another limit; `before`: ranks of the month before."""
    month, asked = stand.month, stand.asked
    return Table(
        title=_("Wastewater plants with too weak inflow, weakest first"),
        as_of=month_text(month),
        columns=explained(
            [
                Column("rank", _("Rank"), lambda row: figure(row.figure.rank, COUNT), numeric=True),
                moved_column(
                    before,
                    lambda row: row.figure.plant_id,
                    lambda row: row.figure.rank,
                    lambda row: why_inlet(row.figure.plant_id, asked) if by_rule else "",
                ),
                Column("plant", _("Plant"), _plant_cell, heads_row=True),
                Column("district", _("District"), lambda row: plain(str(row.figure.division))),
                Column("design_capacity", _("Design capacity"), _capacity_cell, unit_names.CAPACITY, True),
                Column("inlet_cod", _("COD inflow"), _inlet_cell, unit_names.CONCENTRATION, True),
                Column(
                    "required", _("Required"), lambda row: figure(row.required, CONCENTRATION, places=1), unit_names.CONCENTRATION, True
                ),
                Column(
                    "shortfall", _("Shortfall"), lambda row: figure(row.shortfall, CONCENTRATION, places=1), unit_names.CONCENTRATION, True
                ),
                Column("potential", _("Potential"), lambda row: figure(row.potential, MASS, places=2), unit_names.MASS_A_YEAR, True),
                Column("months", _("Accepted months"), lambda row: figure(row.figure.accepted_months, COUNT), numeric=True),
                Column("leader", _("Leader in charge"), _leader_cell),
                in_question_column(lambda row: row.is_doubtful),
                Column("basis", _("Basis"), lambda row: plain(_("accepted months"))),
            ],
            lambda row: plant_account(row.figure.plant_id, month),
            stand.accounted(key for key in ACCOUNTED if by_rule or key not in BY_LIMIT),
        ),
        records=rows,
        empty_text=empty_text or _("The inflow of every plant is as strong as required."),
    )


def _plant_cell(row: InletRow):
    note = in_question() if row.is_doubtful else ""
    return link(str(row.figure.plant), reverse("dashboards:plant", args=[row.figure.plant_id]), note=note)


def _capacity_cell(row: InletRow):
    return figure(row.figure.design_capacity_m3_d, CAPACITY, places=2)


def _inlet_cell(row: InletRow):
    return figure(row.figure.inlet_ug_l, CONCENTRATION, places=1)


def _leader_cell(row: InletRow):
    return plain(row.figure.division.leader, note=row.figure.division.leader_office)
