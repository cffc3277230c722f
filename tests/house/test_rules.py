"""Rules of the house that can be read off the code. Each has an example that breaks it."""

import doctest
import importlib
import os
import re
import subprocess
import sys
import tomllib
import types

import pytest
from django.apps import apps
from django.core.management import call_command
from packaging.requirements import Requirement

from accounts.models import User
from tests.house.addresses import Address, addresses, unguarded
from tests.house.project import PACKAGES, ROOT, modules, name_of
from tests.house.syntax import templates, unscoped, writes

MOST_LINES = 300
VAGUE = re.compile(r"(utils?|common|core|helpers?|misc)(\.py)?")

# Queries that need no scope, each with the reason.
WITHOUT_SCOPE = {
    "accounts.anyone_yet": "the first person is added before there is a scope",
    "construction.kinds_of_projects": "reference data",
    "districts.with_parts": "which codes exist, for the jobs; no content",
    "districts.city": "every page names the city, also for strangers",
    "figures.job_runs": "the jobs belong to the portal, not to a division",
    "figures.months_with_figures": "the job works the whole portal",
    "figures.untried_since": "the jobs belong to the portal, not to a division",
    "figures.run_shows_life": "the jobs belong to the portal, not to a division",
    "journal.stale_divisions": "the job works the whole portal",
    "figures.version_of_everything": "whether anything has changed at all; no content",
    "journal.any_left": "a request asks for the marks it has just made",
    "targets.parameter": "rules hold for everybody",
    "targets.source_of": "rules hold for everybody",
    "targets.parameter_history": "rules hold for everybody",
    "targets.parameters": "rules hold for everybody",
    "targets.parameters_in_force": "rules hold for everybody",
    "targets.parameters_of_months": "rules hold for everybody",
    "power_plants.rules": "rules hold for everybody",
    "returns.holiday_years": "the country's holidays hold for everybody",
    "targets.amounts": "rules hold for everybody",
    "targets.water_pollutants": "reference data",
    "targets.last_year_of_plan": "reference data",
    "targets.last_year_to_work": "reference data",
    "targets.first_base_year": "reference data",
    "targets.plan_starts": "reference data",
    "targets.plan_of": "reference data",
    "targets.pollutants_of": "reference data",
    "targets.in_force_at": "chooses among sets that were asked for with a scope",
    "targets.last_in_chain": "exactly one division's documents, for the action and for a page that has been opened by scope",
    "targets.next_version": "exactly one division's documents, for the action",
    "targets.is_later": "one document against the one that it names",
    "targets.has_come_before": "exactly one division's documents, for the action and the reader of files",
    "workbooks.readings": "the jobs belong to the portal, not to a division",
    "workbooks.due": "the job works the whole portal",
    "workbooks.orders": "the jobs belong to the portal, not to a division",
    "workbooks.due_orders": "the job works the whole portal",
    "visits.with_counts": "adds columns to visits that were asked for with a scope",
    "visits.with_everything": "adds what belongs to visits that were asked for with a scope",
    "treatment_plants.with_capacity": "adds a column to plants that were asked for with a scope",
}

# Calls that look like writing a record outside actions.py.
NO_RECORD_WRITTEN = {
    "dashboards/readiness.py: cursor.execute": "reads a constant, to see whether the database answers",
    "figures/supposed.py: cursor.execute": "reads what figures would be",
    "figures/queries.py: cursor.execute": "reads whether anything has changed",
    "figures/parts.py: cursor.execute": "reads what plants brought to figures",
    "reduction_portal/celery.py: app.conf.update": "a dictionary of settings",
    "photos/child.py: picture.save": "a picture, into memory",
    "reduction_portal/demonstration/pictures.py: picture.save": "a picture, into memory",
}
ROOMS_THAT_WRITE = ("/actions.py", "_actions.py")  # where actions.py grew crowded its parts, each named by a noun
FILES_THAT_WRITE = {"figures/store.py"}  # the job's own hand; figures/actions.py alone calls it

HEAVY = ("pandas", "numpy", "plotly", "xlsxwriter", "openpyxl", "python_calamine", "xlrd", "pypinyin", "PIL")
# Needed by some requests, but not before the first answer: forms, jobs, and what is behind addresses that nobody has opened.
LATER = (
    "celery",
    "kombu",
    "crispy_forms.helper",
    "accounts.forms",
    "tables.pages",
    "dashboards.views",
    "visits.views",
    "treatment_plants.actions",
)


def rooms_of_views(package: str) -> list:
    """views.py, and where it grew crowded its parts, each named by a noun: quota_views.py."""
    return [*(ROOT / package).glob("views.py"), *(ROOT / package).glob("*_views.py")]


