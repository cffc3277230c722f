"""The page of plants by load, worst first (S12, S17; rules.md 3.3 load rate)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.accounts import plant_account
from dashboards.lamps import LoadLamps, in_question, in_question_column, state_word
from dashboards.movement import Ranks, moved_column
from dashboards.stands import Now
from figures.models import PlantFigure
from formulas.months import days_in, month_text
from formulas.rounding import rounded
from formulas.units import CAPACITY, COUNT, PERCENT
from formulas.wastewater import actual_flow_m3_d, load_rate_millionths
from returns.models import State
from tables import Cell, Column, Table, explained, figure, link, plain, unit_names

FIRST_KNOWN = "first-known"


# Figures whose account stands on the page of the plant's month.
ACCOUNTED = ("design_capacity", "actual_flow", "load_rate")


def first_known(ranked: list[PlantFigure]) -> PlantFigure | None:
    """The first plant with a figure where others without one stand before it, so that people can skip those; else None."""
    known = next((one for one in ranked if one.load_rate_millionths is not None), None)
    return None if not ranked or known is ranked[0] else known


def why_plant(plant: int, asked: str) -> str:
    """Where the causes of a plant's movement are told."""
    return f"{reverse('dashboards:plant-load-why', args=[plant])}?{asked}"


def ranks_of(ranked: list[PlantFigure]) -> Ranks:
    return {one.plant_id: one.rank for one in ranked}


def plant_load_table(
    ranked,
    stand: Now,
    *,
    doubtful: set[int],
    before: Ranks | None = None,
    empty_text: str = "",
    with_total: bool = True,
    moves: bool = True,
    account: str = "",
) -> Table:
    """`doubtful` are the plants whose figure of the month is in question, `before` the ranks of the month before.

    `account`: where that of the totals stands.
    """
    ranked, month, lamps, asked = list(ranked), stand.month, stand.load_lamps, stand.asked
    known = first_known(ranked)
    return Table(
        title=_("Wastewater plants by load, worst first"),
        as_of=month_text(month),
        columns=explained(
            [
                Column("rank", _("Rank"), lambda one: figure(one.rank, COUNT), numeric=True),
                *(
                    [moved_column(before, lambda one: one.plant_id, lambda one: one.rank, lambda one: why_plant(one.plant_id, asked))]
                    if moves
                    else []
                ),
                Column("plant", _("Plant"), lambda one: _plant_cell(one, lamps, doubtful), heads_row=True),
                Column("district", _("District"), lambda one: plain(str(one.division))),
                Column("month", _("Month"), lambda one: plain(month_text(one.month))),
                Column("design_capacity", _("Design capacity"), _capacity("design_capacity_m3_d"), unit_names.CAPACITY, True),
                Column("actual_flow", _("Actual flow"), _capacity("actual_flow_m3_d"), unit_names.CAPACITY, True),
                Column("load_rate", _("Load rate"), _load_rate_cell, unit_names.PERCENT, True),
                Column("lamp", _("Lamp"), lambda one: lamp_cell(one, lamps)),
                Column("leader", _("Leader in charge"), lambda one: plain(one.division.leader, note=one.division.leader_office)),
                in_question_column(lambda one: one.plant_id in doubtful),
            ],
            _account,
            stand.accounted(ACCOUNTED),
        ),
        records=ranked,
        totals=[_total(ranked, month, account)] if with_total else [],
        anchor=lambda one: FIRST_KNOWN if one is known else "",
        empty_text=empty_text or _("No plant owed a return for this month."),
    )


def _account(one: PlantFigure) -> str:
    return plant_account(one.plant_id, one.month)


def _total(ranked: list[PlantFigure], month: int, account: str) -> dict[str, Cell]:
    """All plants listed, and the flow and load rate of those of them with an accepted return."""
    known = [one for one in ranked if one.load_rate_millionths is not None]
    volume, capacity = (sum(getattr(one, name) for one in known) for name in ("volume_m3", "design_capacity_m3_d"))
    days, note = days_in(month), _("%(count)d accepted") % {"count": len(known)}
    flow = rounded(*actual_flow_m3_d(volume, days)) if known else None

    def told(key: str) -> str:
        return f"{account}#{key}" if account else ""

    return {
        "plant": plain(_("All %(count)d plants") % {"count": len(ranked)}),
        "design_capacity": figure(sum(one.design_capacity_m3_d or 0 for one in ranked), CAPACITY, places=2, url=told("capacity")),
        "actual_flow": figure(flow, CAPACITY, places=2, note=note, url=told("actual_flow")),
        "load_rate": figure(rounded(*load_rate_millionths(volume, capacity, days)), PERCENT, places=1, note=note, url=told("load_rate")),
    }


def _plant_cell(one: PlantFigure, lamps: LoadLamps, doubtful: set[int]):
    notes = [in_question()] if one.plant_id in doubtful else []
    notes += [str(one.plant.town)] if one.plant.town else []
    if one.in_first_year:
        notes.append(_("in its first year"))
    if doubt := lamps.doubt(one.load_rate_millionths):
        notes.append(doubt)
    return link(str(one.plant), reverse("dashboards:plant", args=[one.plant_id]), note=" · ".join(notes))


def _capacity(name: str):
    return lambda one: figure(getattr(one, name), CAPACITY, places=2)


def _load_rate_cell(one: PlantFigure):
    return figure(one.load_rate_millionths, PERCENT, places=1)


def lamp_cell(one: PlantFigure, lamps: LoadLamps):
    if one.state != State.ACCEPTED:
        return plain(state_word(one.state), lamp="none")
    return plain(lamps.word(one.load_rate_millionths), lamp=lamps.lamp(one.load_rate_millionths))
