"""Why a plant moved in the ranking by inflow: months that came into the account, left it, or were corrected in it."""

from django.utils.translation import gettext as _

from dashboards.inlet_ranking import POLLUTANT
from dashboards.stands import Now
from dashboards.why.figures import Part, largest_first
from dashboards.why.plant_load import Lists, Moved
from figures.statements.scope import MONTHS_LOOKED_BACK, MONTHS_OF_INFLOW
from formulas.months import month_text, shifted
from formulas.rounding import rounded
from formulas.wastewater import inflow_load_mg
from returns.models import Kind, State
from returns.queries import contents_of

Months = dict[int, tuple[int, int]]  # month → m³, mg


def inflow_moved(before: Now, now: Now, plant: int) -> Moved | None:
    """None where the plant does not stand in the list of now, which holds what is weaker than required."""

    def parts(old, new) -> list[Part]:
        known = None not in (old.inlet_ug_l, new.inlet_ug_l)
        return _parts(before, now, plant, old.inlet_ug_l, new.inlet_ug_l) if known else []

    lists = Lists(before, now, *({one.plant_id: one for one in stand.inflows(POLLUTANT, stand.required_inlet)} for stand in (before, now)))
    return lists.moved(plant, lambda one: one.inlet_ug_l, parts)


def _parts(before: Now, now: Now, plant: int, figure_before: int, figure: int) -> list[Part]:
    """µg/L. Corrected months first, then those that came in, then those that left, so that there is always water to divide by."""
    old, new = (_months(stand, plant) for stand in (before, now))
    steps = [(_("corrected"), month, _difference(new[month], old[month])) for month in old if month in new and old[month] != new[month]]
    steps += [(_("came into the account"), month, new[month]) for month in new if month not in old]
    steps += [(_("left the account"), month, _difference((0, 0), old[month])) for month in old if month not in new]
    volume, load = (sum(amounts) for amounts in zip(*old.values(), strict=True)) if old else (0, 0)
    parts, shown = [], figure_before
    for what, month, (more_water, more_load) in steps:
        volume, load = volume + more_water, load + more_load
        now_shown = rounded(load, volume) if volume > 0 else shown
        parts.append(Part(what, None, now_shown - shown, month_text(month)))
        shown = now_shown
    if shown != figure:
        parts.append(Part(_("not told apart"), None, figure - shown))
    return [part for part in largest_first(parts) if part.shown]


def _difference(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] - other[0], one[1] - other[1]


def _months(stand: Now, plant: int) -> Months:
    """The accepted months that the plant's inflow is the mean of, by the versions of returns that stood there."""
    known = {int(month): entry for month, entry in stand.returns().get(plant, {}).items()}
    first = shifted(stand.month, 1 - MONTHS_LOOKED_BACK)
    accepted = {month: version for month, (state, version) in known.items() if state == State.ACCEPTED and first <= month <= stand.month}
    contents = contents_of(stand.divisions, Kind.TREATMENT_PLANT, plant, accepted)
    found = {month: _flowed_in(content) for month, content in contents.items()}
    counted = [month for month in sorted(found) if found[month] is not None][-MONTHS_OF_INFLOW:]
    return {month: found[month] for month in counted}


def _flowed_in(content: dict) -> tuple[int, int] | None:
    volume, inlet = content.get("volume_m3"), content.get(f"{POLLUTANT}_inlet_ug_l")
    if volume == 0:
        return 0, 0
    return None if None in (volume, inlet) else (volume, inflow_load_mg(volume, inlet))
