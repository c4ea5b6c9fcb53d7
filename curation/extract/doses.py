"""Doses as a spaCy component, and dose statements of a transcript, anchored to its words."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

from spacy.language import Language
from spacy.tokens import Doc

from curation.dosing import is_implausible, ucum_of
from curation.extract.dosage import Dose, NamedDrug, find_doses
from curation.extract.matcher import characters_of
from curation.extract.turns import ReadTurn
from curation.model import DoseStatement, EntitySpan, QAPair, Transcript, make, stable_id

SOURCE = "dosage@1"  # raised when the rules change what is found
DOSES = "doses"  # of `doc.user_data`, where plain values go to disk with the doc


class DoseFinder:
    """Puts the doses of a text on `doc._.doses`, joined to the drugs that are marked in it."""

    def __init__(self, name: str, language: str) -> None:
        self.name = name
        self.language = language
        Doc.set_extension(DOSES, getter=read_doses, force=True)

    def __call__(self, doc: Doc) -> Doc:
        drugs = [
            NamedDrug(start=start, end=end, concept=span.kb_id_)
            for span in doc.ents
            if span.label_ == "DRUG"
            for start, end in [characters_of(span)]
        ]
        doc.user_data[DOSES] = [asdict(dose) for dose in find_doses(doc.text, drugs, self.language)]
        return doc


@Language.factory("curation_doses", requires=["doc.ents"], assigns=["doc._.doses"])
def make_dose_finder(nlp: Language, name: str) -> DoseFinder:
    """The component under its name in a pipeline's config."""
    return DoseFinder(name, nlp.meta["lang"])


def read_doses(doc: Doc) -> tuple[Dose, ...]:
    """The doses that `curation_doses` put on a doc, in spoken order."""
    return tuple(
        make(dose, Dose, origin="the doc's doses") for dose in doc.user_data.get(DOSES, ())
    )


def find_dose_statements(
    transcript: Transcript,
    turns: Sequence[ReadTurn],
    entities: Sequence[EntitySpan],
    pairs: Sequence[QAPair],
) -> tuple[DoseStatement, ...]:
    """The doses of every turn; one that names no drug in an answer is of its question's drug."""
    by_place = {(e.first_word, e.start_char): e for e in entities if e.label == "DRUG"}
    found = (statement for read in turns for statement in _of_turn(transcript, read, by_place))
    asked = _asked_drugs(entities, pairs)
    return tuple(_joined(statement, asked) for statement in found)


def _of_turn(
    transcript: Transcript, read: ReadTurn, entities: dict[tuple[int, int], EntitySpan]
) -> Iterator[DoseStatement]:
    for dose in read_doses(read.doc):
        run = read.run(dose.start, dose.end)
        offset = read.start_of(run.first_word)
        drug = dose.drug
        entity = None
        if drug is not None:
            word = read.run(drug.start, drug.end).first_word
            entity = entities.get((word, drug.start - read.start_of(word)))
        start, end = dose.start - offset, dose.end - offset
        yield DoseStatement(
            id=stable_id(transcript.key, "dose", run.first_word, run.last_word, start, end),
            transcript=transcript.key,
            first_word=run.first_word,
            last_word=run.last_word,
            start_char=start,
            end_char=end,
            text=read.text[dose.start : dose.end],
            amount=dose.amount,
            drug=read.text[drug.start : drug.end] if drug is not None else "",
            entity=entity.id if entity is not None else None,
            unit=dose.unit,
            ucum=ucum_of(dose.unit),
            route=dose.route,
            frequency=dose.frequency,
            duration=dose.duration,
            negated=dose.negated,
            implausible=dose.implausible,
            source=SOURCE,
        )


def _asked_drugs(
    entities: Sequence[EntitySpan], pairs: Sequence[QAPair]
) -> list[tuple[range, EntitySpan]]:
    """The words of each answer whose question names a drug, with the last one named."""
    by_id = {span.id: span for span in entities}
    asked = []
    for pair in pairs:
        spans = [by_id[span_id] for span_id in pair.entities if span_id in by_id]
        words = range(pair.question.first_word, pair.question.last_word + 1)
        drugs = [span for span in spans if span.label == "DRUG" and span.first_word in words]
        if drugs:
            asked += [(range(run.first_word, run.last_word + 1), drugs[-1]) for run in pair.answers]
    return asked


def _joined(statement: DoseStatement, asked: Sequence[tuple[range, EntitySpan]]) -> DoseStatement:
    if statement.drug:
        return statement
    for words, drug in asked:
        if statement.first_word in words:
            implausible = is_implausible(
                drug.concept.key if drug.concept else "",
                amount=statement.amount,
                unit=statement.unit,
                frequency=statement.frequency,
            )
            return replace(statement, drug=drug.text, entity=drug.id, implausible=implausible)
    return statement
