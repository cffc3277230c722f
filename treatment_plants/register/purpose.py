"""By which name uploaded sheets of plants are kept."""

PURPOSE = "plants"
