"""Quota sheets in whatever layout an authority chose: found, understood and told (docs/quota-sheets.md)."""

from targets.layouts.findings import Finding, Kind, Meaning, Understanding
from targets.layouts.known import Known, Named
from targets.layouts.mapping import Choice, Mapping
from targets.layouts.reading import ledger_lines, understand

__all__ = ["Choice", "Finding", "Kind", "Known", "Mapping", "Meaning", "Named", "Understanding", "ledger_lines", "understand"]
