"""How texts are made comparable, and the words by which official tables tell what a column holds."""

import re
import unicodedata
from enum import StrEnum

BLANKS = re.compile(r"[\s\u200b\ufeff]+")
QUOTES = str.maketrans("", "", "“”\"'‘’「」《》")
DASHES = str.maketrans(dict.fromkeys("－−﹣‐‑–—―─ー", "-"))
CHINESE_YEAR = re.compile(r"[一二][〇○零一二三四五六七八九]{3}(?=年)")
CHINESE_DIGITS = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}


def plain(text: object) -> str:
    """A text without what writers vary: blanks, widths, quotation marks, dashes, capitals.

    >>> plain(" 北　京 "), plain("２０２５年（ＣＯＤ）"), plain("二〇二五年")
    ('北京', '2025年(cod)', '2025年')
    """
    if not isinstance(text, str):
        return str(text)
    # Else its normal form would be 104.
    shown = text.replace("10⁴", "万")
    shown = BLANKS.sub("", unicodedata.normalize("NFKC", shown)).translate(QUOTES).translate(DASHES).lower()
    return CHINESE_YEAR.sub(lambda year: "".join(CHINESE_DIGITS[digit] for digit in year[0]), shown)


class Word(StrEnum):
    """What a head may say beside year, pollutant and unit."""

    SUBSET = "subset"  # a part of the column beside it, never added
    PARTIAL = "partial"  # a month, a quarter, half a year
    FOREIGN = "foreign"  # another quantity than a mass of pollutants
    OTHER_POLLUTANT = "other_pollutant"
    SHARE = "share"  # a percentage that is no reduction
    RATE = "rate"
    CUMULATIVE = "cumulative"
    ANNUAL = "annual"
    EITHER = "either"  # rise or fall: a fall is negative
    CUT = "cut"
    BASE = "base"
    CONTROL = "control"
    AIM = "aim"  # a target, of whatever
    EMISSION = "emission"


# In the order in which they are looked for; what one has found is gone for the next.
PATTERNS: list[tuple[Word, re.Pattern]] = [
    (word, re.compile(pattern))
    for word, pattern in [
        (Word.SUBSET, r"其中|of\s*which|(?:工业|生活|农业|电力|火电|非电|交通|机动车|集中式|移动|power|industr|domestic)[源业力]?"),
        (
            Word.PARTIAL,
            r"[上下]半年|半年|第?[一二三四1-4]季度?|季度|(?:1[0-2]|[1-9])-?(?:1[0-2]|[1-9])?月|本月|上月|当月|half-?year|quarter|monthly",
        ),
        (
            Word.OTHER_POLLUTANT,
            r"codmn|高锰酸盐指数|挥发性有机物|vocs?|总[氮磷铅砷镉铬汞]|烟?粉?尘|颗粒物|pm(?:10|2\.5)|重金属|二氧化碳|co2",
        ),
        (
            Word.FOREIGN,
            r"水量|处理量|规模|能力|煤|污泥|投资|资金|人口|gdp|产值|产[量能]|负荷|进水|出水|浓度|天数|含硫|容量|装机|职工|安置|发电|供热",
        ),
        (Word.FOREIGN, r"得?分值?|权重|计分|排[名序]|名次|进[度展]|时间|日期|周期|建成|投运|拆除|燃料|日均|新增量|invest|capacity"),
        (Word.SHARE, r"占.*?比[例重]?|比重|完成[率比]|share|completion"),
        (Word.RATE, r"(?<=[减降少排压变增化])(?:比[例率]|率|幅度?)|幅度|百分[比点]|percent(?:age)?|rate"),
        (Word.EITHER, r"上升或下降|下降或上升|增减|升降|增加或减少|变化|增幅|增长|change"),
        (Word.CUMULATIVE, r"累计|cumulative"),
        (Word.ANNUAL, r"当年|本年|逐年|annual|yearly"),
        (Word.BASE, r"基数|基准年?|基期|base(?:line)?(?:year)?"),
        (Word.CUT, r"(?:应|需|须)?(?:削减|减排|压减|减少|下降|降低|减)|reductions?|cuts?|decrease"),
        (Word.CONTROL, r"控制|总量指标|配额|允许|限额|限值|上限|caps?|quotas?|limits?|allow(?:ed|ance)"),
        (Word.AIM, r"目标|指标|计划|要求|targets?|plan"),
        (Word.EMISSION, r"排放(?:总?量)|实际排放|排放|emissions?"),
    ]
]
FILLERS = re.compile(
    r"十[一二三四五六]五(?:期间|规划|时期)?|年度?|合计|小计|主要|污染物|总量|数[据量值]?|环境统计|环统|统计|核定|重点|全口径|约束性|分解|下达|安排|"
    r"和|及|与|的|为|值|量|[a-z]*year|amount|total|of|in|the|for|to|by|by|and|against|from|mass|main|pollutants?|[^\w]|_"
)

# Heads of columns that hold no figures; compared as a whole, after units are gone.
DIVISION_HEADS = re.compile(
    r"(?:各?(?:地级?)?[省市州区县盟旗镇乡街道]+(?:名称?|份)?|各?地[区市方]|(?:县|区|市)\(?[市区县、,]+\)?|行政区[划域]?(?:名称)?|区域|辖区|地名|单位(?:名称)?|城市|"
    r"divisions?|city|cities|districts?|county|counties|regions?|areas?|province|name)"
)
ORDINAL_HEADS = re.compile(r"序号?|编号|行次|no\.?|#|number")
CODE_HEADS = re.compile(r".*(?:代码|区划码|编码)|(?:division)?code")
NOTE_HEADS = re.compile(r".*备注.*|说明|附注|注|notes?|remarks?")
KEY_HEADS = re.compile(
    r"(?:主要|考核)?(?:污染物|因子|指标|项目)(?:名称|种类)?|年[度份]?|计量单位|基准年份?|基期年?|pollutants?|indicators?|items?|years?|units?|base-?year"
)
TEXT_HEADS = re.compile(r".*(?:责任|负责|牵头|配合|联系|电话|文号|依据|来源|领导).*")
FOOTER = re.compile(
    r"(?:备?注|说明|附注|资料来源|数据来源|来源|填表|填报|制表|审核|复核|负责人|联系|打印|note|source|remark)s?[1-9]?[:、.;人]|注[1-9]|.*(?:填表人|审核人|联系电话)"
)
LABEL = re.compile(
    r"(?:填[报表]|制表|编制|报送|印发|文号|附[件表]|联系|日期|时间|年[度份]|地区|单位|unit)[^:]*:|附[件表]\d*$|[((]?(?:计量)?单位"
)
ORDINAL = re.compile(r"[((]?(?:[一二三四五六七八九十百]{1,4}|[0-9]{1,4}|[ivx]{1,5})[))]?[、.]?")
NUMBERED = re.compile(r"[((]?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,3})(?:[))][、.]?|[、.])(?=[^\d])")

TOTAL = re.compile(
    r"(?:全[省市区县国]|各?[市区县地]+|总|本[市省])?(?:合计|总计|共计|总量|总数|之和)(?:数|值)?|全[省市国县区](?:合计|总计)?|总|(?:grand)?totals?|sum"
)
SUBTOTAL = re.compile(r"(.*?)小计|(.*?)subtotal")
RESERVE = re.compile(r"(?:[全]?[省市区])?(?:预留|机动|储备|留存)(?:量|指标|数)?|reserve")
SUBSET_ROW = re.compile(r"其中:?(.*)|of\s*which:?(.*)")
