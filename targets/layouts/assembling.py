"""Facts of all tables put together to quota lines: a base amount, a cap, and what was printed beside them."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from targets.layouts.facts import Fact
from targets.layouts.findings import Figure, Kind, Meaning, Notebook, QuotaLine
from targets.layouts.known import Known
from targets.layouts.lexicon import LAST_YEAR
from targets.layouts.percentages import PercentageReader
from targets.layouts.rows import RowKind

Of = tuple[str, str]  # division, pollutant


@dataclass
class Account:
    """What the workbook tells of one division and pollutant."""

    bases: list[Fact] = field(default_factory=list)
    caps: dict[int, Fact] = field(default_factory=dict)
    cuts: dict[tuple[int, int | None], Fact] = field(default_factory=dict)
    rates: list[Fact] = field(default_factory=list)
    gaps: dict[tuple[Meaning, int | None], Fact] = field(default_factory=dict)
    has_rival_bases: bool = False

    @property
    def first(self) -> Fact:
        return next(iter((*self.bases, *self.caps.values(), *self.cuts.values(), *self.rates, *self.gaps.values())))

    @property
    def has_figures(self) -> bool:
        return bool(self.bases or self.caps or self.cuts or self.rates)


@dataclass
class Assembler:
    known: Known
    notebook: Notebook
    accounts: dict[Of, Account] = field(default_factory=lambda: defaultdict(Account))
    _told: set = field(default_factory=set)
    # Of two figures for one thing neither is taken.
    _withheld: set[int] = field(default_factory=set)

    def lines(self, facts: list[Fact]) -> tuple[list[QuotaLine], dict[tuple, str]]:
        """The lines, and by table and column how percentages were read."""
        for fact in facts:
            if fact.kind == RowKind.LINE:
                self._enter(fact)
        told = {of: account for of, account in self.accounts.items() if account.has_figures}
        for of in (of for of in self.accounts if of not in told):
            text = _("There are no figures here, so that the division gets no quota of this pollutant.")
            self.notebook.warn(Kind.IGNORED, self.accounts[of].first.cell, text)
        if not any(account.caps or account.cuts for account in told.values()):
            self.notebook.ask(
                Kind.QUOTA, None, _("The workbook holds no caps and no cuts."), _("A table with caps, or with base amounts and cuts.")
            )
        else:
            self._ask_for_missing(told)
        amounts = {(*of, self.known.base_year): account.bases[0] for of, account in told.items() if account.bases}
        amounts |= {(*of, year): fact for of, account in told.items() for year, fact in account.caps.items()}
        rates = [fact for account in told.values() for fact in account.rates]
        percentages, evidence = PercentageReader(self.known.base_year, amounts, self.notebook).read(rates)
        lines = [line for of, account in told.items() for line in self._lines(of, account, percentages)]
        return lines, evidence

    def _enter(self, fact: Fact) -> None:
        account, taken = self.accounts[fact.of], fact.taken
        if fact.is_gap:
            account.gaps[taken.meaning, taken.year] = fact
        elif taken.meaning == Meaning.BASE:
            self._enter_base(account, fact)
        elif taken.meaning == Meaning.CAP:
            self._once(account.caps, taken.year, fact)
        elif taken.meaning == Meaning.CUT:
            self._once(account.cuts, (taken.year, taken.since), fact)
        else:
            account.rates.append(fact)

    def _enter_base(self, account: Account, fact: Fact) -> None:
        """A base amount may be repeated on every sheet, but only as the same."""
        if account.bases and account.bases[0].figure.amount_mg != fact.figure.amount_mg:
            text = _("The base amount differs from that in %(place)s.") % {"place": _place(account.bases[0])}
            self.notebook.ask(Kind.CANDIDATES, fact.cell, text, _("One base amount for a division and pollutant."))
            account.has_rival_bases = True
        account.bases.append(fact)

    def _once(self, entered: dict, key, fact: Fact) -> None:
        first = entered.setdefault(key, fact)
        if first is fact:
            return
        self._withheld.add(id(first))
        if (fact.table, fact.row) not in self._told:
            self._told.add((fact.table, fact.row))
            text = _("%(place)s has told the same division, pollutant and year before.") % {"place": _place(first)}
            self.notebook.ask(Kind.DUPLICATE, fact.cell, text, _("One row for a division."))

    def _ask_for_missing(self, accounts: dict[Of, Account]) -> None:
        """A year that others of the same pollutant have, a base amount, or any cap at all."""
        years = defaultdict(set)
        for (_division, pollutant), account in accounts.items():
            years[pollutant] |= {*account.caps, *(year for year, _since in account.cuts)}
        for (_division, pollutant), account in accounts.items():
            if not account.bases:
                told = {"year": self.known.base_year}
                self._wait(
                    account,
                    Meaning.BASE,
                    None,
                    _("The emission of the base year %(year)d is missing, without which no cut can be told.") % told,
                )
            if not years[pollutant]:
                self._wait(
                    account, Meaning.CAP, None, _("There is neither cap nor cut; a cap worked out of a percentage would be a guess.")
                )
            for year in sorted(years[pollutant]):
                if year not in account.caps and not any(told == year for told, _since in account.cuts):
                    self._wait(account, Meaning.CAP, year, _("The cap of %(year)d is missing.") % {"year": year})

    def _wait(self, account: Account, meaning: Meaning, year: int | None, text: str) -> None:
        gap = next((fact for (what, when), fact in account.gaps.items() if what == meaning and (year is None or when == year)), None)
        self.notebook.ask(Kind.WAITING, (gap or account.first).cell, text, _("The figure, in the same unit as the others."))

    def _lines(self, of: Of, account: Account, percentages: dict) -> list[QuotaLine]:
        excludes = self._excludes(account)
        if not account.bases or account.has_rival_bases or excludes is None:
            return []
        base = account.bases[0].figure
        caps = {year: fact.figure for year, fact in account.caps.items() if id(fact) not in self._withheld}
        for (year, since), fact in sorted(account.cuts.items(), key=lambda item: item[0][0]):
            if id(fact) not in self._withheld:
                self._apply_cut(account, caps, base, year, since, fact)
        return [QuotaLine(*of, year, base, cap, excludes, tuple(percentages.get((*of, year), ()))) for year, cap in sorted(caps.items())]

    def _excludes(self, account: Account) -> tuple[str, ...] | None:
        facts = [*account.bases, *account.caps.values(), *account.cuts.values()]
        excludes = {fact.whom.excludes: fact for fact in facts}
        if len(excludes) < 2:
            return next(iter(excludes), ())
        text = _("The same division stands with and without parts that it leaves out.")
        self.notebook.ask(Kind.CANDIDATES, [*excludes.values()][-1].cell, text, _("The same parts left out everywhere."))
        return None

    def _apply_cut(self, account: Account, caps: dict[int, Figure], base: Figure, year: int, since: int | None, fact: Fact) -> None:
        """Beside a cap a cut is only checked; without one the cap is worked out of it."""
        known = caps | {self.known.base_year: base}
        before = {self.known.base_year, year - 1} if since is None else {year - 1 if since == LAST_YEAR else since}
        if year in account.caps:
            self._check_cut(account, known, before, year, fact)
        elif len(before) > 1:
            text = _("Nothing tells whether the cut is measured against the base year or the year before.")
            self._ask_once(Kind.CANDIDATES, fact, text, _("Say against which year, in the head or for this column."))
        elif fact.figure.amount_mg < 0 and fact.taken.fall_is_positive:
            text = _("A cut below zero may be a rise, or a fall that is printed with a minus.")
            self.notebook.ask(Kind.NUMBER, fact.cell, text, _("A cut without a minus."))
        elif not before <= known.keys():
            self.notebook.ask(
                Kind.WAITING, fact.cell, _("The cap of %(year)d is missing.") % {"year": min(before)}, _("The cuts of all years between.")
            )
        else:
            self._cut_from(caps, known[before.pop()], year, fact)

    def _cut_from(self, caps: dict[int, Figure], before: Figure, year: int, fact: Fact) -> None:
        left = before.amount_mg - fact.figure.amount_mg
        if left < 0:
            self.notebook.ask(
                Kind.NUMBER, fact.cell, _("The cut is larger than the emission it is taken from."), _("A smaller cut, or another unit.")
            )
        else:
            caps[year] = Figure(left, "", fact.figure.unit, fact.cell)

    def _check_cut(self, account: Account, known: dict[int, Figure], before: set[int], year: int, fact: Fact) -> None:
        steps = fact.step_mg + account.caps[year].step_mg + account.bases[0].step_mg
        cuts = [known[one].amount_mg - known[year].amount_mg for one in before if one in known]
        printed = {fact.figure.amount_mg, abs(fact.figure.amount_mg)}
        if cuts and not any(2 * abs(cut - one) <= steps for cut in cuts for one in printed):
            text = _("The printed cut is not the difference between the amounts beside it.")
            self.notebook.warn(Kind.SUM, fact.cell, text, _("Compare with the document. The cap is what counts."))

    def _ask_once(self, kind: Kind, fact: Fact, text: str, remedy: str) -> None:
        if (kind, fact.table, fact.column) not in self._told:
            self._told.add((kind, fact.table, fact.column))
            self.notebook.ask(kind, fact.cell, text, remedy)


def _place(fact: Fact) -> str:
    return f"{fact.cell.sheet}!{fact.cell.letters}{fact.cell.row}"
