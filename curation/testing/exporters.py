"""What every exporter must do; run it in the tests of an exporter of your own."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from curation.errors import OutputError
from curation.model import Concept, Duration, Frequency
from curation.release.exporters import Exporter
from curation.release.records import (
    ReleaseContent,
    ReleasedDose,
    ReleasedEntity,
    ReleasedPair,
    Span,
    content_hash,
)


class ContractError(AssertionError):
    """An exporter does not do what every exporter must."""


@dataclass(frozen=True)
class _Streamed(Collection[ReleasedPair]):
    """Pairs that can only be counted and gone through, as those of a large release."""

    pairs: tuple[ReleasedPair, ...]

    def __iter__(self) -> Iterator[ReleasedPair]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __contains__(self, pair: object) -> bool:
        return pair in self.pairs


def sample_content() -> ReleaseContent:
    """A small release with all that is hard to write: both languages, markup, formulas, gaps."""
    plain = ReleasedPair(
        id="p1",
        question='=HYPERLINK("http://example.org";"Did you give "lopinavir"?")',
        answer="Yes, 400 mg,\ntwice a day; <b>not</b> to all & never alone.",
        spoken_question="did you give lopinavir",
        spoken_answer="yes 400 mg … twice a day",
        language="en",
        topics=("Antivirals", "Doses"),
        session_id="s1",
        session_title="<script>alert(1)</script> round",
        held_on=date(2020, 3, 24),
        consent="free to use",
        speaker="Expert",
        speaker_role="expert",
        speaker_department="Infectious diseases",
        speaker_institution="A teaching hospital",
        speaker_country="China",
        question_start_s=1.0,
        question_end_s=2.5,
        answer_spans=(Span(start_s=3.0, end_s=4.0), Span(start_s=6.0, end_s=7.25)),
        recording="recordings/s 1/round #1.opus",
        transcript="s1/r0001",
        entities=(
            ReleasedEntity(
                id="e1",
                label="DRUG",
                text="lopinavir",
                assertion="present",
                part="question",
                start_s=2.0,
                concept=Concept(
                    system="DrugBank",
                    code="DB01601",
                    display="Lopinavir",
                    names={"zh": "洛匹那韦"},
                ),
            ),
        ),
        doses=(
            ReleasedDose(
                id="d1",
                drug="lopinavir",
                entity="e1",
                text="400 mg,\ntwice a day",
                amount=400.0,
                unit="mg",
                ucum="mg",
                route="oral",
                frequency=Frequency(times_per_day=2.0),
                duration=Duration(value=(7.0, 10.0), unit="day"),
                part="answer",
                start_s=3.5,
            ),
            ReleasedDose(
                id="d2",
                drug="",
                text="<b>9</b>",
                amount=(9.0, 9.5),
                frequency=Frequency(once=True),
                negated=True,
                implausible=True,
                part="answer",
                start_s=6.5,
            ),
        ),
        reviewers=("first", "second"),
        decided_at=datetime(2020, 4, 1, 8, 30, tzinfo=UTC),
    )
    chinese = replace(
        plain,
        id="p2",
        question="咳嗽怎么办？😷",
        answer="－不建议用激素。",
        language="zh",
        topics=(),
        translation_of="p1",
        session_id="s2",
        session_title="",
        held_on=None,
        speaker="",
        speaker_role="other",
        recording="",
        doses=(),
        entities=(
            ReleasedEntity(
                id="e2",
                label="SYMPTOM",
                text="咳嗽",
                assertion="absent",
                part="question",
                start_s=1.0,
            ),
        ),
    )
    pairs = (plain, chinese)
    return ReleaseContent(
        version=2,
        title="Sample & example",
        created_at=datetime(2020, 5, 1, tzinfo=UTC),
        created_by="first",
        pairs=_Streamed(pairs),
        content_sha256=content_hash(pairs),
        components={"curation": "0.1.0"},
        terms={"licence": "CC BY 4.0", "disclaimer": "No medical advice."},
        supersedes=1,
    )


def check_exporter(exporter: Exporter) -> None:
    """Try an exporter on the sample.

    Raises
    ------
    ContractError
        saying what it does not do.
    """
    content = sample_content()
    with TemporaryDirectory() as name:
        first, second = Path(name) / "first", Path(name) / "second"
        for folder in (first, second):
            folder.mkdir()
            _check_files(exporter(content, folder), folder)
        for path in first.rglob("*"):
            same = second / path.relative_to(first)
            _require(
                path.is_dir() or path.read_bytes() == same.read_bytes(),
                "the same content gives the same bytes",
            )
        _check_failure(exporter, content, Path(name) / "file")


def _check_files(written: tuple[Path, ...], folder: Path) -> None:
    _require(bool(written), "it returns the files that it wrote")
    _require(len(set(written)) == len(written), "it returns each file once")
    present = {path for path in folder.rglob("*") if path.is_file()}
    _require(set(written) == present, "it writes the files that it returns and no others")
    _require(all(path.stat().st_size for path in written), "its files are not empty")


def _check_failure(exporter: Exporter, content: ReleaseContent, blocked: Path) -> None:
    blocked.write_bytes(b"")  # a file where a folder should be stops even an administrator
    try:
        exporter(content, blocked)
    except OutputError:
        return
    except OSError as error:
        raise ContractError("it raises OutputError when it cannot write") from error
    raise ContractError("it raises OutputError when it cannot write")


def _require(holds: bool, rule: str) -> None:
    if not holds:
        raise ContractError(f"an exporter must keep this rule: {rule}")
