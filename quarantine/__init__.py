"""A stranger's file is opened in a process of its own, so that it can hurt nobody. Knows neither what is read nor why."""
