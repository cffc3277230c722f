"""The rows of a table of plants: plants and their months; sums are checked, notes and sections told."""

from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from targets.layouts.findings import Kind, Notebook, Skipped, shown
from targets.layouts.heads import Region
from targets.layouts.names import Gazetteer
from targets.layouts.numbers import Number, read_number
from targets.layouts.rows import RowKind
from targets.layouts.words import FOOTER, NUMBERED, ORDINAL, SUBSET_ROW, SUBTOTAL, TOTAL, plain
from treatment_plants.layouts.findings import NOTHING, Column, PlantRow
from treatment_plants.layouts.meanings import OF_MONTHS, Heads, Meaning, Taken
from treatment_plants.layouts.names import tidy
from treatment_plants.layouts.sums import Sums
from treatment_plants.layouts.values import ValueReader, year_in
from treatment_plants.layouts.wide import OF_A_MONTH, UNIT_HEADS, indicator_told

DISTRICT_LENGTH, TOWN_LENGTH = 6, 9
LENGTHS = {Meaning.PROCESS: 40, Meaning.STANDARD: 40, Meaning.NOTES: 200, Meaning.NAME_EN: 80}
MOST_NAME = 80
SUMMED = frozenset({Meaning.CAPACITY, Meaning.VOLUME})
COLUMN_MARKS = "甲乙丙丁戊己庚辛壬癸"


