from curation.frames import changes_frame, held_back_frame, hits_frame, released_frame
from curation.release.difference import Change, Difference
from curation.release.records import HeldBack, Hit
from curation.testing.exporters import sample_content

PAIRS = list(sample_content().pairs)
HIT = Hit(pair=PAIRS[0], release=2, score=1.5, exact=True, matched=PAIRS[0].entities)


def test_release_released_frame_tells_what_is_said() -> None:
    frame = released_frame(PAIRS)
    assert frame.drugs.tolist() == ["lopinavir: given", ""]
    assert frame.findings.tolist() == ["", "咳嗽: absent"]
    assert (frame.start_s[0], frame.end_s[0]) == (1.0, 7.25)
    assert frame.held_on.isna().tolist() == [False, True]


def test_release_held_back_frame_explains() -> None:
    frame = held_back_frame([HeldBack(id="p", session_id="s", reason="consent")])
    assert frame.meaning[0].startswith("its session names no consent")


def test_release_changes_frame_has_a_row_each() -> None:
    change = Change(id="c", fields=("answer", "topics"))
    frame = changes_frame(Difference(added=("a",), removed=("b",), changed=(change,)))
    assert frame.values.tolist() == [
        ["a", "added", ""],
        ["b", "removed", ""],
        ["c", "changed", "answer; topics"],
    ]


def test_release_hits_frame_cites() -> None:
    row = hits_frame([HIT]).iloc[0]
    assert (row.matched, row.start_s, row.release, row.exact) == ("lopinavir: given", 3.0, 2, True)


def test_release_frames_keep_columns_when_empty() -> None:
    for full, empty in (
        (released_frame(PAIRS), released_frame([])),
        (hits_frame([HIT]), hits_frame([])),
    ):
        assert full.dtypes.to_dict() == empty.dtypes.to_dict()
