from collections.abc import Callable
from pathlib import Path
from typing import Any

import spacy

from curation.steps.transcribe import import_transcript
from curation.workbench import Workbench
from tests.notebooks.conftest import NOTEBOOKS

FILES = NOTEBOOKS / "tutorials" / "extend_extraction"


def test_extend_extraction_adds_a_label_rules_and_a_component(
    workbench: Workbench, demo: Path, tmp_path: Path, run_notebook: Callable[..., Any]
) -> None:
    import_transcript(workbench, demo / "covid19-en.vtt")
    notebook = run_notebook(
        "tutorials/extend_extraction.ipynb",
        home=workbench.settings.home,
        files=FILES,
        saved=tmp_path / "saved",
    )
    shown = str([cell.get("outputs") for cell in notebook.cells])
    assert "problems: 0" in shown
    assert "MINE:1" in shown  # high-flow oxygen, in the table of entities
    assert "the loaded pipeline finds the same: True" in shown
    assert workbench.store.entities() == ()

    spacy.util.import_file("how_many", FILES / "how_many.py")  # type: ignore[no-untyped-call]
    doc = spacy.load(tmp_path / "saved")("Many had a fever. Think about intubation and ECMO.")
    assert [(s.text, s.label_, s._.assertion, s._.how_many) for s in doc.ents] == [
        ("fever", "SYMPTOM", "present", "many"),
        ("intubation", "DEVICE", "hypothetical", ""),
        ("ECMO", "DEVICE", "hypothetical", ""),
    ]
