"""MeSH descriptors, from the year's XML (`desc2026.xml`) or ASCII file (`d2026.bin`).

Fields: https://www.nlm.nih.gov/mesh/xml_data_elements.html and .../mesh/dtype.html
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree as Xml

from curation.errors import FormatError
from curation.extract.importers.entry import Entry, import_rules
from curation.lists import read_lines
from curation.model import Label

NEW = "*NEWRECORD"
DESCRIPTOR = "D"
SYSTEM = "MESH"


def read_entries(path: Path) -> Iterator[Entry]:
    """The descriptors that are drugs, symptoms or conditions; raises `FormatError`."""
    return _from_xml(path) if path.suffix.lower() == ".xml" else _from_ascii(path)


def _from_xml(path: Path) -> Iterator[Entry]:
    """Read record by record: the file has 300 MB, a record a few thousand characters."""
    parser: Any = Xml.XMLPullParser(["start", "end"])
    root: Xml.Element | None = None
    for number, line in read_lines(path):
        try:
            parser.feed(line + "\n")
            events: list[tuple[str, Xml.Element]] = list(parser.read_events())
        except Xml.ParseError as error:
            raise FormatError(f"{path}, line {number}: not XML; unpack the file again") from error
        for kind, element in events:
            root = element if root is None else root
            if kind == "end" and element.tag == "DescriptorRecord":
                yield from _entry(_fields(element), path, number)
                root.clear()
    try:
        parser.close()
    except Xml.ParseError as error:
        raise FormatError(f"{path}: the file is cut off; unpack it again") from error


def _fields(record: Xml.Element) -> dict[str, list[str]]:
    """An XML record under the names that the ASCII file gives its fields."""
    paths = {
        "UI": "DescriptorUI",
        "MH": "DescriptorName/String",
        "MN": "TreeNumberList/TreeNumber",
        "PA": "PharmacologicalActionList/PharmacologicalAction/DescriptorReferredTo/DescriptorUI",
        "ENTRY": "ConceptList/Concept/TermList/Term/String",
    }
    return {
        name: [(found.text or "").strip() for found in record.iterfind(where)]
        for name, where in paths.items()
    }


def _from_ascii(path: Path) -> Iterator[Entry]:
    fields: dict[str, list[str]] = {}
    start = 0
    for number, line in read_lines(path):
        if line.strip() == NEW:
            yield from _entry(fields, path, start)
            fields, start = {}, number
        elif line.strip():
            name, equals, value = line.partition(" = ")
            if not equals or not start:
                raise FormatError(
                    f"{path}, line {number}: not in MeSH's ASCII format; unpack the file again"
                )
            name = name.removeprefix("PRINT ")
            fields.setdefault(name, []).append(value.split("|")[0].strip())
    yield from _entry(fields, path, start)


def _entry(fields: Mapping[str, Sequence[str]], path: Path, line: int) -> Iterator[Entry]:
    if not fields or fields.get("RECTYPE", [DESCRIPTOR]) != [DESCRIPTOR]:
        return
    code, name = (next(iter(fields.get(key, ())), "") for key in ("UI", "MH"))
    if not code or not name:
        raise FormatError(f"{path}, line {line}: a descriptor without code or name; correct it")
    label = _label(fields.get("MN", ()), acts=bool(fields.get("PA")))
    if label:
        texts = dict.fromkeys(_as_said(text) for text in fields.get("ENTRY", ()))
        yield Entry(
            system=SYSTEM,
            code=code,
            en=_as_said(name),
            en_synonyms=tuple(text for text in texts if text != _as_said(name)),
            label=label,
            line=line,
        )


def _label(trees: Sequence[str], *, acts: bool) -> Label | Literal[""]:
    rules = import_rules().mesh
    kinds: list[tuple[tuple[str, ...], Label]] = [
        (rules.symptoms, "SYMPTOM"),
        (rules.conditions, "CONDITION"),
        (rules.drugs, "DRUG"),
        (rules.chemicals if acts else (), "DRUG"),
    ]
    for beginnings, label in kinds:
        if any(tree.startswith(beginnings) for tree in trees):
            return label
    return ""


def _as_said(name: str) -> str:
    """`Pain, Ear` is said `Ear Pain`."""
    parts = name.split(", ")
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 else name
