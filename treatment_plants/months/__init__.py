"""A district's month as a workbook: handed out filled in, and read back into the same form as the sheet's."""
