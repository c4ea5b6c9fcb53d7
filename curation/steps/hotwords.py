"""Which words an engine is told beforehand: a user's own, else drugs by the session's topic."""

from collections.abc import Callable, Sequence
from pathlib import Path

from curation.extract.topic_drugs import drugs_for
from curation.lists import read_lines
from curation.model import Session
from curation.transcribe.engine import EngineType
from curation.transcribe.words import is_unspaced

# Whisper reads 223 tokens before a window, and a tenth of the room is left. Of 95 in 100 names in
# drugs.tsv its tokenizer makes one token and no more than these for each letter.
MOST_TOKENS = 200
TOKENS_PER_LETTER = 0.4
TOKENS_PER_CHARACTER = 2.0  # of Chinese


def read_hotwords(path: Path) -> tuple[str, ...]:
    """The words of a list, one a line; lines that start with `#` are comments.

    Raises
    ------
    InputError
        when there is no such file, or it is not UTF-8.
    """
    lines = (line.strip() for _, line in read_lines(path))
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def hotwords_for(
    session: Session,
    engine: EngineType,
    own: Sequence[str] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> tuple[str, ...]:
    """The words to tell an engine: `own`, else the drugs of the session's topic and title.

    Of each script no more than an engine reads; none for an engine that takes none. `say` is
    told which of one's own are not used.
    """
    if not engine.takes_hotwords:
        if own:
            say(f"{engine.name} cannot be told hotwords; they are not used")
        return ()
    asked = len(set(own or ()))
    if own is None:
        named = drugs_for(f"{session.topic} {session.title}")
        own = [name for names in named for name in names if name]
    left = {False: float(MOST_TOKENS), True: float(MOST_TOKENS)}
    words = []
    for word in dict.fromkeys(own):
        unspaced = is_unspaced(word)
        left[unspaced] -= _tokens(word)
        if left[unspaced] >= 0:
            words.append(word)
    if asked > len(words):
        say(f"{engine.name} is told {len(words)} of the {asked} hotwords; it reads no more")
    return tuple(words)


def _tokens(word: str) -> float:
    """About how many tokens of Whisper's a word and the space before it take, at most."""
    return 1 + sum(
        TOKENS_PER_CHARACTER if is_unspaced(character) else TOKENS_PER_LETTER for character in word
    )
