"""The account of each figure: its rule in words, the formula with the numbers put in, and where every number came from."""
