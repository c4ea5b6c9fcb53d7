"""The vocabulary: one file of folded terms and their concepts that loads in a blink.

The file is a zip of two tries - `terms.marisa`, which tells the terms that a text goes on with,
and `entries.marisa`, which tells what they mean -, the concepts by key as JSON lines
(`concepts.jsonl`), and a description (`about.json`). `compiling.py` makes it.
"""

import io
import re
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import get_args

import marisa_trie

from curation.errors import FormatError
from curation.extract.folding import HAN, fold
from curation.files import require_file
from curation.model import Concept, Label, dump_json, load_json

FORMAT = 2
RECORD = "<IBBH"  # line of the concept; places in LABELS, About.origins, About.conditions
LABELS: tuple[Label, ...] = get_args(Label)
STOP = len(LABELS)  # the label's place in an entry that only keeps shorter terms from matching
NEAR = 200  # characters before and after a term in which its context is looked for
CACHED_CONCEPTS = 4096

# A term starts and ends where a reader would see it do: at any Chinese character, else not
# inside a word.
_START = re.compile(rf"[{HAN}]|(?<![^\W{HAN}])[^\W_{HAN}]")
_INSIDE = re.compile(rf"[^\W{HAN}]{{2}}")


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Where a term counts: near one of these words, if any, and written so, if given."""

    context: tuple[str, ...] = ()
    written: str = ""


@dataclass(frozen=True, kw_only=True)
class About:
    """What a compiled vocabulary is made of; `sources` holds the versions of packages.

    `forms` are dosage forms: a Chinese drug's name goes on over one that follows it.
    """

    format: int
    fingerprint: str
    sources: dict[str, str]
    origins: tuple[str, ...]
    conditions: tuple[Condition, ...]
    terms: dict[str, int]
    concepts: int
    longest: int
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Match:
    """A term found at these characters of a text, with the key of its concept."""

    start: int
    end: int
    label: Label
    concept: str
    origin: str


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What a term means, perhaps only in some contexts."""

    label: Label
    concept: str


class Vocabulary:
    """A compiled vocabulary, open for look-ups; `data` is its file's bytes."""

    def __init__(
        self, data: bytes, about: About, *, terms: bytes, entries: bytes, concepts: bytes
    ) -> None:
        self.data = data
        self.about = about
        self._terms = marisa_trie.Trie().frombytes(terms)
        self._entries = marisa_trie.RecordTrie(RECORD).frombytes(entries)
        self._concepts = concepts.split(b"\n")
        self.concept = lru_cache(CACHED_CONCEPTS)(self._concept)
        self.terms = cache(self._terms_of)
        form = _form_pattern(about.forms)
        self._form = re.compile(form)
        self._form_at_end = re.compile(rf"(?:{form})$")

    @property
    def version(self) -> str:
        """Short, and different for any other content."""
        return self.about.fingerprint[:12]

    def find(self, text: str) -> list[Match]:
        """The longest terms in a text, from left to right and without overlap."""
        return [match for _, _, match in self._read(text) if match is not None]

    def stopped(self, text: str) -> list[tuple[int, int]]:
        """The characters of a text that terms of the stoplist take."""
        return [(start, end) for start, end, match in self._read(text) if match is None]

    def _read(self, text: str) -> Iterator[tuple[int, int, Match | None]]:
        """What the longest terms of a text take, stops without a match."""
        folded = fold(text)
        free = 0
        for found in _START.finditer(folded):
            start = found.start()
            if start >= free:
                free, match = self._longest(text, folded, start)
                if match is not None:
                    free = self._end_of_form(folded, match)
                    match = replace(match, end=free) if free > match.end else match
                if free > start:
                    yield start, free, match

    def meanings(self, term: str) -> list[Meaning]:
        """What a term, in its folded spelling, can mean; nothing for one of the stoplist.

        A Chinese drug with a dosage form means the drug.
        """
        entries = self._entries.get(term)
        form = None if entries else self._form_at_end.search(term)
        if form:
            drugs = self.meanings(term[: form.start()])
            return [meaning for meaning in drugs if meaning.label == "DRUG"]
        return [
            Meaning(label=LABELS[label], concept=self._key(line))
            for line, label, _, _ in entries or ()
            if label != STOP
        ]

    def is_stopped(self, term: str) -> bool:
        """Whether the stoplist has a term, in its folded spelling."""
        return any(label == STOP for _, label, _, _ in self._entries.get(term, ()))

    def _end_of_form(self, folded: str, match: Match) -> int:
        form = self._form.match(folded, match.end) if match.label == "DRUG" else None
        return form.end() if form else match.end

    def _terms_of(self, label: Label | None) -> tuple[str, ...]:
        """The terms of a label, or all, in their folded spelling; see `terms`."""
        wanted = {LABELS.index(label)} if label else set(range(STOP))
        return tuple(
            dict.fromkeys(term for term, entry in self._entries.iteritems() if entry[1] in wanted)
        )

    def _key(self, line: int) -> str:
        return self._concepts[line].partition(b"\t")[0].decode()

    def _longest(self, text: str, folded: str, start: int) -> tuple[int, Match | None]:
        """Where the longest term from `start` ends, and the term unless it is a stop."""
        found = self._terms.prefixes(folded[start : start + self.about.longest])
        for term in reversed(found):
            end = start + len(term)
            if _INSIDE.fullmatch(folded, end - 1, end + 1):
                continue
            for line, label, origin, place in sorted(self._entries[term], key=_strictest):
                if label == STOP:
                    return end, None
                if place and not _holds(self.about.conditions[place], text, folded, start, end):
                    continue
                return end, Match(
                    start=start,
                    end=end,
                    label=LABELS[label],
                    concept=self._key(line),
                    origin=self.about.origins[origin],
                )
        return start, None

    def _concept(self, key: str) -> Concept | None:
        head = f"{key}\t".encode()
        line = bisect_left(self._concepts, head)
        if line == len(self._concepts) or not self._concepts[line].startswith(head):
            return None
        record = self._concepts[line].removeprefix(head)
        return load_json(record, Concept, origin="the compiled vocabulary")


