"""Whether a piece of talk asks something: a linear model over its words and what is around it.

The model is a table of weights by feature, as JSON; a feature is a short text such as `2:do you`.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from curation.errors import FormatError
from curation.extract.folding import HAN, fold
from curation.extract.models import OWN_MODELS
from curation.files import require_file

WEIGHTS = "questions.json"
LONGEST_NGRAM = 3  # words; Chinese characters one more
WINDOW = 40  # words or Chinese characters that are judged at once where no sentence ends
SCALE = 100  # weights are stored as whole hundredths
MARKS = "?？"

_TOKEN = re.compile(rf"[{HAN}]|[^\W\d_{HAN}]+(?:'[^\W\d_{HAN}]+)*|\d+")
_YES = re.compile(
    r"(?:um|uh|oh|well|so|嗯|呃|哦|啊)*\W*"
    r"(?:(yes|yeah|yep|yup|right|correct|exactly|sure|that's|of course|是|对|会|有|能|可以|要)"
    r"|(no|nope|not|never|不|没|无))"
)


@dataclass(frozen=True, kw_only=True)
class Around:
    """What stands around a turn; `before` and `after` are the turns of whoever speaks then.

    `share` is the speaker's part of all that is said, 0 to 1, and `speakers` how many there are;
    both are 0 where nobody knows who speaks.
    """

    before: str = ""
    after: str = ""
    same_before: bool = False
    same_after: bool = False
    share: float = 0.0
    speakers: int = 0


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What is judged at once: a sentence or a part of a long one.

    `rule` is the score of the best rule that matches, and `opening` how many characters are
    fillers. `follows` is the sentence after it in the same turn, `leads` the one before.
    """

    text: str
    rule: float = 0.0
    rules: tuple[int, ...] = ()
    opening: int = 0
    leads: str = ""
    follows: str = ""
    around: Around | None = None


@dataclass(frozen=True, kw_only=True)
class AskingModel:
    """The weights by feature, of a logistic regression."""

    bias: float
    weights: dict[str, float] = field(repr=False)

    def probability(self, piece: Piece) -> float:
        """How surely the piece asks something, 0 to 1."""
        known = self.weights
        total = self.bias + sum(known.get(name, 0.0) for name in features(piece))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def load_asking(name: str | Path) -> AskingModel:
    """A model of this package by its name, or any by its folder.

    Raises
    ------
    InputError
        when there is none.
    FormatError
        when it is damaged.
    """
    own = OWN_MODELS / name / WEIGHTS
    path = require_file(own if own.is_file() else Path(name) / WEIGHTS)
    try:
        stored = json.loads(path.read_bytes())
        weights = {feature: int(value) / SCALE for feature, value in stored["weights"].items()}
        return AskingModel(bias=float(stored["bias"]), weights=weights)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FormatError(
            f"{path} is damaged; make it anew with: curation train-questions"
        ) from error


def tokens(text: str) -> list[str]:
    """Words and Chinese characters of a folded text; every figure is `0`."""
    return ["0" if token[0].isdigit() else token for token in _TOKEN.findall(text)]


def features(piece: Piece) -> set[str]:
    """What the model knows of a piece."""
    folded = fold(piece.text)
    said = tokens(folded)
    body = tokens(folded[piece.opening :])
    found = set(_ngrams(said))
    found.update(_edges(said, body))
    found.update(f"says {number}" for number in piece.rules)
    level = f"rule{int(piece.rule * 10)}"
    found.add(level)
    end = folded.rstrip()[-1:]
    found.add("end?" if end in MARKS else "end." if end in ".。!！" else "end")
    size = f"size{_bucket(len(said))}"
    found.add(size)
    if piece.leads:
        found.add("leads")
        found.update(f"l$ {part}" for part in _last(tokens(fold(piece.leads))))
    if piece.follows:
        found.add("follows")
        found.update(f"f^ {part}" for part in _first(tokens(fold(piece.follows))))
    if piece.around is not None:
        found.update(_context(piece, said, level, size))
    return found


def _ngrams(said: Sequence[str]) -> Iterator[str]:
    longest = LONGEST_NGRAM + any("\u3400" <= token[0] <= "\u9fff" for token in said)
    for length in range(1, longest + 1):
        for start in range(len(said) - length + 1):
            yield f"{length}:{' '.join(said[start : start + length])}"


def _edges(said: Sequence[str], body: Sequence[str]) -> Iterator[str]:
    yield from (f"^^ {part}" for part in _first(said))
    yield from (f"^ {part}" for part in _first(body))
    yield from (f"$ {part}" for part in _last(said))


def _first(said: Sequence[str]) -> list[str]:
    return [" ".join(said[:length]) for length in range(1, min(3, len(said)) + 1)]


def _last(said: Sequence[str]) -> list[str]:
    return [" ".join(said[-length:]) for length in range(1, min(3, len(said)) + 1)]


def _context(piece: Piece, said: Sequence[str], level: str, size: str) -> Iterator[str]:
    around = piece.around or Around()
    after = fold(around.after)
    told = tokens(after)
    turn = "same" if around.same_after else "other" if around.after else "none"
    reply = _reply(after) if turn == "other" else turn
    echo = min(3, len(set(said) & set(told) - _common(said)))
    yield f"turn {turn}"
    yield f"reply {reply}"
    yield f"reply {reply} {level}"
    yield f"reply {reply} {size}"
    yield f"turn {turn} {level}"
    yield f"echo {turn} {echo}"
    yield f"long {turn} {_bucket(len(told))}"
    if any(mark in around.after for mark in MARKS):
        yield f"asks {turn}"
    if turn == "other":
        yield from (f"n^ {part}" for part in _first(told))
    if piece.opening or said:
        yield f"reply {reply} ^{said[0] if said else ''}"
    before = fold(around.before)
    yield f"was {'same' if around.same_before else 'other' if before else 'none'}"
    yield f"was long {around.same_before} {_bucket(len(tokens(before)))}"
    if not piece.leads:
        yield from (f"p$ {part}" for part in _last(tokens(before)))
    if any(mark in before for mark in MARKS):
        yield "was asked"
    if around.speakers:
        share = f"share {min(4, int(around.share * around.speakers * 2))}"
        yield share
        yield f"{share} {level}"
        yield f"{share} {turn} {size}"
        yield f"speakers {min(3, around.speakers)} {level} {turn}"


def _common(said: Iterable[str]) -> set[str]:
    return {token for token in said if len(token) < 4 and token.isascii()}


def _reply(after: str) -> str:
    found = _YES.match(after)
    if not found:
        return "other"
    return "yes" if found[1] else "no"


def _bucket(count: int) -> int:
    return min(6, count.bit_length())


def windows(text: str) -> list[tuple[int, int]]:
    """The parts of a sentence that are judged at once; of a long one, each twice."""
    places = [found.span() for found in _TOKEN.finditer(fold(text))]
    if len(places) <= WINDOW:
        return [(0, len(text))]
    half = WINDOW // 2
    last = len(places) - half
    return [
        (
            places[start][0] if start else 0,
            places[start + WINDOW - 1][1] if start + WINDOW < len(places) else len(text),
        )
        for start in range(0, last, half)
    ]
