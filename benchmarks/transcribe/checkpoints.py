"""Whisper checkpoints of real dimensions with random weights, the same for all systems.

They say the same words in every window (as those of the tests do, see
`tests/transcribe/checkpoint.py`), so that all systems decode equally much and none starts again
at another temperature. They show what a decoding costs, and nothing about accuracy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import WhisperSpec
from faster_whisper.tokenizer import _LANGUAGE_CODES
from numpy.typing import NDArray
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from tests.transcribe.checkpoint import (
    AUDIO_POSITIONS,
    LANGUAGES,
    MELS,
    SCALE,
    TEXT_POSITIONS,
    TEXT_TOKENS,
    specials,
)

SEGMENTS, WORDS = 5, 16  # of a window: 160 words a minute, which is how fast people speak
SEGMENT_S = 5.6
LOUDNESS = 50.0  # of the positions, which drown the tokens that come in
SPREAD = 0.02  # of random weights
LINEAR = ("query", "key", "value", "out")

Array = NDArray[np.float32]
Weights = dict[str, Array]


@dataclass(frozen=True, kw_only=True)
class Size:
    """What the models of a name have; heads are 64 wide."""

    width: int
    layers: int

    @property
    def heads(self) -> int:
        return self.width // 64


SIZES = {
    "tiny": Size(width=384, layers=4),
    "base": Size(width=512, layers=6),
    "small": Size(width=768, layers=12),
}


def write_checkpoint(folder: Path, size: Size, words: dict[int, str]) -> None:
    """The weights as `weights.npz` under openai-whisper's names, and as a CTranslate2 folder.

    `words` are the tokens to say, by their numbers in Whisper's vocabulary.
    """
    tokenizer = _tokenizer(words)
    number = tokenizer.get_vocab()
    weights = _weights(size, _script(list(words), number), number)
    folder.mkdir(parents=True)
    np.savez(folder / "weights.npz", **weights)
    _write_folder(folder / "ctranslate2", size, weights, tokenizer)


def _script(words: Sequence[int], number: dict[str, int]) -> list[int]:
    """What is said at each position: language and task, then segments with their times."""
    said = [number["<|en|>"], number["<|transcribe|>"]]
    for segment in range(SEGMENTS):
        first = segment * WORDS
        said.append(number[f"<|{segment * SEGMENT_S:.2f}|>"])
        said += words[first : first + WORDS]
        said.append(number[f"<|{(segment + 1) * SEGMENT_S:.2f}|>"])
    return said + [number["<|endoftext|>"]] * (TEXT_POSITIONS - len(said))


def _weights(size: Size, script: Sequence[int], number: dict[str, int]) -> Weights:
    random, width = np.random.default_rng(1), size.width

    def draw(*shape: int) -> Array:
        return random.standard_normal(shape, dtype=np.float32) * np.float32(SPREAD)

    tokens = draw(len(number), width)
    tokens *= SCALE / np.linalg.norm(tokens, axis=1, keepdims=True)
    weights: Weights = {
        "encoder.conv1.weight": draw(width, MELS, 3),
        "encoder.conv2.weight": draw(width, width, 3),
        "encoder.positional_embedding": draw(AUDIO_POSITIONS, width),
        "decoder.token_embedding.weight": tokens,
        "decoder.positional_embedding": tokens[script] * np.float32(LOUDNESS),
    }
    for side in ("encoder", "decoder"):
        for layer in range(size.layers):
            name = f"{side}.blocks.{layer}"
            for attention in ("attn", "cross_attn") if side == "decoder" else ("attn",):
                for part in LINEAR:
                    weights[f"{name}.{attention}.{part}.weight"] = draw(width, width)
            weights[f"{name}.mlp.0.weight"] = draw(4 * width, width)
            weights[f"{name}.mlp.2.weight"] = draw(width, 4 * width)
    return weights


def _tokenizer(words: dict[int, str]) -> Tokenizer:
    """Whisper's special tokens, and of its others only those that are said."""
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    texts = sorted(pre_tokenizers.ByteLevel.alphabet())
    texts += [f"Ġfiller{position}" for position in range(TEXT_TOKENS - len(texts))]
    for position, word in words.items():
        texts[position] = "".join(piece for piece, _ in byte_level.pre_tokenize_str(word))
    tokenizer = Tokenizer(models.BPE({text: at for at, text in enumerate(texts)}, []))
    tokenizer.pre_tokenizer = byte_level
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(specials())
    return tokenizer


def _write_folder(folder: Path, size: Size, weights: Weights, tokenizer: Tokenizer) -> None:
    spec = WhisperSpec(size.layers, size.heads, size.layers, size.heads)
    _fill_side(spec.encoder, "encoder", size, weights)
    _fill_side(spec.decoder, "decoder", size, weights)
    number = tokenizer.get_vocab()
    names = sorted(number, key=lambda token: number[token])
    names[TEXT_TOKENS - 1] = ""  # by this CTranslate2 knows a Whisper of many languages
    spec.register_vocabulary(names)
    spec.config.lang_ids = [number[f"<|{code}|>"] for code in list(_LANGUAGE_CODES)[:LANGUAGES]]
    spec.config.alignment_heads = [  # as openai-whisper takes them when it is not told
        [layer, head]
        for layer in range(size.layers // 2, size.layers)
        for head in range(size.heads)
    ]
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir()
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))


def _fill_side(side: Any, name: str, size: Size, weights: Weights) -> None:
    """One side of CTranslate2's model; norms are as they are new, biases nothing."""

    def norm(layer: Any) -> None:
        layer.gamma = np.ones(size.width, np.float32)
        layer.beta = np.zeros(size.width, np.float32)

    def linear(layer: Any, *parts: str) -> None:
        layer.weight = np.concatenate([weights[f"{part}.weight"] for part in parts])
        layer.bias = np.zeros(len(layer.weight), np.float32)

    if name == "encoder":
        for part in ("conv1", "conv2"):
            layer = getattr(side, part)
            layer.weight = weights[f"encoder.{part}.weight"]
            layer.bias = np.zeros(size.width, np.float32)
    else:
        side.embeddings.weight = weights["decoder.token_embedding.weight"]
        side.projection.weight = weights["decoder.token_embedding.weight"]
    side.position_encodings.encodings = weights[f"{name}.positional_embedding"]
    norm(side.layer_norm)
    for position, layer in enumerate(side.layer):
        block = f"{name}.blocks.{position}"
        norm(layer.self_attention.layer_norm)
        linear(layer.self_attention.linear[0], *(f"{block}.attn.{part}" for part in LINEAR[:3]))
        linear(layer.self_attention.linear[1], f"{block}.attn.out")
        if name == "decoder":
            crossed = f"{block}.cross_attn"
            norm(layer.attention.layer_norm)
            linear(layer.attention.linear[0], f"{crossed}.query")
            linear(layer.attention.linear[1], f"{crossed}.key", f"{crossed}.value")
            linear(layer.attention.linear[2], f"{crossed}.out")
        norm(layer.ffn.layer_norm)
        linear(layer.ffn.linear_0, f"{block}.mlp.0")
        linear(layer.ffn.linear_1, f"{block}.mlp.2")
