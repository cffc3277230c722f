"""The whole: sheets in, plants and their months out. Nothing is left unread in silence."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from targets.layouts.findings import Kind, Notebook, shown
from targets.layouts.grid import grid_of
from targets.layouts.heads import Region, is_figure
from targets.layouts.known import Known, Named
from targets.layouts.mapping import fingerprint_of
from targets.layouts.names import Gazetteer
from targets.layouts.words import plain
from treatment_plants.layouts.findings import Column, PlantSheets, PlantTable
from treatment_plants.layouts.meanings import Heads, Meaning, Taken
from treatment_plants.layouts.rows import DISTRICT_LENGTH, RowReader
from treatment_plants.layouts.tables import ColumnReader, Finder
from treatment_plants.layouts.units import units_named
from treatment_plants.layouts.values import month_in, year_in
from treatment_plants.layouts.wide import WideHead, indicator_of, wide_heads


@dataclass(frozen=True)
class KnownPlaces:
    """`whole` is the code of the division whose plants are loaded, `divisions` are itself and its parts."""

    whole: str
    divisions: tuple[Named, ...]
    pollutants: tuple[Named, ...]
    # No month after it can have ended.
    last_month: int


@dataclass(frozen=True)
class Choices:
    """What a person has said: by fingerprint what columns hold, by name of the sheet which month or year it tells of."""

    columns: dict[str, dict[int, Taken]] = field(default_factory=dict)
    months: dict[str, int] = field(default_factory=dict)
    years: dict[str, int] = field(default_factory=dict)


def understand(sheets: Iterable, known: KnownPlaces, choices: Choices | None = None) -> PlantSheets:
    """Every plant and month that the sheets tell of, with all problems at once."""
    return Reader(known, choices or Choices()).read(sheets)


@dataclass
class Reader:
    known: KnownPlaces
    choices: Choices
    notebook: Notebook = field(default_factory=Notebook)

    def __post_init__(self):
        self._heads = Heads(self.known.pollutants)
        # Plans have years; plants have none.
        self._gazetteer = Gazetteer(Known(self.known.whole, self.known.divisions, self.known.pollutants, 0, 0))

    def read(self, sheets: Iterable) -> PlantSheets:
        tables: list[PlantTable] = []
        for sheet in sheets:
            grid = grid_of(sheet)
            regions = Finder(grid, self._heads).regions()
            if not regions:
                self._tell_of_no_table(grid)
            for place, region in enumerate(regions):
                tables.append(self._table(sheet.name, region, place, len(tables) + 1))
        if not any(table.rows for table in tables) and not self.notebook.problems:
            text = _("No sheet lists plants.")
            self.notebook.ask(Kind.TABLE, None, text, _("A table with a row of heads, among them the name of the plant."))
        return PlantSheets(tables, self.notebook.problems, self.notebook.warnings)

    def _table(self, sheet: str, region: Region, place: int, number: int) -> PlantTable:
        """The table of a region, the how-manieth of its sheet and of the file."""
        heads = {column: region.heads_of(column) for column in range(1, region.grid.last_column + 1)}
        titles = [str(cell.value) for cell in region.titles]
        wide = wide_heads(heads, self._heads)
        indicator = indicator_of(titles, sheet, self._heads) if wide else None
        printed = year_in([*titles, sheet]) if wide else None
        year = printed or self.choices.years.get(sheet)
        units = units_named("|".join(plain(title) for title in titles))
        fingerprint = self._fingerprint(heads, units, wide, indicator, (sheet, place))
        chosen = self.choices.columns.get(fingerprint, {})
        columns = ColumnReader(region, self._heads, chosen, self.notebook, indicator, year).columns()
        months = None if wide else self.choices.months.get(sheet) or month_in([*titles, sheet])
        district = self._district_of([*titles, sheet], columns)
        reader = RowReader(region, columns, self._gazetteer, self.notebook, months, district, self._heads, number)
        reader.read()
        table = PlantTable(sheet, fingerprint, [shown(one) for one in titles], columns, reader.rows, reader.skipped)
        table.is_monthly, table.month, table.is_wide, table.year = reader.is_monthly, months, bool(wide), year
        table.asks_year = printed is None and any(one.year is None for one in wide.values())
        self._check_months(table, region, columns)
        return table

    @staticmethod
    def _fingerprint(
        heads: dict[int, tuple[str, ...]], units: list[str], wide: dict[int, WideHead], indicator: Taken | None, where: tuple[str, int]
    ) -> str:
        """Units that the titles name are a part: what was said of figures without a unit must not hold for those in another.

        Of months side by side the years are none, but what the titles say that they hold, or else which table it is.
        """
        if not wide:
            return fingerprint_of(False, ["plants", *units], heads)
        told = f"{indicator.meaning} {indicator.pollutant}" if indicator else f"{where[0]} {where[1]}"
        evened = {
            number: (*(wide[number].rest if number in wide else texts), *(["month"] if number in wide else []))
            for number, texts in heads.items()
        }
        return fingerprint_of(False, ["plants", "months", told, *units], evened)

    def _district_of(self, titles: list[str], columns: list[Column]) -> str:
        """The district of a sheet that names just one in its title and has no column of districts."""
        if any(one.taken.meaning == Meaning.DISTRICT for one in columns):
            return ""
        districts = [one for one in self.known.divisions if len(one.code) == DISTRICT_LENGTH]
        named = {one.code for one in districts if any(one.name in title.replace(" ", "") for title in titles)}
        return named.pop() if len(named) == 1 else ""

    def _check_months(self, table: PlantTable, region: Region, columns: list[Column]) -> None:
        if not table.is_monthly:
            return
        if table.asks_year and not table.year:
            first = next(one for one in columns if one.month)
            cell = region.grid.spread(region.head[-1], first.number) or region.grid.cell(region.head[-1], first.number)
            self.notebook.ask(Kind.YEAR, cell, _("Nothing tells the year of the months."), _("Say below of which year they are."))
        elif not table.is_wide and not table.month and not any(one.taken.meaning == Meaning.MONTH for one in columns):
            cell = region.titles[0] if region.titles else next(iter(region.grid.cells.values()))
            self.notebook.ask(Kind.YEAR, cell, _("Nothing tells the month of the figures."), _("Say below which month the sheet tells of."))
        for row in table.rows:
            if row.month and not 200001 <= row.month <= self.known.last_month:
                text = _("The month has not ended, or lies before 2000.")
                self.notebook.ask(Kind.YEAR, row.cell, text, _("Months that have ended."))

    def _tell_of_no_table(self, grid) -> None:
        if not grid.cells:
            return
        first = next(iter(grid.cells.values()))
        if any(is_figure(cell) for cell in grid.cells.values()):
            text = _("The sheet has figures, but no head that tells the names of plants.")
            self.notebook.ask(Kind.TABLE, first, text, _("A row of heads above the figures."))
        else:
            self.notebook.warn(Kind.TABLE, first, _("The sheet holds words only and was not read."))
