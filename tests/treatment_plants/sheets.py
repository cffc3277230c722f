"""The sheet as a browser without JavaScript reads and sends it."""

import re

OCTOBER = 202210
SHEET = "/returns/treatment-plants/440604/2022-10/"


def fields(page) -> dict[str, str]:
    """What the page's form would send as it stands: every input of the sheet but its checkboxes."""
    inputs = re.findall(r"<input ([^>]*)>", page.content.decode())
    attributes = [dict(re.findall(r'([\w-]+)="([^"]*)"', one)) for one in inputs]
    return {one["name"]: one.get("value", "") for one in attributes if one.get("name", "").startswith("plant")}


def typed(plant, **values) -> dict[str, str]:
    names = {"volume": "volume_m3", "inlet": "cod_inlet_ug_l", "outlet": "cod_outlet_ug_l"}
    return {f"plant{plant.pk}-{names.get(key, key)}": value for key, value in values.items()}
