"""SO₂ of power units worked out again: the account of a closing as a running sum over its months, instead of month by month.

Decimals instead of whole numbers, steps and returns read from their own tables, nothing of power_plants but its records.
"""

from decimal import ROUND_HALF_UP, Decimal

import pandas

from figures.second_hand.records import DECLARED, VERIFIED, Cities, inside
from formulas.months import month_of, months_between, shifted
from power_plants.models import PARTS, ClaimState, Closure, CoalBurnt, Desulphurisation, Step, StepKind, Unit, YearStatistics
from targets.models import Parameter

KEY = ["division", "month", "pollutant"]
BELIEVED = {"verified": {ClaimState.ACCEPTED}, "declared": {ClaimState.ACCEPTED, ClaimState.WAITING}}
RETURNS = {"verified": VERIFIED, "declared": DECLARED}
EARLIEST, NEVER = 199901, 999912


def power_figures(first_year: int, last_year: int, cities: Cities = None) -> pandas.DataFrame:
    """Every number of the SO₂ figures of districts that have a unit."""
    last_month = last_year * 100 + 12
    units = [_unit(unit, last_month) for unit in Unit.objects.filter(inside("plant__district__code", cities)).select_related("plant")]
    if not units:
        return pandas.DataFrame()
    everything = pandas.concat(units)
    within = everything[everything["month"].between(first_year * 100 + 1, last_month)]
    sums = within.groupby(KEY).sum(min_count=1)
    idle = within.groupby(KEY)["due"].sum() == 0
    for side in BELIEVED:
        sums[f"{side}_reduction_mg"] = sums[f"{side}_reduction_mg"].where(~idle, 0)
        sums[f"{side}_load_mg"] = None
    counts = ["owed", "accepted", "submitted", "plant_months", "verified_left_out", "declared_left_out"]
    sums[counts] = sums[counts].astype("int64")
    return sums.assign(verified_headroom_mg=None).drop(columns=["due"])


def _unit(unit: Unit, last_month: int) -> pandas.DataFrame:
    months = pandas.Index(months_between(EARLIEST, last_month), name="month")
    states = dict(CoalBurnt.objects.filter(unit=unit).values_list("month", "monthly_return__state"))
    sides = {side: _credits(unit, side, months) for side in BELIEVED}
    state = pandas.Series([states.get(month) for month in months], index=months)
    runs = pandas.Series([_runs(unit, _stops(unit, "declared"), month) for month in months], index=months)
    due = pandas.Series([month in sides["verified"] or month in sides["declared"] for month in months], index=months)
    table = pandas.DataFrame(
        {
            "division": unit.plant.district_id,
            "pollutant": "so2",
            "owed": runs.astype(int),
            "accepted": (runs & state.isin(VERIFIED)).astype(int),
            "submitted": (runs & (state == "submitted")).astype(int),
            "plant_months": due.astype(int),
            "due": due.astype(int),
        },
        index=months,
    )
    for side, found in sides.items():
        values = pandas.Series([found.get(month) for month in months], index=months, dtype=object)
        table[f"{side}_reduction_mg"] = pandas.array([None if value is None else int(value) for value in values], dtype="Int64")
        table[f"{side}_left_out"] = (due & values.isna()).astype(int)
    return table.reset_index()


def _parameter(key: str, month: int) -> int:
    amounts = list(Parameter.objects.filter(key=key).order_by("valid_from").values_list("valid_from", "amount"))
    return ([amount for valid_from, amount in amounts if valid_from <= month] or [amounts[0][1]])[-1]


