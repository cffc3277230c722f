"""What a person says of a layout that the reader can't or should not guess, and how a layout is known again."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from targets.layouts.findings import Meaning
from targets.layouts.words import plain


@dataclass(frozen=True)
class Choice:
    """What a column is taken for. Empty parts are left to the heads.

    `unit` is a name of targets.layouts.units ("%" or "1" for percentages and fractions); `since` is the year that a
    cut is measured against, 0 for the year before.
    """

    meaning: Meaning
    unit: str = ""
    year: int | None = None
    pollutant: str = ""
    since: int | None = None


@dataclass(frozen=True)
class Mapping:
    """Choices for the tables of one fingerprint. `ignored_rows` are names of rows that hold no quota.

    `total_is_whole`: the row of the total tells the quota of the whole division.
    """

    fingerprint: str
    columns: dict[int, Choice] = field(default_factory=dict)
    ignored_rows: frozenset[str] = frozenset()
    total_is_whole: bool = False

    def ignores(self, name: object) -> bool:
        return plain(name) in {plain(one) for one in self.ignored_rows}

    def to_json(self) -> str:
        columns = {str(number): asdict(choice) for number, choice in self.columns.items()}
        rest = {"fingerprint": self.fingerprint, "ignored_rows": sorted(self.ignored_rows), "total_is_whole": self.total_is_whole}
        return json.dumps({**rest, "columns": columns}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Mapping":
        told = json.loads(text)
        columns = {int(number): Choice(**{**choice, "meaning": Meaning(choice["meaning"])}) for number, choice in told["columns"].items()}
        return cls(told["fingerprint"], columns, frozenset(told["ignored_rows"]), told["total_is_whole"])


def fingerprint_of(is_turned: bool, context: Iterable[str], heads: dict[int, tuple[str, ...]]) -> str:
    """The same for the same heads in the same columns under titles that say the same.

    Years and units are part of it: what was confirmed for one year or unit must not pass for another.
    """
    described = [is_turned, sorted(context), [[number, [plain(text) for text in texts]] for number, texts in sorted(heads.items())]]
    return hashlib.sha256(json.dumps(described, ensure_ascii=False).encode()).hexdigest()[:32]
