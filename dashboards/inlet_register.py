"""Thin inflow by what the register of plants tells: of their design or of a year, never of measured months (S18)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

import clock
from dashboards.inlet_ranking import POLLUTANT
from dashboards.overview import Card
from formulas.units import CAPACITY, CONCENTRATION, COUNT, MASS
from tables import Column, Table, figure, link, plain, unit_names
from treatment_plants.models import Plant, RegisterInflow
from treatment_plants.queries import register_inflows

REGISTER, MEASURED = "register", "measured"


@dataclass(frozen=True)
class RegisterRow:
    """A plant with what its register tells. Concentrations in µg/L, the capacity as it is now in m³/d."""

    inflow: RegisterInflow
    capacity: int | None
    limit: int
    rank: int | None = None

    @property
    def plant(self) -> Plant:
        return self.inflow.plant

    @property
    def inlet(self) -> int | None:
        return self.inflow.inlet_ug_l


@dataclass(frozen=True)
class RegisterRanking:
    """Every plant that a register tells of, the weakest inflow first; those without a figure apart."""

    rows: list[RegisterRow]
    unknown: list[RegisterRow]
    limit: int

    @property
    def thin(self) -> list[RegisterRow]:
        return self.below(self.limit)

    def below(self, limit: int) -> list[RegisterRow]:
        return [row for row in self.rows if row.inlet < limit]

    @property
    def waiting(self) -> int:
        """Plants whose district nobody has told yet: they count for the city and for no district."""
        return sum(row.plant.district_id is None for row in (*self.thin, *self.unknown))


def register_ranking(divisions: str, limit: int) -> RegisterRanking:
    """By COD; `limit` in µg/L. Equal concentrations share a rank."""
    today = clock.today()
    month = today.year * 100 + today.month
    told = [RegisterRow(one, _capacity(one.plant, month), limit) for one in register_inflows(divisions, POLLUTANT)]
    known = sorted((row for row in told if row.inlet is not None), key=lambda row: (row.inlet, row.plant.name, row.plant.pk))
    ranks: dict[int, int] = {}
    for place, row in enumerate(known, start=1):
        ranks.setdefault(row.inlet, place)
    ranked = [RegisterRow(row.inflow, row.capacity, limit, ranks[row.inlet]) for row in known]
    unknown = sorted((row for row in told if row.inlet is None), key=lambda row: (row.plant.name, row.plant.pk))
    return RegisterRanking(ranked, unknown, limit)


def _capacity(plant: Plant, month: int) -> int | None:
    """The design capacity in force."""
    in_force = [(one.valid_from, one.m3_per_day) for one in plant.capacities.all() if one.valid_from <= month]
    return max(in_force)[1] if in_force else None


def register_cards(ranking: RegisterRanking) -> list[Card]:
    thin, unknown = ranking.thin, ranking.unknown
    waiting = _("%(count)d of all these wait for their district") % {"count": ranking.waiting} if ranking.waiting else ""
    return [
        Card(label=_("Plants with too weak inflow"), value=str(len(thin)), note=_("by the register, not measured"), lamp=_lamp(thin)),
        Card(label=_("Their design capacity together"), value=_total(thin), unit=str(unit_names.CAPACITY)),
        Card(label=_("Plants of the register without a figure"), value=str(len(unknown)), note=waiting),
    ]


def _lamp(thin: list[RegisterRow]) -> str:
    return "late" if thin else "good"


def _total(rows: list[RegisterRow]) -> str:
    return figure(sum(row.capacity or 0 for row in rows), CAPACITY, places=2).text


def limits_table(ranking: RegisterRanking, limits: list[int]) -> Table:
    """How many plants lie below each limit, and what they are built for together."""
    return Table(
        title=_("Plants below other limits"),
        columns=[
            Column("limit", _("Limit"), lambda limit: figure(limit, CONCENTRATION, places=0), unit_names.CONCENTRATION, True),
            Column("plants", _("Plants"), lambda limit: figure(len(ranking.below(limit)), COUNT), numeric=True),
            Column("design_capacity", _("Design capacity"), lambda limit: _sum(ranking.below(limit)), unit_names.CAPACITY, True),
        ],
        records=limits,
    )


def _sum(rows: list[RegisterRow]):
    return figure(sum(row.capacity or 0 for row in rows), CAPACITY, places=2)


def register_inlet_table(ranking: RegisterRanking) -> Table:
    """The columns of the measured ranking; what only months can tell stays open."""
    return Table(
        title=_("Wastewater plants with too weak inflow by the register, weakest first"),
        as_of=clock.today().isoformat(),
        columns=[
            Column("rank", _("Rank"), lambda row: figure(row.rank, COUNT), numeric=True),
            Column("plant", _("Plant"), _plant_cell, heads_row=True, wraps=True),
            Column("district", _("District"), _district_cell),
            Column(
                "design_capacity", _("Design capacity"), lambda row: figure(row.capacity, CAPACITY, places=2), unit_names.CAPACITY, True
            ),
            Column("inlet_cod", _("COD inflow"), lambda row: figure(row.inlet, CONCENTRATION, places=1), unit_names.CONCENTRATION, True),
            Column("required", _("Required"), lambda row: figure(row.limit, CONCENTRATION, places=1), unit_names.CONCENTRATION, True),
            Column(
                "shortfall", _("Shortfall"), lambda row: figure(_shortfall(row), CONCENTRATION, places=1), unit_names.CONCENTRATION, True
            ),
            Column("potential", _("Potential"), lambda row: figure(None, MASS), unit_names.MASS_A_YEAR, True),
            Column("basis", _("Basis"), _basis_cell, wraps=True),
        ],
        records=ranking.thin,
        empty_text=_("No plant of the register lies below this limit."),
    )


def unknown_table(ranking: RegisterRanking) -> Table:
    return Table(
        title=_("Plants of the register without a figure"),
        columns=[
            Column("plant", _("Plant"), _plant_cell, heads_row=True, wraps=True),
            Column("district", _("District"), _district_cell),
            Column(
                "design_capacity", _("Design capacity"), lambda row: figure(row.capacity, CAPACITY, places=2), unit_names.CAPACITY, True
            ),
            Column("basis", _("Basis"), _basis_cell, wraps=True),
        ],
        records=ranking.unknown,
    )


def _shortfall(row: RegisterRow) -> int | None:
    return None if row.inlet is None else row.limit - row.inlet


def _plant_cell(row: RegisterRow):
    """A plant that waits for its district has no page yet."""
    name = str(row.plant)
    return link(name, reverse("dashboards:plant", args=[row.plant.pk])) if row.plant.district_id else plain(name)


def _district_cell(row: RegisterRow):
    return plain(str(row.plant.district)) if row.plant.district_id else plain(_("waits for its district"))


def _basis_cell(row: RegisterRow):
    told = {"source": row.inflow.source, "year": row.inflow.year}
    text = _("register, %(year)d: %(source)s") if row.inflow.year else _("register, year not stated: %(source)s")
    return plain(text % told)
