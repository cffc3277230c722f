"""Views by their names: the module that holds them is loaded when one of its addresses is first opened.

A portal that loads what is behind every address before its first answer starts three times as slowly, for pages that
nobody has asked for yet.
"""

from functools import cached_property
from importlib import import_module
from typing import Any


class Room:
    """A module of views, such as "dashboards.views"; its views are had by their names as from the module itself."""

    def __init__(self, module: str):
        self.module = module

    def __getattr__(self, name: str) -> "View":
        return View(self.module, name)


class View:
    """Stands at an address for a view; what middleware asks a view about, such as whether strangers may see it, the view answers."""

    def __init__(self, module: str, name: str):
        self.__module__, self.__name__, self.__qualname__ = module, name, name

    @cached_property
    def loaded(self) -> Any:
        return getattr(import_module(self.__module__), self.__name__)

    def __call__(self, request, *args, **kwargs):
        return self.loaded(request, *args, **kwargs)

    def __getattr__(self, name: str):
        if name == "view_class":  # Django asks all addresses for it; the portal's views are functions
            raise AttributeError(name)
        return getattr(self.loaded, name)
