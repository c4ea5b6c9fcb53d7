"""Moonshine as it comes: its own voice activity, the whole recording at once."""

from transcribe.measure import Job, System, main


def load(job: Job) -> System:
    """Everything that is imported is imported here, so that its time counts."""
    del job
    from importlib.metadata import version

    from moonshine_voice.moonshine_api import ModelArch
    from moonshine_voice.transcriber import Transcriber
    from moonshine_voice.utils import get_model_path, load_wav_file

    options = {"return_audio_data": "false", "word_timestamps": "false"}
    model = Transcriber(str(get_model_path("tiny-en")), ModelArch.TINY, options=options)

    def hear(recording: str) -> str:
        samples, rate = load_wav_file(recording)
        lines = model.transcribe_without_streaming(samples, rate).lines
        return " ".join(line.text for line in lines)

    return System(version=version("moonshine-voice"), hear=hear)


if __name__ == "__main__":
    main(load)
