"""Finding questions in what one speaker says, with or without punctuation, as a spaCy component."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span

from curation.extract.folding import fold
from curation.extract.rules import (
    RuleSource,
    end_of_match,
    load_rules,
    pattern,
    phrase_pattern,
    rules_origin,
    spelled_out,
)

QUESTIONS = "questions"  # the span group that holds what was found
LABEL = "QUESTION"
MARKS = "?？"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A regular expression that makes a sentence a question from where it matches on.

    It sees folded text without the fillers that a sentence opens with: `^` is its first word.
    """

    pattern: str
    score: float


@dataclass(frozen=True, kw_only=True)
class QuestionRules:
    """What makes a question in one language; phrases in `never` look like one and are none.

    A question starts where a rule matches or, where `clause_marks` are given, after the last
    of them before it.
    """

    fillers: tuple[str, ...]
    never: tuple[str, ...]
    mark_score: float
    clause_marks: str
    rules: tuple[Rule, ...]


class QuestionFinder:
    """Fills `doc.spans["questions"]` with spans that carry a score and reach to a sentence's end.

    `threshold` is the lowest score that counts.
    """

    def __init__(self, name: str, rules: RuleSource, threshold: float) -> None:
        self.name = name
        self.threshold = threshold
        loaded = load_rules(rules, QuestionRules)
        fillers = phrase_pattern(loaded.fillers).pattern
        self._opening = re.compile(rf"(?:{fillers}|[^\w{MARKS}])*")
        self._never = phrase_pattern(spelled_out(loaded.never))
        self._mark_score = loaded.mark_score
        self._clause_marks = fold(loaded.clause_marks)
        origin = rules_origin(rules)
        self._rules = [(pattern(rule.pattern, origin=origin), rule.score) for rule in loaded.rules]
        Span.set_extension("score", default=None, force=True)

    def __call__(self, doc: Doc) -> Doc:
        doc.spans[QUESTIONS] = list(self._questions(doc))
        return doc

    def _questions(self, doc: Doc) -> Iterator[Span]:
        for sentence in doc.sents:
            score, start = self.score(sentence.text)
            span = doc.char_span(
                sentence.start_char + start,
                sentence.end_char,
                label=LABEL,
                alignment_mode="expand",
            )
            if score >= self.threshold and span is not None:
                span._.score = score
                yield span

    def score(self, text: str) -> tuple[float, int]:
        """How surely a sentence asks something, 0 to 1, and from which character on."""
        folded = self._never.sub(lambda match: "_" * len(match[0]), fold(text))
        begin = end_of_match(self._opening, folded)
        body = folded[begin:].strip(" _")
        if not body.strip(MARKS):
            return 0.0, 0
        best, start = 0.0, len(body)
        for rule, score in self._rules:
            found = rule.search(body)
            if found:
                best = max(best, score)
                start = min(start, self._clause_start(body, found.start()))
        if body[-1] in MARKS:
            return max(best, self._mark_score), begin + (start if best else 0)
        return best, begin + start

    def _clause_start(self, body: str, place: int) -> int:
        if not self._clause_marks:
            return place
        return 1 + max(body.rfind(mark, 0, place) for mark in self._clause_marks)


@Language.factory(
    "curation_questions",
    requires=["doc.sents"],
    assigns=["doc.spans"],
    default_config={"threshold": 0.5},
)
def make_question_finder(
    nlp: Language, name: str, rules: RuleSource, threshold: float
) -> QuestionFinder:
    """The component under its name in a pipeline's config."""
    return QuestionFinder(name, rules, threshold)
