"""A small data folder to review in: the demo's two sessions with candidates found by their words.

`python -m tests.review.sample FOLDER` builds one to look at: `CURATION_HOME=FOLDER curation app`.
"""

import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av

from curation.files import sha256_of
from curation.model import (
    Concept,
    DoseStatement,
    EntitySpan,
    Flag,
    Label,
    QAPair,
    Recording,
    Run,
    Session,
    Transcript,
    Turn,
    Word,
    make,
    stable_id,
)
from curation.store.transcripts import save_transcript
from curation.workbench import Workbench

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "recordings" / "demo"
CUE = re.compile(r"(\S+) --> (\S+).*\n<v ([^>]+)>(.*)")
SCORE = 0.8

TERMS: dict[str, tuple[Label, str, str]] = {
    "lopinavir": ("DRUG", "DrugBank:DB01601", "Lopinavir"),
    "ritonavir": ("DRUG", "DrugBank:DB00503", "Ritonavir"),
    "arbidol": ("DRUG", "DrugBank:DB13609", "Umifenovir"),
    "methylprednisolone": ("DRUG", "DrugBank:DB00959", "Methylprednisolone"),
    "antibiotics": ("DRUG", "", ""),
    "hydroxychloroquine": ("DRUG", "DrugBank:DB01611", "Hydroxychloroquine"),
    "chloroquine": ("DRUG", "DrugBank:DB00608", "Chloroquine"),
    "fever": ("SYMPTOM", "HP:0001945", "Fever"),
    "cough": ("SYMPTOM", "HP:0012735", "Cough"),
    "diarrhea": ("SYMPTOM", "HP:0002014", "Diarrhea"),
    "pneumonia": ("CONDITION", "ICD10:J18", "Pneumonia"),
    "洛匹那韦": ("DRUG", "DrugBank:DB01601", "Lopinavir"),
    "利托那韦": ("DRUG", "DrugBank:DB00503", "Ritonavir"),
    "阿比多尔": ("DRUG", "DrugBank:DB13609", "Umifenovir"),
    "甲泼尼龙": ("DRUG", "DrugBank:DB00959", "Methylprednisolone"),
    "发热": ("SYMPTOM", "HP:0001945", "Fever"),
    "咳嗽": ("SYMPTOM", "HP:0012735", "Cough"),
    "腹泻": ("SYMPTOM", "HP:0002014", "Diarrhea"),
}


def build_sample(home: Path) -> None:
    """Two sessions, English with its recording and Chinese without one, in a new data folder."""
    with Workbench.open(home) as workbench:
        for name in ("covid19-en", "covid19-zh"):
            facts = tomllib.loads((DEMO / f"{name}.toml").read_text(encoding="utf-8"))
            session = make(facts, Session, origin=name)
            workbench.store.put_session(session)
            add_session(workbench, session, demo_turns(name), DEMO / f"{name}.opus")


def demo_turns(name: str) -> Iterator[tuple[float, float, str, str]]:
    """Start, end, speaker and text of each cue."""
    for start, end, speaker, text in CUE.findall((DEMO / f"{name}.vtt").read_text("utf-8")):
        yield _seconds(start), _seconds(end), speaker, text


def add_session(
    workbench: Workbench,
    session: Session,
    turns: Iterator[tuple[float, float, str, str]],
    sound: Path | None = None,
) -> Transcript:
    """A transcript of these turns, with its candidates, and its recording if there is one."""
    recording = _add_recording(workbench, session, sound) if sound and sound.exists() else None
    words: list[Word] = []
    turn_list: list[Turn] = []
    for start_s, end_s, speaker, text in turns:
        first = len(words)
        words.extend(_words(text, start_s, end_s))
        if turn_list and turn_list[-1].speaker == speaker:
            first = turn_list.pop().first_word
        turn_list.append(Turn(first_word=first, last_word=len(words) - 1, speaker=speaker))
    transcript = Transcript(
        session_id=session.id,
        revision=1,
        language=session.languages[0],
        engine="sample",
        created_at=datetime(2024, 1, 1, tzinfo=UTC),
        words=tuple(words),
        turns=tuple(turn_list),
        recording_id=recording.id if recording else None,
        flags=(Flag(kind="noise", start_s=40, end_s=46, note="loud background"),),
    )
    save_transcript(workbench.settings.transcripts, transcript)
    entities = tuple(_entities(transcript))
    pairs = tuple(_pairs(transcript, entities))
    workbench.store.put_candidates(transcript.key, (*entities, *pairs))
    return transcript


