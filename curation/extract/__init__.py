"""Extract: drugs, symptoms, conditions and question-answer pairs from a transcript."""

from curation.extract.compiling import compile_vocabulary, vocabulary_path
from curation.extract.pipeline import Pipelines, load_pipeline, load_pipelines, read_text
from curation.extract.stage import Extract, extract
from curation.extract.vocabulary import Vocabulary, load_vocabulary

__all__ = [
    "Extract",
    "Pipelines",
    "Vocabulary",
    "compile_vocabulary",
    "extract",
    "load_pipeline",
    "load_pipelines",
    "load_vocabulary",
    "read_text",
    "vocabulary_path",
]
