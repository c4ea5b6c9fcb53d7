"""What is said of an entity - that it is there, denied, asked, advised against - in speech.

A cue reaches forward or backward from where it stands until its sentence ends, a word breaks
it off, a comma is not followed by the next item of a list, or `reach` characters are spent.
Where several cues reach an entity, the first status in `PRIORITY` counts.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span

from curation.extract.folding import fold
from curation.extract.questions import QUESTIONS
from curation.extract.rules import (
    RuleSource,
    end_of_match,
    load_rules,
    phrase_pattern,
    spelled_out,
)
from curation.model import Assertion

PRIORITY: tuple[Assertion, ...] = (
    "family",
    "advised_against",
    "hypothetical",
    "stopped",
    "absent",
    "historical",
)
DENIALS: frozenset[Assertion] = frozenset({"absent", "advised_against", "stopped"})
OPEN_ENDED: frozenset[Assertion] = frozenset({"present", "hypothetical", "historical"})
ABOUT_DRUGS: frozenset[Assertion] = frozenset({"advised_against", "stopped"})
FINDINGS = frozenset({"SYMPTOM", "CONDITION"})  # nobody gives them
BEFORE = 40  # characters before an entity that are looked at for a word that makes it known
LISTS = 6  # times its reach a cue reaches over the items of a list
GAP = 3  # characters from what a correction takes back to it
BETWEEN = 25  # characters from a correction to what takes the place of what it takes back


_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, kw_only=True)
class Cues:
    """Phrases that give a status to what follows them (`before`) or precedes them (`after`)."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AssertionRules:
    """A language's cues; a cue may spell out choices, as in `my|her mother`.

    `ignore`: phrases that hold a cue and mean nothing of the kind. `answers`: cues that are
    an answer by themselves when a comma or one of the `subjects` follows. `corrections` take
    back what was just named, for what is named next. `breaks` end any cue's reach, `restarts`
    that of a denial, `clauses` that of a denial which has reached something. So does one of the
    `commas` unless the next item of a list follows, perhaps after some `joins`, or one of
    `alternatives` in what is only possible; after a cue that opens with one of the `conditions`
    a comma ends nothing unless one of the `subjects` follows. `known`: words before an entity
    that show it is there, whatever is asked, possible or denied, unless `having` it is denied
    or one of the `verbs` comes between.
    """

    reach: int
    commas: str
    ignore: tuple[str, ...]
    answers: tuple[str, ...]
    subjects: tuple[str, ...]
    corrections: tuple[str, ...]
    breaks: tuple[str, ...]
    restarts: tuple[str, ...]
    clauses: tuple[str, ...]
    joins: tuple[str, ...]
    alternatives: tuple[str, ...]
    conditions: tuple[str, ...]
    known: tuple[str, ...]
    verbs: tuple[str, ...]
    having: tuple[str, ...]
    cues: dict[Assertion, Cues]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The characters of a sentence for which a cue holds."""

    start: int
    end: int
    status: Assertion
    firm: bool = True  # holds for what is known to be there, too


class AssertionFinder:
    """Sets `span._.assertion` of every entity."""

    def __init__(self, name: str, rules: RuleSource) -> None:
        self.name = name
        self.rules = loaded = load_rules(rules, AssertionRules)
        cues = loaded.cues.items()
        self._before = _by_phrase((status, cue.before) for status, cue in cues)
        self._after = _by_phrase((status, cue.after) for status, cue in cues)
        self._answers = set(spelled_out(loaded.answers))
        self._corrections = set(spelled_out(loaded.corrections))
        self._denial = re.compile(
            rf"(?:\W*(?:{_phrases(loaded.answers).pattern}))+(?:\W+\w+){{0,2}}\W*$"
        )
        cue = phrase_pattern([*self._before, *self._after, *self._corrections]).pattern
        self._cue = re.compile(f"(?=({cue}))")  # cues may overlap
        self._ignore = _phrases(loaded.ignore)
        self._break = _phrases([*loaded.breaks, *loaded.corrections])
        self._restart = _phrases([*loaded.breaks, *loaded.corrections, *loaded.restarts])
        self._clause = _phrases(loaded.clauses)
        self._comma = re.compile(f"[{re.escape(loaded.commas)}]")
        self._join = re.compile(rf"(?:{_phrases(loaded.joins).pattern}|\W)*")
        self._alternative = re.compile(rf"\W*(?:{_phrases(loaded.alternatives).pattern})")
        self._condition = _phrases(loaded.conditions)
        self._subject = re.compile(rf"\W*(?:{_phrases(loaded.subjects).pattern})")
        self._no_subject = re.compile(rf"(?!{self._subject.pattern})")
        known = _phrases(loaded.known).pattern
        verbs = _phrases(loaded.verbs).pattern
        self._known = re.compile(rf"(?:{known})(?:\W+(?!(?:{verbs}))\w+)?\W*$")
        self._having = re.compile(rf"(?:{_phrases(loaded.having).pattern}|{known}|\W)*")
        Span.set_extension("assertion", default="present", force=True)

    def __call__(self, doc: Doc) -> Doc:
        entities = list(doc.ents)
        starts = [span.start for span in entities]
        asked: list[Span] = []  # in the sentence before
        for sentence in doc.sents if entities else ():
            here = entities[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
            if here:
                self._assert(sentence, here)
            elif asked and self._denial.match(fold(sentence.text)):
                for span in asked:
                    span._.assertion = "absent"
            asked = [span for span in here if span._.assertion == "asked"]
        return doc

    def _assert(self, sentence: Span, entities: list[Span]) -> None:
        folded = fold(sentence.text)
        base = sentence.start_char
        places = [(span.start_char - base, span.end_char - base) for span in entities]
        starts = [start for start, _ in places]
        reached: list[set[Assertion]] = [set() for _ in entities]
        for scope in self._scopes(folded, places):
            for number in range(bisect_left(starts, scope.start), bisect_left(starts, scope.end)):
                drug = entities[number].label_ == "DRUG"
                if drug or not self._is_granted(folded, scope, starts[number]):
                    reached[number].add(scope.status)
        for span, start, statuses in zip(entities, starts, reached, strict=True):
            span._.assertion = self._status(span, statuses, _before(folded, start))

    def _is_granted(self, folded: str, scope: Scope, start: int) -> bool:
        """Whether what a cue denies or doubts is not the entity, but something about it."""
        if scope.firm or scope.status not in ("absent", "hypothetical"):
            return False
        only_had = end_of_match(self._having, folded, scope.start) >= start
        return not only_had and self._known.search(_before(folded, start)) is not None

    def _status(self, span: Span, reached: set[Assertion], before: str) -> Assertion:
        if span.label_ in FINDINGS:
            if "stopped" in reached:
                reached |= {"absent"}
            reached -= ABOUT_DRUGS
        if reached.isdisjoint({"family", "hypothetical"}) and self._is_asked(span, reached, before):
            return "asked"
        return next((status for status in PRIORITY if status in reached), "present")

    def _is_asked(self, span: Span, reached: set[Assertion], before: str) -> bool:
        questions = span.doc.spans.get(QUESTIONS, ())
        inside = any(asked.start <= span.start < asked.end for asked in questions)
        stated = "present" in reached and "absent" not in reached
        return inside and not stated and not self._known.search(before)

    def _scopes(self, folded: str, places: list[tuple[int, int]]) -> Iterator[Scope]:
        starts = [start for start, _ in places]
        for start, end in self._cues(folded, places):
            text = " ".join(folded[start:end].split()).replace(" n't", "n't")
            corrected = self._corrected(start, end, places) if text in self._corrections else None
            if corrected is not None:
                yield Scope(start=corrected, end=corrected + 1, status="absent")
                continue
            reached = False
            for status in () if self._is_answer(folded, end, text) else self._before.get(text, ()):
                condition = self._condition.match(text) is not None
                limit = self._forward_end(folded, end, starts, status, condition)
                reached = bisect_left(starts, end) < bisect_left(starts, limit)
                yield Scope(start=end, end=limit, status=status, firm=condition)
            for status in () if reached else self._after.get(text, ()):
                limit = self._backward_start(folded, start, starts)
                yield Scope(start=limit, end=start, status=status)

    def _cues(self, folded: str, places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Where cues stand that are neither in a longer one nor in a name nor to be ignored."""
        starts = [start for start, _ in places]
        ignored = [
            (start, end)
            for start, end in (match.span() for match in self._ignore.finditer(folded))
            if bisect_left(starts, start) == bisect_left(starts, end)
        ]
        dead = {place for start, end in places for place in range(start, end)}
        reached = 0
        for match in self._cue.finditer(folded):
            start, end = match.span(1)
            over = (
                bisect_left(ignored, end, key=lambda span: span[0]) - 1
            )  # the last before its end
            hidden = (
                over >= 0 and ignored[over][1] > start and not _covers((start, end), ignored[over])
            )
            if end > reached and not hidden and dead.isdisjoint(range(start, end)):
                reached = end
                yield start, end

    def _corrected(self, start: int, end: int, places: list[tuple[int, int]]) -> int | None:
        """Where the entity starts that a correction takes back."""
        number = bisect_left(places, (start, start))
        around = places[number - 1 : number + 1] if number else []
        if len(around) < 2 or around[0][1] < start - GAP or around[1][0] > end + BETWEEN:
            return None
        return around[0][0]

    def _is_answer(self, folded: str, end: int, text: str) -> bool:
        if text not in self._answers:
            return False
        comma = self._comma.match(folded, end)
        return comma is not None or self._subject.match(folded, end) is not None

    def _forward_end(
        self, folded: str, start: int, starts: Sequence[int], status: Assertion, condition: bool
    ) -> int:
        more = self._alternative if status == "hypothetical" else _NOTHING
        limit = self._list_end(folded, start, starts, self._no_subject if condition else more)
        stop = self._break if status in OPEN_ENDED else self._restart
        stopped = stop.search(folded, start, limit)
        limit = stopped.start() if stopped else limit
        first = bisect_left(starts, start)
        if status in DENIALS and first < len(starts) and starts[first] < limit:
            clause = self._clause.search(folded, starts[first] + 1, limit)
            limit = clause.start() if clause else limit
        return limit

    def _list_end(
        self, folded: str, start: int, starts: Sequence[int], more: re.Pattern[str]
    ) -> int:
        """Where the sentence, the reach or a list of items parted by commas ends."""
        limit = start + self.rules.reach
        for comma in self._comma.finditer(folded, start, start + LISTS * self.rules.reach):
            if comma.start() >= limit:
                break
            item = _holds(starts, end_of_match(self._join, folded, comma.end()))
            if not item and not more.match(folded, comma.end()):
                return comma.start()
            limit = comma.end() + self.rules.reach
        return min(limit, len(folded))

    def _backward_start(self, folded: str, end: int, starts: Sequence[int]) -> int:
        limit = max(0, end - self.rules.reach)
        said = len(folded[limit:end].rstrip(f" {self.rules.commas}"))  # "cough: none"
        for comma in reversed(list(self._comma.finditer(folded, limit, limit + said))):
            if not _holds(starts, end_of_match(self._join, folded, comma.end())):
                limit = comma.end()
                break
        stops = list(self._restart.finditer(folded, limit, end))
        return stops[-1].end() if stops else limit


