"""Words as the reader's language writes them; {% load words %} brings them into templates."""

from collections.abc import Iterable

from django import template
from django.utils.translation import pgettext

register = template.Library()
WORD_JOINER = "\u2060"


@register.filter
def unbroken(label) -> str:
    """NH₃-N stays one word in a narrow column."""
    return str(label).replace("-", f"-{WORD_JOINER}")


@register.filter
def listed(names: Iterable[object]) -> str:
    """The names one after the other: "甲、乙" or "A, B"."""
    return pgettext("between the names of a list", ", ").join(map(str, names))
