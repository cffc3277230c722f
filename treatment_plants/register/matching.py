"""Which plant of the portal a row of a sheet speaks of, and rows that bear one name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.layouts.findings import Kind, Notebook
from treatment_plants.layouts import PlantRow
from treatment_plants.layouts.names import Spelling, key_of
from treatment_plants.register.answers import NEW, Answers, RowAnswer
from treatment_plants.register.known import KnownPlant, KnownPlants


class How(StrEnum):
    """By what a plant was found."""

    NAME = "name"
    ENGLISH = "english"
    PINYIN = "pinyin"
    PERSON = "person"
    NOT = "not"

    @property
    def label(self):
        return HOW[self]


HOW = {
    How.NAME: gettext_lazy("by its name"),
    How.ENGLISH: gettext_lazy("by its English name"),
    How.PINYIN: gettext_lazy("by its pinyin"),
    How.PERSON: gettext_lazy("as you said"),
    How.NOT: gettext_lazy("new"),
}


@dataclass
class Group:
    """All rows of one plant: at most one of a register, and its months."""

    first: PlantRow
    name: str
    district: str
    answer: RowAnswer
    register: PlantRow | None = None
    months: list[PlantRow] = field(default_factory=list)
    is_numbered: bool = False
    match: KnownPlant | None = None
    how: How = How.NOT
    similar: list[KnownPlant] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.first.key

    @property
    def rows(self) -> list[PlantRow]:
        return [*([self.register] if self.register else []), *self.months]


@dataclass
class Grouper:
    """Puts rows of one plant together. Two rows of a register are two plants, though they bear one name."""

    answers: Answers
    notebook: Notebook
    # Where plants lie of which no row tells: the district of a person who keeps the plants of one alone.
    district: str = ""
    groups: dict[tuple[str, str], Group] = field(default_factory=dict)
    # Left out on request.
    left_out: list[PlantRow] = field(default_factory=list)

    def read(self, rows: Iterable[PlantRow]) -> list[Group]:
        rows = list(rows)
        for row in (one for one in rows if one.month is None):
            self._enter(row)
        for row in (one for one in rows if one.month is not None):
            self._enter_month(row)
        return list(self.groups.values())

    def _enter(self, row: PlantRow) -> None:
        answer = self.answers.of(row.key)
        if answer.left_out:
            self.left_out.append(row)
            return
        name, district = answer.name or row.name, self._district(row, answer)
        first = self.groups.get((district, key_of(name)))
        group = Group(row, name, district, answer, register=row)
        if first is not None:
            self._number(group, first)
        self.groups[district, key_of(group.name)] = group

    def _district(self, row: PlantRow, answer: RowAnswer) -> str:
        return answer.district or row.district or ("" if row.foreign_district else self.district)

    def _number(self, group: Group, first: Group) -> None:
        """A name that comes again gets a number, and a person is told; the same row twice is asked for."""
        row, told = group.first, {"place": first.first.place, "name": group.name}
        if first.register.told() == row.told():
            text = _("%(place)s has told a plant of this name with the same values before.") % told
            self.notebook.ask(Kind.DUPLICATE, row.cell, text, _("Leave one of them out, or give it a name of its own."))
        number = 2
        while (group.district, key_of(f"{group.name} ({number})")) in self.groups:
            number += 1
        group.name, group.is_numbered = f"{group.name} ({number})", True
        if first.register.told() != row.told():
            text = _("%(place)s bears the same name with other values; this plant is called “%(new)s”.") % (told | {"new": group.name})
            self.notebook.warn(Kind.DUPLICATE, row.cell, text, _("Give it a name of its own below, or leave it out."))

    def _enter_month(self, row: PlantRow) -> None:
        key = key_of(row.name)
        known = [one for (district, own), one in self.groups.items() if own == key and row.district in ("", district, one.first.district)]
        if len(known) > 1:
            text = _("The sheet has several plants of this name; the row does not tell which of them.")
            self.notebook.ask(Kind.CANDIDATES, row.cell, text, _("The district of the plant, or its full name."))
            return
        answer = self.answers.of(known[0].key if known else row.key)
        if answer.left_out or (not known and self._is_left_out(row)):
            self.left_out.append(row)
            return
        if not known:
            name, district = answer.name or row.name, self._district(row, answer)
            group = self.groups.setdefault((district, key_of(name)), Group(row, name, district, answer))
        else:
            group = known[0]
        place = next((place for place, one in enumerate(group.months) if one.month == row.month), None)
        if place is not None:
            same = group.months[place]
            if joined := same.joined(row):
                group.months[place] = joined
                return
            text = _("%(place)s has told this month of the plant before.") % {"place": same.place}
            self.notebook.ask(Kind.DUPLICATE, row.cell, text, _("One row for a plant and month."))
            return
        group.months.append(row)

    def _is_left_out(self, row: PlantRow) -> bool:
        """A plant that was left out by its first row is left out with all its months."""
        return any(one.name == row.name and one.district == row.district for one in self.left_out)


@dataclass
class Matcher:
    known: KnownPlants
    notebook: Notebook

    def match(self, groups: list[Group]) -> None:
        """Names first; what is only spelled alike is taken for a plant where neither side has another claim."""
        for group in groups:
            self._by_answer(group)
        for how in (How.NAME, How.ENGLISH, How.PINYIN):
            self._by(how, [group for group in groups if group.how == How.NOT and group.answer.plant != NEW])
        for group in groups:
            if group.how in (How.ENGLISH, How.PINYIN):
                told = {"plant": group.match.record.name, "how": group.how.label}
                text = _("The row was taken for %(plant)s, %(how)s.") % told
                self.notebook.warn(Kind.CANDIDATES, group.first.cell, text, _("Say below if it is another plant."))
            elif group.match is None:
                group.similar = self._similar(group)
        self._ask_about_rivals(groups)

    def _by_answer(self, group: Group) -> None:
        chosen = self.known.by_key(int(group.answer.plant)) if group.answer.plant.isdecimal() else None
        if chosen:
            group.match, group.how = chosen, How.PERSON

    def _by(self, how: How, groups: list[Group]) -> None:
        claims: dict[int, list[Group]] = defaultdict(list)
        taken = {group.match.pk for group in groups if group.match}
        for group in groups:
            found = [one for one in self._fitting(how, group) if one.pk not in taken]
            nearer = [one for one in found if one.district == group.district] or found
            if len(nearer) == 1:
                claims[nearer[0].pk].append(group)
            elif len(nearer) > 1 and how == How.NAME:
                text = _("Several plants of the portal bear this name.")
                self.notebook.ask(Kind.CANDIDATES, group.first.cell, text, _("Say below which of them it is."))
                group.similar = nearer
        for pk, claiming in claims.items():
            for group in claiming if how == How.NAME else claiming[: len(claiming) == 1]:
                group.match, group.how = self.known.by_key(pk), how

    def _fitting(self, how: How, group: Group) -> list[KnownPlant]:
        key, english = key_of(group.name), key_of(group.first.name_en) if group.first.name_en else ""
        spelled = self.known.spelling.key(group.name) if group.name.isascii() else ""
        tests = {
            How.NAME: lambda one: one.key == key,
            How.ENGLISH: lambda one: (one.key_en and one.key_en in (key, english)) or (english and one.key == english),
            How.PINYIN: lambda one: spelled and one.spelled == spelled and not one.record.name.isascii(),
        }
        found = [one for one in self.known.plants if tests[how](one)]
        if how == How.NAME:
            return [one for one in found if not group.district or one.district in ("", group.district)]
        # What is only spelled alike has to lie in the same district, which somebody has to have told.
        return [one for one in found if group.district and one.district == group.district]

    def _similar(self, group: Group) -> list[KnownPlant]:
        """Plants that a person may have meant: spelled alike, in whatever district."""
        spelled = self.known.spelling.key(group.name)
        return [one for one in self.known.plants if one.spelled == spelled or one.key == key_of(group.name)]

    def _ask_about_rivals(self, groups: list[Group]) -> None:
        first: dict[int, Group] = {}
        for group in groups:
            if group.match and first.setdefault(group.match.pk, group) is not group:
                told = {"place": first[group.match.pk].first.place, "plant": group.match.record.name}
                text = _("%(place)s was taken for the same plant, %(plant)s.") % told
                self.notebook.ask(Kind.CANDIDATES, group.first.cell, text, _("Say below which plant each of them is."))


def spelling_of(divisions) -> Spelling:
    return Spelling(divisions)
