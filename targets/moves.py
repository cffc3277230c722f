"""What an act on the quotas in force does to their lines: a move between two districts, or going back."""

from django.utils.translation import gettext as _

from formulas.units import MASS
from targets.ledger import Ledger, Line
from targets.models import QuotaMove, QuotaSet
from targets.queries import ledger


def lines_of(quota_set: QuotaSet) -> list[Line]:
    """The lines that an undoing or moving set has to hold, worked out from the set that it starts from."""
    source = ledger(quota_set.division_id, quota_set.source)
    return list(source.lines.values()) if quota_set.undoes else lines_after(source, quota_set.move)


def lines_after(before: Ledger, move: QuotaMove) -> list[Line]:
    return before.moved(move.giver_id, move.taker_id, move.pollutant_id, move.year, move.amount_mg)


def why_not(before: Ledger, whole: str, move: QuotaMove) -> dict[str, str]:
    """What forbids a move of quotas that `whole` has handed down, by the name of the field to mend; empty where nothing does."""
    if move.giver_id == move.taker_id:
        return {"taker": _("Quota is moved between two different districts.")}
    place = move.pollutant_id, move.year
    without = {
        name: _("%(district)s has been handed down no quota for this pollutant and year.") % {"district": side}
        for name, side in (("giver", move.giver), ("taker", move.taker))
        if not before.is_part(side.code, whole, *place)
    }
    if without:
        return without
    cap = before.cap(move.giver_id, *place)
    if not 1 <= move.amount_mg <= cap:
        told = {"district": move.giver, "cap": MASS.typed(cap)}
        return {"amount": _("The cap of %(district)s is %(cap)s t: more than nothing and no more than that can be moved.") % told}
    return {}
