from dataclasses import replace

from curation.release.difference import Change, compare
from curation.testing.exporters import sample_content

ONE, TWO = sample_content().pairs


def test_difference_names_added_removed_and_changed_fields() -> None:
    changed = replace(ONE, answer="No.", topics=())
    found = compare([ONE, TWO], [replace(TWO, id="p3"), changed])
    assert found.added == ("p3",)
    assert found.removed == ("p2",)
    assert found.changed == (Change(id="p1", fields=("answer", "topics")),)
    assert found


def test_difference_of_the_same_is_none() -> None:
    assert not compare([ONE, TWO], [TWO, ONE])
