"""Returns that are still on their way when the demonstration opens; all others have been accepted."""

from dataclasses import dataclass, field

from returns.models import MISSING, State


@dataclass(frozen=True)
class Sheet:
    """Where the returns of a district's month stand."""

    plants: dict[str, str] = field(default_factory=dict)  # name → state
    others: str = State.ACCEPTED
    reason: str = ""  # why a return was sent back
    remarks: dict[str, str] = field(default_factory=dict)  # column → what is wrong with the cell

    def state_of(self, plant: str) -> str:
        return self.plants.get(plant, self.others)


SETTLED = Sheet()

UNSETTLED = {
    ("440605", 202209): Sheet(
        plants={"里水污水处理厂": State.SENT_BACK},
        reason="COD进水浓度与中控系统历史记录不一致，请核对后重新报送。",
        remarks={"cod_inlet_ug_l": "与中控系统历史记录的月均值相差较大，请附化验台账。"},
    ),
    ("440606", 202209): Sheet(plants={"碧江污水处理厂": State.SUBMITTED}),
    ("440605", 202210): Sheet(others=State.SUBMITTED),
    ("440606", 202210): Sheet(
        plants=dict.fromkeys(["大门污水处理厂", "容桂污水处理厂", "龙江污水处理厂", "乐从污水处理厂"], State.DRAFT),
        others=MISSING,
    ),
    ("440608", 202210): Sheet(others=MISSING),
    ("440607", 202210): Sheet(
        plants={"驿岗污水处理厂": State.SENT_BACK},
        reason="处理水量与在线监测数据相差较大，请附流量计校准记录后重新报送。",
        remarks={
            "volume_m3": "在线监测累计流量与填报水量不一致，请核对。",
            "cod_outlet_ug_l": "出水浓度明显低于同类工艺水平，请附本月化验记录。",
        },
    ),
}
