"""The arithmetic of the field: plain values in, plain values out.

Each formula is written once, in plain arithmetic, and read by three callers: with database
expressions, with plain integers, and with columns of a table. Nothing here knows Django.
"""
