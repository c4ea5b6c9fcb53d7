from datetime import date
from pathlib import Path

import pytest

from curation.errors import FormatError, InputError
from curation.model import Session
from curation.transcribe.facts import session_for

FACTS = """
id = "s1"
title = "专家问答"
held_on = 2020-03-24
languages = ["zh"]
[[participants]]
name = "专家"
role = "expert"
"""


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    return tmp_path / "talk.mp4"


@pytest.mark.parametrize("name", ["talk.toml", "session.toml"])
def test_facts_beside_a_file_are_found(talk: Path, name: str) -> None:
    talk.with_name(name).write_text(FACTS, encoding="utf-8")
    session = session_for(talk, session_id=None, about=None)
    assert (session.id, session.title, session.held_on) == ("s1", "专家问答", date(2020, 3, 24))
    assert session.participant("专家").role == "expert"


def test_facts_given_come_first_and_so_does_the_id(talk: Path, tmp_path: Path) -> None:
    talk.with_name("talk.toml").write_text(FACTS, encoding="utf-8")
    (tmp_path / "other.toml").write_text('title = "Other"', encoding="utf-8")
    session = session_for(talk, session_id="s2", about=tmp_path / "other.toml")
    assert (session.id, session.title) == ("s2", "Other")


def test_facts_are_not_needed(talk: Path) -> None:
    assert session_for(talk, session_id=None, about=None) == Session(id="talk")
    assert session_for(talk, session_id="s3", about=None) == Session(id="s3")


@pytest.mark.parametrize("session_id", ["a/b", "..", "a b", "x" * 65, ""])
def test_facts_refuse_an_id_that_is_none(talk: Path, session_id: str) -> None:
    with pytest.raises(InputError, match="cannot be a session's id"):
        session_for(talk, session_id=session_id, about=None)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'id = "s1"\ntitle = secret', r"talk\.toml: not TOML .*line 2"),
        ('id = "s1"\ntitle = "专家"'.encode("gb18030"), r"talk\.toml: not TOML in UTF-8"),
        (b'id = "s1"\nheld_on = "soon"', r"talk\.toml: held_on"),
        (b'id = "s1"\ncolour = "red"', r"talk\.toml: colour"),
        (b'title = "no id"', r"talk\.toml: id"),
        (b'id = "a/b"', r"talk\.toml: .*session's id is"),
        (b'id = "s1"\n[[participants]]\nname = "secret"\nrole = "boss"', r"participants\.0\.role"),
    ],
)
def test_facts_say_what_is_wrong(talk: Path, content: bytes, message: str) -> None:
    talk.with_name("talk.toml").write_bytes(content)
    with pytest.raises(FormatError, match=message) as caught:
        session_for(talk, session_id=None, about=None)
    assert "secret" not in str(caught.value)


def test_facts_that_are_not_there_are_an_error(talk: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        session_for(talk, session_id=None, about=talk.with_name("none.toml"))
