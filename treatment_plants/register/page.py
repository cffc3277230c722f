"""The page of an uploaded sheet of plants: what was understood, what has to be answered, what would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from districts.models import Division
from districts.queries import districts_in
from targets.layouts.findings import Kind
from treatment_plants.register import carrying
from treatment_plants.register.answers import Answers
from treatment_plants.register.choices import Meanings, Option, PlantChoice, Problem, TableChoice
from treatment_plants.register.orders import MOST_AT_ALL, MOST_AT_ONCE
from treatment_plants.register.outline import FindingTold, PlantTold, Told
from treatment_plants.register.telling import kept
from workbooks.cells import Sheet
from workbooks.drafts import Place, sheets_of
from workbooks.models import Draft

# What a person can look through; the marked file has everything.
MOST_PROBLEMS = 200


@dataclass
class DraftPage:
    draft: Draft

    @cached_property
    def answers(self) -> Answers:
        return Answers.of_told(self.told.answers)

    @cached_property
    def told(self) -> Told:
        return kept(self.draft)

    @cached_property
    def sheets(self) -> list[Sheet]:
        return sheets_of(self.draft)

    @property
    def is_clear(self) -> bool:
        return not self.told.problems and bool(self.answers.source) and not self.is_too_large

    @property
    def most_at_all(self) -> int:
        return MOST_AT_ALL

    @property
    def is_too_large(self) -> bool:
        return self.told.size > MOST_AT_ALL

    @property
    def is_for_the_job(self) -> bool:
        """Whether so much is written that nobody waits for it."""
        return self.told.size > MOST_AT_ONCE

    @property
    def counts(self) -> dict[str, int]:
        return self.told.counts

    def problems(self) -> list[tuple[str, int, list[Problem]]]:
        return _groups(self.told.problems)

    def warnings(self) -> list[tuple[str, int, list[Problem]]]:
        return _groups(self.told.warnings)

    @property
    def reasons(self) -> dict[Place, list[str]]:
        """What is wrong by its place, for the marked file."""
        reasons: dict[Place, list[str]] = {}
        for one in self.told.problems:
            if one.row:
                reasons.setdefault((one.sheet, one.row, one.column), []).append(f"{one.text} {one.remedy}".strip())
        return reasons

    def written_answers(self) -> list[list[str]]:
        """What was said beside the cells, for the marked file."""
        names = {one.code: str(one) for one in self._districts}
        return carrying.written(self.answers, self.told, names)

    def tables(self) -> list[TableChoice]:
        return [TableChoice(one, self._meanings.choices(one)) for one in self.told.tables]

    @cached_property
    def _meanings(self) -> Meanings:
        return Meanings()

    @cached_property
    def _districts(self) -> list[Division]:
        return list(districts_in(self.draft.division_id))

    def plants(self) -> list[PlantChoice]:
        """Those first at which a person has to look."""
        return [self._plant(one) for one in self.told.plants]

    def _plant(self, told: PlantTold) -> PlantChoice:
        districts = [Option("", _("waits: district unknown"), not told.district)]
        districts += [Option(one.code, str(one), one.code == told.district) for one in self._districts]
        plants = [Option("new", _("a new plant"), told.match is None)]
        plants += [Option(str(one.pk), one.label, one.pk == told.match) for one in told.candidates]
        return PlantChoice(told, districts, plants if told.candidates else [])


def _groups(findings: Iterable[FindingTold]) -> list[tuple[str, int, list[Problem]]]:
    by_kind: dict[str, list[FindingTold]] = {}
    for one in findings:
        by_kind.setdefault(one.kind, []).append(one)
    left, groups, asked = MOST_PROBLEMS, [], set()
    for kind, some in by_kind.items():
        problems = []
        for one in some[:left]:
            place = one.sheet, one.row, one.column
            problems.append(Problem(one, place in asked))
            asked.add(place)
        groups.append((str(Kind(kind).label), len(some), problems))
        left = max(0, left - len(some))
    return groups
