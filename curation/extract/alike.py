"""Questions that ask the same brought together, in a time that grows below the square.

Only questions that share rare marks, words or letters are compared. Groups grow from the
surest two questions on, and two groups become one only when no question of one is told from one
of the other: a chain of small steps does not join what its ends would not.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from curation.extract.asked import Asked, plain, read_question
from curation.extract.likeness import Similarity, likeness, likeness_rules
from curation.extract.vocabulary import Vocabulary

RAREST = 6  # rows of letters of a question by which others are looked for
PAIRED = 5  # rarest marks of a question that are taken two at a time
NEIGHBOURS = 12  # questions on a list, those before this one, that it is compared with
CHECKED = 6  # questions of each of two groups that are compared before they are joined
LETTERS = 3  # in a row, or two Chinese characters


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Questions that ask the same, by their ids, and how alike they are on the whole, 0 to 1."""

    members: tuple[str, ...]
    likeness: float


def find_alike(
    questions: Mapping[str, str],
    vocabulary: Vocabulary,
    *,
    same: Iterable[tuple[str, str]] = (),
    similarity: Similarity | None = None,
    progress: Callable[[Iterable[tuple[str, str]]], Iterable[tuple[str, str]]] = iter,
) -> tuple[Alike, ...]:
    """Groups of two questions or more, the largest first; every question is in one at most.

    `questions` are texts by id. `same` are two ids each that a person has said ask the same;
    those stay together. `similarity` compares two texts by a model of sentences, if there is one.
    """
    read: list[Asked] = []
    members: list[list[str]] = []  # questions in the same words are read and compared once
    texts: list[str] = []
    place_of: dict[str, int] = {}
    known: dict[str, int] = {}
    for key, text in progress(questions.items()):
        words = plain(text)
        if not words:
            continue
        if words not in known:
            known[words] = len(read)
            read.append(read_question(text, vocabulary))
            members.append([])
            texts.append(text)
        place_of[key] = known[words]
        members[known[words]].append(key)
    groups = _Groups(read, texts, similarity)
    groups.merge(
        (place_of[one], place_of[other])
        for one, other in same
        if one in place_of and other in place_of
    )
    groups.grow(_candidates(read))
    return _sorted_groups(groups, members)


def _sorted_groups(groups: "_Groups", members: Sequence[Sequence[str]]) -> tuple[Alike, ...]:
    found = []
    for places in groups.all():
        keys = tuple(key for place in places for key in members[place])
        if len(keys) > 1:
            found.append(Alike(members=keys, likeness=groups.mean(places)))
    return tuple(sorted(found, key=lambda group: (-len(group.members), group.members)))


class _Groups:
    """Places of questions in groups; what is in one group is found by following `_parent`."""

    def __init__(
        self, read: Sequence[Asked], texts: Sequence[str], similarity: Similarity | None
    ) -> None:
        self._read = read
        self._texts = texts
        self._similarity = similarity
        self._parent = list(range(len(read)))
        self._places = {place: [place] for place in self._parent}
        self._merged: dict[int, int] = {}
        self._rules = likeness_rules()

    def all(self) -> Iterable[list[int]]:
        return self._places.values()

    def likeness(self, one: int, other: int) -> float:
        extra = self._similarity(self._texts[one], self._texts[other]) if self._similarity else None
        return likeness(self._read[one], self._read[other], extra)

    def mean(self, places: Sequence[int]) -> float:
        """How alike some questions of a group are on the whole."""
        scores = [self.likeness(*two) for two in combinations(_spread(places), 2)]
        return sum(scores) / len(scores) if scores else 1.0

    def join(self, one: int, other: int) -> None:
        small, large = sorted((self._top(one), self._top(other)), key=self._size)
        if small != large:
            self._parent[small] = large
            self._places[large].extend(self._places.pop(small))

    def merge(self, same: Iterable[tuple[int, int]]) -> None:
        """Join what a person has said is the same, which need not look so."""
        for one, other in same:
            self.join(one, other)
        self._merged = {
            place: top
            for top, places in self._places.items()
            if len(places) > 1
            for place in places
        }

    def grow(self, candidates: Iterable[tuple[int, int]]) -> None:
        """Join groups over their surest two questions first."""
        scored = ((self.likeness(*two), two) for two in candidates)
        sure = [(score, two) for score, two in scored if score >= self._rules.threshold]
        for _, (one, other) in sorted(sure, reverse=True):
            if self._may_join(self._top(one), self._top(other)):
                self.join(one, other)

    def _may_join(self, one: int, other: int) -> bool:
        if one == other:
            return False
        here, there = _spread(self._places[one]), _spread(self._places[other])
        best: dict[tuple[int, int], float] = defaultdict(float)  # of questions that were merged
        for x, y in product(here, there):
            merged = (self._merged.get(x, x), self._merged.get(y, y))
            best[merged] = max(best[merged], self.likeness(x, y))
        return all(score >= self._rules.chain for score in best.values())

    def _size(self, top: int) -> int:
        return len(self._places[top])

    def _top(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = place = self._parent[self._parent[place]]
        return place


def _spread(places: Sequence[int]) -> Sequence[int]:
    """Some of a group's questions, from its first to its last."""
    if len(places) <= CHECKED:
        return places
    return [places[round(i * (len(places) - 1) / (CHECKED - 1))] for i in range(CHECKED)]


def _candidates(read: Sequence[Asked]) -> Iterator[tuple[int, int]]:
    """Two places each of questions that share rare marks or letters."""
    counts = Counter(key for asked in read for key in (*_marks(asked), *_letters(asked)))
    lists: dict[int, list[int]] = defaultdict(list)
    for place, asked in enumerate(read):
        seen: set[int] = set()
        for key in _looked_up(asked, counts):
            seen.update(lists[key])
            lists[key] = [*lists[key][1 - NEIGHBOURS :], place]
        for other in sorted(seen):
            yield other, place


def _looked_up(asked: Asked, counts: Mapping[int, int]) -> Iterator[int]:
    """Numbers under which a question is listed.

    Its rarest letters find questions in like words; its marks, all together and the rarest two
    at a time, find those in other words or another language.
    """
    letters = sorted(_letters(asked), key=lambda key: (counts[key], key))
    yield from [key for key in letters if counts[key] > 1][:RAREST]
    marks = sorted(_marks(asked), key=lambda key: (counts[key], key))
    yield from marks[:1]
    yield hash(tuple(marks))
    for two in combinations(marks[:PAIRED], 2):
        yield hash(two)


def _marks(asked: Asked) -> set[int]:
    return {zlib.crc32(f"{kind}:{name}".encode()) for kind, name in asked.marks()}


def _letters(asked: Asked) -> set[int]:
    """Numbers for the letters in a row."""
    plain = asked.plain.replace(" ", "") if asked.chinese else asked.plain
    size = LETTERS - asked.chinese
    ends = range(len(plain) - size + 1)
    return {zlib.crc32(plain[start : start + size].encode()) for start in ends}
