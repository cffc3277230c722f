"""The portal's settings, with the pages beside it that it is measured against."""

from reduction_portal.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.pages.usual"
