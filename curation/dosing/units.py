"""Units of doses, from a data file."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from curation.lists import Row, read_rows, required

DATA = Path(__file__).parent
PER: Mapping[str, str] = {"kg": "kg", "m2": "m2", "min": "min", "h": "h"}  # with its UCUM code


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit of doses; `base` and `factor` say what it is measured in, `most` what is too much."""

    code: str
    ucum: str
    base: str
    factor: float
    most: float


@cache
def load_units() -> Mapping[str, Unit]:
    """Units by code.

    Raises
    ------
    FormatError
        naming the line of the list that is wrong.
    """
    return {unit.code: unit for unit in map(_unit, _rows())}


@cache
def spellings(language: str) -> Mapping[str, str]:
    """The codes of units by what is said or written for them; English ones are in every language.

    Raises
    ------
    FormatError
        naming the line of the list that is wrong.
    """
    columns = dict.fromkeys(("en", language))
    return {
        spelling: row["code"]
        for column in columns
        for row in _rows()
        for spelling in row.several(column)
    }


def ucum_of(unit: str | None) -> str | None:
    """A unit's code in UCUM; None for no unit and for one that is not known.

    A unit may be per something, as mg/kg or mcg/kg/min.
    """
    code, *per = (unit or "").split("/")
    units = load_units()
    if code not in units or not all(one in PER for one in per):
        return None
    return "/".join([units[code].ucum, *(PER[one] for one in per)])


def _rows() -> list[Row]:
    return list(
        read_rows(DATA / "units.tsv", ("code", "ucum", "base", "factor", "most", "en", "zh"))
    )


def _unit(row: Row) -> Unit:
    try:
        factor, most = float(row["factor"]), float(row["most"])
    except ValueError:
        raise row.error("factor and most are numbers") from None
    code = required(row, "code")
    return Unit(code=code, ucum=row["ucum"], base=row["base"], factor=factor, most=most)
