"""The spaCy pipelines, assembled from `en.cfg` and `zh.cfg`."""

from collections.abc import Mapping
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import load_config, load_model_from_config
from thinc.api import Config

from curation.errors import FormatError, InputError, UnknownItemError
from curation.extract.folding import is_chinese
from curation.extract.matcher import DecisionMatcher, VocabularyMatcher
from curation.extract.memory import Memory
from curation.extract.models import Model, load_model
from curation.extract.own_list import ListMatcher
from curation.extract.own_models import damaged
from curation.extract.recognizer import Recognizer
from curation.extract.rules import is_shipped, read_rules
from curation.extract.vocabulary import Vocabulary
from curation.files import require_file

CONFIGS = Path(__file__).parent
SECTION, EXTENDS = "curation", "extends"  # of a config: the language whose config it changes
LONGEST_TURN = 100_000_000  # characters; no component here needs memory that grows faster

Pipelines = Mapping[str, Language]


def languages() -> tuple[str, ...]:
    """The languages that have a pipeline."""
    return tuple(sorted(path.stem for path in CONFIGS.glob("??.cfg")))


def load_pipeline(
    pipeline: str | Path,
    vocabulary: Vocabulary,
    memory: Memory | None = None,
    model: Path | None = None,
) -> Language:
    """A pipeline, with a vocabulary and what is remembered of decisions.

    `pipeline` is a language, or the path of a config. In a config, `extends` in a section
    `[curation]` names the language whose config it changes; files are named relative to it.

    `model` is the folder of a promoted model to use in place of the package's.

    Raises
    ------
    UnknownItemError
        when there is no pipeline for that language.
    FormatError
        when spaCy cannot assemble what a config says, or the model is damaged.
    """
    if str(pipeline) in languages():
        config, folder = load_config(_shipped(str(pipeline))), CONFIGS
        nlp = load_model_from_config(config, auto_fill=True)
    elif Path(pipeline).suffix == ".cfg":
        path, folder = Path(pipeline), Path(pipeline).parent
        try:
            nlp = load_model_from_config(_own_config(path), auto_fill=True)
        except ValueError as error:
            raise FormatError(f"{path}: spaCy cannot assemble it: {error}") from error
    else:
        known = ", ".join(languages())
        raise UnknownItemError(
            f"there is no pipeline for {str(pipeline)!r}; choose one of: {known};"
            " or give the path of a config, which ends in .cfg"
        )
    nlp.max_length = LONGEST_TURN
    for _, component in nlp.pipeline:
        if isinstance(component, VocabularyMatcher):
            component.vocabulary = vocabulary
        elif isinstance(component, DecisionMatcher):
            component.remember(memory or Memory(), vocabulary)
        elif isinstance(component, Recognizer) and model:
            component.model = _promoted(model, nlp)
        elif isinstance(component, ListMatcher):
            component.read_list(folder)
    return nlp


def _shipped(language: str) -> Path:
    return CONFIGS / f"{language}.cfg"


def _own_config(path: Path) -> Config:
    """A config on top of the one it extends, with the rules of its own files inside.

    A saved pipeline keeps its config, and so it keeps them.
    """
    config = load_config(require_file(path))
    section = config.pop(SECTION, {})
    if EXTENDS in section:
        language = section[EXTENDS]
        if language not in languages():
            known = ", ".join(languages())
            raise UnknownItemError(f"{path}: {EXTENDS} {language!r}; choose one of: {known}")
        config = load_config(_shipped(language)).merge(config)
    for settings in config.get("components", {}).values():
        if "rules" in settings and not is_shipped(settings["rules"]):
            settings["rules"] = read_rules(settings["rules"], path.parent)
    return config


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
