"""The order of imports that docs/architecture.md describes, and that a breach of it does not pass."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.project import PACKAGES, ROOT


def linted(folder: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.fixture
def copy_of_the_code(tmp_path) -> Path:
    """The packages under other feet, so that a test may spoil them."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "*.json"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_imports_go_downwards_only():
    answer = linted(ROOT)
    assert answer.returncode == 0, answer.stdout
    assert ", 0 broken" in answer.stdout


def test_no_package_is_left_out_of_the_order():
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    assert sorted(contracts["importlinter"]["root_packages"].split()) == PACKAGES
    assert sorted(contracts["importlinter:contract:house"]["layers"].replace("|", " ").split()) == PACKAGES


@pytest.mark.parametrize(
    ("spoiled", "line", "contract"),
    [
        ("districts/models.py", "import targets.models", "A package knows only those below it"),
        ("districts/models.py", "def hidden():\n    from targets.models import Plan", "A package knows only those below it"),
        ("clock/__init__.py", "import journal.models", "A package knows only those below it"),
        ("formulas/months.py", "from django.utils import timezone", "The arithmetic of the field needs the standard library only"),
        ("formulas/units.py", "def hidden():\n    import pandas", "The arithmetic of the field needs the standard library only"),
        ("accounts/models.py", "import accounts.queries", "Records know neither readers nor writers"),
        ("journal/models.py", "import journal.bell\nimport journal.queries", "Records know neither readers nor writers"),
        ("returns/queries.py", "import returns.actions", "Who reads does not write and draws no form"),
        ("accounts/queries.py", "import accounts.forms", "Who reads does not write and draws no form"),
        ("figures/actions.py", "import figures.tasks", "Who writes knows neither pages nor jobs"),
        ("treatment_plants/actions.py", "import treatment_plants.forms", "Who writes knows neither pages nor jobs"),
    ],
)
def test_a_breach_is_reported(copy_of_the_code, spoiled, line, contract):
    module = copy_of_the_code / spoiled
    module.write_text(f"{module.read_text()}\n{line}\n")
    answer = linted(copy_of_the_code)
    assert answer.returncode == 1
    assert f"{contract} BROKEN" in answer.stdout
