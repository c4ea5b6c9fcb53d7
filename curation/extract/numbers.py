"""Numbers in speech: digits of any script, words, halves, and Chinese numerals."""

from curation.extract.chinese_numbers import find_chinese
from curation.extract.digits import Number, find_written
from curation.extract.english_numbers import find_english


def find_numbers(text: str, language: str) -> list[Number]:
    """The numbers in a text made `plain`, from left to right."""
    written = find_written(text)
    spoken = find_chinese(text) if language == "zh" else find_english(text)
    return _without_overlap([*written, *spoken])


def _without_overlap(numbers: list[Number]) -> list[Number]:
    kept: list[Number] = []
    for number in sorted(numbers, key=lambda found: (found.start, -found.end)):
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept
