"""What every reader gives, and the rules that the readers share."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from curation.extract.rules import load_rules
from curation.model import Label


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A concept with its names; the label is empty where the file does not tell it.

    An entry may come several times: then its names add up.
    """

    system: str
    code: str
    en: str
    line: int
    zh: str = ""
    en_synonyms: tuple[str, ...] = ()
    zh_synonyms: tuple[str, ...] = ()
    label: Label | Literal["FINDING", ""] = ""


@dataclass(frozen=True, kw_only=True)
class RxNormRules:
    entries: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class MeshRules:
    """Beginnings of tree numbers."""

    symptoms: tuple[str, ...]
    conditions: tuple[str, ...]
    drugs: tuple[str, ...]
    chemicals: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ImportRules:
    """`data/importers.toml`, which says what each list is for."""

    systems: dict[str, str]
    labels: dict[str, Label | Literal["FINDING"]]
    rxnorm: RxNormRules
    mesh: MeshRules
    licences: dict[str, str]


@cache
def import_rules() -> ImportRules:
    return load_rules("importers", ImportRules)
