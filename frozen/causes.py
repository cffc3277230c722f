"""What moved the figures of a month after it had been frozen: returns that stand otherwise, or a register that tells otherwise."""

from collections.abc import Iterable, Mapping

from formulas.months import month_text
from frozen.models import FrozenLoad, FrozenPlant
from returns.models import MISSING, Kind, State, Version, VersionAct

# How a return can have changed since a copy; the pages have the words.
REPORTED_LATE, ACCEPTED_LATE, SENT_BACK, CORRECTED, REGISTER = "reported_late", "accepted_late", "sent_back", "corrected", "register"
NOTHING = [MISSING, 0]


def act_between(before: list | None, now: list | None) -> str:
    """What happened to a return that stood so ([state, version]) and stands otherwise now; "" where no figure sees it."""
    (was, version), (state, now_version) = before or NOTHING, now or NOTHING
    if was != State.ACCEPTED and state == State.ACCEPTED:
        return ACCEPTED_LATE if was == State.SUBMITTED else REPORTED_LATE
    if was == State.ACCEPTED and state != State.ACCEPTED:
        return SENT_BACK
    return CORRECTED if was == State.ACCEPTED and version != now_version else ""


def changed_returns(before: Mapping[str, list], now: Mapping[str, list], first: int, last: int) -> dict[int, str]:
    """Month → what happened to a plant's return, of the months between two."""
    months = sorted(month for month in {*before, *now} if first <= int(month) <= last)
    acts = {int(month): act_between(before.get(month), now.get(month)) for month in months}
    return {month: act for month, act in acts.items() if act}


def causes_of(before: Mapping, now: Mapping) -> list[dict]:
    """Every plant whose figures differ, with the months that changed behind them; as the copy keeps it."""
    was = {row.plant_id: row for row in before[FrozenPlant]}
    moved = _moved(before, now)
    documents = documents_of(moved)
    told = []
    for row in sorted(now[FrozenPlant], key=lambda row: row.plant_id):
        if row.plant_id not in moved:
            continue
        old = was.get(row.plant_id)
        acts = changed_returns(old.returns if old else {}, row.returns, 0, 999912)
        causes = [
            {"act": act, "month": month_text(month), "document": documents.get((row.plant_id, month), "") if act == CORRECTED else ""}
            for month, act in acts.items()
        ] or [{"act": REGISTER, "month": "", "document": ""}]
        told += [{"plant": row.name, "plant_id": row.plant_id} | cause for cause in causes]
    return told


def _moved(before: Mapping, now: Mapping) -> set[int]:
    """Plants whose own figures differ between two copies."""
    names = {
        FrozenPlant: ("state", "load_rate_millionths", "volume_m3", "design_capacity_m3_d", "in_first_year"),
        FrozenLoad: ("accepted_months", "inlet_load_mg", "volume_m3", "reductions"),
    }
    moved = set()
    for part, columns in names.items():
        old, new = (
            {tuple(getattr(row, key) for key in part.KEY): [getattr(row, name) for name in columns] for row in rows[part]}
            for rows in (before, now)
        )
        moved |= {key[0] for key in {*old, *new} if old.get(key) != new.get(key)}
    return moved


def documents_of(plants: Iterable[int]) -> dict[tuple[int, int], str]:
    """(plant, month) → document of its last correction."""
    corrected = Version.objects.filter(
        act=VersionAct.CORRECTED, monthly_return__kind=Kind.TREATMENT_PLANT, monthly_return__subject__in=list(plants)
    ).order_by("number")
    rows = corrected.values_list("monthly_return__subject", "monthly_return__month", "document_number")
    return {(plant, month): document for plant, month, document in rows}
