"""Photos of a project's month."""
