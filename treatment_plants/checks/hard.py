"""What can't be: it stops, whoever sends it and however. Problems are (cell, reason) pairs; `words` says them.

What must be there before a row is submitted is asked by `missing`; a draft may leave it open.
"""

from treatment_plants.checks.values import NOT_RUNNING, MonthValues

NEGATIVE = "negative"
TOO_MANY_DAYS = "too_many_days"
WATER_ON_NO_DAY = "water_on_no_day"
NO_WATER_ON_DAYS = "no_water_on_days"
CODE_WITHOUT_BLANK = "code_without_blank"
NOT_A_ZERO_REPORT = "not_a_zero_report"
STOPPED_BUT_TREATED = "stopped_but_treated"

Problem = tuple[str, str]


def problems(month: MonthValues) -> list[Problem]:
    """
    >>> problems(MonthValues(202202, 28, 28, days=29, volume_m3=-1))
    [('volume_m3', 'negative'), ('days', 'too_many_days')]
    >>> problems(MonthValues(202202, 28, 28, days=0, volume_m3=5))
    [('days', 'water_on_no_day')]
    >>> problems(MonthValues(202202, 28, 28, days=0, volume_m3=0, codes={"volume": "not_running"}))
    []
    """
    cells = {"days": month.days} | month.cells()
    found = [(column, NEGATIVE) for column, value in cells.items() if value is not None and value < 0]
    if month.days is not None and month.days > month.calendar_days:
        found.append(("days", TOO_MANY_DAYS))
    if month.days == 0 and month.volume_m3:
        found.append(("days", WATER_ON_NO_DAY))
    if month.days and month.volume_m3 == 0:
        found.append(("volume_m3", NO_WATER_ON_DAYS))
    return found + _problems_of_codes(month)


def _problems_of_codes(month: MonthValues) -> list[Problem]:
    """A code explains a blank and nothing else; a plant that did not run reports zeros, so that nobody takes them for blanks."""
    found = []
    for group, code in month.codes.items():
        if not code:
            continue
        column = f"{group}_code"
        if group == "volume":
            if code == NOT_RUNNING:
                if (month.days, month.volume_m3) != (0, 0):
                    found.append((column, NOT_A_ZERO_REPORT))
            elif month.volume_m3 is not None:
                found.append((column, CODE_WITHOUT_BLANK))
        elif code == NOT_RUNNING:
            found.append((column, STOPPED_BUT_TREATED))
        elif None not in month.concentrations.get(group, (None, None)):
            found.append((column, CODE_WITHOUT_BLANK))
    return found


def missing(month: MonthValues, pollutants: list[str]) -> list[str]:
    """Cells that must be filled in, or their blank explained by a code, before the row is submitted.

    A zero report needs its code and has no concentrations to tell. Electricity and sludge are told where they are metered.

    >>> missing(MonthValues(202202, 28, 28, days=28, codes={"volume": "meter_broken"}), ["cod"])
    ['cod_inlet_ug_l', 'cod_outlet_ug_l']
    >>> missing(MonthValues(202202, 28, 28, days=0, volume_m3=0), ["cod"])
    ['volume_code']
    """
    found = ["days"] if month.days is None else []
    if month.volume_m3 is None and not month.codes.get("volume"):
        found.append("volume_m3")
    if month.volume_m3 == 0:
        return found + ([] if month.codes.get("volume") else ["volume_code"])
    for pollutant in pollutants:
        if not month.codes.get(pollutant):
            sides = zip(("inlet", "outlet"), month.concentrations.get(pollutant, (None, None)), strict=True)
            found += [f"{pollutant}_{side}_ug_l" for side, value in sides if value is None]
    return found
