"""Sessions made by hand: spoken, extracted, decided on, ready to be released."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from curation.model import (
    Assertion,
    Candidate,
    Concept,
    Decision,
    DoseStatement,
    EntitySpan,
    Label,
    Participant,
    QAPair,
    Recording,
    Run,
    Session,
    Transcript,
    Turn,
    Verdict,
    Word,
    stable_id,
)
from curation.store.transcripts import save_transcript
from curation.workbench import Workbench

NOON = datetime(2020, 3, 24, 12, tzinfo=UTC)
SECONDS_PER_WORD = 0.5

COUGH = Concept(system="HP", code="HP:0012735", display="Cough", names={"zh": "咳嗽"})
LOPINAVIR = Concept(
    system="DrugBank", code="DB01601", display="Lopinavir", names={"zh": "洛匹那韦"}
)
FEVER = Concept(system="HP", code="HP:0001945", display="Fever", names={"zh": "发热"})


@dataclass
class Script:
    """A session as (speaker, text) turns; words are split at spaces, or one a character."""

    session: Session
    turns: list[tuple[str, str]]
    language: str = "en"
    recording: str = ""
    words: list[Word] = field(default_factory=list)

    def transcript(self) -> Transcript:
        turns = []
        self.words = []
        for speaker, text in self.turns:
            parts = text.split() if self.language == "en" else list(text)
            first = len(self.words)
            for part in parts:
                start = len(self.words) * SECONDS_PER_WORD
                self.words.append(
                    Word(
                        text=part,
                        start_s=start,
                        end_s=start + SECONDS_PER_WORD,
                        space=self.language == "en",
                    )
                )
            turns.append(Turn(first_word=first, last_word=len(self.words) - 1, speaker=speaker))
        return Transcript(
            session_id=self.session.id,
            revision=1,
            language=self.language,
            engine="import",
            model="vtt",
            created_at=NOON,
            words=tuple(self.words),
            turns=tuple(turns),
            recording_id=f"{self.session.id}-sound" if self.recording else None,
        )

    def pair(self, question: int, *answers: int, **changes: Any) -> QAPair:
        """A pair of whole turns, by their numbers."""
        transcript = self.transcript()

        def run(turn: int) -> Run:
            found = transcript.turns[turn]
            return Run(first_word=found.first_word, last_word=found.last_word)

        values: dict[str, Any] = {
            "id": stable_id(transcript.key, "pair", question),
            "transcript": transcript.key,
            "question": run(question),
            "answers": tuple(map(run, answers)),
            "question_text": transcript.text_of(run(question)),
            "answer_text": "".join(transcript.text_of(run(turn)) for turn in answers),
            "language": self.language,
            "source": "questions@1",
        }
        return QAPair(**values | changes)

    def entity(
        self,
        text: str,
        label: Label,
        concept: Concept | None = None,
        assertion: Assertion = "present",
        nth: int = 0,
    ) -> EntitySpan:
        """The nth place where `text` is said."""
        transcript = self.transcript()
        length = 1 if self.language == "en" else len(text)
        places = [
            first
            for first in range(len(transcript.words) - length + 1)
            if text in transcript.text_of(Run(first_word=first, last_word=first + length - 1))
        ]
        first = places[nth]
        run = Run(first_word=first, last_word=first + length - 1)
        start = transcript.text_of(run).index(text)
        return EntitySpan(
            id=stable_id(transcript.key, label, first),
            transcript=transcript.key,
            first_word=run.first_word,
            last_word=run.last_word,
            start_char=start,
            end_char=start + len(text),
            text=text,
            label=label,
            concept=concept,
            assertion=assertion,
            source="vocabulary@2",
        )

    def dose(self, text: str, drug: EntitySpan | None = None, **fields: Any) -> DoseStatement:
        """A dose at the place where `text` is said."""
        said = self.entity(text.split()[0], "DRUG")
        length = len(text.split())
        run = Run(first_word=said.first_word, last_word=said.first_word + length - 1)
        start = self.transcript().text_of(run).index(text)
        values: dict[str, Any] = {
            "id": stable_id(said.transcript, "dose", run.first_word),
            "transcript": said.transcript,
            "first_word": run.first_word,
            "last_word": run.last_word,
            "start_char": start,
            "end_char": start + len(text),
            "text": text,
            "amount": 400.0,
            "unit": "mg",
            "ucum": "mg",
            "drug": drug.text if drug else "",
            "entity": drug.id if drug else None,
            "source": "dosage@1",
        }
        return DoseStatement(**values | fields)


def english() -> Script:
    return Script(
        session=Session(
            id="en-1",
            title="Antivirals and cough",
            held_on=date(2020, 3, 24),
            languages=("en",),
            topic="COVID-19",
            consent="free to use",
            participants=(
                Participant(name="Asker", role="asker", country="Italy"),
                Participant(
                    name="Expert",
                    role="expert",
                    department="Infectious diseases",
                    institution="A teaching hospital",
                    country="China",
                ),
            ),
        ),
        turns=[
            ("Asker", "Which antiviral drugs did you give first?"),
            ("Expert", "We gave lopinavir with ritonavir twice a day."),
            ("Asker", "Was there any cough or fever at the start?"),
            ("Expert", "No fever at first,"),
            ("Asker", "Really?"),
            ("Expert", "but most patients coughed and the cough stayed."),
            ("Asker", "Did you give steroids?"),
            ("Stranger", "No steroids in mild cases."),
        ],
        recording="recordings/en 1/round.opus",
    )


def chinese() -> Script:
    return Script(
        session=Session(
            id="zh-1",
            title="抗病毒药物问答",
            held_on=date(2020, 3, 26),
            languages=("zh",),
            consent="free to use",
            participants=(Participant(name="专家", role="expert", department="感染病科"),),
        ),
        turns=[
            ("提问者", "咳嗽的病人怎么用药？"),
            ("专家", "我们不建议用洛匹那韦，咳嗽会自己好。"),
        ],
        language="zh",
    )


@dataclass
class Desk:
    """A workbench with hands: puts sessions on it and decides."""

    workbench: Workbench
    clock: datetime = NOON

    def add(self, script: Script, *candidates: Candidate) -> None:
        session = script.session
        self.workbench.store.put_session(session)
        if script.recording:
            self.workbench.store.add_recording(
                Recording(
                    id=f"{session.id}-sound",
                    session_id=session.id,
                    path=script.recording,
                    sha256=stable_id(session.id),
                    duration_s=60.0,
                    sample_rate_hz=16_000,
                    channels=1,
                )
            )
        transcript = script.transcript()
        save_transcript(self.workbench.settings.transcripts, transcript)
        self.workbench.store.put_candidates(transcript.key, candidates)

    def decide(
        self,
        candidate: Candidate,
        verdict: Verdict = "accept",
        *,
        reviewer: str = "first",
        **after: Any,
    ) -> Decision:
        store = self.workbench.store
        version = len(store.decisions(target_id=candidate.id)) + 1
        self.clock += timedelta(seconds=10)
        decision = Decision(
            id=stable_id(candidate.id, version),
            target_id=candidate.id,
            verdict="edit" if after else verdict,
            reviewer=reviewer,
            decided_at=self.clock,
            version=version,
            after=after,
            before={name: getattr(candidate, name) for name in after},
            seconds=10.0,
        )
        store.decide(decision)
        return decision


def fill(desk: Desk) -> Desk:
    """Two sessions; two English pairs and a Chinese one accepted, one English pair open."""
    en, zh = english(), chinese()
    pairs = [
        en.pair(0, 1, topics=("Antivirals",)),
        en.pair(2, 3, 5, topics=("Symptoms",)),
        en.pair(6, 7),
    ]
    entities = [
        en.entity("lopinavir", "DRUG", LOPINAVIR),
        en.entity("cough", "SYMPTOM", COUGH, nth=1),
        en.entity("fever", "SYMPTOM", FEVER, "absent", nth=1),
        en.entity("ritonavir", "DRUG"),
    ]
    desk.add(en, *pairs, *entities)
    zh_pair = zh.pair(0, 1)
    zh_entities = [
        zh.entity("洛匹那韦", "DRUG", LOPINAVIR, "advised_against"),
        zh.entity("咳嗽", "SYMPTOM", COUGH),
    ]
    desk.add(zh, zh_pair, *zh_entities)
    for candidate in (*pairs[:2], *entities[:3], zh_pair, *zh_entities):
        desk.decide(candidate)
    return desk