def _phrases(phrases: Sequence[str]) -> re.Pattern[str]:
    return phrase_pattern(spelled_out(phrases))


def _covers(longer: tuple[int, int], shorter: tuple[int, int]) -> bool:
    return longer != shorter and longer[0] <= shorter[0] and shorter[1] <= longer[1]


def _holds(numbers: Sequence[int], number: int) -> bool:
    place = bisect_left(numbers, number)
    return place < len(numbers) and numbers[place] == number


def _by_phrase(
    lists: Iterable[tuple[Assertion, Sequence[str]]],
) -> defaultdict[str, list[Assertion]]:
    """The statuses that each phrase gives."""
    statuses: defaultdict[str, list[Assertion]] = defaultdict(list)
    for status, phrases in lists:
        for phrase in spelled_out(phrases):
            statuses[phrase].append(status)
    return statuses


def _before(folded: str, place: int) -> str:
    return folded[max(0, place - BEFORE) : place]


@Language.factory(
    "curation_assertion",
    requires=["doc.ents", "doc.spans", "doc.sents"],
    assigns=["span._.assertion"],
)
def make_assertion(nlp: Language, name: str, rules: RuleSource) -> AssertionFinder:
    """The component under its name in a pipeline's config."""
    return AssertionFinder(name, rules)
