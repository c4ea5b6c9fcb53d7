"""Facts of a session, from a TOML file beside its recording or transcript."""

import tomllib
from pathlib import Path

from curation.errors import FormatError, InputError
from curation.files import require_file
from curation.model import ID_PATTERN, Session, make

COMMON_NAME = "session.toml"


def find_facts(path: Path) -> Path | None:
    """The facts file that goes with a file: `<its stem>.toml`, or `session.toml` beside it."""
    candidates = (path.with_suffix(".toml"), path.with_name(COMMON_NAME))
    return next((facts for facts in candidates if facts.is_file()), None)


def read_facts(path: Path, *, session_id: str | None = None) -> Session:
    """The session a TOML file describes, under the id given here if there is one.

    Raises
    ------
    InputError
        when there is no such file.
    FormatError
        naming the line or the field that is wrong.
    """
    try:
        values = tomllib.loads(require_file(path).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        # the decoder's message names the line and not what stands in it
        raise FormatError(f"{path}: not TOML in UTF-8: {error}; correct it") from None
    if session_id is not None:
        values["id"] = session_id
    return make(values, Session, origin=str(path))


def session_for(path: Path, *, session_id: str | None, about: Path | None) -> Session:
    """The session a recording or transcript belongs to.

    Its facts come from `about`, or from the facts file beside it; without either, only the
    id is known: `session_id`, or else the file's own name.
    """
    facts = about or find_facts(path)
    if facts is not None:
        return read_facts(facts, session_id=session_id)
    name = path.stem if session_id is None else session_id
    if not ID_PATTERN.fullmatch(name) or ".." in name:
        raise InputError(
            f"{name!r} cannot be a session's id; give --session with 1 to 64 letters, digits,"
            " dots, dashes or underscores"
        )
    return Session(id=name)
