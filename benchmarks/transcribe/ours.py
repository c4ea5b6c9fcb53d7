"""Our own system: what `curation transcribe` does from file to words, checkpoint and all."""

import tempfile
from pathlib import Path

from transcribe.measure import Job, System, main


def load(job: Job) -> System:
    """Everything that is imported is imported here, so that its time counts."""
    from importlib.metadata import version

    from curation.model import join_words
    from curation.transcribe.checkpoint import KeepingEngine, open_checkpoint
    from curation.transcribe.engine import choose_engine
    from curation.transcribe.listen import listen

    model = job.get("folder")
    choice = choose_engine(
        Path(), engine="auto" if model else "moonshine", language="en", model=model
    )
    engine = choice.engine(choice.weights)

    def hear(recording: str) -> str:
        path = Path(recording)
        with (
            tempfile.TemporaryDirectory() as folder,
            open_checkpoint(
                Path(folder, "session", "partial", "run.jsonl"), recording=path, way={}
            ) as checkpoint,
        ):
            heard = listen(path, KeepingEngine(engine, checkpoint), language="en", speakers=False)
        return join_words(heard.speech.words)

    return System(version=version("clinical-experience-curation"), hear=hear)


if __name__ == "__main__":
    main(load)
