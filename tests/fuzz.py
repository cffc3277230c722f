"""Reads many broken files, and counts what became of them.

    python -m tests.fuzz 10000         so many
    python -m tests.fuzz 10000 7       the same with other luck

Ends with a failure where an answer is neither a reason nor cells, or a workbook was read short.
"""

import random
import sys
import time
from collections import Counter

import django


def main(count: int = 10_000, seed: int = 20221110) -> int:
    django.setup()
    from tests.workbooks.mutants import WRONG, Reader, good_answers, mutant, outcome

    outcomes, started = Counter(), time.monotonic()
    with Reader() as reader:
        good = good_answers(reader)
        for number in range(count):
            # Each by its own number, so that one can be made again alone.
            kind, content = mutant(random.Random(f"{seed} {number}"))
            ended = reader.ended
            found = outcome(kind, content, reader.read(content), good[kind])
            outcomes[found] += 1
            if reader.ended > ended or found in WRONG:
                print(f"mutant {seed} {number} ({kind}): {found}")
        ended = reader.ended
    for found, times in outcomes.most_common():
        print(f"{times:7d}  {found}")
    print(f"{count} files in {time.monotonic() - started:.0f} s; {ended} ended their reader")
    return 1 if any(outcomes[wrong] for wrong in WRONG) else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
