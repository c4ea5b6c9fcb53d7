"""The spaCy pipelines, assembled from `en.cfg` and `zh.cfg`."""

from collections.abc import Mapping
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import load_config, load_model_from_config

from curation.errors import InputError, UnknownItemError
from curation.extract.folding import is_chinese
from curation.extract.matcher import DecisionMatcher, VocabularyMatcher
from curation.extract.memory import Memory
from curation.extract.models import Model, load_model
from curation.extract.own_models import damaged
from curation.extract.recognizer import Recognizer
from curation.extract.vocabulary import Vocabulary

CONFIGS = Path(__file__).parent
LONGEST_TURN = 100_000_000  # characters; no component here needs memory that grows faster

Pipelines = Mapping[str, Language]


def languages() -> tuple[str, ...]:
    """The languages that have a pipeline."""
    return tuple(sorted(path.stem for path in CONFIGS.glob("??.cfg")))


def load_pipeline(
    language: str,
    vocabulary: Vocabulary,
    memory: Memory | None = None,
    model: Path | None = None,
) -> Language:
    """The pipeline of a language, with a vocabulary and what is remembered of decisions.

    `model` is the folder of a promoted model to use in place of the package's.

    Raises
    ------
    UnknownItemError
        when there is no pipeline for that language.
    FormatError
        when the model is damaged.
    """
    if language not in languages():
        known = ", ".join(languages())
        raise UnknownItemError(f"there is no pipeline for {language!r}; choose one of: {known}")
    config = load_config(CONFIGS / f"{language}.cfg")
    nlp = load_model_from_config(config, auto_fill=True)
    nlp.max_length = LONGEST_TURN
    for _, component in nlp.pipeline:
        if isinstance(component, VocabularyMatcher):
            component.vocabulary = vocabulary
        elif isinstance(component, DecisionMatcher):
            component.remember(memory or Memory(), vocabulary)
        elif isinstance(component, Recognizer) and model:
            component.model = _promoted(model, nlp)
    return nlp


def _promoted(folder: Path, nlp: Language) -> Model:
    try:
        return load_model(folder, nlp.vocab)
    except (InputError, ValueError) as error:  # ValueError: a config that is none
        raise damaged(folder) from error


def load_pipelines(
    vocabulary: Vocabulary,
    memory: Memory | None = None,
    models: Mapping[str, Path | None] | None = None,
) -> dict[str, Language]:
    """Every pipeline by its language; `models` are folders of promoted ones, by language."""
    return {
        language: load_pipeline(language, vocabulary, memory, (models or {}).get(language))
        for language in languages()
    }


def language_of(text: str) -> str:
    """The pipeline to use for a text, told by its script."""
    return "zh" if is_chinese(text) else "en"


def read_text(text: str, pipelines: Pipelines) -> Doc:
    """What the pipeline for its script finds in a text."""
    return pipelines[language_of(text)](text)
