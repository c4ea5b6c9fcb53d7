"""What openai-whisper's environment has for everyone: its vocabulary, file format, normaliser.

Called as `python -m transcribe.peers.whisper_tools words | pt FOLDER LAYERS | normal < JSON`.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

MIN_LETTERS = 3
HEAD_WIDTH = 64


def main(arguments: Sequence[str]) -> None:
    """Print what is asked for as JSON."""
    what, *rest = arguments
    if what == "words":
        sys.stdout.write(json.dumps(words(int(rest[0]))))
    elif what == "pt":
        write_file(Path(rest[0]), layers=int(rest[1]))
    else:
        sys.stdout.write(json.dumps(normal(json.load(sys.stdin))))


def words(count: int) -> dict[int, str]:
    """So many tokens that are words, by their numbers."""
    from whisper.tokenizer import get_tokenizer

    encoding = get_tokenizer(multilingual=True, language="en", task="transcribe").encoding
    found = ((number, encoding.decode([number])) for number in range(1000, 50_000, 37))
    fitting = [
        (number, text)
        for number, text in found
        if text[0] == " " and text[1:].isascii() and text[1:].isalpha() and len(text) > MIN_LETTERS
    ]
    return dict(fitting[:count])


def write_file(folder: Path, *, layers: int) -> None:
    """`weights.npz` as a `.pt` file beside it; what is not in there is as in a new model."""
    import numpy as np
    import torch
    from whisper.model import ModelDimensions, Whisper

    with np.load(folder / "weights.npz") as kept:
        weights = {name: torch.from_numpy(kept[name]) for name in kept.files}
    tokens, width = weights["decoder.token_embedding.weight"].shape
    sizes = ModelDimensions(
        n_mels=weights["encoder.conv1.weight"].shape[1],
        n_audio_ctx=len(weights["encoder.positional_embedding"]),
        n_audio_state=width,
        n_audio_head=width // HEAD_WIDTH,
        n_audio_layer=layers,
        n_vocab=tokens,
        n_text_ctx=len(weights["decoder.positional_embedding"]),
        n_text_state=width,
        n_text_head=width // HEAD_WIDTH,
        n_text_layer=layers,
    )
    model = Whisper(sizes)
    state = model.state_dict()
    for name in state:
        if name.endswith(".bias"):
            state[name].zero_()
    model.load_state_dict(state | weights)
    torch.save({"dims": vars(sizes), "model_state_dict": model.state_dict()}, folder / "model.pt")


def normal(texts: dict[str, str]) -> dict[str, str]:
    """English texts by name as the Whisper normaliser writes them."""
    from whisper.normalizers import EnglishTextNormalizer

    normalise = EnglishTextNormalizer()
    return {name: normalise(text) for name, text in texts.items()}


if __name__ == "__main__":
    main(sys.argv[1:])
