"""Finding questions in what one speaker says, with or without punctuation, as a spaCy component."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span

from curation.extract.asking import AskingModel, load_asking
from curation.extract.asking_pieces import AROUND, Rated, pieces
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
CERTAIN = 1.0  # the score of a rule that counts whatever the model says
LOW = 0.6  # the least score of rules that make each part of a sentence a question of its own


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
    of them before it. Where `splits` matches between two parts that a rule matches each, they are
    two questions.
    """

    fillers: tuple[str, ...]
    never: tuple[str, ...]
    mark_score: float
    clause_marks: str
    rules: tuple[Rule, ...]
    splits: str = "(?!)"


class QuestionFinder:
    """Fills `doc.spans["questions"]` with spans that carry a score and reach to a sentence's end.

    A trained model decides, which sees what the rules say, the words, and the turns around;
    without one, the rules alone. `threshold` is the lowest score that counts.
    """

    def __init__(
        self, name: str, rules: RuleSource, threshold: float, model: AskingModel | None = None
    ) -> None:
        self.name = name
        self.threshold = threshold
        self.model = model
        loaded = load_rules(rules, QuestionRules)
        fillers = phrase_pattern(loaded.fillers).pattern
        self._opening = re.compile(rf"(?:{fillers}|[^\w{MARKS}])*")
        self._never = phrase_pattern(spelled_out(loaded.never))
        self._mark_score = loaded.mark_score
        self._clause_marks = fold(loaded.clause_marks)
        origin = rules_origin(rules)
        self._rules = [(pattern(rule.pattern, origin=origin), rule.score) for rule in loaded.rules]
        self._splits = pattern(loaded.splits, origin=origin)
        Span.set_extension("score", default=None, force=True)

    def __call__(self, doc: Doc) -> Doc:
        doc.spans[QUESTIONS] = list(self._questions(doc))
        return doc

    def _questions(self, doc: Doc) -> Iterator[Span]:
        sentences = [(sentence.start_char, sentence.end_char) for sentence in doc.sents]
        best: dict[int, tuple[float, int]] = {}  # by the sentence's end: score, and from where on
        for end, first, piece in pieces(doc.text, sentences, self.rate, doc.user_data.get(AROUND)):
            score, start = self.score(piece.text)
            if self.model is not None and score < CERTAIN:
                score = self.model.probability(piece)
            if score > best.get(end, (0.0, 0))[0]:
                best[end] = score, first + start
        for end, (score, start) in best.items():
            if score >= self.threshold:
                yield from self._spans(doc, start, end, score)

    def _spans(self, doc: Doc, start: int, end: int, score: float) -> Iterator[Span]:
        for first, last in self._parts(doc.text, start, end):
            span = doc.char_span(first, last, label=LABEL, alignment_mode="expand")
            if span is not None:
                span._.score = round(score, 3)
                yield span

    def _parts(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """The questions of a sentence that asks several things one after the other."""
        parts = [(start, end)]
        for joint in self._splits.finditer(fold(text[start:end])):
            first, last = parts[-1]
            cut, on = start + joint.start(), start + joint.end()
            if min(self.score(text[first:cut])[0], self.score(text[on:last])[0]) >= LOW:
                parts[-1:] = [(first, cut), (on, last)]
        return parts

    def rate(self, text: str) -> Rated:
        """What the rules say of a text: the best score, which match, and where fillers end."""
        folded = self._masked(text)
        begin = end_of_match(self._opening, folded)
        body = folded[begin:].strip(" _")
        matching = [number for number, (rule, _) in enumerate(self._rules) if rule.search(body)]
        best = max((self._rules[number][1] for number in matching), default=0.0)
        if body.endswith(tuple(MARKS)):
            best = max(best, self._mark_score) if body.strip(MARKS) else 0.0
        return best, tuple(matching), begin

    def _masked(self, text: str) -> str:
        return self._never.sub(lambda match: "_" * len(match[0]), fold(text))

    def score(self, text: str) -> tuple[float, int]:
        """How surely a sentence asks something, 0 to 1, and from which character on."""
        folded = self._masked(text)
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
    default_config={"threshold": 0.5, "model": None},
)
def make_question_finder(
    nlp: Language, name: str, rules: RuleSource, threshold: float, model: str | None
) -> QuestionFinder:
    """The component under its name in a pipeline's config."""
    return QuestionFinder(name, rules, threshold, load_asking(model) if model else None)
