"""The handbook: one HTML file that reads like a printed one and plays each answer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from curation.files import atomic_write
from curation.model import Assertion, Label
from curation.release.records import (
    ReleaseContent,
    ReleasedDose,
    ReleasedEntity,
    ReleasedPair,
    assertion_words,
    clock,
    dose_flags,
    dose_words,
    speaker_words,
)

FILE = "handbook.html"
TO_DATA_FOLDER = "../../"  # from exports/<version>/ to where `recordings/` is
HTML_LANGUAGES = {"zh": "zh-Hans"}  # what tells a browser to take simplified glyphs

DRUG_NOT_NAMED = "Drug not named"

_HERE = Path(__file__).parent
_INDEXES: tuple[tuple[Label, str], ...] = (
    ("DRUG", "Drugs"),
    ("SYMPTOM", "Symptoms"),
    ("CONDITION", "Conditions"),
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An answer with its number in the handbook, such as 2.3."""

    number: str
    pair: ReleasedPair


@dataclass(frozen=True, kw_only=True)
class Chapter:
    number: int
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Term:
    """A line of the index: its names, its code, and the entries by what they say of it."""

    names: tuple[str, ...]
    code: str
    places: Mapping[str, tuple[Entry, ...]]


@dataclass(frozen=True, kw_only=True)
class Said:
    """An assertion, and the words for it."""

    assertion: Assertion
    words: str


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A drug or finding of an answer in the answer's language, what is said of it, and doses."""

    name: str
    said: tuple[Said, ...]
    doses: tuple[ReleasedDose, ...] = ()


def export_handbook(content: ReleaseContent, folder: Path) -> tuple[Path, ...]:
    """Write `handbook.html`; it needs no other file, and no recording to be read."""
    chapters = make_chapters(content.pairs)
    entries = {entry.pair.id: entry for chapter in chapters for entry in chapter.entries}
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": _day, "clock": clock, "lang": _html_language}
    page = environment.get_template("handbook.html").stream(
        content=content,
        chapters=chapters,
        entries=entries,
        sessions=_sessions(content.pairs),
        indexes=[(title, make_index(entries.values(), label)) for label, title in _INDEXES],
        mentions=make_mentions,
        dose_words=dose_words,
        dose_flags=dose_flags,
        search_terms=_search_terms,
        speaker_words=speaker_words,
        recording_url=_recording_url,
        style=(_HERE / "handbook.css").read_text(encoding="utf-8"),
        script=(_HERE / "handbook.js").read_text(encoding="utf-8"),
    )
    path = folder / FILE
    with atomic_write(path) as stream:
        for part in page:
            stream.write(part.encode())
    return (path,)


def make_chapters(pairs: Iterable[ReleasedPair]) -> tuple[Chapter, ...]:
    """Pairs by their first topic, or by session where they have none, in order of appearance."""
    by_title: dict[str, list[ReleasedPair]] = defaultdict(list)
    for pair in pairs:
        by_title[pair.topics[0] if pair.topics else pair.session_title or pair.session_id].append(
            pair
        )
    return tuple(
        Chapter(
            number=number,
            title=title,
            entries=tuple(
                Entry(number=f"{number}.{place}", pair=pair) for place, pair in enumerate(found, 1)
            ),
        )
        for number, (title, found) in enumerate(by_title.items(), 1)
    )


def make_index(entries: Iterable[Entry], label: Label) -> tuple[Term, ...]:
    """The drugs or symptoms that are spoken of, by name, each with its assertions and places."""
    named: dict[str, ReleasedEntity] = {}
    places: dict[str, dict[str, dict[str, Entry]]] = defaultdict(lambda: defaultdict(dict))
    for entry in entries:
        for entity in entry.pair.entities:
            if entity.label == label:
                key = entity.concept.key if entity.concept else entity.text.casefold()
                named.setdefault(key, entity)
                places[key][assertion_words(entity)][entry.number] = entry
    terms = (
        Term(
            names=_names(entity),
            code=entity.concept.key if entity.concept else "",
            places={words: tuple(found.values()) for words, found in sorted(places[key].items())},
        )
        for key, entity in named.items()
    )
    return tuple(sorted(terms, key=lambda term: term.names[0].casefold()))


def make_mentions(pair: ReleasedPair) -> tuple[Mention, ...]:
    """The drugs and findings of a pair, each once, with all that is said of it, and its doses."""
    said: dict[str, dict[Said, None]] = defaultdict(dict)
    doses: dict[str, list[ReleasedDose]] = defaultdict(list)
    names = {entity.id: _name_in(entity, pair.language) for entity in pair.entities}
    for entity in pair.entities:
        words = Said(assertion=entity.assertion, words=assertion_words(entity))
        said[names[entity.id]][words] = None
    for dose in pair.doses:
        doses[names.get(dose.entity or "", dose.drug or DRUG_NOT_NAMED)].append(dose)
    return tuple(
        Mention(name=name, said=tuple(said.get(name, ())), doses=tuple(doses.get(name, ())))
        for name in dict.fromkeys((*said, *doses))
    )


def _name_in(entity: ReleasedEntity, language: str) -> str:
    concept = entity.concept
    if concept is None:
        return entity.text
    return concept.names.get(language) or (concept.display if language == "en" else entity.text)


def _search_terms(pair: ReleasedPair) -> str:
    """The names in every language of what is spoken of, for the search box."""
    return " ".join(name for entity in pair.entities for name in _names(entity))


def _names(entity: ReleasedEntity) -> tuple[str, ...]:
    concept = entity.concept
    if concept is None:
        return (entity.text,)
    return tuple(dict.fromkeys((concept.display, *concept.names.values())))


def _sessions(pairs: Iterable[ReleasedPair]) -> tuple[ReleasedPair, ...]:
    """One pair of each session, which tells its title, date and consent."""
    return tuple({pair.session_id: pair for pair in pairs}.values())


def _recording_url(pair: ReleasedPair) -> str:
    return TO_DATA_FOLDER + quote(pair.recording) if pair.recording else ""


def _day(value: date | None) -> str:
    return f"{value.day} {value:%B %Y}" if value else "date not known"


def _html_language(code: str) -> str:
    return HTML_LANGUAGES.get(code, code)
