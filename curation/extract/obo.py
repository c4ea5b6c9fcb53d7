"""A reader for OBO 1.2 and 1.4 ontologies: names, exact synonyms and `is_a` are all it takes.

Format: https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from curation.errors import FormatError
from curation.lists import read_lines

_EXACT = re.compile(r'"((?:[^"\\]|\\.)*)"\s+EXACT\b')
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, kw_only=True)
class Item:
    """An ontology's term."""

    id: str
    name: str
    parents: tuple[str, ...]
    exact_synonyms: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Ontology:
    """Terms by id, without the obsolete ones."""

    version: str
    items: dict[str, Item]

    def below(self, root: str) -> Iterator[Item]:
        """What is a kind of `root`, directly or not, each once and by id."""
        children: dict[str, list[str]] = defaultdict(list)
        for item in self.items.values():
            for parent in item.parents:
                children[parent].append(item.id)
        found: set[str] = set()
        waiting = [root]
        while waiting:
            new = set(children[waiting.pop()]) - found
            found |= new
            waiting.extend(new)
        return (self.items[item_id] for item_id in sorted(found))


def read_obo(path: Path) -> Ontology:
    """Read an OBO file.

    Raises
    ------
    FormatError
        naming the line that is neither a stanza nor `tag: value`.
    """
    items = {item.id: item for item in read_items(path)}
    if not items:
        raise FormatError(f"{path} holds no term; give an ontology in OBO format")
    return Ontology(version=read_version(path), items=items)


def read_version(path: Path) -> str:
    """The release that the ontology's header names; empty if it does not."""
    _, _, head = next(_stanzas(path))
    return head.get("data-version", [""])[0].rsplit("/", 1)[-1]


def read_items(path: Path) -> Iterator[Item]:
    """The terms of an OBO file that are not obsolete, one at a time; raises `FormatError`."""
    for line, kind, tags in _stanzas(path):
        if kind == "Term" and tags.get("is_obsolete") != ["true"] and tags.get("name"):
            if not tags.get("id"):
                raise FormatError(f"{path}, line {line}: a term without id; correct it")
            yield _item(tags, line)


def _stanzas(path: Path) -> Iterator[tuple[int, str, dict[str, list[str]]]]:
    """Line, kind and tags of each stanza; the header is the first and has no kind."""
    start, kind = 0, ""
    tags: dict[str, list[str]] = defaultdict(list)
    for number, line in read_lines(path):
        text = line.strip()
        if text.startswith("[") and text.endswith("]"):
            yield start, kind, tags
            start, kind, tags = number, text[1:-1], defaultdict(list)
        elif text and not text.startswith("!"):
            tag, colon, value = text.partition(":")
            if not colon:
                raise FormatError(f"{path}, line {number}: not in OBO format; correct it")
            tags[tag].append(value.strip())
    yield start, kind, tags


def _item(tags: dict[str, list[str]], line: int) -> Item:
    quoted = (_EXACT.match(value) for value in tags.get("synonym", ()))
    return Item(
        id=tags["id"][0],
        name=tags["name"][0],
        parents=tuple(value.split(" ")[0] for value in tags.get("is_a", ())),
        exact_synonyms=tuple(_ESCAPED.sub(r"\1", match[1]) for match in quoted if match),
        line=line,
    )
