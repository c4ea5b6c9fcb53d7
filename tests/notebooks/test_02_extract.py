from collections.abc import Callable
from typing import Any

from curation.model import Participant, Session
from curation.store.transcripts import save_transcript
from curation.workbench import Workbench
from tests.extract.talks import talk

SAID = [
    ("Asker", "Did you use steroids in mild cases?"),
    (
        "Expert",
        "No. We gave oxygen for the dry cough, the fever and the headache, and 500 mg of aspirin.",
    ),
]


def test_02_extract_fills_the_store(workbench: Workbench, run_notebook: Callable[..., Any]) -> None:
    people = (Participant(name="Asker", role="asker"), Participant(name="Expert", role="expert"))
    for session_id in ("s1", "s2"):
        workbench.store.put_session(Session(id=session_id, participants=people))
        save_transcript(workbench.settings.transcripts, talk(SAID, session_id))
    notebook = run_notebook("02_extract.ipynb", home=workbench.settings.home, sessions=["s1"])
    entities = {span.text: span.assertion for span in workbench.store.entities()}
    assert entities["steroids"] == "absent"
    assert entities["dry cough"] == "present"
    (pair,) = workbench.store.pairs()
    assert pair.answer_text == SAID[1][1]
    shown = str([cell.get("outputs") for cell in notebook.cells])
    assert "entity" in shown  # displaCy's markup
    assert "1 doses" in shown
    assert "500 mg" in shown
    assert list(workbench.settings.models.glob("vocabulary-*.zip"))