class TestViews:
    def test_every_view_carries_a_guard(self):
        assert unguarded(addresses()) == []

    def test_a_view_without_a_guard_is_named(self):
        assert unguarded([*addresses(), Address("dashboards:bare", lambda request: None, ())]) == ["dashboards:bare"]

    def test_an_open_door_says_why(self):
        reasons = {address.name: address.needs.removeprefix("nothing: ") for address in addresses() if address.is_open}
        assert sorted(reasons) == ["accounts:sign-in", "accounts:sign-out", "dashboards:healthz", "dashboards:readyz", "set_language"]
        assert all(len(reason.split()) > 3 for reason in reasons.values())

    def test_the_addresses_of_every_package_are_part_of_the_portal(self):
        with_addresses = {path.parent.name for path in ROOT.glob("*/urls.py")} - {"reduction_portal"}
        assert {address.package for address in addresses()} - {""} == with_addresses

    def test_address_and_view_bear_one_name(self):
        for address in addresses():
            if address.package:
                name = address.name.rpartition(":")[2].replace("-", "_")
                views = [importlib.import_module(f"{address.package}.{room.stem}") for room in rooms_of_views(address.package)]
                assert address.view in [getattr(room, name, None) for room in views], address.name

    def test_view_and_template_bear_one_name(self):
        views = self.views()
        for package in {package for package, _view in views}:
            rooms = "\n".join(room.read_text() for room in rooms_of_views(package))
            for function, named in templates(rooms).items():
                own = {f"{package}/{function}.html"} if (package, function) in views else {f"{package}/{one}.html" for _, one in views}
                assert named <= own, f"{package}.views.{function}"

    def test_every_template_of_a_page_belongs_to_a_view(self):
        kept = {(path.parent.name, path.stem) for package in PACKAGES for path in (ROOT / "templates" / package).glob("*.html")}
        assert kept
        assert kept <= self.views()

    @staticmethod
    def views() -> set[tuple[str, str]]:
        return {(one.package, one.name.rpartition(":")[2].replace("-", "_")) for one in addresses() if one.package}

    def test_a_template_of_another_name_is_found(self):
        assert templates('def plant(request):\n    return render(request, "dashboards/works.html")') == {"plant": {"dashboards/works.html"}}


class TestQueries:
    def test_every_query_requires_a_scope(self):
        found = {f"{path.parent.name}.{name}" for path in ROOT.glob("*/queries.py") for name in unscoped(path.read_text())}
        assert found == set(WITHOUT_SCOPE)

    @pytest.mark.parametrize(
        "head", ["late_returns()", "late_returns(month)", 'late_returns(divisions="")', "late_returns(*, divisions=None)"]
    )
    def test_a_query_without_one_is_found(self, head):
        assert unscoped(f"def {head}: ...") == ["late_returns"]

    @pytest.mark.parametrize("head", ["late_returns(divisions, month=1)", "late_returns(*, divisions)", "_late_returns()"])
    def test_a_query_with_one_is_not(self, head):
        assert unscoped(f"def {head}: ...") == []


class TestWriting:
    def test_only_actions_write(self):
        relations = {field.name for model in apps.get_models() for field in model._meta.many_to_many}
        readers = [path for path in modules() if not str(path).endswith(ROOMS_THAT_WRITE) and name_of(path) not in FILES_THAT_WRITE]
        assert "pollutants" in relations
        assert {f"{name_of(path)}: {call}" for path in readers for call in writes(path.read_text(), relations)} == set(NO_RECORD_WRITTEN)

    @pytest.mark.parametrize(
        "line",
        [
            "Plant.objects.create(name='x')",
            "plant.save()",
            "form.save()",
            "form.save(commit=True)",
            "Plant.objects.filter(pk=1).update(name='x')",
            "def page(request):\n    plants.delete()",
            "Plant.objects.bulk_create(rows)",
            "plant.pollutants.set(['cod'])",
            "cursor.execute('DELETE FROM plant')",
        ],
    )
    def test_a_call_that_writes_is_found(self, line):
        assert len(writes(line, {"pollutants"})) == 1

    @pytest.mark.parametrize("line", ["form.save(commit=False)", "codes.add('cod')", "own_marks.set([])", "Plant.objects.filter(pk=1)"])
    def test_a_call_that_does_not_is_left_alone(self, line):
        assert writes(line, {"pollutants"}) == []


class TestModels:
    def test_the_migrations_are_complete(self, db):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)

    def test_a_change_without_its_migration_is_noticed(self, db, monkeypatch):
        monkeypatch.setattr(User._meta.get_field("name"), "max_length", 51)
        with pytest.raises(SystemExit):
            call_command("makemigrations", check=True, dry_run=True, verbosity=0)


