"""What kind of column each one is: names, codes, keys of rows, notes, or figures that their heads have to explain."""

from dataclasses import dataclass

from targets.layouts.findings import Meaning
from targets.layouts.heads import Region, is_year
from targets.layouts.lexicon import Lexicon
from targets.layouts.mapping import Mapping
from targets.layouts.names import Gazetteer
from targets.layouts.numbers import Number, read_number
from targets.layouts.units import SUFFIX
from targets.layouts.words import (
    CODE_HEADS,
    DIVISION_HEADS,
    FOOTER,
    KEY_HEADS,
    NOTE_HEADS,
    ORDINAL,
    ORDINAL_HEADS,
    TEXT_HEADS,
    TOTAL,
    plain,
)

# Keys repeat: a column of more different texts holds remarks.
MOST_KEYS = 60
YEAR_HEADS = ("年", "年份", "年度", "基准年", "基准年份", "基期", "基期年", "year", "years", "baseyear", "base-year")


@dataclass(frozen=True)
class Profile:
    """A column with its heads and what its body is made of."""

    number: int
    heads: tuple[str, ...]
    texts: tuple[str, ...]
    numbers: int
    figures: int

    @property
    def last_head(self) -> str:
        return plain(self.heads[-1]).replace(":", "") if self.heads else ""

    @property
    def bare_head(self) -> str:
        """Without what stands in brackets, which is a unit or a remark."""
        text = self.last_head
        return text if DIVISION_HEADS.fullmatch(text) else text.partition("(")[0]

    @property
    def is_empty(self) -> bool:
        return not self.texts and not self.numbers


def profiles_of(region: Region) -> list[Profile]:
    texts: dict[int, list[str]] = {}
    numbers: dict[int, int] = {}
    figures: dict[int, int] = {}
    for row in region.body:
        for column in region.grid.columns_of[row]:
            cell = region.grid.cells[row, column]
            number = read_number(cell)
            if isinstance(number, Number):
                numbers[column] = numbers.get(column, 0) + 1
                figures[column] = figures.get(column, 0) + (not is_year(number))
            else:
                texts.setdefault(column, []).append(plain(cell.value))
    everything = range(1, region.grid.last_column + 1)
    profiles = (
        Profile(one, region.heads_of(one), tuple(texts.get(one, ())), numbers.get(one, 0), figures.get(one, 0)) for one in everything
    )
    return [profile for profile in profiles if profile.heads or not profile.is_empty]


@dataclass
class Sorter:
    """Tells keys from figures, by heads and by values."""

    lexicon: Lexicon
    gazetteer: Gazetteer

    def kinds(self, profiles: list[Profile], mapping: Mapping) -> dict[int, Meaning | None]:
        """The kind of each column; None for one whose figures have to be judged by their heads."""
        kinds = {one.number: self._chosen(one, mapping) or self._kind(one) for one in profiles}
        if Meaning.DIVISION not in kinds.values():
            by_head = [one for one in profiles if DIVISION_HEADS.fullmatch(one.bare_head) and one.texts and not one.figures]
            for one in by_head[:1]:
                kinds[one.number] = Meaning.DIVISION
        return kinds

    @staticmethod
    def _chosen(profile: Profile, mapping: Mapping) -> Meaning | None:
        choice = mapping.columns.get(profile.number)
        return choice.meaning if choice and not choice.meaning.is_figure else None

    def _kind(self, one: Profile) -> Meaning | None:
        head = one.bare_head
        for meaning, is_it in (
            (Meaning.NOTES, bool(head) and bool(NOTE_HEADS.fullmatch(head) or FOOTER.match(one.last_head) or TEXT_HEADS.fullmatch(head))),
            (Meaning.CODE, bool(CODE_HEADS.fullmatch(head))),
            (Meaning.DIVISION, self._names_divisions(one)),
            (Meaning.ORDINAL, self._counts_rows(one)),
            (
                Meaning.BASE_YEAR,
                head.startswith(("基准年", "基期", "base")) and head in YEAR_HEADS and not one.figures and bool(one.numbers),
            ),
            (Meaning.YEAR, head in YEAR_HEADS and not one.figures),
            (Meaning.IGNORED, one.is_empty),
        ):
            if is_it:
                return meaning
        return self._kind_by_texts(one)

    def _kind_by_texts(self, one: Profile) -> Meaning | None:
        """Columns of texts are keys of rows where the texts say something."""
        told = [text for text in dict.fromkeys(one.texts) if not TOTAL.fullmatch(text) and not FOOTER.match(text)]
        if one.numbers or not told:
            return None
        if len(told) > MOST_KEYS:
            return self._remarks(one)
        if all(SUFFIX.fullmatch(text) for text in told):
            return Meaning.UNIT
        if not KEY_HEADS.fullmatch(one.bare_head) and one.heads:
            return self._remarks(one)
        said = [self.lexicon.says(text) for text in told]
        if all(what.pollutants and not what.words and not what.years for what in said):
            return Meaning.POLLUTANT
        if all(what.years and not what.words and not what.pollutants for what in said):
            return Meaning.YEAR
        return Meaning.INDICATOR

    def _remarks(self, one: Profile) -> Meaning | None:
        """Words under a head of figures are figures gone wrong; under any other head they are remarks."""
        head = self.lexicon.says("|".join(one.heads))
        return None if head.words or head.years or head.pollutants else Meaning.NOTES

    def _names_divisions(self, one: Profile) -> bool:
        named = sum(self.gazetteer.whom(text) is not None for text in one.texts)
        by_head = bool(DIVISION_HEADS.fullmatch(one.bare_head))
        return named > 0 and not one.figures and (by_head or 2 * named >= len(one.texts))

    @staticmethod
    def _counts_rows(one: Profile) -> bool:
        if one.heads and not ORDINAL_HEADS.fullmatch(one.bare_head):
            return False
        counted = all(ORDINAL.fullmatch(text) or FOOTER.match(text) or TOTAL.fullmatch(text) for text in one.texts)
        return not one.is_empty and counted and (bool(one.heads) or not one.numbers)