def _form_pattern(forms: Sequence[str]) -> str:
    """Matches the longest of some dosage forms after a Chinese character."""
    longest_first = sorted(forms, key=len, reverse=True)
    return rf"(?<=[{HAN}])(?:{'|'.join(map(re.escape, longest_first))})" if forms else "(?!)"


Entry = tuple[int, int, int, int]


def _strictest(entry: Entry) -> bool:
    return entry[-1] == 0  # the entry without a condition comes last


def _holds(condition: Condition, text: str, folded: str, start: int, end: int) -> bool:
    if condition.written and text[start:end] != condition.written:
        return False
    around = folded[max(0, start - NEAR) : end + NEAR]
    return not condition.context or any(word in around for word in condition.context)


def spelling(text: str) -> str:
    """A term as it stands in the vocabulary."""
    return " ".join(fold(text).split())


def pack_vocabulary(
    about: About, entries: Sequence[tuple[str, Entry]], concepts: dict[str, Concept]
) -> bytes:
    """A vocabulary file's bytes; see `RECORD` for an entry's four numbers.

    `concepts` are in the order of their keys.
    """
    lines = (key.encode() + b"\t" + dump_json(concept) for key, concept in concepts.items())
    terms = marisa_trie.Trie(term for term, _ in entries)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in (
            ("about.json", dump_json(about)),
            ("concepts.jsonl", b"\n".join(lines)),
            ("terms.marisa", terms.tobytes()),
            ("entries.marisa", marisa_trie.RecordTrie(RECORD, entries).tobytes()),
        ):
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def load_vocabulary(path: Path) -> Vocabulary:
    """Open a compiled vocabulary.

    Raises
    ------
    InputError
        when there is no such file.
    FormatError
        when it is damaged or of another version of this program.
    """
    return read_vocabulary(require_file(path).read_bytes(), origin=str(path))


def read_vocabulary(data: bytes, *, origin: str) -> Vocabulary:
    """A vocabulary from its file's bytes; see `load_vocabulary`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            about = archive.read("about.json")
            parts = {
                "terms": archive.read("terms.marisa"),
                "entries": archive.read("entries.marisa"),
                "concepts": archive.read("concepts.jsonl"),
            }
    except (zipfile.BadZipFile, KeyError) as error:
        raise FormatError(f"{origin} is damaged; run: curation vocab build") from error
    described = load_json(about, About, origin=origin)
    if described.format != FORMAT:
        raise FormatError(f"{origin} is of another version; run: curation vocab build")
    return Vocabulary(data, described, **parts)
