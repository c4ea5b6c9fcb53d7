import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from curation.errors import (
    DuplicateError,
    StoreUnavailableError,
    StoreVersionError,
    UnknownItemError,
)
from curation.model import Concept
from curation.release.knowledge import Filter, KnowledgeBase
from curation.release.manifest import FORMAT, Manifest
from curation.release.records import ReleasedEntity, ReleasedPair
from curation.store.open import connect
from curation.testing.exporters import sample_content
from tests.desk import COUGH, LOPINAVIR, NOON

SAMPLE = next(iter(sample_content().pairs))
DOSES = SAMPLE.doses


def entity(text: str, concept: Concept | None, assertion: str = "present") -> ReleasedEntity:
    return replace(
        SAMPLE.entities[0],
        id=f"e-{text}-{assertion}",
        text=text,
        label="DRUG" if concept is LOPINAVIR else "SYMPTOM",
        concept=concept,
        assertion=assertion,  # type: ignore[arg-type]
    )


PAIRS = (
    replace(
        SAMPLE,
        doses=(),
        id="antivirals",
        question="Which antiviral drugs did you give first?",
        answer="We gave lopinavir/ritonavir for COVID-19 patients.",
        entities=(entity("lopinavir", LOPINAVIR),),
        session_title="Round one",
    ),
    replace(
        SAMPLE,
        doses=(),
        id="coughs",
        question="How often did patients cough?",
        answer="Most of them coughed; nausea was rare.",
        entities=(entity("cough", COUGH),),
        session_title="Round two",
    ),
    replace(
        SAMPLE,
        doses=(),
        id="chinese",
        language="zh",
        question="咳嗽的病人怎么用药？",
        answer="我们不建议用洛匹那韦，多喝水。",
        entities=(entity("洛匹那韦", LOPINAVIR, "advised_against"), entity("咳嗽", COUGH)),
        session_title="第一次会诊",
    ),
)


def manifest(version: int = 1, content: str = "a") -> Manifest:
    return Manifest(
        format=FORMAT,
        version=version,
        title="Test",
        created_at=NOON,
        created_by="first",
        items=len(PAIRS),
        content_sha256=content * 64,
        supersedes=None,
        components={},
        terms={},
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        found: str = request.getfixturevalue("postgresql_url")
        return found
    return f"sqlite:///{tmp_path / 'knowledge.db'}"


@pytest.fixture
def empty(url: str) -> Iterator[KnowledgeBase]:
    knowledge = KnowledgeBase(connect(url))
    yield knowledge
    knowledge.close()


@pytest.fixture
def knowledge(empty: KnowledgeBase) -> KnowledgeBase:
    empty.load(manifest(), PAIRS)
    return empty


def ids(knowledge: KnowledgeBase, query: str, **where: object) -> list[str]:
    return [hit.pair.id for hit in knowledge.search(query, Filter(**where))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("lopinavir", {"antivirals", "chinese"}),
        ("LOPINAVIR", {"antivirals", "chinese"}),
        ("洛匹那韦", {"antivirals", "chinese"}),
        ("咳嗽", {"coughs", "chinese"}),
        ("coughing", {"coughs", "chinese"}),
        ("喝水", {"chinese"}),
        ("水喝", set()),
        ("會診", {"chinese"}),
        ("covid-19", {"antivirals"}),
        ("nausea patient", {"coughs"}),
        ("What did you do about the nausea?", {"coughs"}),
    ],
)
def test_knowledge_finds_words_of_either_language(
    knowledge: KnowledgeBase, query: str, found: set[str]
) -> None:
    assert set(ids(knowledge, query)) == found


def test_knowledge_question_counts_more_than_answer(knowledge: KnowledgeBase) -> None:
    assert ids(knowledge, "patients") == ["coughs", "antivirals"]


def test_knowledge_hit_carries_record_and_matched_assertion(knowledge: KnowledgeBase) -> None:
    hits = {hit.pair.id: hit for hit in knowledge.search("lopinavir")}
    assert hits["chinese"].pair == PAIRS[2]
    assert [(item.text, item.assertion) for item in hits["chinese"].matched] == [
        ("洛匹那韦", "advised_against")
    ]
    assert hits["chinese"].exact


def test_knowledge_offers_some_words_when_none_has_all(knowledge: KnowledgeBase) -> None:
    hits = knowledge.search("nausea after lopinavir in Rome")
    assert {hit.pair.id for hit in hits} == {"antivirals", "coughs", "chinese"}
    assert not any(hit.exact for hit in hits)


def test_knowledge_filters_and_limits(knowledge: KnowledgeBase) -> None:
    assert ids(knowledge, "咳嗽", language="zh") == ["chinese"]
    assert ids(knowledge, "咳嗽", language="'; DROP TABLE knowledge_items") == []
    assert len(ids(knowledge, "lopinavir", limit=1)) == 1


ATTACKS = [
    "",
    "   ",
    '"',
    "'",
    "\"' OR 1=1 --",
    "'); DROP TABLE knowledge_items; --",
    "cough AND OR NOT NEAR( *",
    "cough:* & | ! <-> \\",
    "question : cough",
    "^cough* {question answer}",
    "%_%",
    "😷🤒",
    "\x00\x01\ud800\uffff",
    "\u202e咳嗽",
    "x" * 10_000,
    "咳" * 10_000,
    "cough " * 2_000,
    " ".join(f"word{i}" for i in range(2_000)),
    "the of a",
    "é́́" * 1_000,
]


