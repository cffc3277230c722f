"""Whether frozen months are what they were: the seals, the chain, and the figures against history."""

from collections.abc import Iterable
from dataclasses import dataclass

from frozen.models import Freeze, FrozenLoad, FrozenQuota, FrozenRemoval
from frozen.queries import freezes, rows_of
from frozen.rebuilding import rebuilt
from frozen.sealing import FIGURES, figures_hash, sealed
from targets.queries import in_force_at, ledger, quota_sets_confirmed

MOST_NAMED = 20


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was sealed, or not as history tells it."""

    freeze: str
    what: str

    def __str__(self):
        return f"{self.freeze}: {self.what}"


def findings(divisions: str, *, anchor: str = "") -> list[Finding]:
    """Everything wrong with the copies of a scope's cities; `anchor` is a seal, or its beginning, that has to be among them."""
    found, last = [], {}
    known = list(freezes(divisions))
    for freeze in known:
        before = last.get(freeze.division)
        rows = rows_of(freeze.division, freeze)
        found += [Finding(freeze.key, what) for what in (*_broken(freeze, before, rows), *_otherwise(freeze, rows))]
        last[freeze.division] = freeze
    if anchor and not any(freeze.seal.startswith(anchor) for freeze in known):
        found.append(Finding(divisions, f"no copy bears the seal {anchor}: the chain has been cut or written anew"))
    return found


def _broken(freeze: Freeze, before: Freeze | None, rows: dict) -> Iterable[str]:
    """The seal is worked out from what stands there, never from what was kept of it."""
    if sealed(freeze, rows) != freeze.seal:
        yield "the seal does not fit what it seals"
    if figures_hash(rows) != freeze.figures_hash:
        yield "the figures are not those that were hashed"
    if freeze.sequence != (before.sequence if before else 0) + 1:
        yield "a copy before it is missing"
    if freeze.previous != (before.seal if before else ""):
        yield "it does not name the seal before it"


def _otherwise(freeze: Freeze, rows: dict) -> list[str]:
    """Differences between the copy and what history gives; the first twenty are named."""
    figures, told = rebuilt(freeze.month, freeze.frozen_at, rows)
    found = list(told)
    for part, worked_out in figures.items():
        columns = [name for name in FIGURES[part] if name not in part.KEY]
        for row in _of_plants(part, rows):
            key = tuple(getattr(row, name) for name in part.KEY)
            should = worked_out.get(key, {})
            found += [
                f"{part.__name__} {' '.join(map(str, key))} {name}: {getattr(row, name)} in the copy, {should.get(name)} by history"
                for name in columns
                if getattr(row, name) != should.get(name)
            ]
    found += _quotas_otherwise(freeze, rows)
    return found[:MOST_NAMED] + ([f"and {len(found) - MOST_NAMED} more differences"] if len(found) > MOST_NAMED else [])


def _of_plants(part, rows: dict) -> list:
    """Of removal only what plants bring: SO₂ of power units is sealed, and its account is not kept as it stood."""
    measured = {one.pollutant for one in rows[FrozenLoad]}
    return [row for row in rows[part] if part is not FrozenRemoval or row.pollutant_id in measured]


def _quotas_otherwise(freeze: Freeze, rows: dict) -> list[str]:
    quota_set = in_force_at(quota_sets_confirmed(freeze.division), freeze.month // 100, freeze.frozen_at)
    if (quota_set.pk if quota_set else None) != freeze.quota_set:
        return [f"quotas of {freeze.quota_document or 'no document'} in the copy, of {quota_set.name if quota_set else 'none'} by history"]
    lines = ledger(freeze.division, quota_set).lines
    names = ("base_amount_mg", "cap_mg")
    return [
        f"quota {row.division} {row.pollutant} {row.year}: {[getattr(row, name) for name in names]} in the copy, other in history"
        for row in rows[FrozenQuota]
        if (line := lines.get((row.division, row.pollutant, row.year))) is None
        or any(getattr(row, name) != getattr(line, name) for name in names)
    ]