def add_dose(workbench: Workbench, session_id: str, text: str, **fields: Any) -> DoseStatement:
    """One more candidate: the dose that is said in these words, of the last drug before them."""
    transcript = workbench.transcript(session_id)
    count = len(text.split()) if transcript.words[0].space else len(text)
    runs = (
        Run(first_word=first, last_word=first + count - 1)
        for first in range(len(transcript.words) - count + 1)
    )
    run = next(run for run in runs if text in transcript.text_of(run))
    known = workbench.store.candidates(session_id)
    drugs = [one for one in known if isinstance(one, EntitySpan) and one.label == "DRUG"]
    drug = max(
        (one for one in drugs if one.first_word < run.first_word), key=lambda d: d.first_word
    )
    start = transcript.text_of(run).index(text)
    values: dict[str, Any] = {
        "id": stable_id(transcript.key, "dose", run.first_word),
        "transcript": transcript.key,
        "first_word": run.first_word,
        "last_word": run.last_word,
        "start_char": start,
        "end_char": start + len(text),
        "text": text,
        "amount": 500.0,
        "unit": "mg",
        "ucum": "mg",
        "drug": drug.text,
        "entity": drug.id,
        "source": "sample@1",
    }
    dose = DoseStatement(**values | fields)
    workbench.store.put_candidates(transcript.key, (*known, dose))
    return dose


def _seconds(clock: str) -> float:
    total = 0.0
    for part in clock.split(":"):
        total = total * 60 + float(part)
    return total


def _add_recording(workbench: Workbench, session: Session, sound: Path) -> Recording:
    path = workbench.settings.recordings / sound.name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(sound, path)
    with av.open(str(path)) as opened:
        duration_s = (opened.duration or 0) / av.time_base
    digest = sha256_of(path)
    recording = Recording(
        id=digest[:16],
        session_id=session.id,
        path=f"recordings/{sound.name}",
        sha256=digest,
        duration_s=duration_s,
        sample_rate_hz=48_000,
        channels=1,
    )
    workbench.store.add_recording(recording)
    return recording


def _words(text: str, start_s: float, end_s: float) -> Iterator[Word]:
    """Words as spoken at an even pace; Chinese characters are words of their own."""
    parts = re.findall(r"[\u4e00-\u9fff][，。？！、：；]?|[^\s\u4e00-\u9fff]+", text)
    pace_s = (end_s - start_s) / max(len(parts), 1)
    for index, part in enumerate(parts):
        yield Word(
            text=part,
            start_s=round(start_s + index * pace_s, 3),
            end_s=round(start_s + (index + 1) * pace_s, 3),
            probability=0.35 if "navir" in part or "arbidol" in part else 0.95,
            space=not ("\u4e00" <= part[0] <= "\u9fff"),
        )


def _entities(transcript: Transcript) -> Iterator[EntitySpan]:
    whole = ""
    word_at: list[int] = []
    for index, word in enumerate(transcript.words):
        piece = word.text + " " * word.space
        whole += piece
        word_at += [index] * len(piece)
    for term, (label, code, display) in TERMS.items():
        for found in re.finditer(rf"(?<![a-z]){re.escape(term)}(?![a-z])", whole, re.IGNORECASE):
            yield _entity(transcript, word_at, found, (label, code, display))


def _entity(
    transcript: Transcript, word_at: list[int], found: re.Match[str], about: tuple[Label, str, str]
) -> EntitySpan:
    label, code, display = about
    first, last = word_at[found.start()], word_at[found.end() - 1]
    start_char = found.start() - word_at.index(first)
    negated = "not" in transcript.text_of(Run(first_word=max(first - 4, 0), last_word=first))
    return EntitySpan(
        id=stable_id(transcript.key, label, first, start_char),
        transcript=transcript.key,
        first_word=first,
        last_word=last,
        start_char=start_char,
        end_char=start_char + len(found.group()),
        text=found.group(),
        label=label,
        concept=Concept(system=code.split(":")[0], code=code, display=display) if code else None,
        assertion="absent" if negated else "present",
        score=SCORE,
        source="sample@1",
    )


def _pairs(transcript: Transcript, entities: tuple[EntitySpan, ...]) -> Iterator[QAPair]:
    for asked, answered in zip(transcript.turns, transcript.turns[1:], strict=False):
        question = transcript.text_of(asked)
        if question[-1] not in "?？" or asked.speaker == answered.speaker:
            continue
        inside = range(asked.first_word, answered.last_word + 1)
        yield QAPair(
            id=stable_id(transcript.key, "pair", asked.first_word),
            transcript=transcript.key,
            question=Run(first_word=asked.first_word, last_word=asked.last_word),
            answers=(Run(first_word=answered.first_word, last_word=answered.last_word),),
            question_text=question,
            answer_text=transcript.text_of(answered),
            language=transcript.language,
            entities=tuple(e.id for e in entities if e.first_word in inside),
            score=SCORE - 0.1,
            source="sample@1",
        )


if __name__ == "__main__":
    build_sample(Path(sys.argv[1]))
