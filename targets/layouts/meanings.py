"""From what a head says to what its figures are, or to the reason why nobody can tell."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from tables.words import listed
from targets.layouts.context import Context
from targets.layouts.findings import Meaning
from targets.layouts.known import Known
from targets.layouts.lexicon import LAST_YEAR, Said
from targets.layouts.mapping import Choice
from targets.layouts.words import Word

NO_QUOTA = frozenset({Word.FOREIGN, Word.SHARE, Word.PARTIAL})
STRONG = frozenset({Word.CUT, Word.BASE, Word.CONTROL})


@dataclass(frozen=True)
class Taken:
    """What the figures of a column are taken for in rows that say the same. `why` tells what is unclear about it."""

    meaning: Meaning
    year: int | None = None
    pollutant: str = ""
    unit: str = ""
    # The year that a cut is measured against, 0 for the year before; None where nothing tells.
    since: int | None = None
    # A percentage or change that counts a fall as positive.
    fall_is_positive: bool = False
    why: str = ""

    @property
    def key(self) -> tuple:
        return self.meaning, self.pollutant, self.year, self.since


@dataclass(frozen=True)
class Judge:
    known: Known
    context: Context

    def taken(self, column: Said, row: Said, section: Said, choice: Choice | None) -> Taken:
        """Head and row together; the section only where both are silent, then the title."""
        said = column | row
        years, pollutants, units = (getattr(said, part) or getattr(section, part) for part in ("years", "pollutants", "units"))
        taken = Taken(
            meaning=Meaning.UNCLEAR,
            year=_only(years) or (None if years else self.context.year),
            pollutant=_only(pollutants) or ("" if pollutants else self.context.pollutant),
            unit=_only(units) or ("" if units else self.context.unit),
            since=self._since(said),
            fall_is_positive=Word.EITHER not in said.words and (Word.CUT in said.words or not said.against),
        )
        if choice:
            return self._chosen(taken, said, choice)
        several = [str(one) for some in (years, pollutants, units) if len(some) > 1 for one in sorted(some)]
        if several:
            return replace(taken, why=_("The head tells several things at once: %(list)s.") % {"list": listed(several)})
        return self._judged(
            taken,
            replace(said, words=said.words | section.words & {Word.SUBSET}),
            own_year=bool((column if Word.BASE in column.words else row).years),
        )

    def _chosen(self, taken: Taken, said: Said, choice: Choice) -> Taken:
        unit = choice.unit or (taken.unit if choice.meaning != Meaning.RATE else "")
        year = choice.year or (_only(said.years) if choice.meaning == Meaning.BASE else taken.year)
        chosen = replace(
            taken,
            meaning=choice.meaning,
            year=self.known.base_year if choice.meaning == Meaning.BASE else year,
            pollutant=choice.pollutant or taken.pollutant,
            unit=unit,
            since=taken.since if choice.since is None else choice.since,
        )
        return self._in_plan(chosen)

    def _since(self, said: Said) -> int | None:
        if len(said.against) == 1:
            return _only(said.against)
        if Word.ANNUAL in said.words:
            return LAST_YEAR
        return self.known.base_year if Word.CUMULATIVE in said.words else None

    def _judged(self, taken: Taken, said: Said, *, own_year: bool) -> Taken:
        words = said.words
        for meaning, is_it in (
            (Meaning.SUBSET, Word.SUBSET in words),
            (Meaning.IGNORED, bool(words & NO_QUOTA) or said.other_unit),
            (Meaning.IGNORED, self.context.is_partial and LAST_YEAR in said.against),
        ):
            if is_it:
                return replace(taken, meaning=meaning)
        if Word.OTHER_POLLUTANT in words:
            return replace(taken, why=_("The head names something else than the pollutants of the plan."))
        judged = self._rate(taken, said) if said.percent or Word.RATE in words else self._mass(taken, said, own_year=own_year)
        if said.rest and judged.meaning.is_figure:
            return replace(
                judged,
                meaning=Meaning.UNCLEAR,
                why=_("The head holds words that the reader does not know: “%(words)s”.") % {"words": said.rest},
            )
        return judged

    def _rate(self, taken: Taken, said: Said) -> Taken:
        if said.units:
            return replace(taken, why=_("The head names a mass and a percentage."))
        if not said.against and not said.words & {Word.CUT, Word.EITHER}:
            return replace(taken, why=_("The head names a percentage, but not of what."))
        return self._in_plan(replace(taken, meaning=Meaning.RATE, unit="%" if said.percent else ""))

    def _mass(self, taken: Taken, said: Said, *, own_year: bool) -> Taken:
        strong = said.words & STRONG
        if len(strong) > 1:
            return replace(taken, why=_("The head tells several things at once: %(list)s.") % {"list": listed(sorted(strong))})
        if Word.CUT in strong or Word.EITHER in said.words or said.against:
            return self._in_plan(replace(taken, meaning=Meaning.CUT))
        if Word.BASE in strong:
            return self._in_plan(replace(taken, meaning=Meaning.BASE, year=taken.year if own_year else self.known.base_year))
        if not strong and Word.AIM in said.words and self.context.speaks_of_cuts:
            return replace(taken, why=_("A target may be a cap or a cut."))
        if Word.CONTROL in strong or Word.AIM in said.words:
            return self._in_plan(replace(taken, meaning=Meaning.CAP))
        return self._bare(taken, said)

    def _bare(self, taken: Taken, said: Said) -> Taken:
        """Only a year, a pollutant or "emission": the title has to tell what it is."""
        if taken.year is None:
            return replace(taken, why=_("The head does not tell what the column holds."))
        if taken.year == self.known.base_year and (Word.EMISSION in said.words or not self.context.is_cut):
            return self._in_plan(replace(taken, meaning=Meaning.BASE))
        if Word.EMISSION in said.words:
            is_plan = self.context.is_control or self.context.is_cut
            why = _("An emission of %(year)d may be a cap or what was really emitted.") % {"year": taken.year}
            return replace(taken, why=why) if is_plan else replace(taken, meaning=Meaning.EMISSION)
        if self.context.is_control or self.context.is_cut:
            return self._in_plan(replace(taken, meaning=Meaning.CUT if self.context.is_cut else Meaning.CAP))
        return replace(taken, why=_("Neither head nor title tells whether the column holds caps, cuts or emissions."))

    def _in_plan(self, taken: Taken) -> Taken:
        told = {"year": taken.year, "base": self.known.base_year, "last": self.known.last_year}
        if taken.meaning == Meaning.BASE and taken.year not in (self.known.base_year, None):
            why = _("The sheet measures against %(year)d, the plan against %(base)d.") % told
        elif taken.meaning.is_figure and taken.meaning != Meaning.BASE and taken.year is not None and taken.year not in self.known.years:
            why = _("%(year)d is no year of the plan, which goes from %(base)d to %(last)d.") % told
        elif taken.since not in (None, LAST_YEAR, self.known.base_year):
            why = _("The sheet measures against %(year)d, the plan against %(base)d.") % (told | {"year": taken.since})
        else:
            return taken
        return replace(taken, meaning=Meaning.UNCLEAR, why=why)


def _only(found: frozenset):
    return next(iter(found)) if len(found) == 1 else None


def settled(takens: dict[int, Taken]) -> dict[int, Taken]:
    """A cut or percentage without a year is that of the only cap of its pollutant."""
    caps: dict[str, set[int]] = {}
    for taken in takens.values():
        if taken.meaning == Meaning.CAP and taken.year:
            caps.setdefault(taken.pollutant, set()).add(taken.year)
    result = {}
    for column, taken in takens.items():
        years = caps.get(taken.pollutant, set())
        if taken.meaning in (Meaning.CUT, Meaning.RATE) and taken.year is None and len(years) == 1:
            taken = replace(taken, year=next(iter(years)))
        result[column] = taken
    return result