@pytest.mark.parametrize("query", ATTACKS, ids=range(len(ATTACKS)))
def test_knowledge_takes_any_query(knowledge: KnowledgeBase, query: str) -> None:
    knowledge.search(query)
    assert ids(knowledge, "nausea") == ["coughs"]


def test_knowledge_load_again_changes_nothing(knowledge: KnowledgeBase) -> None:
    assert knowledge.load(manifest(), PAIRS) is False
    assert ids(knowledge, "nausea") == ["coughs"]
    assert knowledge.loaded() == {1: "a" * 64}


def test_knowledge_refuses_other_content_of_the_same_number(knowledge: KnowledgeBase) -> None:
    with pytest.raises(DuplicateError, match=r"release 1.*--rebuild"):
        knowledge.load(manifest(content="b"), PAIRS)


def test_knowledge_searches_newest_release_unless_told(knowledge: KnowledgeBase) -> None:
    newer = replace(PAIRS[1], answer="Nausea, mostly, and vertigo.")
    knowledge.load(manifest(2, "b"), [newer])
    assert ids(knowledge, "vertigo") == ["coughs"]
    assert ids(knowledge, "lopinavir") == []
    assert ids(knowledge, "vertigo", release=1) == []
    assert len(ids(knowledge, "lopinavir", release=1)) == 2
    with pytest.raises(UnknownItemError, match=r"release 3 .*: 1, 2"):
        knowledge.search("cough", Filter(release=3))


def test_knowledge_failed_load_leaves_nothing(empty: KnowledgeBase) -> None:
    def broken() -> Iterator[ReleasedPair]:
        yield PAIRS[0]
        raise UnknownItemError("gone")

    with pytest.raises(UnknownItemError, match="gone"):
        empty.load(manifest(), broken())
    assert empty.loaded() == {}
    assert empty.load(manifest(), PAIRS)


def test_knowledge_empty_says_what_to_do(empty: KnowledgeBase) -> None:
    with pytest.raises(UnknownItemError, match="is empty; make a release"):
        empty.search("cough")


def test_knowledge_search_makes_no_file(tmp_path: Path) -> None:
    knowledge = KnowledgeBase(connect(f"sqlite:///{tmp_path / 'none.db'}"))
    with pytest.raises(UnknownItemError, match="is empty"):
        knowledge.search("cough")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("version", [0, 999])
def test_knowledge_of_other_schema_is_refused_and_rebuilt(
    knowledge: KnowledgeBase, url: str, version: int
) -> None:
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE knowledge_info SET schema_version = :v"), {"v": version})
        connection.execute(text("CREATE TABLE knowledge_news (id integer)"))
    engine.dispose()
    for attempt in (
        lambda: knowledge.search("cough"),
        lambda: knowledge.load(manifest(2, "b"), PAIRS),
        knowledge.loaded,
    ):
        with pytest.raises(StoreVersionError, match=rf"schema {version}.*--rebuild"):
            attempt()
    knowledge.clear()
    knowledge.load(manifest(), PAIRS)
    assert ids(knowledge, "nausea") == ["coughs"]


def test_knowledge_clear_of_nothing_is_no_error(empty: KnowledgeBase) -> None:
    empty.clear()
    assert empty.loaded() == {}


def test_knowledge_shares_a_database_with_others(knowledge: KnowledgeBase, url: str) -> None:
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE releases (version integer)"))
    knowledge.clear()
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM releases")).scalar() == 0
    engine.dispose()


def test_knowledge_tables_answer_plain_sql(knowledge: KnowledgeBase, url: str) -> None:
    engine = connect(url)
    query = (
        "SELECT i.id FROM knowledge_items i JOIN knowledge_entities e ON e.position = i.position"
        " WHERE e.code = 'DB01601' AND e.assertion = 'advised_against'"
    )
    with engine.begin() as connection:
        assert connection.execute(text(query)).scalars().all() == ["chinese"]
    engine.dispose()


def test_knowledge_doses_answer_plain_sql(knowledge: KnowledgeBase, url: str) -> None:
    doses = tuple(replace(dose, entity="e-lopinavir-present") for dose in DOSES[:1])
    knowledge.load(manifest(2, "b"), [replace(PAIRS[0], doses=(*doses, DOSES[1]))])
    query = (
        "SELECT d.code, d.amount_high, d.times_per_day_low, d.once, d.negated"
        " FROM knowledge_items i JOIN knowledge_doses d ON d.position = i.position"
        " WHERE i.release = 2 ORDER BY d.amount_high"
    )
    engine = connect(url)
    with engine.begin() as connection:
        rows = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    assert rows == [(None, 9.5, None, True, True), ("DB01601", 400.0, 2.0, False, False)]


def test_knowledge_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "knowledge.db"
    path.write_bytes(b"no database at all, " * 100)
    with pytest.raises(StoreUnavailableError, match=r"knowledge\.db.*damaged"):
        KnowledgeBase(connect(f"sqlite:///{path}")).search("cough")


def test_knowledge_locked_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curation.store.open.BUSY_TIMEOUT_MS", 50)
    path = tmp_path / "knowledge.db"
    knowledge = KnowledgeBase(connect(f"sqlite:///{path}"))
    knowledge.load(manifest(), PAIRS)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreUnavailableError, match="another program holds it"):
        knowledge.load(manifest(2, "b"), PAIRS)
    other.close()
    knowledge.close()


def test_knowledge_unreachable_server_is_named_without_password() -> None:
    knowledge = KnowledgeBase(connect("postgresql://someone:secret@127.0.0.1:1/none"))
    with pytest.raises(StoreUnavailableError, match=r"127\.0\.0\.1:1/none") as caught:
        knowledge.search("cough")
    assert "secret" not in str(caught.value)
