"""Whoever installs the portal finds every variable that it reads, and none that it does not."""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def variables_read() -> set[str]:
    """Names that the settings, or whatever else is under the roof, take from the environment."""
    reading = re.compile(r"""(?:env\.(?:text|flag|number|words)|environ(?:\.get)?)[(\[]\s*"(PORTAL_\w+)""")
    return {name for path in (PROJECT / "reduction_portal").rglob("*.py") for name in reading.findall(path.read_text(encoding="utf-8"))}


def test_the_example_names_every_variable():
    named = re.findall(r"^(PORTAL_\w+)=", (PROJECT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(named) == variables_read()
    assert len(named) == len(set(named))


def test_the_page_about_deployment_tells_every_variable():
    told = re.findall(r"^\| `(PORTAL_\w+)` \|", (PROJECT / "docs" / "deployment.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(told) == variables_read()
    assert "PORTAL_BROKER_URL" in told
