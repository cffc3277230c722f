"""One statement for each kind of figure: it reads the records of a scope and gives the rows that its figures should be.

The same text serves a district's year after one edit, a city, and the nation; on SQLite and PostgreSQL it gives the same
rows to the last digit, since everything in it is whole numbers. Formulas are those of `formulas/`, read with columns.
"""
