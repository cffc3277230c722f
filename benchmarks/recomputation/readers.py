"""Somebody who reads a board again and again, while figures are worked out."""

import statistics
import threading
import time

from django.db import connection

from figures.queries import plant_load_ranking

PAUSE_SECONDS = 0.004


class Reader:
    """Reads a city's board of plants on a connection of its own until it is stopped; tells the slowest of a hundred, and of all."""

    def __init__(self, city: str, month: int):
        self.city, self.month, self.times = city, month, []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *failure):
        self._stop.set()
        self._thread.join()

    def _read(self) -> None:
        while not self._stop.wait(PAUSE_SECONDS):
            start = time.perf_counter()
            list(plant_load_ranking(self.city, self.month).values_list())
            self.times.append(time.perf_counter() - start)
        connection.close()

    @property
    def slowest_of_a_hundred(self) -> float:
        return statistics.quantiles(self.times, n=100)[-1]

    @property
    def slowest(self) -> float:
        return max(self.times)
