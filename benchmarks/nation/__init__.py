"""A synthetic nation, and how long the portal takes with it, each time as a ratio to a baseline of the same run."""