class TestFiles:
    def test_nothing_bears_a_name_that_says_nothing(self):
        folders = {path.parent for path in modules()}
        assert [name_of(path) for path in [*modules(), *folders] if VAGUE.fullmatch(path.name)] == []

    @pytest.mark.parametrize("name", ["utils.py", "helpers.py", "core", "common", "misc.py", "util.py"])
    def test_such_a_name_would_be_found(self, name):
        assert VAGUE.fullmatch(name)

    def test_no_file_grows_beyond_what_one_can_read(self):
        lengths = {name_of(path): len(path.read_text().splitlines()) for path in modules()}
        assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}
        assert max(lengths.values()) > 150

    def test_every_example_in_a_docstring_is_run(self):
        configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())
        walked = configuration["tool"]["pytest"]["ini_options"]["testpaths"]
        with_examples = [name_of(path) for path in modules() if ">>> " in path.read_text()]
        assert [name for name in with_examples if not name.startswith(tuple(walked))] == []


class TestFormulas:
    def test_every_formula_has_an_example(self):
        paths = sorted((ROOT / "formulas").glob("[!_]*.py"))
        assert len(paths) > 3
        assert [name for path in paths for name in without_example(importlib.import_module(f"formulas.{path.stem}"))] == []

    def test_a_formula_without_one_is_named(self):
        bare = types.ModuleType("formulas.bare")
        exec("def removed_t(volume):\n    'Tonnes.'\n    return volume", bare.__dict__)
        bare.removed_t.__module__ = bare.__name__
        assert without_example(bare) == ["formulas.bare.removed_t"]


def without_example(module) -> list[str]:
    found = doctest.DocTestFinder(exclude_empty=False).find(module)
    public = [one for one in found if not re.search(r"\.__?\w+$", one.name) and one.name != module.__name__]
    return [one.name for one in public if not one.examples and isinstance(_member(module, one.name), types.FunctionType)]


def _member(module, name: str):
    member = module
    for part in name.removeprefix(f"{module.__name__}.").split("."):
        member = getattr(member, part)
    return member


class TestStart:
    ANSWER = "import reduction_portal.wsgi; from django.test import Client; assert Client().get('/healthz', headers={'host': 'localhost'}).status_code == 200"
    ALL_PAGES = "import reduction_portal.wsgi, figures.tasks; from tests.house.addresses import addresses; addresses()"

    def loaded(self, line: str) -> set[str]:
        """Which of the two lists are there when a fresh process has run the line."""
        command = [sys.executable, "-c", f"{line}\nimport sys\nprint(*sys.modules)"]
        environment = os.environ | {"PORTAL_DATABASE_URL": "sqlite:///data/not-there.sqlite3", "PORTAL_DEMONSTRATION": "1"}
        answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True)
        return set(answer.stdout.split()) & {*HEAVY, *LATER, "psycopg2"}

    def test_the_first_answer_waits_for_nothing_that_it_does_not_need(self):
        assert self.loaded(self.ANSWER) == set()

    def test_no_page_is_kept_waiting_by_something_heavy(self):
        assert self.loaded(self.ALL_PAGES) == set(LATER)

    def test_something_heavy_would_be_seen(self):
        assert self.loaded(f"{self.ANSWER}; import xlsxwriter, dashboards.views") >= {"xlsxwriter", "dashboards.views", "tables.pages"}


class TestRequirements:
    @pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
    def test_everything_asked_for_is_pinned_with_its_hashes(self, name):
        wanted = _requirements((ROOT / f"{name}.in").read_text())
        assert unpinned(wanted, (ROOT / f"{name}.txt").read_text()) == []

    def test_what_is_not_pinned_is_named(self):
        locked = "django==5.2 \\\n    --hash=sha256:aa\nredis==8.0\npandas>=3 \\\n    --hash=sha256:bb\n"
        wanted = _requirements("django==5.1\nredis\npandas\nplotly==7.1.0\n# a remark\n-c other.txt\n")
        assert unpinned(wanted, locked) == ["django", "redis", "pandas", "plotly"]
        assert unpinned(_requirements("Django==5.2"), locked) == []


def _requirements(text: str) -> list[Requirement]:
    return [Requirement(line) for line in text.splitlines() if line.strip() and not line.startswith(("#", "-"))]


def unpinned(wanted: list[Requirement], locked: str) -> list[str]:
    """Requirements that the locked file does not hold in one version, that is asked for, with a hash."""
    blocks = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([\w.]+)[^\n]*\\\n\s+--hash=", locked, re.MULTILINE)
    versions = {_plain(name): version for name, version in blocks}
    pinned = [one for one in wanted if one.specifier.contains(versions.get(_plain(one.name)) or "0", prereleases=True)]
    return [one.name for one in wanted if one not in pinned or _plain(one.name) not in versions]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
