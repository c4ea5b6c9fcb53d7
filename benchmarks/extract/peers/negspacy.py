"""negspacy: a blank English pipeline with the sentencizer and its clinical terms.

It finds no entities, so it is given them, and only tells whether they are negated.
"""

from collections.abc import Callable, Iterator, Sequence

from measure import Job, Marked, System, main

TERMS = "en_clinical"
FIND_NOT_RUN = "finds no entities; they are given to it"


def load(job: Job) -> System:
    """Everything that is imported is imported here, so that its time counts."""
    from importlib.metadata import version

    import negspacy.negation  # noqa: F401 - this is what makes `negex` known to spaCy
    import spacy
    from negspacy.termsets import termset
    from spacy.tokens import Doc
    from spacy.util import filter_spans

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("negex", config={"neg_termset": termset(TERMS).get_patterns()})

    def docs(texts: Sequence[Marked]) -> Iterator[Doc]:
        for text in texts:
            doc = nlp.make_doc(text.text)
            spans = (doc.char_span(*mark, alignment_mode="expand") for mark in text.marks)
            doc.ents = filter_spans(span for span in spans if span is not None)
            yield doc

    def prepare(talks: Sequence[Sequence[Marked]]) -> Callable[[], object]:
        texts = [said for talk in talks for said in talk]
        return lambda: list(nlp.pipe(docs(texts)))

    def judge(texts: Sequence[Marked]) -> list[list[str]]:
        return [
            [
                "absent"
                if any(e._.negex and e.start_char <= start < e.end_char for e in doc.ents)
                else "present"
                for start, _, _ in text.marks
            ]
            for text, doc in zip(texts, nlp.pipe(docs(texts)), strict=True)
        ]

    return System(
        version=version("negspacy"), prepare=prepare, judge=judge, find_not_run=lambda: FIND_NOT_RUN
    )


if __name__ == "__main__":
    main(load)
