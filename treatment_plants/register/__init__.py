"""A city's register of plants and its past months: from an understood sheet to records, and back (docs/plant-sheets.md)."""