@dataclass
class RowReader:
    region: Region
    columns: list[Column]
    gazetteer: Gazetteer
    notebook: Notebook
    # Of the whole table, where its rows don't tell.
    month: int | None
    district: str
    words: Heads
    # Its number in the file.
    table: int = 0
    rows: list[PlantRow] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def __post_init__(self):
        self.values = ValueReader(self.notebook)
        self._by_meaning = {one.taken.meaning: one for one in self.columns if not one.taken.meaning.of_pollutant and not one.month}
        self._loads = [one for one in self.columns if one.taken.meaning.of_pollutant and one.taken.pollutant and not one.month]
        # Months side by side: month → its columns. Those whose year nobody has told yet are not read.
        self._months: dict[int, list[Column]] = {}
        for one in self.columns:
            if one.month:
                self._months.setdefault(one.month, []).append(one)
        self._heads = {plain(text) for one in self.columns for text in one.heads}
        self._taken = {one.number: one.taken for one in self.columns}
        self.is_monthly = any(one.taken.meaning in OF_MONTHS or one.month for one in self.columns)
        # What each row was, with its number, to check the sums.
        self._walked: list[tuple[int, RowKind]] = []

    def read(self) -> None:
        for place, row in enumerate(self.region.body):
            kind, cell = self._kind(row, is_first=place == 0)
            if kind == RowKind.LINE:
                self._read_plant(row, cell)
            else:
                self.skipped.append(Skipped(str(row), kind, shown(cell.value)))
            self._walked.append((row, kind))
        sums = Sums(self.region, self.notebook, self._walked)
        for column in self.columns:
            if column.taken.meaning in SUMMED and column.taken.unit:
                sums.check(column)

    def _kind(self, row: int, *, is_first: bool) -> tuple[RowKind, object]:
        grid = self.region.grid
        cells = [grid.cells[row, column] for column in grid.columns_of[row]]
        worded = [(cell, plain(cell.value)) for cell in cells if isinstance(cell.value, str)]
        texts = [text for _cell, text in worded]
        said = next((cell for cell, text in worded if not ORDINAL.fullmatch(text)), cells[0])
        name = self._cell(row, Meaning.NAME)
        if len(texts) > 1 and len(texts) == len(cells) and set(texts) <= self._heads or is_first and self._marks_columns(cells):
            return RowKind.HEAD, said
        unnumbered = [(cell, NUMBERED.sub("", text, count=1).removesuffix(":")) for cell, text in worded]
        for kind, pattern in ((RowKind.SUBTOTAL, SUBTOTAL), (RowKind.TOTAL, TOTAL), (RowKind.SUBSET, SUBSET_ROW)):
            found = [cell for cell, text in unnumbered if pattern.fullmatch(text)]
            if found:
                return kind, found[0]
        if texts and FOOTER.match(plain(cells[0].value)) and not any(isinstance(read_number(cell), Number) for cell in cells[1:]):
            return RowKind.NOTE, cells[0]
        if name and name.value is not None and len(cells) > 1:
            return RowKind.LINE, name
        if len([cell for cell in cells if not ORDINAL.fullmatch(plain(cell.value))]) <= 1:
            return self._alone(said)
        if any(isinstance(read_number(cell), Number) for cell in cells if self._meaning_at(cell) not in (Meaning.ORDINAL, Meaning.UNCLEAR)):
            text = _("The row has figures, but no name of a plant.")
            self.notebook.ask(Kind.LEFT_OVER, said, text, _("The name of the plant, or a blank row."))
            return RowKind.UNKNOWN, said
        return RowKind.WITHOUT_FIGURES, said

    def _alone(self, cell) -> tuple[RowKind, object]:
        """One text in a row heads a section; a section of a district tells it for the rows below."""
        if isinstance(cell.value, str):
            if self._meaning_at(cell) == Meaning.NAME and not self._district_named(cell.value):
                return RowKind.LINE, cell
            self.district = self._district_named(cell.value) or self.district
            return RowKind.SECTION, cell
        return RowKind.WITHOUT_FIGURES, cell

    def _meaning_at(self, cell) -> Meaning:
        taken = self._taken.get(cell.column)
        return taken.meaning if taken else Meaning.UNCLEAR

    @staticmethod
    def _marks_columns(cells: list) -> bool:
        """The row below the head that numbers the columns: 甲, 乙, 1, 2, 3."""
        numbers = [read_number(cell) for cell in cells if plain(cell.value) not in COLUMN_MARKS]
        values = [one.value for one in numbers if isinstance(one, Number)]
        steps = {later - earlier for earlier, later in zip(values, values[1:], strict=False)}
        return len(cells) >= 3 and len(values) == len(numbers) >= 2 and steps == {1} and values[0] in (0, 1, 2, 3)

    def _cell(self, row: int, meaning: Meaning):
        """The cell of a meaning as a person sees it: merged cells tell for all their rows."""
        column = self._by_meaning.get(meaning)
        return self.region.grid.spread(row, column.number) if column else None

    def _text(self, row: int, meaning: Meaning) -> str:
        cell = self._cell(row, meaning)
        text = tidy(cell.value) if cell else ""
        if len(text) > LENGTHS[meaning]:
            self.notebook.ask(
                Kind.NUMBER, cell, _("The text has more than %(most)d characters.") % {"most": LENGTHS[meaning]}, _("A shorter text.")
            )
        return text

    def _read_plant(self, row: int, cell) -> None:
        name = tidy(cell.value)
        if len(name) > MOST_NAME or cell.is_formula:
            text = _("The name is a formula, or has more than %(most)d characters.") % {"most": MOST_NAME}
            self.notebook.ask(Kind.NUMBER, cell, text, _("The name of the plant."))
            return
        if self._months:
            self._read_months(row, cell, name)
            return
        district, foreign = self._district(row)
        loads = {(one.taken.meaning, one.taken.pollutant): self._amount(row, one) for one in self._loads}
        pollutants = dict.fromkeys(one.taken.pollutant for one in self._loads)
        pairs = {one: (loads.get((Meaning.INLET, one)), loads.get((Meaning.OUTLET, one))) for one in pollutants}
        self.rows.append(
            PlantRow(
                tables=((self.table, 0),),
                cell=cell,
                name=name,
                name_en=self._text(row, Meaning.NAME_EN),
                district=district,
                foreign_district=foreign,
                town=self._town(row, district),
                capacity=self._amount_of(row, Meaning.CAPACITY),
                process=self._text(row, Meaning.PROCESS),
                standard=self._text(row, Meaning.STANDARD),
                started_on=self._day(row, Meaning.STARTED),
                closed_on=self._day(row, Meaning.CLOSED),
                inflow={} if self.is_monthly else {one: inlet for one, (inlet, _outlet) in pairs.items()},
                inflow_year=None if self.is_monthly else self._inflow_year(row),
                month=self._month(row) if self.is_monthly else None,
                days=self._days(row),
                volume=self._amount_of(row, Meaning.VOLUME),
                concentrations=pairs if self.is_monthly else {},
                note=self._text(row, Meaning.NOTES),
            )
        )

    def _read_months(self, row: int, cell, name: str) -> None:
        """One row of the sheet, a row for each month of which a cell holds a figure."""
        district, foreign = self._district(row)
        known = PlantRow(
            cell=cell,
            name=name,
            name_en=self._text(row, Meaning.NAME_EN),
            district=district,
            foreign_district=foreign,
            town=self._town(row, district),
            capacity=self._amount_of(row, Meaning.CAPACITY),
            process=self._text(row, Meaning.PROCESS),
            standard=self._text(row, Meaning.STANDARD),
            started_on=self._day(row, Meaning.STARTED),
            closed_on=self._day(row, Meaning.CLOSED),
            note=self._text(row, Meaning.NOTES),
        )
        indicator = self._indicator(row)
        own = Meaning.INDICATOR in self._by_meaning
        if own and indicator is None:
            return
        found = [month for number, columns in self._months.items() if number > 12 and (month := self._of_month(row, columns, indicator))]
        tables = ((self.table, row if own else 0),)
        self.rows += [replace(known, month=number, tables=tables, **values) for number, values in found]
        if not found and not any(number <= 12 for number in self._months):
            self.notebook.warn(Kind.IGNORED, cell, _("The row tells no figure of any month; nothing of it is loaded."))

    def _of_month(self, row: int, columns: list[Column], indicator: Taken | None) -> tuple[int, dict] | None:
        values: dict = {"concentrations": {}}
        for one in columns:
            taken, cell = indicator or one.taken, self.region.grid.spread(row, one.number)
            if cell is None or taken.meaning not in OF_A_MONTH:
                continue
            if taken.meaning.of_pollutant:
                if taken.pollutant:
                    sides = list(values["concentrations"].get(taken.pollutant, NOTHING))
                    sides[taken.meaning == Meaning.OUTLET] = self.values.amount(cell, taken)
                    values["concentrations"][taken.pollutant] = tuple(sides)
            elif taken.meaning == Meaning.DAYS:
                values["days"] = self.values.days(cell)
            else:
                values["volume"] = self.values.amount(cell, taken)
        told = [values.get("days"), values.get("volume"), *(side for pair in values["concentrations"].values() for side in pair)]
        return (columns[0].month, values) if any(one is not None for one in told) else None

    def _indicator(self, row: int) -> Taken | None:
        """What the figures of the row are, where each row says so; a row of anything else is told and not read."""
        cell = self._cell(row, Meaning.INDICATOR)
        if Meaning.INDICATOR not in self._by_meaning:
            return None
        units = "".join(str(one.value) for column in self.columns if (one := self._unit_cell(row, column)))
        taken = indicator_told(f"{cell.value}({units})" if units else cell.value, self.words) if cell else None
        if taken is None:
            told = shown(cell.value) if cell else ""
            self.notebook.warn(
                Kind.IGNORED, cell or self._cell(row, Meaning.NAME), _("“%(text)s” is no figure that the portal keeps.") % {"text": told}
            )
            return None
        if not taken.is_complete:
            text = _("The row does not tell the pollutant or the unit of its figures.")
            self.notebook.ask(Kind.UNIT, cell, text, _("Such as “inflow COD (mg/L)”."))
            return None
        return taken

    def _unit_cell(self, row: int, column: Column):
        """The cell of a column that is headed "unit"."""
        if any(plain(head) in UNIT_HEADS for head in column.heads):
            return self.region.grid.spread(row, column.number)
        return None

    def _amount(self, row: int, column: Column) -> int | None:
        cell = self.region.grid.spread(row, column.number)
        return self.values.amount(cell, column.taken) if cell else None

    def _amount_of(self, row: int, meaning: Meaning) -> int | None:
        column = self._by_meaning.get(meaning)
        return self._amount(row, column) if column else None

    def _day(self, row: int, meaning: Meaning):
        cell = self._cell(row, meaning)
        return self.values.day(cell) if cell else None

    def _days(self, row: int) -> int | None:
        cell = self._cell(row, Meaning.DAYS)
        return self.values.days(cell) if cell else None

    def _inflow_year(self, row: int) -> int | None:
        cell = self._cell(row, Meaning.YEAR)
        if cell:
            return self.values.year(cell)
        return year_in([head for one in self._loads for head in one.heads] or [""])

    def _month(self, row: int) -> int | None:
        own, years = self._cell(row, Meaning.MONTH), self._cell(row, Meaning.YEAR)
        if own:
            return self.values.month(own, self.values.year(years) if years else None)
        return self.month

    def _district_named(self, text: object) -> str:
        whom = self.gazetteer.whom(text)
        codes = [code for code in whom.codes if len(code) == DISTRICT_LENGTH] if whom and not whom.excludes else []
        return codes[0] if len(codes) == 1 else ""

    def _district(self, row: int) -> tuple[str, str]:
        cell = self._cell(row, Meaning.DISTRICT)
        if cell is None:
            return ("" if Meaning.DISTRICT in self._by_meaning else self.district), ""
        code = self._district_named(cell.value)
        if not code:
            text = _("The city has no district of this name; the plant waits until somebody says where it lies.")
            self.notebook.warn(Kind.DIVISION, cell, text, _("Choose the district of the plant below."))
        return code, "" if code else shown(cell.value)

    def _town(self, row: int, district: str) -> str:
        cell = self._cell(row, Meaning.TOWN)
        if cell is None:
            return ""
        whom = self.gazetteer.whom(cell.value)
        codes = [code for code in whom.codes if len(code) == TOWN_LENGTH and code.startswith(district or "-")] if whom else []
        if len(codes) != 1:
            self.notebook.warn(Kind.DIVISION, cell, _("The district has no town of this name; the town stays open."))
        return codes[0] if len(codes) == 1 else ""
