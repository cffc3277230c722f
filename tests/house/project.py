"""Where the project lies and what it is made of, for tests that look at its own files."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests")


def modules() -> list[Path]:
    """Every Python file that people write for the portal itself."""
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    """How the project calls a file: its path from the root."""
    return path.relative_to(ROOT).as_posix()
