import json
import sqlite3
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from filelock import FileLock

from curation.errors import (
    DuplicateError,
    InputError,
    OutputError,
    StoreError,
    StoreUnavailableError,
    StoreVersionError,
    UnknownItemError,
)
from curation.release.folders import read_pairs
from curation.release.manifest import Fault
from curation.settings import Settings
from curation.steps.release import (
    ReleaseOptions,
    check_release,
    load_releases,
    make_release,
    search,
)
from curation.store.open import connect
from curation.workbench import Workbench
from tests.desk import Desk, english


def test_make_release_writes_a_frozen_cited_set(full_desk: Desk) -> None:
    workbench = full_desk.workbench
    seen: list[tuple[str, float]] = []
    result = make_release(
        workbench,
        ReleaseOptions(title="First", licence="CC BY 4.0"),
        lambda doing, share: seen.append((doing, share)),
    )
    assert (result.version, result.made, result.compared_with) == (1, True, None)
    assert result.reasons == {"open": 1}
    assert result.uncited == 1
    folder = workbench.settings.exports / "1"
    assert {path.name for path in folder.iterdir()} >= {
        "handbook.html",
        "manifest.json",
        "qa.csv",
        "qa.jsonl",
        "qa.parquet",
    }
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["version"] == 1
    assert manifest["title"] == "First"
    assert manifest["items"] == 3
    assert manifest["created_by"] == "tester"
    assert manifest["supersedes"] is None
    assert manifest["terms"]["licence"] == "CC BY 4.0"
    assert "no substitute for medical judgement" in manifest["terms"]["disclaimer"]
    assert manifest["components"]["vocabulary"] == "2"
    for name, facts in manifest["files"].items():
        data = (folder / name).read_bytes()
        assert (len(data), sha256(data).hexdigest()) == (facts["size"], facts["sha256"])
    assert manifest["content_sha256"] == manifest["files"]["qa.jsonl"]["sha256"]
    (release,) = workbench.store.releases()
    assert release.content_sha256 == manifest["content_sha256"]
    assert [hit.pair.session_id for hit in search(workbench, "咳嗽", language="zh")] == ["zh-1"]
    shares = [share for _, share in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_make_release_of_same_content_has_same_hash_elsewhere(
    full_desk: Desk, tmp_path: Path
) -> None:
    from tests.desk import fill

    here = make_release(full_desk.workbench)
    with Workbench.open(tmp_path / "elsewhere") as other:
        there = make_release(fill(Desk(other)).workbench)
    assert here.content_sha256 == there.content_sha256


def test_make_release_dry_run_writes_nothing(full_desk: Desk) -> None:
    workbench = full_desk.workbench
    before = sorted(workbench.settings.home.rglob("*"))
    result = make_release(workbench, ReleaseOptions(dry_run=True))
    assert (result.version, result.made, len(result.pairs)) == (1, False, 3)
    assert sorted(workbench.settings.home.rglob("*")) == before
    assert workbench.store.releases() == ()


def test_make_release_compares_with_the_last(full_desk: Desk) -> None:
    workbench = full_desk.workbench
    make_release(workbench)
    script = english()
    first, second, third = script.pair(0, 1), script.pair(2, 3, 5), script.pair(6, 7)
    full_desk.decide(first, answer_text="We gave lopinavir.")
    full_desk.decide(second, "reject")
    full_desk.decide(third)
    result = make_release(workbench)
    assert (result.version, result.compared_with) == (2, 1)
    assert result.difference.added == (third.id,)
    assert result.difference.removed == (second.id,)
    (change,) = result.difference.changed
    assert change.id == first.id
    assert "answer" in change.fields
    assert json.loads((result.folder / "manifest.json").read_bytes())["supersedes"] == 1
    assert [hit.pair.answer for hit in search(workbench, "lopinavir", language="en")] == [
        "We gave lopinavir."
    ]
    older = search(workbench, "coughed", language="en", release=1)
    assert (older[0].release, older[0].pair.id) == (1, second.id)


def test_make_release_compares_by_id_when_the_last_was_moved_away(full_desk: Desk) -> None:
    workbench = full_desk.workbench
    make_release(workbench).folder.rename(workbench.settings.home / "moved")
    full_desk.decide(english().pair(6, 7))
    difference = make_release(workbench).difference
    assert (len(difference.added), difference.removed, difference.changed) == (1, (), ())


def test_make_release_without_change_makes_none(full_desk: Desk) -> None:
    workbench = full_desk.workbench
    make_release(workbench)
    again = make_release(workbench)
    assert (again.version, again.made, again.unchanged) == (1, False, True)
    assert len(workbench.store.releases()) == 1
    numbered = make_release(workbench, ReleaseOptions(version=5))
    assert (numbered.version, numbered.made) == (5, True)
    assert make_release(workbench, ReleaseOptions(version=6)).difference.added == ()


def test_make_release_of_some_sessions(full_desk: Desk) -> None:
    result = make_release(full_desk.workbench, ReleaseOptions(sessions=("zh-1",)))
    assert {pair.session_id for pair in result.pairs} == {"zh-1"}
    with pytest.raises(UnknownItemError, match="no session 'none'; known sessions: en-1, zh-1"):
        make_release(full_desk.workbench, ReleaseOptions(sessions=("none",)))


@pytest.mark.parametrize("options", [ReleaseOptions(), ReleaseOptions(dry_run=True)])
def test_make_release_of_nothing_says_why(desk: Desk, options: ReleaseOptions) -> None:
    script = english()
    script.session = replace(script.session, consent="")
    accepted, undecided = script.pair(0, 1), script.pair(6, 7)
    with pytest.raises(InputError, match=r"can be released \(there is none\).*curation app"):
        make_release(desk.workbench, options)
    desk.add(script, accepted, undecided)
    desk.decide(accepted)
    with pytest.raises(InputError, match=r"\(1 consent, 1 open\)"):
        make_release(desk.workbench, options)
    assert desk.workbench.store.releases() == ()


def test_make_release_refuses_a_taken_number(full_desk: Desk) -> None:
    workbench = full_desk.workbench
    make_release(workbench, ReleaseOptions(version=2))
    with pytest.raises(DuplicateError, match=r"release 2 is there already.*next number is 3"):
        make_release(workbench, ReleaseOptions(version=2))
    with pytest.raises(InputError, match="release 1 would come before release 2"):
        make_release(workbench, ReleaseOptions(version=1))


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_make_release_leaves_what_stands_in_its_place(full_desk: Desk, kind: str) -> None:
    workbench = full_desk.workbench
    taken = workbench.settings.exports / "1"
    if kind == "folder":
        taken.mkdir(parents=True)
        (taken / "notes.txt").write_text("mine")
    else:
        taken.parent.mkdir(parents=True)
        taken.write_text("mine")
    with pytest.raises(DuplicateError, match="release 1 is there already"):
        make_release(workbench, ReleaseOptions(version=1))
    assert make_release(workbench).version == 2
    assert (taken / "notes.txt" if kind == "folder" else taken).read_text() == "mine"


def test_make_release_where_exports_is_no_folder(full_desk: Desk) -> None:
    workbench = full_desk.workbench
    workbench.settings.exports.write_text("in the way")
    with pytest.raises(OutputError, match="exports was not written"):
        make_release(workbench)


def test_make_release_waits_for_no_other(full_desk: Desk) -> None:
    exports = full_desk.workbench.settings.exports
    exports.mkdir(parents=True)
    with (
        FileLock(exports / ".lock"),
        pytest.raises(OutputError, match="another release is being made"),
    ):
        make_release(full_desk.workbench)


def test_make_release_removes_what_a_stopped_run_left(full_desk: Desk) -> None:
    exports = full_desk.workbench.settings.exports
    (exports / ".unfinished-1").mkdir(parents=True)
    (exports / ".unfinished-1" / "qa.jsonl").write_text("half")
    make_release(full_desk.workbench)
    assert not (exports / ".unfinished-1").exists()


def test_make_release_stops_early_at_a_newer_knowledge_base(full_desk: Desk) -> None:
    workbench = full_desk.workbench
    workbench.settings.exports.mkdir()
    engine = connect(workbench.settings.knowledge_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE knowledge_info (schema_version integer)")
        connection.exec_driver_sql("INSERT INTO knowledge_info VALUES (99)")
    engine.dispose()
    with pytest.raises(StoreVersionError, match="schema 99"):
        make_release(workbench)
    assert workbench.store.releases() == ()
    assert not (workbench.settings.exports / "1").exists()
    assert load_releases(workbench, rebuild=True) == ()
    assert make_release(workbench).made


def test_make_release_stops_early_at_an_unreachable_knowledge_base(full_desk: Desk) -> None:
    url = "postgresql://someone@127.0.0.1:1/none"
    settings = replace(full_desk.workbench.settings, knowledge_url=url)
    workbench = replace(full_desk.workbench, settings=settings)
    with pytest.raises(StoreUnavailableError, match=r"127\.0\.0\.1:1/none"):
        make_release(workbench)
    assert workbench.store.releases() == ()
    assert not (settings.exports / "1").exists()


def test_make_release_at_a_locked_knowledge_base_says_what_is_left(
    full_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curation.store.open.BUSY_TIMEOUT_MS", 50)
    workbench = full_desk.workbench
    make_release(workbench)
    full_desk.decide(english().pair(6, 7))
    other = sqlite3.connect(workbench.settings.exports / "knowledge.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"release 2 is made, .* another program holds it"):
        make_release(workbench)
    other.close()
    again = make_release(workbench)
    assert (again.version, again.made) == (2, False)
    assert search(workbench, "steroids")[0].release == 2


def test_make_release_on_postgresql(full_desk: Desk, postgresql_url: str) -> None:
    settings: Settings = replace(full_desk.workbench.settings, knowledge_url=postgresql_url)
    workbench = replace(full_desk.workbench, settings=settings)
    make_release(workbench)
    assert len(search(workbench, "洛匹那韦")) == 2


def test_load_releases_loads_what_is_missing_and_rebuilds(full_desk: Desk) -> None:
    workbench = full_desk.workbench
    make_release(workbench)
    assert load_releases(workbench) == ()
    for path in workbench.settings.exports.glob("knowledge.db*"):
        path.unlink()
    with pytest.raises(UnknownItemError, match="is empty"):
        search(workbench, "cough")
    assert load_releases(workbench) == (1,)
    assert load_releases(workbench, rebuild=True) == (1,)
    assert search(workbench, "cough")


def test_load_releases_takes_no_changed_file(full_desk: Desk) -> None:
    workbench = full_desk.workbench
    path = make_release(workbench).folder / "qa.jsonl"
    path.write_bytes(path.read_bytes().replace(b"twice", b"thrice"))
    with pytest.raises(InputError, match=r"qa\.jsonl was changed; restore"):
        load_releases(workbench, rebuild=True)


def test_check_release_names_changed_missing_and_added_files(full_desk: Desk) -> None:
    workbench = full_desk.workbench
    folder = make_release(workbench).folder
    assert check_release(workbench, 1) == ()
    (folder / "qa.csv").write_bytes((folder / "qa.csv").read_bytes().replace(b"twice", b"three"))
    (folder / "qa.parquet").unlink()
    (folder / "more.txt").write_text("x")
    assert check_release(workbench, 1) == (
        Fault(file="qa.csv", problem="was changed"),
        Fault(file="qa.parquet", problem="is missing"),
        Fault(file="more.txt", problem="was added"),
    )
    with pytest.raises(UnknownItemError, match="no release 2; known releases: 1"):
        check_release(workbench, 2)


def test_check_release_sees_a_forged_manifest(full_desk: Desk) -> None:
    workbench = full_desk.workbench
    folder = make_release(workbench).folder
    lines = (folder / "qa.jsonl").read_bytes().replace(b"twice", b"three")
    old = sha256((folder / "qa.jsonl").read_bytes()).hexdigest()
    (folder / "qa.jsonl").write_bytes(lines)
    manifest = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(manifest.replace(old, sha256(lines).hexdigest()))
    assert check_release(workbench, 1) == (
        Fault(file="manifest.json", problem="differs from the workbench's record"),
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "no such file"),
        (b"", "is empty"),
        (b"{", "manifest.json"),
        (b'{"format": "curation-release/1"}', "manifest.json: version"),
    ],
)
def test_check_release_broken_manifest_is_named(
    full_desk: Desk, data: bytes | None, message: str
) -> None:
    path = make_release(full_desk.workbench).folder / "manifest.json"
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)
    with pytest.raises(InputError, match=message):
        check_release(full_desk.workbench, 1)


def test_check_release_of_a_later_format_is_refused(full_desk: Desk) -> None:
    path = make_release(full_desk.workbench).folder / "manifest.json"
    path.write_text(path.read_text().replace("curation-release/1", "curation-release/9"))
    with pytest.raises(InputError, match="format this program does not know"):
        check_release(full_desk.workbench, 1)


def test_make_release_pairs_read_back(full_desk: Desk) -> None:
    result = make_release(full_desk.workbench)
    assert tuple(read_pairs(result.folder)) == result.pairs
