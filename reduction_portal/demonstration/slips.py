"""Errors of typing that the invented officials made: a digit lost, a decimal point moved, last month's figure taken over.

Some were corrected when the portal asked, some stand in the open month and wait. Answers are those of figures that looked odd and
were right.
"""

from dataclasses import dataclass, replace

from treatment_plants.entries import Entry
from treatment_plants.questions import OneAnswer

TYPED_M3 = 100


@dataclass(frozen=True)
class Slip:
    """A plant's month was first typed with its volume times `times` / `of`."""

    plant: str
    times: int = 1
    of: int = 1

    def typed(self, entry: Entry) -> Entry:
        """The slip as a person types it: volumes have two places of 10,000 m³."""
        return replace(entry, volume_m3=entry.volume_m3 * self.times // self.of // TYPED_M3 * TYPED_M3)


# (district, month) → what was typed wrongly first and corrected when the portal asked.
CORRECTED = {
    ("440604", 202103): Slip("沙岗污水处理厂", of=10),
    ("440604", 202207): Slip("东鄱一期污水处理厂", times=10),
    ("440605", 202109): Slip("里水污水处理厂", of=10),
    ("440605", 202204): Slip("盐步污水处理厂", times=100),
    ("440606", 202202): Slip("水藤污水处理厂", of=10),
    ("440606", 202206): Slip("碧江污水处理厂", of=100),
    ("440607", 202111): Slip("西南污水处理厂", times=100),
    ("440607", 202208): Slip("白坭污水处理厂", of=10),
    ("440608", 202112): Slip("明城污水处理厂", times=10),
    ("440608", 202205): Slip("荷城污水处理厂", of=10),
}
# What the drafts of the open month still hold, with the questions unanswered.
OPEN = {"容桂污水处理厂": Slip("容桂污水处理厂", of=10), "乐从污水处理厂": Slip("乐从污水处理厂", times=100)}
# Submitted in the open month with an answer that waits for the verifier.
WAITING = {"官窑污水处理厂": (Slip("官窑污水处理厂", times=8, of=5), "新接入两个片区的污水管网，水量明显增加，有流量计日报为证。")}

CHECKED = "已与在线监测记录核对，数据无误。"


def answered(entry: Entry, reason: str = "") -> Entry:
    """The entry with an answer to whatever may be asked about it."""
    return replace(entry, answers=OneAnswer(reason or entry.note or CHECKED))
