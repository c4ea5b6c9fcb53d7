"""Vocabulary files that users add, kept in the own lists' format in a folder of the data folder.

A source is two files: `NAME.tsv` with its concepts, and `NAME.json`, which says where they come
from. The original is not needed afterwards; removing the two files removes the source.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from curation.errors import FormatError, InputError
from curation.extract import sources
from curation.extract.folding import HAN, fold
from curation.extract.importers import READERS, Entry, Format, format_of
from curation.extract.importers.entry import import_rules
from curation.extract.obo import read_version
from curation.extract.rules import load_rules
from curation.extract.sources import COLUMNS, PACKAGE_RULES, PackageRules, Term
from curation.extract.vocabulary import spelling
from curation.files import atomic_write, require_file, sha256_of
from curation.lists import Row, read_rows
from curation.model import Concept, Label, dump_json, load_json, stable_id

FOLDER = "vocabulary-sources"
ADDED = "added"  # the origin of their terms, and what a pipeline's `scores` call it
SHOWN_CONFLICTS = 5
VERSION_LENGTH = 12  # hex digits of the file's SHA-256, where it names no version

_NAME = re.compile(r"[^a-z0-9]+")
_CHINESE = re.compile(f"[{HAN}a-z0-9]*(?:[{HAN}][a-z0-9]*){{2,20}}")


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A name that one source gives to two concepts; `code` is that which it got."""

    text: str
    code: str
    other: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Source:
    """What is known of an added source. `conflicts` counts them, `examples` are the first."""

    name: str
    format: Format
    version: str
    sha256: str
    licence: str
    label: Label | None
    concepts: int
    terms: int
    conflicts: int
    examples: tuple[Conflict, ...]


def add_source(
    path: Path, folder: Path, file_format: Format | None = None, label: Label | None = None
) -> Source:
    """Take a vocabulary file into the folder; one of the same name is replaced.

    `label` is what all its entries are, where neither the file nor its code system says so.
    A name that is given to two concepts goes to the one that has it as its preferred name,
    else to the first.

    Raises
    ------
    FormatError
        naming the line that is malformed; the folder is then as it was.
    InputError
        when nothing tells whether the entries are drugs, symptoms or conditions.
    """
    file_format = file_format or format_of(require_file(path))
    name = _NAME.sub("-", path.stem.lower()).strip("-") or file_format
    counts = _Counts()
    labels = _Labels(path, label)
    with atomic_write(folder / f"{name}.tsv") as stream:
        _write_row(stream, ("label", *COLUMNS))
        for entry in READERS[file_format](path):
            counts.add(entry)
            _write_entry(stream, entry, labels.of(entry))
        if not counts.concepts:
            raise FormatError(f"{path} holds no entry of use; is it really {file_format}?")
    digest = sha256_of(path)
    version = read_version(path) if file_format == "obo" else ""
    source = Source(
        name=name,
        format=file_format,
        version=version or digest[:VERSION_LENGTH],
        sha256=digest,
        licence=import_rules().licences[file_format],
        label=label,
        concepts=len(counts.concepts),
        terms=len(counts.codes),
        conflicts=counts.conflicts,
        examples=tuple(counts.examples),
    )
    with atomic_write(folder / f"{name}.json") as stream:
        stream.write(dump_json(source))
    return source


def list_sources(folder: Path) -> tuple[Source, ...]:
    """The sources in the folder by name."""
    return tuple(
        load_json(path.read_bytes(), Source, origin=str(path))
        for path in sorted(folder.glob("*.json"))
    )


def fingerprint(folder: Path) -> str:
    """Changes whenever a source does; empty while there is none."""
    paths = [folder / f"{source.name}.tsv" for source in list_sources(folder)]
    return (
        stable_id(*(f"{path.name} {sha256_of(require_file(path))}" for path in paths))
        if paths
        else ""
    )


def added_terms(folder: Path) -> Iterator[Term]:
    """The terms of all sources, preferred names first; raises `FormatError`."""
    found = list_sources(folder)
    for preferred in (True, False):
        for source in found:
            for row in read_rows(folder / f"{source.name}.tsv", ("label", *COLUMNS)):
                yield from _terms(row, source, preferred=preferred)


def _terms(row: Row, source: Source, *, preferred: bool) -> Iterator[Term]:
    concept = Concept(
        system=row["system"],
        code=row["code"],
        display=row["en"],
        version=source.version,
        names={"zh": row["zh"]} if row["zh"] else {},
    )
    own = source.format == "tsv"
    texts = (
        [row["en"], row["zh"]]
        if preferred
        else [*row.several("en_synonyms"), *row.several("zh_synonyms")]
    )
    for label in (label for label in sources.LISTS.values() if label == row["label"]):
        for text in filter(None, texts):
            as_is = own or _CHINESE.fullmatch(fold(text)) is not None
            yield Term(text=text, label=label, concept=concept, origin=ADDED, as_is=as_is)


class _Counts:
    """Concepts, names, and the names given twice; memory grows with names, not with the file."""

    def __init__(self) -> None:
        self.concepts: set[str] = set()
        self.codes: dict[str, tuple[str, bool]] = {}
        self.conflicts = 0
        self.examples: list[Conflict] = []

    def add(self, entry: Entry) -> None:
        self.concepts.add(entry.code)
        preferred = [text for text in (entry.en, entry.zh) if text]
        for text in dict.fromkeys((*preferred, *entry.en_synonyms, *entry.zh_synonyms)):
            key = spelling(text)
            code, was_preferred = self.codes.setdefault(key, (entry.code, text in preferred))
            if code == entry.code:
                continue
            wins = text in preferred and not was_preferred
            if wins:
                self.codes[key] = (entry.code, True)
            self._note(text, entry, code, wins=wins)

    def _note(self, text: str, entry: Entry, code: str, *, wins: bool) -> None:
        self.conflicts += 1
        if len(self.examples) < SHOWN_CONFLICTS:
            kept, other = (entry.code, code) if wins else (code, entry.code)
            self.examples.append(Conflict(text=text, code=kept, other=other, line=entry.line))


class _Labels:
    """What an entry is: as told for the whole file, by the entry itself, or by its code system."""

    def __init__(self, path: Path, label: Label | None) -> None:
        self.path = path
        self.label = label
        self.endings = load_rules(PACKAGE_RULES, PackageRules).disease_endings
        self._diseases: Container[str] | None = None

    def of(self, entry: Entry) -> Label:
        label = self.label or entry.label or import_rules().labels.get(entry.system)
        if not label:
            raise InputError(
                f"{self.path}, line {entry.line}: nothing says whether entries of"
                f" {entry.system} are drugs, symptoms or conditions; give --label"
            )
        if label != "FINDING":
            return label
        is_disease = sources.is_disease((entry.en, *entry.en_synonyms), self.endings, self.diseases)
        return "CONDITION" if is_disease else "SYMPTOM"

    @property
    def diseases(self) -> Container[str]:
        if self._diseases is None:
            self._diseases = {term.text for term in sources.package_conditions()}
        return self._diseases


def _write_entry(stream: IO[bytes], entry: Entry, label: Label) -> None:
    values = (
        label,
        entry.system,
        entry.code,
        _plain(entry.en),
        _plain(entry.zh),
        "|".join(map(_plain, entry.en_synonyms)),
        "|".join(map(_plain, entry.zh_synonyms)),
    )
    _write_row(stream, values)


def _write_row(stream: IO[bytes], values: Iterable[str]) -> None:
    stream.write(("\t".join(values) + "\n").encode())


def _plain(text: str) -> str:
    """A name without what the lists' format uses between names."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.replace("|", " ").split())
