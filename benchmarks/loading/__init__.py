"""L1 to L3: how long returns take from a file into the records."""
