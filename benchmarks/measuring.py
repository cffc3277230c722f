"""Two things measured side by side, and what their ratio should be (performance.md 9)."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 5
# A goal is missed where the ratio is beyond it by more than the machine's own unrest.
NOISE = 1.15
HEAD = ["| | what | measured | against | measured | ratio | goal | |", "|---|---|---|---|---|---|---|---|"]
MET, MISSED = "met", "**missed**"


def nothing() -> None:
    pass


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def in_turn(act: Callable, baseline: Callable, *, rounds: int = ROUNDS, before: Callable = nothing) -> tuple[float, float]:
    """Medians of both in seconds, measured in turn, so that a neighbour on the machine disturbs both alike."""
    pairs = []
    for _ in range(rounds):
        before()
        pairs.append((seconds(act), seconds(baseline)))
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    return ours, theirs


@dataclass(frozen=True)
class Measured:
    """What a goal is about. `times` is how often ours may take the baseline, or has to go into it where it is to be `faster`."""

    goal: str
    what: str
    ours: float
    baseline: str
    theirs: float
    times: float
    faster: bool = False
    unit: str = "s"

    @property
    def ratio(self) -> float:
        return self.theirs / self.ours if self.faster else self.ours / self.theirs

    @property
    def is_met(self) -> bool:
        return self.ratio * NOISE >= self.times if self.faster else self.ratio <= self.times * NOISE

    def __str__(self):
        goal = f"{'at least' if self.faster else 'at most'} {self.times:g} ×"
        cells = [self.goal, self.what, self._shown(self.ours), self.baseline, self._shown(self.theirs), f"{self.ratio:.3g} ×", goal]
        return f"| {' | '.join([*cells, MET if self.is_met else MISSED])} |"

    def _shown(self, amount: float) -> str:
        if self.unit != "s":
            return f"{amount:,.0f} {self.unit}"
        return f"{amount:.2f} s" if amount >= 1 else f"{amount * 1000:.3g} ms"
