"""OBO: names and exact synonyms of any ontology."""

from collections.abc import Iterator
from pathlib import Path

from curation.extract.importers.entry import Entry, import_rules
from curation.extract.obo import read_items


def read_entries(path: Path) -> Iterator[Entry]:
    """The terms that are not obsolete; raises `FormatError` naming the line."""
    systems = import_rules().systems
    for item in read_items(path):
        prefix = item.id.partition(":")[0]
        yield Entry(
            system=systems.get(prefix, prefix),
            code=item.id,
            en=item.name,
            en_synonyms=item.exact_synonyms,
            line=item.line,
        )
