"""Why a plant moved in the ranking by load."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboards.stands import Now
from dashboards.why.acts import UNCHANGED, PlantActs
from dashboards.why.figures import Part
from dashboards.why.ranks import RankCause, rank_causes, rank_in
from formulas.months import days_in
from formulas.rounding import rounded
from formulas.wastewater import load_rate_millionths


@dataclass(frozen=True)
class Moved:
    """A row in two lists. `figure` and `figure_before` are what it is ranked by; `others` tells the names of the rows behind causes."""

    rank: int
    rank_before: int | None
    figure: int | None
    figure_before: int | None
    causes: list[RankCause]
    parts: list[Part]
    names: dict
    own: str = UNCHANGED

    @property
    def places(self) -> int | None:
        """By how many places the row is worse."""
        return None if self.rank_before is None else self.rank_before - self.rank


def plant_moved(before: Now, now: Now, plant: int) -> Moved | None:
    """None where the plant does not stand in the list of now."""
    lists = Lists(before, now, *({one.plant_id: one for one in stand.plants_by_load()} for stand in (before, now)))
    return lists.moved(plant, lambda one: one.load_rate_millionths, lambda old, new: _parts(old, new, before.month, now.month))


@dataclass(frozen=True)
class Lists:
    """Two lists of plants with a figure each; who has none stands first, then the lower figure."""

    before: Now
    now: Now
    rows_before: dict
    rows: dict

    def moved(self, plant: int, figure: Callable, parts: Callable) -> Moved | None:
        """`parts` of a plant's row before and now, where it stands in both."""
        if plant not in self.rows:
            return None
        figures_before, figures = ({key: figure(one) for key, one in known.items()} for known in (self.rows_before, self.rows))
        acts = PlantActs(self.before, self.now, figures_before, figures)
        bad_before, bad = ({key: (amount is not None, amount or 0) for key, amount in known.items()} for known in (figures_before, figures))
        is_old = plant in self.rows_before
        return Moved(
            rank=rank_in(bad, plant),
            rank_before=rank_in(bad_before, plant) if is_old else None,
            figure=figures[plant],
            figure_before=figures_before.get(plant),
            causes=rank_causes(bad_before, bad, plant, acts.of, acts.of(plant)) if is_old else [],
            parts=parts(self.rows_before[plant], self.rows[plant]) if is_old else [],
            names={key: str(one.plant) for key, one in {**self.rows_before, **self.rows}.items()},
            own=acts.of(plant),
        )


def _parts(before, now, month_before: int, month: int) -> list[Part]:
    """Points of load (millionths): first the water, then what the plant is built for. Nothing where a side is not known."""
    if None in (before.load_rate_millionths, now.load_rate_millionths):
        return []
    old = before.load_rate_millionths
    with_water = rounded(*load_rate_millionths(now.volume_m3, before.design_capacity_m3_d, days_in(month)))
    parts = [
        Part(_("water treated a day"), now.actual_flow_m3_d - before.actual_flow_m3_d, with_water - old),
        Part(_("design capacity"), now.design_capacity_m3_d - before.design_capacity_m3_d, now.load_rate_millionths - with_water),
    ]
    return [part for part in parts if part.shown or part.amount]
