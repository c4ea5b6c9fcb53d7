"""What installed packages bring, and what is not let in with it."""

import bz2
import pickle
from pathlib import Path

import pytest

from curation.errors import FormatError
from curation.extract import sources


def test_sources_read_drugs_with_their_own_ids() -> None:
    by_text = {term.text: term.concept.key for term in sources.package_drugs()}
    assert by_text["lopinavir"] == "DrugBank:DB01601"
    assert by_text["umifenovir"] == "DrugBank:DB13609"


def test_sources_tell_diseases_from_signs() -> None:
    diseases = {term.text for term in sources.package_conditions()}
    assert "asthma" in diseases
    assert not {"cough", "migraine, unspecified", "insomnia"} & diseases
    labels = {term.text: term.label for term in sources.package_findings(diseases)}
    assert labels["Asthma"] == "CONDITION"
    assert labels["Coughing"] == "SYMPTOM"


class Trap:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.mkdir, (Path("made"),)


@pytest.mark.parametrize("content", [Trap(), {"a": Path("b")}])
def test_sources_run_nothing_from_a_pickle(
    content: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "drugs.pkl.bz2"
    with bz2.open(path, "wb") as stream:
        pickle.dump(content, stream)
    monkeypatch.setattr(sources, "package_file", lambda *_: path)
    with pytest.raises(FormatError, match="install the package anew"):
        list(sources.package_drugs())


def test_sources_refuse_a_damaged_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "drugs.pkl.bz2"
    path.write_bytes(b"not bz2")
    monkeypatch.setattr(sources, "package_file", lambda *_: path)
    with pytest.raises(FormatError, match="install the package anew"):
        list(sources.package_drugs())
