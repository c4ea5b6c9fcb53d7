"""Chinese characters that sound like a drug's name, by pinyin without tones."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pypinyin import Style, lazy_pinyin

from curation.extract.folding import HAN, fold
from curation.extract.rules import load_rules
from curation.extract.sources import Term
from curation.extract.vocabulary import Vocabulary, spelling

RULES = "repairs_zh"
UNLIKE = 3  # syllables alike that a quite different one outweighs
_RUN = re.compile(f"[{HAN}]+")
_NAME = re.compile(f"[{HAN}]{{3,}}")
_ANY = "*"  # stands for a syllable that may be any

Syllable = tuple[str, str]  # initial and final


@dataclass(frozen=True, kw_only=True)
class PinyinRules:
    """When characters are suggested to be a name; see `data/repairs_zh.toml`.

    `words` are those by which a drug is named, told as evidence.
    """

    shortest: int
    one_other: int
    near: int
    confused: float
    threshold: float
    initials: tuple[tuple[str, ...], ...]
    finals: tuple[tuple[str, ...], ...]
    words: str

    @cached_property
    def alike(self) -> tuple[dict[str, str], dict[str, str]]:
        """What stands for an initial and for a final."""
        initials = {one: group[0] for group in self.initials for one in group}
        return initials, {one: group[0] for group in self.finals for one in group}


@dataclass(frozen=True, kw_only=True)
class PinyinName:
    """A drug's name and how it sounds."""

    term: Term
    syllables: tuple[Syllable, ...]


@dataclass(frozen=True, kw_only=True)
class PinyinEvidence:
    """What speaks for a suggestion: how alike the syllables are, 0 to 1, and a word nearby."""

    alike: float
    near: str

    @property
    def reason(self) -> str:
        """The evidence in a few words."""
        near = f", near {self.near}" if self.near else ""
        return f"sounds alike {self.alike:.2f}{near}"


@dataclass(frozen=True, kw_only=True)
class PinyinFound:
    """A name that the characters of a text from `start` to `end` sound like."""

    start: int
    end: int
    term: Term
    evidence: PinyinEvidence


@dataclass(frozen=True, kw_only=True)
class PinyinIndex:
    """The Chinese names of drugs by their sounds; made by `pinyin_index`."""

    rules: PinyinRules
    vocabulary: Vocabulary
    names: Mapping[str, tuple[PinyinName, ...]]
    longest: int

    def find(self, text: str) -> tuple[PinyinFound, ...]:
        """What may be names in a text, in order; never in a term that the vocabulary knows."""
        folded = fold(text)
        known = [(match.start, match.end) for match in self.vocabulary.find(text)]
        found = sorted(
            self._candidates(folded, known),
            key=lambda one: (-_worth(one), one.start),
        )
        chosen: list[PinyinFound] = []
        for one in found:
            if all(one.end <= other.start or other.end <= one.start for other in chosen):
                chosen.append(one)
        return tuple(sorted(chosen, key=lambda one: one.start))

    def _candidates(self, folded: str, known: Sequence[tuple[int, int]]) -> Iterator[PinyinFound]:
        for run in _RUN.finditer(folded):
            heard = syllables(run[0])
            for first in range(len(heard)):
                longest = min(self.longest, len(heard) - first)
                for length in range(self.rules.shortest, longest + 1):
                    start = run.start() + first
                    end = start + length
                    if any(start < stop and begin < end for begin, stop in known):
                        break
                    yield from self._named(folded, start, heard[first : first + length])

    def _named(self, folded: str, start: int, heard: tuple[Syllable, ...]) -> Iterator[PinyinFound]:
        end = start + len(heard)
        names = {
            name.term.text: name
            for key in _keys(heard, self.rules)
            for name in self.names.get(key, ())
            if spelling(name.term.text) != folded[start:end]
        }
        scored = [
            (self._alike(heard, name.syllables), _is_usual(name.term), text)
            for text, name in names.items()
        ]
        alike, _, text = max(scored, default=(0.0, False, ""))
        if alike >= self.rules.threshold:
            evidence = PinyinEvidence(alike=alike, near=self._near(folded, start, end))
            yield PinyinFound(start=start, end=end, term=names[text].term, evidence=evidence)

    def _near(self, folded: str, start: int, end: int) -> str:
        around = (
            folded[max(0, start - self.rules.near) : start],
            folded[end : end + self.rules.near],
        )
        words = self.rules.words.split()
        return next((word for word in words if any(word in text for text in around)), "")

    def _alike(self, heard: Sequence[Syllable], said: Sequence[Syllable]) -> float:
        cost = 0.0
        for one, other in zip(heard, said, strict=True):
            if one != other:
                same = _class(one, self.rules) == _class(other, self.rules)
                cost += self.rules.confused if same else 1.0
        return 1 - cost / len(said)


def pinyin_index(terms: Iterable[Term], vocabulary: Vocabulary) -> PinyinIndex:
    """The Chinese names among some terms; raises `FormatError` for damaged rules."""
    rules = load_rules(RULES, PinyinRules)
    names: dict[str, list[PinyinName]] = defaultdict(list)
    longest = 0
    for term in terms:
        text = spelling(term.text)
        if not _NAME.fullmatch(text) or vocabulary.is_stopped(text):
            continue
        name = PinyinName(term=term, syllables=syllables(text))
        longest = max(longest, len(text))
        for key in _keys(name.syllables, rules):
            names[key].append(name)
    return PinyinIndex(
        rules=rules,
        vocabulary=vocabulary,
        names={key: tuple(several) for key, several in names.items()},
        longest=longest,
    )


def syllables(text: str) -> tuple[Syllable, ...]:
    """The initial and final of each Chinese character."""
    initials = lazy_pinyin(text, style=Style.INITIALS, strict=False)
    finals = lazy_pinyin(text, style=Style.FINALS, strict=False)
    if len(initials) != len(text):  # a character that has no reading stands for itself
        return tuple(syllable for character in text for syllable in _alone(character))
    return tuple(zip(initials, finals, strict=True))


def _is_usual(term: Term) -> bool:
    return term.text == term.concept.names.get("zh")


def _worth(found: PinyinFound) -> float:
    """What decides between suggestions that overlap: how much is alike, less what is not."""
    length = found.end - found.start
    return length - (1 - found.evidence.alike) * length * UNLIKE


def _alone(character: str) -> tuple[Syllable, ...]:
    found = lazy_pinyin(character, style=Style.NORMAL)
    return ((character, found[0] if found else ""),)


def _class(syllable: Syllable, rules: PinyinRules) -> Syllable:
    initials, finals = rules.alike
    initial, final = syllable
    return initials.get(initial, initial), finals.get(final, final)


def _keys(heard: Sequence[Syllable], rules: PinyinRules) -> Iterator[str]:
    """The sounds of a name as text: as they are, and with one inside left open in longer names."""
    parts = ["".join(_class(syllable, rules)) for syllable in heard]
    yield " ".join(parts)
    if len(parts) >= rules.one_other:
        for place in range(1, len(parts) - 1):
            yield " ".join([*parts[:place], _ANY, *parts[place + 1 :]])
