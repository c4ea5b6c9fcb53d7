"""faster-whisper as it comes, with 8-bit weights and words' times, as we use it."""

from transcribe.measure import Job, System, main


def load(job: Job) -> System:
    """Everything that is imported is imported here, so that its time counts."""
    from importlib.metadata import version

    from faster_whisper import WhisperModel

    model = WhisperModel(job["folder"], device="cpu", compute_type="int8", local_files_only=True)

    def hear(recording: str) -> str:
        segments, _ = model.transcribe(
            recording, language="en", word_timestamps=True, condition_on_previous_text=False
        )
        return "".join(segment.text for segment in segments).strip()

    return System(version=version("faster-whisper"), hear=hear)


if __name__ == "__main__":
    main(load)
