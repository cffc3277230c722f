"""The closure list: planned dates and their documents, grid and staff, the monthly word, a unit that runs again."""
