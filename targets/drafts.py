"""Uploaded quota files of any layout: which plan they speak of, how they are read, and what the person has said about them."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext

from districts.models import Division
from targets import template
from targets.draft_reading import Reading, reading_of
from targets.layouts import Known, Mapping, understand
from targets.layouts.documents import PrintedDocument, printed_document
from targets.models import Plan
from targets.purpose import PURPOSE
from targets.queries import plan_of
from workbooks import Sheet, Unreadable
from workbooks.drafts import sheets_of
from workbooks.models import Draft
from workbooks.queries import confirmed_layouts

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# Titles and heads stand there, and what a file prints of its document.
ROWS_WITH_WORDS = 60


def is_template(sheets: list[Sheet]) -> bool:
    """Whether a file bears the stamp of a template, this portal's or another's, outdated or not."""
    stamp = sheets[0].cell(template.STAMP_ROW, template.VALUE_COLUMN).value if sheets else None
    return isinstance(stamp, str) and stamp.startswith("quotas-") and stamp.count("/") == 3


class LargeTemplate(Unreadable):
    """A template is read while the person waits; one that is too large for that holds what is not of it."""

    def __init__(self):
        super().__init__("template")

    def __str__(self) -> str:
        return gettext("This is the portal's template, but it holds far more than its table. Delete what does not belong there.")


@dataclass
class QuotaDraft:
    """A draft with what was read of it. `sheets` raises Unreadable where hidden parts wait for consent."""

    draft: Draft
    today_year: int

    @property
    def division(self) -> Division:
        return self.draft.division

    @cached_property
    def sheets(self) -> list[Sheet]:
        return sheets_of(self.draft)

    @cached_property
    def refusal(self) -> Unreadable | None:
        try:
            return LargeTemplate() if is_template(self.sheets) else None
        except Unreadable as refused:
            return refused

    @cached_property
    def words(self) -> list[str]:
        """Texts of the first and last rows, where titles and footers stand."""
        found = []
        for sheet in self.sheets:
            last = sheet.last_row
            texts = (cell for cell in sheet.cells.values() if isinstance(cell.value, str))
            near = [cell for cell in texts if cell.row <= ROWS_WITH_WORDS or cell.row > last - ROWS_WITH_WORDS]
            found += [cell.value for cell in sorted(near, key=lambda cell: (cell.row, cell.column))]
        return found

    @cached_property
    def plan(self) -> Plan | None:
        """The plan that the person chose, else the one whose base year and years the heads name most, else the present one."""
        chosen = Plan.objects.filter(code=self.draft.choices.get("plan", "")).first()
        return chosen or self._named_plan or plan_of(self.today_year) or Plan.objects.order_by("-base_year").first()

    @cached_property
    def _named_plan(self) -> Plan | None:
        years = Counter(int(year) for text in self.words for year in YEAR.findall(text))
        scored = [
            (sum(years[year] for year in range(plan.base_year + 1, plan.last_year + 1)), plan)
            for plan in Plan.objects.all()
            if years[plan.base_year]
        ]
        best = max((score for score, _plan in scored), default=0)
        found = [plan for score, plan in scored if score == best and best]
        return found[0] if len(found) == 1 else None

    @cached_property
    def known(self) -> Known:
        divisions = template.divisions_of(self.division)
        return Known.of(self.plan, self.division.code, divisions, self.plan.pollutants.all())

    @cached_property
    def remembered(self) -> dict[str, Mapping]:
        """What was confirmed for layouts of this division before, by fingerprint."""
        return {one.fingerprint: Mapping.from_json(one.mapping) for one in confirmed_layouts(self.division.code, PURPOSE)}

    @cached_property
    def own(self) -> dict[str, Mapping]:
        """What the person has said about the tables of this very file."""
        mappings = (Mapping.from_json(text) for text in self.draft.choices.get("mappings", {}).values())
        return {mapping.fingerprint: mapping for mapping in mappings}

    def mapping(self, fingerprint: str) -> Mapping:
        return self.own.get(fingerprint) or self.remembered.get(fingerprint) or Mapping(fingerprint)

    @cached_property
    def reading(self) -> Reading:
        """As the job kept it, else read now. Only where there is no refusal."""
        digest = getattr(self.draft, "digest", None) if self.draft.is_large else None
        if digest and digest.version == self.draft.version:
            return Reading.unpacked(bytes(digest.packed))
        mappings = (self.remembered | self.own).values()
        return reading_of(understand(self.sheets, self.known, mappings), self.sheets)

    @cached_property
    def printed(self) -> PrintedDocument:
        return printed_document(self.words)


def digest(draft: Draft) -> bytes:
    """What the job keeps of a large draft."""
    return QuotaDraft(draft, draft.uploaded_at.year).reading.packed()
