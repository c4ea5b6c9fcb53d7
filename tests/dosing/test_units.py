"""Units of doses and their codes."""

import pytest

from curation.dosing import load_units, spellings, ucum_of


def test_units_have_a_ucum_code_and_a_limit() -> None:
    assert all(unit.ucum and unit.most > 0 for unit in load_units().values())


@pytest.mark.parametrize(
    ("unit", "ucum"),
    [
        ("mg", "mg"),
        ("mcg/kg/min", "ug/kg/min"),
        ("unit", "[IU]"),
        (None, None),
        ("mg/fortnight", None),
        ("mgg", None),
    ],
)
def test_units_in_ucum(unit: str | None, ucum: str | None) -> None:
    assert ucum_of(unit) == ucum


def test_units_written_in_latin_letters_are_in_every_language() -> None:
    assert spellings("zh")["毫克"] == spellings("zh")["mg"] == spellings("en")["mg"] == "mg"
    assert "毫克" not in spellings("en")
