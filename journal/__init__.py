"""What happened: events that are only ever added, and the stale marks that tell the jobs what to recompute.

It knows nobody above it: actors by AUTH_USER_MODEL, divisions by their code as text.
"""
