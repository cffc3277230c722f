"""What drawings share: the room they have, the axis of percentages, and the names below."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LEVELS = 4


@dataclass(frozen=True)
class Frame:
    """Sizes in the drawing's own units; `highest` is the value at its upper edge, zero lies at its lower one."""

    highest: float
    left: int = 48
    right: int = 12
    top: int = 12
    bottom: int = 32
    width: int = 720
    height: int = 260

    def y(self, value: float) -> float:
        return round(self.floor - (self.floor - self.top) * max(value, 0) / self.highest, 1)

    @property
    def floor(self) -> int:
        return self.height - self.bottom

    @property
    def end(self) -> int:
        return self.width - self.right

    def drawing(self, title: str, parts: Iterable[SafeString]) -> SafeString:
        return format_html(
            '<svg class="drawing" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
            *(self.width, self.height, title, self._levels()),
            format_html_join("", "{}", ((part,) for part in parts)),
        )

    def names(self, places: Iterable[tuple[float, str]]) -> SafeString:
        """Names below the axis, each centred on its x."""
        rows = ((x, self.height - 11, name) for x, name in places)
        return format_html_join("", '<text x="{}" y="{}" text-anchor="middle" font-size="11" fill="#1a2530">{}</text>', rows)

    def _levels(self) -> SafeString:
        levels = (self.highest * step / LEVELS for step in range(LEVELS + 1))
        rows = ((self.left, y, self.end, y, self.left - 6, y + 4, f"{level:g} %") for level in levels for y in [self.y(level)])
        return format_html_join(
            "",
            '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="#d5dbe1"/><text x="{}" y="{}" text-anchor="end" font-size="11" fill="#4a5663">{}</text>',
            rows,
        )
