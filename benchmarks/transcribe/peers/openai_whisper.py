"""openai-whisper as it comes, with words' times; it is given samples, for it needs ffmpeg else."""

import wave
from typing import Any

from transcribe.measure import Job, System, main

FULL_SCALE = 32768.0  # of 16-bit samples


def load(job: Job) -> System:
    """Everything that is imported is imported here, so that its time counts."""
    from importlib.metadata import version

    import torch
    import whisper

    torch.set_num_threads(job["threads"])
    model = whisper.load_model(job["file"], device="cpu")

    def hear(recording: str) -> str:
        heard = model.transcribe(
            _samples(recording),
            language="en",
            word_timestamps=job["word_times"],
            condition_on_previous_text=False,
            fp16=False,
        )
        return str(heard["text"]).strip()

    return System(version=version("openai-whisper"), hear=hear)


def _samples(recording: str) -> Any:
    import numpy as np

    with wave.open(recording) as sound:
        data = sound.readframes(sound.getnframes())
    return np.frombuffer(data, np.int16).astype(np.float32) / FULL_SCALE


if __name__ == "__main__":
    main(load)
