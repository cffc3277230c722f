"""Plants, their months, and what sheets and checks say of them."""

from treatment_plants.models.loads import LoadedRow, PlantLoad, RowOutcome
from treatment_plants.models.months import (
    BLANK,
    MOST_ELECTRICITY_KWH,
    MOST_SLUDGE_KG,
    MOST_VOLUME_M3,
    REMOVES,
    ZERO_REPORT,
    BlankCode,
    Measurement,
    Operation,
)
from treatment_plants.models.plants import (
    EVER_SINCE,
    FIRST_DAY,
    LAST_DAY,
    MOST_CAPACITY_M3_D,
    MOST_CONCENTRATION_UG_L,
    DesignCapacity,
    Plant,
    RegisterInflow,
)
from treatment_plants.models.questions import AskedQuestion, QuestionState

__all__ = [
    "EVER_SINCE",
    "FIRST_DAY",
    "LAST_DAY",
    "MOST_CAPACITY_M3_D",
    "MOST_CONCENTRATION_UG_L",
    "DesignCapacity",
    "Plant",
    "RegisterInflow",
    "MOST_ELECTRICITY_KWH",
    "MOST_SLUDGE_KG",
    "MOST_VOLUME_M3",
    "REMOVES",
    "BLANK",
    "ZERO_REPORT",
    "BlankCode",
    "Measurement",
    "Operation",
    "LoadedRow",
    "PlantLoad",
    "RowOutcome",
    "AskedQuestion",
    "QuestionState",
]
