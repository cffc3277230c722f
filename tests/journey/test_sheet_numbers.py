"""What the browser reckons while somebody types is what the server reckons when it is saved."""

import random

import pytest

from formulas.rounding import rounded
from formulas.units import MASS, PERCENT, VOLUME, NotANumber, TooFine
from formulas.wastewater import load_rate_millionths, removed_load_mg, removes
from tests.journey.sheets import SHEET

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RECKON = """async ([path, months, texts]) => {
  const sheet = await import(path);
  const big = (one) => one === null ? null : BigInt(one);
  return {
    months: months.map(([volume, design, days, inlet, outlet]) => {
      const rate = sheet.loadRate(big(volume), big(design), BigInt(days));
      const removed = sheet.removedLoad(big(volume), big(inlet), big(outlet));
      return [sheet.shown(rate, 4, 1, false), sheet.shown(removed, 9, 2), sheet.typed(big(volume), 4)];
    }),
    texts: texts.map((text) => {
      const { amount, problem } = sheet.parse(text, 4);
      return problem ?? (amount === null ? "" : amount.toString());
    }),
  };
}"""
TEXTS = [
    *("", " ", "0", "12.5", "1,234.5678", "１２３．４５", "12.34567", "12.34560", "1，234", "abc", "-5", "1e3", "NaN", "+5", ".5", "5."),
    *("12,34", "1,2345", "0001", "²", "①", "9" * 41, "0.0000", "1 2", "　31　"),
]


def month(chance: random.Random) -> list:
    """Amounts in base units; any may be missing, and halves are as frequent as anything else."""

    def amount(most: int) -> str | None:
        return None if chance.random() < 0.1 else str(chance.choice([0, 1, chance.randrange(most), chance.randrange(most // 1000)]))

    design = chance.choice([None, "1", "50000", "37", str(chance.randrange(1, 10**7))])
    return [amount(10**9), design, chance.choice([28, 29, 30, 31]), amount(10**8), amount(10**8)]


def reckoned(volume, design, days, inlet, outlet) -> list[str]:
    volume, design, inlet, outlet = (None if one is None else int(one) for one in (volume, design, inlet, outlet))
    rate = None if None in (volume, design) else rounded(*load_rate_millionths(volume, design, days))
    removed = None if None in (volume, inlet, outlet) else removed_load_mg(volume, inlet, outlet, removes(inlet, outlet))
    return [
        "—" if rate is None else f"{PERCENT.shown(rate, 1)}",
        "—" if removed is None else f"{MASS.shown(removed, 2):,}",
        VOLUME.typed(volume),
    ]


def read(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return str(VOLUME.parse(text))
    except TooFine:
        return "fine"
    except NotANumber as refused:
        return {"TooLong": "long", "DoubtfulComma": "comma"}.get(type(refused).__name__, "number")


def test_browser_and_server_agree_on_three_thousand_months_and_on_every_spelling(as_person):
    page = as_person("official")
    page.goto(SHEET)
    chance = random.Random(5)
    months = [month(chance) for _ in range(3000)]
    # 2.5 and 3.5 per mille of a per cent: halves go away from zero, never to the even digit.
    months += [["1", "2000", 31, "5000", "0"], [str(31 * 5), "100000", 31, "1", "0"]]
    found = page.evaluate(RECKON, ["/static/portal/sheet_numbers.js", months, TEXTS])
    assert found["months"] == [reckoned(*one) for one in months]
    assert dict(zip(TEXTS, found["texts"], strict=True)) == {text: read(text) for text in TEXTS}
