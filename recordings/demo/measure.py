"""Measure how well the embedded engine hears the demo's synthetic voices.

``python measure.py voices`` lets every voice say the same sentences;
``python measure.py session`` listens to the built session. Both print word
error rates (WER) against the true words as a Markdown table, after Whisper's
English normaliser.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import TYPE_CHECKING

import jiwer
import numpy as np
import webvtt
from build import HERE, LABEL, SENTENCE_GAP_S, ScriptError, read_script, sentences, silence
from speech import SAMPLE_RATE_HZ, VOICES, Samples, SpeechError, decode, speak
from whisper_normalizer.english import EnglishTextNormalizer

if TYPE_CHECKING:
    from moonshine_voice.transcriber import Transcriber

SESSION = "covid19-en"
STRETCHES = (1.0, 1.15)
SENTENCES = """
We started with arbidol, 200 milligrams, three times a day. The usual course was 7 to 10 days.
One of my patients is a woman of 58 with a dry cough and shortness of breath, but she had no fever.
When should I start high-flow oxygen? Many of our patients had no fever at first.
They came with a dry cough, fatigue and loss of appetite.
If the oxygen level stays below 93 percent, start high-flow oxygen early.
Did you use steroids in mild cases?
We do not recommend antibiotics without signs of a bacterial infection.
If the liver enzymes went up, we stopped the drug.
"""

normalise = EnglishTextNormalizer()


def engine() -> Transcriber:
    """Load the English model that moonshine-voice carries."""
    from moonshine_voice.moonshine_api import ModelArch
    from moonshine_voice.transcriber import Transcriber
    from moonshine_voice.utils import get_model_path

    return Transcriber(get_model_path("tiny-en"), ModelArch.TINY)


def hear(transcriber: Transcriber, samples: Samples) -> str:
    """Transcribe samples at `SAMPLE_RATE_HZ` to text."""
    transcript = transcriber.transcribe_without_streaming(samples.tolist(), SAMPLE_RATE_HZ)
    return " ".join(line.text for line in transcript.lines)


def measure_voices() -> None:
    """Print one row a voice: its WER on `SENTENCES`, at two speeds."""
    transcriber = engine()
    print(f"| voice | {' | '.join(f'WER, stretch {stretch}' for stretch in STRETCHES)} |")
    print("|--|" + "--|" * len(STRETCHES))
    for voice in VOICES:
        rates = []
        for stretch in STRETCHES:
            blocks = []
            for sentence in sentences(SENTENCES):
                blocks += [speak(sentence, voice, stretch=stretch), silence(SENTENCE_GAP_S)]
            heard = hear(transcriber, np.concatenate(blocks))
            rates.append(f"{jiwer.wer(normalise(SENTENCES), normalise(heard)):.2f}")
        print(f"| `{voice}` | {' | '.join(rates)} |", flush=True)


def measure_session() -> None:
    """Check the cues against the audio's length and print the WER by speaker."""
    path = HERE / read_script(SESSION)["audio"]
    if not path.exists():
        raise ScriptError(f"no {path.name} here; run build.py first")
    samples = decode(str(path), SAMPLE_RATE_HZ)
    cues = list(webvtt.read(HERE / f"{SESSION}.vtt"))
    duration_s = len(samples) / SAMPLE_RATE_HZ
    if cues[-1].end_in_seconds > duration_s:
        raise ScriptError(f"the last cue ends after the audio's {duration_s:.1f} s")
    truth = [(word, cue.voice) for cue in cues for word in normalise(cue.text).split()]
    heard = normalise(hear(engine(), samples))
    compared = jiwer.process_words(" ".join(word for word, _ in truth), heard)
    wrong: Counter[str] = Counter()
    for chunk in compared.alignments[0]:
        if chunk.type == "insert":
            speaker = truth[max(chunk.ref_start_idx - 1, 0)][1]
            wrong[speaker] += chunk.hyp_end_idx - chunk.hyp_start_idx
        elif chunk.type != "equal":
            wrong.update(speaker for _, speaker in truth[chunk.ref_start_idx : chunk.ref_end_idx])
    print(f"{path.name}: {duration_s:.1f} s, {len(cues)} cues. {LABEL}\n")
    print("| speaker | words | WER |\n|--|--|--|")
    for speaker, count in Counter(speaker for _, speaker in truth).items():
        print(f"| {speaker} | {count} | {wrong[speaker] / count:.2f} |")
    print(f"| all | {len(truth)} | {compared.wer:.2f} |")


def main() -> int:
    """Measure the voices or the session; 2 on wrong use or a missing part."""
    commands = {"voices": measure_voices, "session": measure_session}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=commands)
    try:
        commands[parser.parse_args().what]()
    except (ScriptError, SpeechError) as error:
        print(f"measure.py: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
