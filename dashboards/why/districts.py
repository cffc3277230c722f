"""Why a district moved in the ranking by completion: its quota, the months that were added, and what happened to earlier ones."""

from collections import defaultdict

from django.utils.translation import gettext as _

from dashboards.district_ranking import DistrictRow, badness, district_rows
from dashboards.stands import Now
from dashboards.why.acts import GONE, IMPROVED, NEW, QUOTA, UNCHANGED, UNKNOWN, WORSENED, words
from dashboards.why.figures import Part, largest_first, telescoped
from dashboards.why.plant_load import Moved
from dashboards.why.ranks import rank_causes, rank_in
from formulas.months import SAME_MONTH_LAST_YEAR, month_text
from formulas.rounding import rounded
from formulas.targets import completion_millionths
from frozen.causes import CORRECTED, REGISTER, act_between, documents_of

Key = tuple[str, str]  # district, pollutant
# As many plants are named; the rest is one line.
MOST_NAMED = 12


def district_moved(before: Now, now: Now, key: Key) -> Moved | None:
    """None where the district and pollutant are not ranked now."""
    rows_before, rows = ({(row.district.code, row.pollutant.code): row for row in district_rows(one, one.ledger)} for one in (before, now))
    bad_before, bad = ({one: badness(row) for one, row in known.items() if row.has_source} for known in (rows_before, rows))
    if key not in bad:
        return None
    own, old = rows[key], rows_before.get(key)
    is_old = key in bad_before

    def what(other: Key) -> str:
        return _act(rows_before.get(other) if other in bad_before else None, rows.get(other) if other in bad else None)

    return Moved(
        rank=rank_in(bad, key),
        rank_before=rank_in(bad_before, key) if is_old else None,
        figure=own.completion,
        figure_before=old.completion if old else None,
        causes=rank_causes(bad_before, bad, key, what, what(key)) if is_old else [],
        parts=_parts(before, now, old, own) if is_old and None not in (old.completion, own.completion) else [],
        names={one: f"{row.district} {row.pollutant.symbol}" for one, row in {**rows_before, **rows}.items()},
        own=what(key),
    )


def _act(before: DistrictRow | None, now: DistrictRow | None) -> str:
    if before is None or now is None:
        return NEW if before is None else GONE
    if before.quota != now.quota and before.year == now.year:
        return QUOTA
    if before.completion == now.completion:
        return UNCHANGED
    if now.completion is None:
        return UNKNOWN
    return IMPROVED if before.completion is None or now.completion > before.completion else WORSENED


def _parts(before: Now, now: Now, old: DistrictRow, own: DistrictRow) -> list[Part]:
    """Millionths of completion, with the tonnes behind them (mg)."""
    if old.year != own.year:
        return [Part(_("the account begins anew with the year"), None, own.completion - old.completion)]

    def completion(verified: int) -> int:
        return rounded(*completion_millionths(verified, own.quota))

    quota = completion(old.verified) - old.completion
    parts = [Part(words(QUOTA), own.quota - old.quota, quota, old_and_new(before, now))] if own.quota != old.quota else []
    steps = _steps(before, now, own.district.code, own.pollutant.code)
    told = sum(amount for _what, amount, _note in steps)
    if told != own.verified - old.verified:  # power units, whose account is not kept month by month
        steps.append((_("other sources"), own.verified - old.verified - told, ""))
    return largest_first([*parts, *telescoped(old.verified, steps, completion)])


def old_and_new(before: Now, now: Now) -> str:
    """The documents that the two quotas stand in."""
    return f"{_document(before)} → {_document(now)}"


def _document(stand: Now) -> str:
    return stand.quota_set.name if stand.quota_set else "—"


def _steps(before: Now, now: Now, district: str, pollutant: str) -> list[tuple[str, int, str]]:
    """(what, mg, plant and month) of every plant's month that brings more or less than before, alike ones of small weight together."""
    old, new = (stand.reductions(district, pollutant) for stand in (before, now))
    returns_then, returns = before.returns(), now.returns()
    names = before.names() | now.names()
    documents = documents_of({plant for plant, _month in {*old, *new}})
    found = []
    for plant, month in sorted({*old, *new}):
        by = (new.get((plant, month)) or 0) - (old.get((plant, month)) or 0)
        if not by:
            continue
        told = [str(names.get(plant, plant)), month_text(month)]
        if month > before.month:
            what = _("month added: more than last year") if by > 0 else _("month added: less than last year")
        else:
            act, changed = _what_changed(returns_then.get(plant, {}), returns.get(plant, {}), month)
            what = words(act)
            told += [documents[plant, changed]] if act == CORRECTED and (plant, changed) in documents else []
        found.append((what, by, " ".join(told)))
    found.sort(key=lambda step: -abs(step[1]))
    return found[:MOST_NAMED] + _together(found[MOST_NAMED:])


def _together(steps: list[tuple[str, int, str]]) -> list[tuple[str, int, str]]:
    sums: dict[str, int] = defaultdict(int)
    counts: dict[str, int] = defaultdict(int)
    for what, by, _note in steps:
        sums[what] += by
        counts[what] += 1
    return [(what, by, _("%(count)d others together") % {"count": counts[what]}) for what, by in sums.items()]


def _what_changed(then: dict, now: dict, month: int) -> tuple[str, int]:
    """What happened, and to which month: a month's reduction follows its own return and that of the same month last year."""
    for one in (month, month + SAME_MONTH_LAST_YEAR):
        if act := act_between(then.get(str(one)), now.get(str(one))):
            return act, one
    return REGISTER, month
