"""Our own system: all that `curation extract` does, with everything on."""

from collections.abc import Callable, Sequence
from pathlib import Path

from measure import Job, Mark, Marked, System, main


def load(job: Job) -> System:
    """Everything that is imported is imported here, so that its time counts."""
    from datetime import UTC, datetime
    from importlib.metadata import version

    from curation.extract import extract, load_pipelines, load_vocabulary
    from curation.extract.evaluate import AssertionRow, EntityRow, find_spans, judge_assertions
    from curation.model import Session, Transcript, Turn, Word

    pipelines = load_pipelines(load_vocabulary(Path(job["vocabulary"])))

    def prepare(talks: Sequence[Sequence[Marked]]) -> Callable[[], object]:
        transcripts = [
            Transcript(
                session_id="benchmark",
                revision=1,
                language="",
                engine="benchmark",
                created_at=datetime.now(UTC),
                words=tuple(Word(text=said.text, start_s=0, end_s=0) for said in talk),
                turns=tuple(
                    Turn(first_word=number, last_word=number, speaker="")
                    for number in range(len(talk))
                ),
            )
            for talk in talks
        ]
        session = Session(id="benchmark")
        return lambda: [extract(transcript, session, pipelines) for transcript in transcripts]

    def find(texts: Sequence[str]) -> list[list[Mark]]:
        rows = [EntityRow(id="", text=text, entities=()) for text in texts]
        return [
            [(start, end, label) for label, (start, end) in found]
            for found in find_spans(rows, pipelines)
        ]

    def judge(texts: Sequence[Marked]) -> list[list[str]]:
        rows = [
            [
                AssertionRow(
                    id="", text=text.text, start_char=start, end_char=end, status="present"
                )
                for start, end, _ in text.marks
            ]
            for text in texts
        ]
        found = iter(judge_assertions([row for marked in rows for row in marked], pipelines))
        return [[next(found) for _ in marked] for marked in rows]

    return System(
        version=version("clinical-experience-curation"), prepare=prepare, find=find, judge=judge
    )


if __name__ == "__main__":
    main(load)
