"""{% load words %}{{ label|unbroken }}: a label whose hyphens end no line."""

from django import template

register = template.Library()
WORD_JOINER = "\u2060"


@register.filter
def unbroken(label) -> str:
    """NH₃-N stays one word in a narrow column."""
    return str(label).replace("-", f"-{WORD_JOINER}")
