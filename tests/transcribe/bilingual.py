"""A Whisper in miniature that hears English or Chinese, and translates when it is asked to.

Its weights are made by hand where it matters. Three numbers of its state are kept for what it
was told and what it hears: the task, the language, and whether the sound is bright (`bright`)
or dark. They reach every position through its attention, and decide which of three scripts
it says: bright sound is English to it, dark sound Chinese.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from curation.transcribe.audio import SAMPLE_RATE_HZ, Samples
from tests.transcribe import checkpoint

TASK, LANGUAGE, SOUND, REFERENCE = 0, 1, 2, 3  # numbers of the state that are kept for this
KEPT = 8  # how many are kept from the scripts
LOUD = 2000.0  # a token that tells the task or the language, beside its position's 350 or so
TOLD_GAIN, SOUND_GAIN = 100.0, 300.0
TOLD_WEIGHT = 6.0  # what the kept numbers count beside the script of a position
SCRIPT_WEIGHT = 3.0
LIFT = 4.0  # keeps sums where GELU changes nothing
SPLIT_BAND = 40  # of 80 mel bands, at about 1.8 kHz: sound above it is bright
DARK_HZ = 1200.0


def dark(sound: Samples) -> Samples:
    """The sound without what makes it bright."""
    spectrum = np.fft.rfft(sound)
    spectrum[np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ) > DARK_HZ] = 0
    return np.fft.irfft(spectrum, len(sound)).astype(np.float32)


def bright(sound: Samples) -> Samples:
    """The sound with more of what makes it bright, as loud as before."""
    sharp = np.diff(sound, n=2, prepend=np.zeros(2, np.float32))
    return (sharp * (np.abs(sound).max() / np.abs(sharp).max())).astype(np.float32)


def write_bilingual(
    folder: Path,
    *,
    english: Sequence[str],
    chinese: Sequence[str],
    translation: Sequence[str],
    length_s: float = 2.0,
) -> Path:
    """A CTranslate2 folder with a script of as many words for each of the three, no word twice."""
    scripts = {"english": english, "chinese": chinese, "translation": translation}
    tokenizer = checkpoint.make_tokenizer([word for script in scripts.values() for word in script])
    number = tokenizer.get_vocab()
    end = number["<|endoftext|>"]
    said = {
        name: [number[token] for token in checkpoint.byte_tokens(script)]
        for name, script in scripts.items()
    }
    at_position = [
        [[number["<|en|>"]], [number["<|zh|>"]], []],
        [[number["<|transcribe|>"]], [number["<|translate|>"]], []],
        [[number["<|0.00|>"]]] * 3,
    ]
    time = number[f"<|{length_s:.2f}|>"]
    timed = [[*script, time] for script in said.values()]
    at_position += [[[token] for token in tokens] for tokens in zip(*timed, strict=True)]

    spec = checkpoint.make_spec([], end=end, size=len(number))
    _let_the_sound_through(spec.encoder)
    _let_it_be_told(spec.decoder)
    random = np.random.default_rng(2)
    embeddings = random.standard_normal((len(number), checkpoint.WIDTH)).astype(np.float32)
    embeddings[:, :KEPT] = 0
    embeddings *= checkpoint.SCALE / np.linalg.norm(embeddings, axis=1, keepdims=True)
    positions = np.tile(embeddings[end] * 150.0, (checkpoint.TEXT_POSITIONS, 1))
    for place, tokens in enumerate(at_position):
        positions[place] = sum(embeddings[token] * 50.0 for (token,) in filter(None, tokens))
    projection = embeddings.copy()
    scripted = [token for tokens in at_position for one in tokens for token in one]
    projection[scripted] *= SCRIPT_WEIGHT
    projection[end] = embeddings[end] * SCRIPT_WEIGHT
    for name, task, language in (("english", -1, -1), ("chinese", -1, 1), ("translation", 2, 0)):
        projection[said[name], TASK] = TOLD_WEIGHT * task
        projection[said[name], LANGUAGE] = TOLD_WEIGHT * language
    for token, kept, sign in (
        ("<|translate|>", TASK, 1),
        ("<|transcribe|>", TASK, -1),
        ("<|zh|>", LANGUAGE, 1),
        ("<|en|>", LANGUAGE, -1),
    ):
        embeddings[number[token], kept] = LOUD * sign
    projection[number["<|en|>"], SOUND] = TOLD_WEIGHT
    projection[number["<|zh|>"], SOUND] = -TOLD_WEIGHT
    spec.decoder.embeddings.weight = embeddings
    spec.decoder.projection.weight = projection
    spec.decoder.position_encodings.encodings = positions.astype(np.float32)
    return checkpoint.save_folder(folder, spec, tokenizer)


def _let_the_sound_through(encoder: Any) -> None:
    """The state's number `SOUND` exceeds `REFERENCE` where the sound is bright."""
    for part in (encoder.conv1, encoder.conv2):
        part.weight[:] = 0
    middle = 1  # of a kernel of three
    encoder.conv1.weight[SOUND, SPLIT_BAND:, middle] = 1 / (checkpoint.MELS - SPLIT_BAND)
    encoder.conv1.weight[REFERENCE, :SPLIT_BAND, middle] = 1 / SPLIT_BAND
    for kept in (SOUND, REFERENCE):
        encoder.conv1.bias[kept] = LIFT
        encoder.conv2.weight[kept, kept, middle] = 1
    layer = encoder.layer[0]
    for linear in (*layer.self_attention.linear, layer.ffn.linear_1):
        linear.weight[:] = 0


def _let_it_be_told(decoder: Any) -> None:
    """Each position knows the tokens before it that tell something, and the sound."""
    layer, width = decoder.layer[0], checkpoint.WIDTH
    told, out = layer.self_attention.linear
    told.weight[:], out.weight[:] = 0, 0  # no queries, no keys: all before it counts the same
    for kept in (TASK, LANGUAGE):
        told.weight[2 * width + kept, kept] = 1
        out.weight[kept, kept] = TOLD_GAIN
    _, keys_and_values, out = layer.attention.linear
    keys_and_values.weight[width:] = 0
    keys_and_values.weight[width + SOUND, SOUND] = 1
    keys_and_values.weight[width + SOUND, REFERENCE] = -1
    out.weight[:] = 0
    out.weight[SOUND, SOUND] = SOUND_GAIN
    layer.ffn.linear_1.weight[:] = 0
