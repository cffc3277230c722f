"""Months made by hand, in the units of the sheet."""

from formulas.months import days_in, months_between
from treatment_plants.checks.soft import Case, Finding, Limits, findings
from treatment_plants.checks.usual import Past
from treatment_plants.checks.values import MonthValues

OCTOBER = 202210
LIMITS = Limits(
    check_slip_times=5,
    check_far_share_millionths=500_000,
    check_far_deviations=5,
    check_far_least_months=3,
    check_electricity_wh_m3=280,
    check_opposite_millionths=100_000,
    check_same_digits=4,
    check_same_pair_digits=6,
    check_round_digits=3,
    load_rate_doubtful_millionths=1_200_000,
)


def values(month: int = OCTOBER, volume: str | None = "254.37", cod=None, kwh: int | None = 712_340, **details) -> MonthValues:
    """Volume in 万吨, concentrations in mg/L, electricity in kWh. Those of no two months are the same by themselves."""
    cod = cod or (f"{182.3 - (OCTOBER - month) % 17 * 0.7:.1f}", f"{28.4 + (OCTOBER - month) % 17 * 0.1:.1f}")
    return MonthValues(
        month=month,
        open_days=details.pop("open_days", days_in(month)),
        calendar_days=days_in(month),
        days=details.pop("days", days_in(month)),
        volume_m3=None if volume is None else round(float(volume) * 10_000),
        electricity_kwh=kwh,
        concentrations={"cod": tuple(None if one is None else round(float(one) * 1000) for one in cod)},
        **details,
    )


# Three years of a plant of 10 × 10,000 t/d, with a season and a little chance, none of it round.
SEASON = (0.95, 0.92, 0.96, 1.0, 1.05, 1.08, 1.06, 1.05, 1.02, 0.98, 0.97, 0.95)


def history(until: int = 202209) -> dict[int, MonthValues]:
    months = {}
    for place, month in enumerate(months_between(201910, until)):
        flow = 8.21 * days_in(month) * SEASON[month % 100 - 1] * (1 + (place * 7 % 11 - 5) / 200)
        inlet, outlet = 178.3 + place * 13 % 29, 27.1 + place * 5 % 7
        months[month] = values(month, f"{flow:.2f}", (f"{inlet:.1f}", f"{outlet:.1f}"), round(flow * 2800) + place)
    return months


def asked(this: MonthValues, past: dict[int, MonthValues] | None = None, design: int | None = 100_000) -> list[Finding]:
    return findings(Case(this, Past(history() if past is None else past), design, LIMITS))


def places(found: list[Finding]) -> set[tuple[str, str]]:
    return {finding.place for finding in found}
