"""How long the figures of a nation take, and those of a city."""
