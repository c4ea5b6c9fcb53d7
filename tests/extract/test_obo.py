"""Ontologies are read as text."""

from pathlib import Path

import pytest

from curation.errors import FormatError
from curation.extract.obo import read_obo

SMALL = """\
format-version: 1.2
data-version: hp/releases/2025-01-16

[Term]
id: HP:1
name: All

[Term]
id: HP:2
name: Cough
synonym: "Coughing \\"fit\\"" EXACT layperson []
synonym: "Hack" RELATED []
is_a: HP:1 ! All

[Term]
id: HP:3
name: Dry cough
is_a: HP:2 ! Cough

[Term]
id: HP:4
name: Old cough
is_a: HP:2
is_obsolete: true

[Typedef]
id: part_of
name: part of
"""


def test_obo_gives_terms_with_exact_synonyms(tmp_path: Path) -> None:
    path = tmp_path / "small.obo"
    path.write_text(SMALL)
    ontology = read_obo(path)
    assert ontology.version == "2025-01-16"
    assert [item.id for item in ontology.below("HP:1")] == ["HP:2", "HP:3"]
    assert ontology.items["HP:2"].exact_synonyms == ('Coughing "fit"',)
    assert "HP:4" not in ontology.items


@pytest.mark.parametrize(
    ("text", "message"),
    [(SMALL + "what is this\n", "line 29: not in OBO format"), ("a: b\n", "holds no term")],
)
def test_obo_refuses_what_is_none(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "bad.obo"
    path.write_text(text)
    with pytest.raises(FormatError, match=message):
        read_obo(path)
