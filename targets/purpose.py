"""By which name uploaded quota files are kept."""

PURPOSE = "quotas"
