"""Whisper checkpoints in miniature that say what they are told to, whatever they hear.

Their weights are random but for the positions' embeddings, which point at the tokens of a
script: the n-th token out is the n-th of the script. They prove the way from sound to words,
and nothing about accuracy.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import WhisperSpec
from faster_whisper.tokenizer import _LANGUAGE_CODES
from numpy.typing import NDArray
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

WIDTH = 64
HEADS = 2
MELS = 80
AUDIO_POSITIONS = 1500
TEXT_POSITIONS = 448
TEXT_TOKENS = 50257
LANGUAGES = 99
PROMPT = 3  # tokens before the first one heard: start, language, task
SCALE = 4.0  # of embeddings: makes the script's tokens all but certain

Array = NDArray[np.float32]


def specials() -> list[str]:
    """Whisper's tokens after those of text, in their order."""
    languages = [f"<|{code}|>" for code in list(_LANGUAGE_CODES)[:LANGUAGES]]
    times = [f"<|{number * 0.02:.2f}|>" for number in range(AUDIO_POSITIONS + 1)]
    return [
        "<|endoftext|>",
        "<|startoftranscript|>",
        *languages,
        "<|translate|>",
        "<|transcribe|>",
        "<|startoflm|>",
        "<|startofprev|>",
        "<|nospeech|>",
        "<|notimestamps|>",
        *times,
    ]


def position_embeddings(embeddings: Array, script: Sequence[int], end: int) -> Array:
    """Positions that make the decoder say `script`, then end."""
    out = np.empty((TEXT_POSITIONS, WIDTH), np.float32)
    tokens = [*script, *[end] * (TEXT_POSITIONS - len(script))]
    out[:] = embeddings[tokens] * 50.0  # drowns the token that comes in
    return out


def write_folder(
    folder: Path,
    words: Sequence[str],
    *,
    language: str = "en",
    length_s: float = 2.0,
    told: str = "",
    echo: Sequence[str] = (),
) -> Path:
    """A CTranslate2 folder that hears `words` (each with its leading space) in `language`.

    When it is `told` these hotwords, it hears `echo` instead.
    """
    tokenizer = make_tokenizer([*words, *echo])
    number = tokenizer.get_vocab()

    def script_of(words: Sequence[str]) -> list[int]:
        return [
            number[f"<|{language}|>"],
            number["<|transcribe|>"],
            number["<|0.00|>"],
            *[number[token] for token in byte_tokens(words)],
            number[f"<|{length_s:.2f}|>"],
        ]

    script = script_of(words)
    if told:  # a prompt of one token a letter, a space before it and a mark before that
        script += [number["<|endoftext|>"]] * (len(told) + 2 - len(script)) + script_of(echo)
    spec = make_spec(script, end=number["<|endoftext|>"], size=len(number))
    return save_folder(folder, spec, tokenizer)


def save_folder(folder: Path, spec: Any, tokenizer: Tokenizer) -> Path:
    number = tokenizer.get_vocab()
    tokens = sorted(number, key=number.__getitem__)
    tokens[TEXT_TOKENS - 1] = ""  # by this CTranslate2 knows a Whisper of many languages
    spec.register_vocabulary(tokens)
    spec.config.lang_ids = [number[f"<|{code}|>"] for code in list(_LANGUAGE_CODES)[:LANGUAGES]]
    spec.config.alignment_heads = [[0, 0], [0, 1]]
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True)
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def byte_tokens(words: Sequence[str]) -> list[str]:
    """What the tokenizer calls words, one token each."""
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return ["".join(piece for piece, _ in byte_level.pre_tokenize_str(word)) for word in words]


def write_file(path: Path, text: str, *, language: str = "en", length_s: float = 2.0) -> Path:
    """A `.pt` file for openai-whisper that hears `text` in `language`."""
    import torch
    from whisper.model import ModelDimensions, Whisper
    from whisper.tokenizer import get_tokenizer

    tokenizer = get_tokenizer(multilingual=True, language=language, task="transcribe")
    first = tokenizer.timestamp_begin
    script = [
        tokenizer.to_language_token(language),
        tokenizer.transcribe,
        first,
        *tokenizer.encode(text),
        first + round(length_s / 0.02),
    ]
    sizes = ModelDimensions(
        n_mels=MELS,
        n_audio_ctx=AUDIO_POSITIONS,
        n_audio_state=WIDTH,
        n_audio_head=HEADS,
        n_audio_layer=1,
        n_vocab=tokenizer.encoding.n_vocab,
        n_text_ctx=TEXT_POSITIONS,
        n_text_state=WIDTH,
        n_text_head=HEADS,
        n_text_layer=1,
    )
    torch.manual_seed(1)
    model = Whisper(sizes)
    embeddings = _embeddings(np.random.default_rng(1), sizes.n_vocab)
    positions = position_embeddings(embeddings, script, tokenizer.eot)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.normal_(std=0.02)
        model.decoder.token_embedding.weight.copy_(torch.from_numpy(embeddings))
        model.decoder.positional_embedding.copy_(torch.from_numpy(positions))
    torch.save({"dims": vars(sizes), "model_state_dict": model.state_dict()}, path)
    return path


def _embeddings(random: np.random.Generator, size: int) -> Array:
    embeddings = random.standard_normal((size, WIDTH)).astype(np.float32)
    scaled: Array = embeddings * (SCALE / np.linalg.norm(embeddings, axis=1, keepdims=True))
    return scaled


def make_tokenizer(words: Sequence[str]) -> Tokenizer:
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    texts = list(dict.fromkeys([*alphabet, *byte_tokens(words)]))
    texts += [f"Ġfiller{number}" for number in range(TEXT_TOKENS - len(texts))]
    tokenizer = Tokenizer(models.BPE({text: number for number, text in enumerate(texts)}, []))
    tokenizer.pre_tokenizer = byte_level
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(specials())
    return tokenizer


def make_spec(script: Sequence[int], *, end: int, size: int) -> Any:
    random = np.random.default_rng(1)

    def weights(*shape: int) -> Array:
        return (random.standard_normal(shape) * 0.02).astype(np.float32)

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)

    def linear(layer: Any, rows: int, columns: int = WIDTH) -> None:
        layer.weight, layer.bias = weights(rows, columns), np.zeros(rows, np.float32)

    def feed_forward(layer: Any) -> None:
        norm(layer.layer_norm)
        linear(layer.linear_0, 4 * WIDTH)
        linear(layer.linear_1, WIDTH, 4 * WIDTH)

    def attention(layer: Any, *rows: int) -> None:
        norm(layer.layer_norm)
        for part, count in zip(layer.linear, rows, strict=True):
            linear(part, count)

    spec = WhisperSpec(1, HEADS, 1, HEADS)
    encoder, decoder = spec.encoder, spec.decoder
    for convolution, channels in ((encoder.conv1, MELS), (encoder.conv2, WIDTH)):
        convolution.weight = weights(WIDTH, channels, 3)
        convolution.bias = np.zeros(WIDTH, np.float32)
    encoder.position_encodings.encodings = weights(AUDIO_POSITIONS, WIDTH)
    embeddings = _embeddings(random, size)
    decoder.embeddings.weight = embeddings
    decoder.projection.weight = embeddings
    decoder.position_encodings.encodings = position_embeddings(embeddings, script, end)
    for stack in (encoder, decoder):
        norm(stack.layer_norm)
        attention(stack.layer[0].self_attention, 3 * WIDTH, WIDTH)
        feed_forward(stack.layer[0].ffn)
    attention(decoder.layer[0].attention, WIDTH, 2 * WIDTH, WIDTH)
    return spec
