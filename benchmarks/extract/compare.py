"""From what each system printed to figures, ratios and a table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.extract.texts import Texts
from curation.extract.evaluate import score_assertions, score_entities
from curation.model import Label

OURS = "curation"
NOTHING = "–"
LEAST_AS_HUNDREDTHS = 0.1  # smaller ratios are written with one digit that counts
Figures = dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A figure's name in the JSON, what the table calls it, and how it is written there."""

    figure: str
    title: str
    digits: int = 2


ROWS = (
    Row(figure="speech_tokens_per_s", title="tokens/s, speech", digits=0),
    Row(figure="abstracts_tokens_per_s", title="tokens/s, abstracts", digits=0),
    Row(figure="speech_tokens_per_cpu_s", title="tokens per CPU second, speech", digits=0),
    Row(figure="abstracts_tokens_per_cpu_s", title="tokens per CPU second, abstracts", digits=0),
    Row(figure="load_s", title="load time, s", digits=1),
    Row(figure="load_cpu_s", title="load time, CPU s", digits=1),
    Row(figure="load_bare_s", title="load time without terms, s", digits=1),
    Row(figure="load_bare_cpu_s", title="load time without terms, CPU s", digits=1),
    Row(figure="memory_mib", title="memory at its highest, MiB", digits=0),
    Row(figure="memory_bare_mib", title="memory loaded without terms, MiB", digits=0),
    Row(figure="speech_drug_exact_f1", title="F, DRUG in speech, exact"),
    Row(figure="speech_drug_overlap_f1", title="F, DRUG in speech, overlap"),
    Row(figure="speech_symptom_exact_f1", title="F, SYMPTOM in speech, exact"),
    Row(figure="speech_symptom_overlap_f1", title="F, SYMPTOM in speech, overlap"),
    Row(figure="abstracts_drug_exact_f1", title="F, DRUG in abstracts, exact"),
    Row(figure="abstracts_drug_overlap_f1", title="F, DRUG in abstracts, overlap"),
    Row(figure="abstracts_symptom_exact_f1", title="F, SYMPTOM in abstracts, exact"),
    Row(figure="abstracts_symptom_overlap_f1", title="F, SYMPTOM in abstracts, overlap"),
    Row(figure="absent_f1", title="F, absent"),
    Row(figure="hypothetical_f1", title="F, hypothetical"),
    Row(figure="asked_f1", title="F, asked"),
    Row(figure="present_f1", title="F, present"),
    Row(figure="assertion_accuracy", title="share of assertions that are right"),
)
LABELS: tuple[Label, ...] = ("DRUG", "SYMPTOM")  # those that are scored


def figures_of(measured: Mapping[str, Any], texts: Texts, tokens: Mapping[str, int]) -> Figures:
    """The figures of one system; those that it has nothing to say on are left out."""
    figures = {"memory_mib": measured["memory_mib"]}
    for part, suffix in (("loaded", ""), ("bare", "_bare")):
        if took := measured[part]:
            figures[f"load{suffix}_s"] = took["wall_s"]
            figures[f"load{suffix}_cpu_s"] = took["cpu_s"]
    if measured["bare"]:
        figures["memory_bare_mib"] = measured["bare"]["memory_mib"]
    for kind, took in measured["speed"].items():
        figures[f"{kind}_tokens_per_s"] = tokens[kind] / took["wall_s"]
        figures[f"{kind}_tokens_per_cpu_s"] = tokens[kind] / took["cpu_s"]
    for kind, found in measured["found"].items():
        figures |= dict(_entity_figures(kind, found, texts))
    return figures | dict(_assertion_figures(measured["statuses"], texts))


def _entity_figures(kind: str, found: Any, texts: Texts) -> Iterator[tuple[str, float]]:
    spans = [[(label, (start, end)) for start, end, label in of_text] for of_text in found]
    scores = score_entities(texts.entities[kind], spans)["labels"]
    for label in LABELS:
        for match in ("exact", "overlap") if label in scores else ():
            yield f"{kind}_{label.lower()}_{match}_f1", scores[label][match]["f1"]


def _assertion_figures(statuses: Any, texts: Texts) -> Iterator[tuple[str, float]]:
    found = [status for of_text in statuses for status in of_text]
    scores = score_assertions(texts.assertions, found)
    for status, of_status in scores["labels"].items():
        if any(status == one for one in found):
            yield f"{status}_f1", of_status["f1"]
    yield "assertion_accuracy", scores["accuracy"]


def ratios(figures: Mapping[str, Figures]) -> dict[str, Figures]:
    """By peer and figure: ours divided by the peer's, of figures that both have."""
    ours = figures[OURS]
    return {
        name: {
            figure: ours[figure] / value
            for figure, value in of_peer.items()
            if value and figure in ours
        }
        for name, of_peer in figures.items()
        if name != OURS
    }


def table(result: Mapping[str, Any]) -> str:
    """Figures by system in Markdown, behind each peer's the ratio."""
    systems = result["systems"]
    heads = ["", *(f"{name} {system['version']}" for name, system in systems.items())]
    lines = [_line(heads), _line(["--", *("--:" for _ in systems)])]
    for row in ROWS:
        cells = [_cell(row, name, result) for name in systems]
        if any(cell != NOTHING for cell in cells):
            lines.append(_line([row.title, *cells]))
    return "\n".join(lines) + "\n"


def _cell(row: Row, name: str, result: Mapping[str, Any]) -> str:
    figures = result["systems"][name]["figures"]
    if row.figure not in figures:
        return NOTHING
    text = f"{figures[row.figure]:,.{row.digits}f}"
    ratio = result["ratios"].get(name, {}).get(row.figure)
    if ratio is None:
        return text
    return f"{text} ({ratio:.2f})" if ratio >= LEAST_AS_HUNDREDTHS else f"{text} ({ratio:.1g})"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
