"""Words as the reader's language writes them; {% load words %} brings them into templates."""

import re
from collections.abc import Iterable

from django import template
from django.utils.translation import pgettext

register = template.Library()
WORD_JOINER = "\u2060"
# Before a number, and after nothing that makes it a day or a span.
SIGN = re.compile(r"(?<!\w)-(?=\d)")


@register.filter
def unbroken(label) -> str:
    """NH₃-N stays one word in a narrow column."""
    return str(label).replace("-", f"-{WORD_JOINER}")


@register.filter
def listed(names: Iterable[object]) -> str:
    """The names one after the other: "甲、乙" or "A, B"."""
    return pgettext("between the names of a list", ", ").join(map(str, names))


@register.filter
def minus(text: str) -> str:
    """Numbers below zero with a minus, as on paper: "350.00 − (−65.50)". Days keep their hyphens; files write none of this."""
    return SIGN.sub("−", str(text))
