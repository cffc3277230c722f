"""Bootstrap without what no page uses: `python -m tests.look.trimming` writes it anew from the whole file beside this one.

The whole file is seven times as large, and is what a browser that opens the portal for the first time would wait for longest. A
rule stays where each of its classes is a word of some template, script or module, so that too much stays rather than too little; a
test works it out again and fails where a page has begun to use a class that is not sent.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import crispy_bootstrap5

from tests.house.project import PACKAGES, ROOT

WHOLE = Path(__file__).parent / "whole" / "bootstrap.min.css"
SENT = ROOT / "static" / "vendor" / "bootstrap" / "bootstrap.min.css"
# Put together from a level and a word.
COMPOSED = {f"alert-{level}" for level in ("debug", "info", "success", "warning", "danger")}
# Themes that no page of the portal asks for.
OTHER_THEMES = "[data-bs-theme="
WORD = re.compile(r"[A-Za-z][\w-]*")
NOT = re.compile(r":not\([^)]*\)")
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
COMMA_BETWEEN_SELECTORS = re.compile(r",(?![^(]*\))")


def words_of_the_portal() -> set[str]:
    crispy = Path(crispy_bootstrap5.__file__).parent
    places = [
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "static" / "portal").glob("*.js"),
        *(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")),
        *crispy.rglob("*.html"),
        *crispy.rglob("*.py"),
    ]
    return COMPOSED.union(*(WORD.findall(path.read_text(encoding="utf-8")) for path in places))


def trimmed(css: str, words: set[str]) -> str:
    kept = []
    for head, body in _rules(css):
        if head.startswith(("@media", "@supports")):
            inside = trimmed(body, words)
            kept += [f"{head}{{{inside}}}"] if inside else []
        elif head.startswith(("@", "/*")):
            kept.append(f"{head}{{{body}}}" if body else head)
        else:
            selectors = [one for one in COMMA_BETWEEN_SELECTORS.split(head) if _is_used(one, words)]
            kept += [f"{','.join(selectors)}{{{body}}}"] if selectors else []
    return "".join(kept)


def _is_used(selector: str, words: set[str]) -> bool:
    return words.issuperset(CLASS.findall(NOT.sub("", selector))) and OTHER_THEMES not in selector


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """What stands before and between the braces of each rule; a remark has nothing between."""
    place = 0
    while place < len(css.rstrip()):
        if css.startswith("/*", place):
            end = css.index("*/", place) + 2
            yield css[place:end], ""
        else:
            opened = css.index("{", place)
            end, depth = opened + 1, 1
            while depth:
                depth += {"{": 1, "}": -1}.get(css[end], 0)
                end += 1
            yield css[place:opened], css[opened + 1 : end - 1]
        place = end


if __name__ == "__main__":
    SENT.write_text(trimmed(WHOLE.read_text(encoding="utf-8"), words_of_the_portal()) + "\n", encoding="utf-8")