def _half_up(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


def _formed(unit: Unit, side: str) -> dict[int, int]:
    kept = CoalBurnt.objects.filter(unit=unit, monthly_return__state__in=RETURNS[side])
    rows = kept.values_list("month", "coal_kg", "sulphur_millionths")
    return {
        month: _half_up(Decimal(coal) * sulphur * _parameter("sulphur_factor_thousandths", month) / 1000) for month, coal, sulphur in rows
    }


def _stops(unit: Unit, side: str) -> list[tuple[int, int, int]]:
    """(month of the stop, from when it is booked, when it ran again) of each closing, oldest first."""
    found = []
    for closure in Closure.objects.filter(unit=unit):
        days = dict(Step.objects.filter(closure=closure, state__in=BELIEVED[side]).values_list("kind", "on"))
        if StepKind.OFF_GRID in days:
            stopped = month_of(days[StepKind.OFF_GRID])
            again = month_of(closure.reopened_on) if closure.reopened_on else NEVER
            found.append((stopped, stopped if side == "declared" else _complete(days, stopped), again))
    return sorted(found)


def _complete(days: dict, stopped: int) -> int:
    parts = pandas.Series({kind: days[kind] for kind in PARTS if kind in days}, dtype=object).sort_values()
    required = _parameter("closure_parts_required", stopped)
    if StepKind.CONFIRMATION not in days or len(parts) < required:
        return NEVER
    return month_of(max(parts.iloc[required - 1], days[StepKind.CONFIRMATION], days[StepKind.OFF_GRID]))


def _runs(unit: Unit, stops: list[tuple[int, int, int]], month: int) -> bool:
    stands = any(stopped < month < again for stopped, _, again in stops)
    return month_of(unit.commissioned_on) <= month and not stands


def _removal(unit: Unit, side: str, months: pandas.Index) -> pandas.Series:
    """η of each month in millionths."""
    series = pandas.Series(0, index=months, dtype=object)
    for one in Desulphurisation.objects.filter(unit=unit, state__in=BELIEVED[side]).order_by("since"):
        claimed = _half_up(Decimal(one.operation_rate_millionths) * one.online_millionths / 10**6)
        default = _parameter(f"fgd_default_{one.process}_millionths", month_of(one.since))
        offset = _parameter("count_start_offset_months", month_of(one.since))
        series[months >= shifted(month_of(one.since), offset)] = claimed if one.has_evidence else min(claimed, default)
    return series


def _credits(unit: Unit, side: str, months: pandas.Index) -> dict[int, int | None]:
    formed, stops, removal = _formed(unit, side), _stops(unit, side), _removal(unit, side, months)
    statistics = dict(YearStatistics.objects.filter(unit=unit, state__in=BELIEVED[side]).values_list("year", "so2_mg"))
    booked = [stop for stop in stops if statistics.get(stop[0] // 100 - 1) and stop[1] != NEVER]
    found: dict[int, int | None] = {}
    for month, before in zip(months[12:], months[:-12], strict=True):
        more = removal[month] - removal[before]
        is_closed = any(first <= month < again for _, first, again in booked)
        if more and not is_closed and _runs(unit, stops, month) and statistics.get(month // 100 - 1):
            found[month] = _half_up(Decimal(formed[month]) * more / 10**6) if month in formed else None
    emission = pandas.Series({month: _emission(unit, stops, formed, removal, month) for month in months}, dtype=object)
    for stop in booked:
        for month, amount in _booked(stop, statistics[stop[0] // 100 - 1], emission, found, months).items():
            kept = found.get(month, 0)
            found[month] = None if None in (kept, amount) else kept + amount
    return found


def _emission(unit: Unit, stops, formed: dict[int, int], removal: pandas.Series, month: int) -> int | None:
    if not _runs(unit, stops, month):
        return 0
    return _half_up(Decimal(formed[month]) * (10**6 - removal[month]) / 10**6) if month in formed else None


def _booked(
    stop: tuple[int, int, int], statistics: int, emission: pandas.Series, others: dict, months: pandas.Index
) -> dict[int, int | None]:
    """The running sum of (twelfth of the statistics − emission) in the year, and of last year's emission in the next one."""
    stopped, first, again = stop
    year = stopped // 100
    end = max(first, stopped + 100)
    inside = [month for month in months if first <= month <= end and month < again]
    own_year = emission[(emission.index > year * 100) & (emission.index <= stopped)]
    if own_year.isna().any() or not inside:
        return dict.fromkeys(inside)
    twelfths = {year * 100 + number: statistics * number // 12 - statistics * (number - 1) // 12 for number in range(1, 13)}
    gains = {month: twelfth - own_year.get(month, 0) for month, twelfth in twelfths.items()}
    gains |= {month + 100: own_year.get(month, 0) for month in twelfths}
    running = pandas.Series(gains, dtype=object).cumsum().reindex(months).ffill()
    already = sum(amount or 0 for month, amount in others.items() if year * 100 < month < first)
    account = pandas.Series(0, index=months, dtype=object)
    account.loc[inside] = running.loc[inside] - already
    if again != NEVER:
        inside = [*inside, *(month for month in months if month == again)]
    changes = account.diff().fillna(account)
    if end < again:
        changes = account.where(account.index <= end).ffill().where(account.index < again, 0).diff().fillna(0)
    return {month: changes[month] for month in inside}
