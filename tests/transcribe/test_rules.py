import tomllib
from dataclasses import fields

from curation.transcribe.rules import RULES_FILE, Rules, load_rules


def test_rules_each_say_where_they_come_from() -> None:
    read = tomllib.loads(RULES_FILE.read_text("utf-8"))
    assert set(read) == {field.name for field in fields(Rules)}
    tables = [item for value in read.values() for item in ([value] if "value" in value else value)]
    assert all(len(item["source"]) > 10 for item in tables)


def test_rules_let_longer_pieces_be_said_less_often() -> None:
    loops = load_rules().loops
    assert [rule.copies for rule in loops] == sorted((r.copies for r in loops), reverse=True)
    assert loops[0].unit_s == 0
