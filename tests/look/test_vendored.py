"""Files of other projects that the browser gets: each with its licence, and to the byte what vendored.json says."""

import hashlib
import json
from pathlib import Path

import pytest

VENDOR = Path(__file__).resolve().parents[2] / "static" / "vendor"
VENDORED = json.loads((VENDOR / "vendored.json").read_text())


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("entry", VENDORED, ids=lambda entry: entry["file"])
def test_a_vendored_file_is_the_one_that_was_reviewed(entry):
    content = (VENDOR / entry["file"]).read_bytes()
    assert sha256(content) == entry["sha256"]
    assert sha256(content + b" ") != entry["sha256"]


@pytest.mark.parametrize("entry", VENDORED, ids=lambda entry: entry["file"])
def test_its_licence_lies_beside_it(entry):
    assert "MIT" in (VENDOR / entry["licence_file"]).read_text()


def test_no_file_lies_there_that_nobody_listed():
    listed = {entry[key] for entry in VENDORED for key in ("file", "licence_file")} | {"vendored.json"}
    assert {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()} == listed


@pytest.mark.parametrize("entry", VENDORED, ids=lambda entry: entry["file"])
def test_it_names_no_source_map_that_is_not_there(entry):
    assert b"sourceMappingURL=" not in (VENDOR / entry["file"]).read_bytes()
