"""Quotas in force of which a later document says nothing: they stay or are cancelled, as whoever proposes the document decides."""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from targets.ledger import Key, Ledger, Line
from targets.models import QuotaKind, QuotaPrint, QuotaSet


class Unstated(TextChoices):
    KEPT = "kept", _("stay as they are in force")
    CANCELLED = "cancelled", _("are cancelled")


def unstated_lines(told: Iterable[Line], in_force: Ledger) -> list[Line]:
    keys = {(line.division, line.pollutant, line.year) for line in told}
    return [line for key, line in in_force.lines.items() if key not in keys]


def other_bases(told: Iterable[Line], kept: Iterable[Line]) -> list[tuple[Line, Line]]:
    """Told and kept, once for each division and pollutant whose base amount they tell differently: one set has one."""
    bases = {(line.division, line.pollutant): line for line in told}
    found = {}
    for line in kept:
        one = bases.get((line.division, line.pollutant))
        if one and one.base_amount_mg != line.base_amount_mg:
            found[one.division, one.pollutant] = one, line
    return list(found.values())


def stating(quota_set: QuotaSet, key: Key) -> QuotaSet:
    """The set whose document states a quota of this one: later sets may only have taken it over."""
    one = quota_set
    while one.replaces and not _states(one, key):
        one = one.replaces
    return one


def _states(one: QuotaSet, key: Key) -> bool:
    division, pollutant, year = key
    if one.kind == QuotaKind.MOVE:
        return (one.move.pollutant_id, one.move.year) == (pollutant, year) and division in (one.move.giver_id, one.move.taker_id)
    printed = QuotaPrint.objects.filter(quota_set=one).first() if one.kind == QuotaKind.DOCUMENT else None
    # The portal's own template states all of its set, and so does what an undoing brings back.
    return printed is None or any((line["division"], line["pollutant"], line["year"]) == key for line in printed.lines)
