"""The threads of the serving process that work the jobs: none of them ends for good."""

from itertools import islice

import pytest

from reduction_portal.embedded import growing_pauses, keep_running


class Enough(BaseException):
    """Ends the supervision, which nothing else does."""


class Mortal:
    """A service that ends in the given ways, one after the other, and is then left alone."""

    def __init__(self, *ends):
        self.ends, self.starts, self.pauses = list(ends), 0, []

    def run(self) -> None:
        self.starts += 1
        if not self.ends:
            raise Enough
        end = self.ends.pop(0)
        if end:
            raise end

    def supervised(self) -> "Mortal":
        with pytest.raises(Enough):
            keep_running("celery-worker", self.run, pause=self.pauses.append)
        return self


@pytest.mark.parametrize("end", [OSError("no connection"), SystemExit(70), None], ids=["fails", "exits", "just ends"])
def test_a_worker_that_dies_is_started_anew_and_told_of(caplog, end):
    worker = Mortal(end).supervised()
    assert (worker.starts, worker.pauses) == (2, [1])
    told = [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(told) == 1 and "celery-worker" in told[0].message
    assert bool(told[0].exc_info) == bool(end)


def test_the_pause_grows_while_it_keeps_dying():
    assert Mortal(*[OSError()] * 3).supervised().pauses == [1, 2, 4]
    assert list(islice(growing_pauses(), 9)) == [1, 2, 4, 8, 16, 32, 60, 60, 60]
