"""What is said of an entity - that it is there, denied, asked, advised against - in speech.

A cue reaches forward or backward from where it stands until its sentence ends, a word breaks
it off, a comma is not followed by the next item of a list, or `reach` characters are spent.
Where several cues reach an entity, the first status in `PRIORITY` counts.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span

from curation.extract.folding import fold
from curation.extract.questions import QUESTIONS
from curation.extract.rules import RuleSource, end_of_match, load_rules, phrase_pattern
from curation.model import Assertion

PRIORITY: tuple[Assertion, ...] = (
    "advised_against",
    "hypothetical",
    "stopped",
    "absent",
    "family",
    "historical",
)
DENIALS: frozenset[Assertion] = frozenset({"absent", "advised_against", "stopped"})
ABOUT_DRUGS: frozenset[Assertion] = frozenset({"advised_against", "stopped"})
FINDINGS = frozenset({"SYMPTOM", "CONDITION"})  # nobody gives them
BEFORE = 40  # characters before an entity that are looked at for a word that makes it known


@dataclass(frozen=True, kw_only=True)
class Cues:
    """Phrases that give a status to what follows them (`before`) or precedes them (`after`)."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AssertionRules:
    """A language's cues.

    `ignore`: phrases that hold a cue and mean nothing of the kind. `answers`: cues that are
    an answer by themselves when a comma follows. `breaks` end any cue's reach and `restarts`
    that of a denial; so does one of the `commas` unless the next item of a list follows,
    perhaps after some `joins`. `known`: words before an entity that show it is talked about
    rather than asked for.
    """

    reach: int
    commas: str
    ignore: tuple[str, ...]
    answers: tuple[str, ...]
    breaks: tuple[str, ...]
    restarts: tuple[str, ...]
    joins: tuple[str, ...]
    known: tuple[str, ...]
    cues: dict[Assertion, Cues]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The characters of a sentence for which a cue holds."""

    start: int
    end: int
    status: Assertion


class AssertionFinder:
    """Sets `span._.assertion` of every entity."""

    def __init__(self, name: str, rules: RuleSource) -> None:
        self.name = name
        self.rules = load_rules(rules, AssertionRules)
        cues = self.rules.cues.items()
        self._before = {fold(phrase): status for status, cue in cues for phrase in cue.before}
        self._after = {fold(phrase): status for status, cue in cues for phrase in cue.after}
        self._answers = {fold(phrase) for phrase in self.rules.answers}
        cue = phrase_pattern([*self._before, *self._after]).pattern
        self._cue = re.compile(f"(?=({cue}))")  # cues may overlap
        self._ignore = phrase_pattern(self.rules.ignore)
        self._stop = {  # what ends a cue's reach, by whether the cue denies
            False: phrase_pattern(self.rules.breaks),
            True: phrase_pattern([*self.rules.breaks, *self.rules.restarts]),
        }
        self._comma = re.compile(f"[{re.escape(self.rules.commas)}]")
        self._join = re.compile(rf"(?:{phrase_pattern(self.rules.joins).pattern}|\W)*")
        self._known = re.compile(rf"(?:{phrase_pattern(self.rules.known).pattern})(?:\W+\w+)?\W*$")
        Span.set_extension("assertion", default="present", force=True)

    def __call__(self, doc: Doc) -> Doc:
        entities = list(doc.ents)
        starts = [span.start for span in entities]
        for sentence in doc.sents if entities else ():
            here = entities[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
            if here:
                self._assert(sentence, here)
        return doc

    def _assert(self, sentence: Span, entities: list[Span]) -> None:
        folded = fold(sentence.text)
        base = sentence.start_char
        places = [(span.start_char - base, span.end_char - base) for span in entities]
        starts = [start for start, _ in places]
        reached: list[set[Assertion]] = [set() for _ in entities]
        for scope in self._scopes(folded, places):
            for number in range(bisect_left(starts, scope.start), bisect_left(starts, scope.end)):
                reached[number].add(scope.status)
        for span, start, statuses in zip(entities, starts, reached, strict=True):
            before = folded[max(0, start - BEFORE) : start]
            span._.assertion = self._status(span, statuses, before)

    def _status(self, span: Span, reached: set[Assertion], before: str) -> Assertion:
        if span.label_ in FINDINGS:
            if "stopped" in reached:
                reached |= {"absent"}
            reached -= ABOUT_DRUGS
        if "hypothetical" not in reached and self._is_asked(span, before):
            return "asked"
        return next((status for status in PRIORITY if status in reached), "present")

    def _is_asked(self, span: Span, before: str) -> bool:
        questions = span.doc.spans.get(QUESTIONS, ())
        inside = any(asked.start <= span.start < asked.end for asked in questions)
        return inside and not self._known.search(before)

    def _scopes(self, folded: str, places: list[tuple[int, int]]) -> Iterator[Scope]:
        starts = {start for start, _ in places}
        for start, end in self._cues(folded, places):
            text = " ".join(folded[start:end].split())
            reached = False
            if text in self._before:
                status = self._before[text]
                limit = self._forward_end(folded, end, starts, text in self._answers)
                stop = self._stop[status in DENIALS].search(folded, end, limit)
                limit = stop.start() if stop else limit
                reached = any(place in starts for place in range(end, limit))
                yield Scope(start=end, end=limit, status=status)
            if text in self._after and not reached:
                limit = self._backward_start(folded, start, starts)
                for stop in self._stop[True].finditer(folded, limit, start):
                    limit = stop.end()
                yield Scope(start=limit, end=start, status=self._after[text])

    def _cues(self, folded: str, places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Where cues stand that are neither in a longer one nor in a name nor to be ignored."""
        ignored = (match.span() for match in self._ignore.finditer(folded))
        dead = {place for start, end in (*places, *ignored) for place in range(start, end)}
        reached = 0
        for match in self._cue.finditer(folded):
            start, end = match.span(1)
            if end > reached and dead.isdisjoint(range(start, end)):
                reached = end
                yield start, end

    def _forward_end(self, folded: str, start: int, entities: set[int], answer: bool) -> int:
        limit = min(len(folded), start + self.rules.reach)
        for comma in self._comma.finditer(folded, start, limit):
            if answer and not folded[start : comma.start()].strip():
                return start
            if end_of_match(self._join, folded, comma.end()) not in entities:
                return comma.start()
        return limit

    def _backward_start(self, folded: str, end: int, entities: set[int]) -> int:
        limit = max(0, end - self.rules.reach)
        commas = list(self._comma.finditer(folded, limit, end))
        for comma in reversed(commas):
            if end_of_match(self._join, folded, comma.end()) not in entities:
                return comma.end()
        return limit


@Language.factory(
    "curation_assertion",
    requires=["doc.ents", "doc.spans", "doc.sents"],
    assigns=["span._.assertion"],
)
def make_assertion(nlp: Language, name: str, rules: RuleSource) -> AssertionFinder:
    """The component under its name in a pipeline's config."""
    return AssertionFinder(name, rules)
