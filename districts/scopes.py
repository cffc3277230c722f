"""Being inside a division: its code is the beginning of the code. An empty scope means nobody."""

from os.path import commonprefix

from django.db.models import Q

from districts.models import DISTRICT_CODE_LENGTH, LEVEL_LENGTHS


def inside(field: str, divisions: str) -> Q:
    """A condition that the field holds a code inside the scope: a range, which uses the index on every database.

    `field` is the path to the code, such as "district_id"; `divisions` the code of the scope.
    """
    if not divisions:
        return Q(pk__in=[])
    return Q(**{f"{field}__gte": divisions, f"{field}__lt": successor(divisions)})


def successor(code: str) -> str:
    """The first text after everything that begins with the code."""
    return code[:-1] + chr(ord(code[-1]) + 1)


def where_figures_are(divisions: str) -> str:
    """The smallest division that has figures of its own and contains the scope: a town's lie in its district's.

    >>> where_figures_are("440604010"), where_figures_are("4406"), where_figures_are("")
    ('440604', '4406', '')
    """
    return divisions[:DISTRICT_CODE_LENGTH]


def above(code: str) -> list[str]:
    """The codes of the divisions that contain this one, the nearest first.

    >>> above("440604010")
    ['440604', '4406', '44']
    """
    return [code[:length] for length in sorted(LEVEL_LENGTHS, reverse=True) if length < len(code)]


def around(codes: list[str]) -> str:
    """The code of the smallest division that contains all of these, "" where there is none.

    >>> around(["440604"]), around(["440604", "440605"]), around(["11", "44"])
    ('440604', '4406', '')
    """
    common = commonprefix(codes)
    return common[: max((length for length in LEVEL_LENGTHS if length <= len(common)), default=0)]
