"""What a table says as a whole: its titles, the corner of its head and the name of its sheet."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from targets.layouts.findings import Kind, Notebook
from targets.layouts.heads import Region
from targets.layouts.lexicon import Lexicon, Said
from targets.layouts.words import FOOTER, Word, plain

CONTROL_TITLE = frozenset({Word.CONTROL})
QUANTITY_OF_CUT = ("削减", "减排量", "减排任务", "reduction", "cut")


@dataclass(frozen=True)
class Context:
    """Empty where the titles tell nothing, or more than one thing."""

    pollutant: str = ""
    year: int | None = None
    unit: str = ""
    is_control: bool = False
    is_cut: bool = False
    # 减排 in a title names the whole field of work, so that "target" below it may be cap or cut.
    speaks_of_cuts: bool = False
    # A month, a quarter, half a year.
    is_partial: bool = False

    @property
    def described(self) -> list[str]:
        return [self.pollutant, str(self.year or ""), self.unit, "control" * self.is_control, "cut" * (self.is_cut or self.speaks_of_cuts)]


def context_of(region: Region, key_columns: list[int], sheet: str, lexicon: Lexicon, notebook: Notebook) -> Context:
    titles = [str(cell.value) for cell in region.titles if not FOOTER.match(plain(cell.value)) or "单位" in str(cell.value)]
    corner = [text for column in key_columns for text in region.heads_of(column)]
    said, named = _all(titles, lexicon), lexicon.says(sheet)
    for one, other in ((said.pollutants, named.pollutants), (said.years, named.years)):
        if len(one) == len(other) == 1 and one != other:
            cell = region.titles[0] if region.titles else None
            notebook.ask(
                Kind.CANDIDATES, cell, _("The title and the name of the sheet “%(sheet)s” tell different things.") % {"sheet": sheet}
            )
    words = said.words | named.words
    cut = any(word in plain(title) for title in (*titles, sheet) for word in QUANTITY_OF_CUT)
    # The unit of the corner stands nearer to the figures than that of the title.
    unit = _all(corner, lexicon).units or said.units or named.units
    pollutants, years = said.pollutants or named.pollutants, said.years or named.years
    return Context(
        pollutant=_only(pollutants) or "",
        year=_only(years),
        unit=_only(unit) or "",
        is_control=bool(words & CONTROL_TITLE) and not cut,
        is_cut=cut and not words & CONTROL_TITLE,
        speaks_of_cuts=Word.CUT in words and not words & CONTROL_TITLE,
        is_partial=Word.PARTIAL in words,
    )


def _all(texts: list[str], lexicon: Lexicon) -> Said:
    said = Said()
    for text in texts:
        said |= lexicon.says(text)
    return said


def _only(found: frozenset):
    return next(iter(found)) if len(found) == 1 else None
