"""medspaCy as it comes: its tokenizer, PyRuSH, target matcher and ConText, with our terms."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from measure import Job, Mark, Marked, System, main, start_clock

TARGET_MATCHER = "medspacy_target_matcher"


def load(job: Job) -> System:
    """Its log, which has a line for each token, is turned off."""
    clock = start_clock()
    from importlib.metadata import version

    from loguru import logger

    logger.remove()
    import medspacy
    from medspacy.target_matcher import TargetRule
    from spacy.tokens import Doc, Span
    from spacy.util import filter_spans

    nlp = medspacy.load()
    bare = clock()
    terms = json.loads(Path(job["terms"]).read_text("utf-8"))
    nlp.get_pipe(TARGET_MATCHER).add(
        [TargetRule(term, label) for label, of_label in terms.items() for term in of_label]
    )

    def find(texts: Sequence[str]) -> list[list[Mark]]:
        return [
            [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
            for doc in nlp.pipe(texts)
        ]

    def prepare(talks: Sequence[Sequence[Marked]]) -> Callable[[], object]:
        texts = [said.text for talk in talks for said in talk]
        return lambda: list(nlp.pipe(texts))

    def read_marked(texts: Sequence[Marked]) -> Iterator[Doc]:
        for text in texts:
            doc = nlp.make_doc(text.text)
            spans = (doc.char_span(*mark, alignment_mode="expand") for mark in text.marks)
            doc.ents = filter_spans(span for span in spans if span is not None)
            for name, component in nlp.pipeline:
                if name != TARGET_MATCHER:
                    doc = component(doc)
            yield doc

    def judge(texts: Sequence[Marked]) -> list[list[str]]:
        return [
            [_status(doc.ents, start) for start, _, _ in text.marks]
            for text, doc in zip(texts, read_marked(texts), strict=True)
        ]

    def _status(ents: Sequence[Span], start: int) -> str:
        for ent in ents:
            if ent.start_char <= start < ent.end_char:
                if ent._.is_negated:
                    return "absent"
                if ent._.is_hypothetical or ent._.is_uncertain:
                    return "hypothetical"
        return "present"

    return System(version=version("medspacy"), prepare=prepare, find=find, judge=judge, bare=bare)


if __name__ == "__main__":
    main(load)
