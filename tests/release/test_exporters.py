import csv
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from curation.errors import CurationError
from curation.plugins import load_plugin, plugin_names
from curation.release.exporters.csv import COLUMNS, FORMULA_STARTS, export_csv, safe_cell
from curation.release.exporters.jsonl import export_jsonl
from curation.release.exporters.parquet import SCHEMA, export_parquet
from curation.release.folders import read_pairs
from curation.release.records import ReleaseContent, ReleasedPair
from curation.testing.exporters import ContractError, check_exporter, sample_content

CONTENT = sample_content()
PAIRS = list(CONTENT.pairs)


@pytest.mark.parametrize("name", plugin_names("curation.exporters"))
def test_exporters_keep_the_contract(name: str) -> None:
    check_exporter(load_plugin("curation.exporters", name))


def test_exporters_include_those_that_come_with_the_program() -> None:
    assert {"csv", "handbook", "jsonl", "parquet"} <= set(plugin_names("curation.exporters"))


def _nothing(content: ReleaseContent, folder: Path) -> tuple[Path, ...]:
    return ()


def _litter(content: ReleaseContent, folder: Path) -> tuple[Path, ...]:
    (folder / "rest").write_text("x")
    return export_jsonl(content, folder)


def _random(content: ReleaseContent, folder: Path) -> tuple[Path, ...]:
    (folder / "a").write_text(str(folder))
    return (folder / "a",)


def _indexing(content: ReleaseContent, folder: Path) -> tuple[Path, ...]:
    pairs: Any = content.pairs
    (folder / "a").write_text(pairs[0].id)
    return (folder / "a",)


def _raw_error(content: ReleaseContent, folder: Path) -> tuple[Path, ...]:
    (folder / "a").write_text("x")
    return (folder / "a",)


@pytest.mark.parametrize("exporter", [_nothing, _litter, _random, _raw_error])
def test_exporters_contract_finds_fault(exporter: Callable[..., Any]) -> None:
    with pytest.raises(ContractError, match=r"rule|OutputError"):
        check_exporter(exporter)


def test_exporters_contract_gives_pairs_that_only_stream() -> None:
    with pytest.raises(TypeError):
        check_exporter(_indexing)


def test_exporters_jsonl_reads_back_as_it_was(tmp_path: Path) -> None:
    export_jsonl(CONTENT, tmp_path)
    assert list(read_pairs(tmp_path)) == PAIRS
    frame = pd.read_json(tmp_path / "qa.jsonl", lines=True)
    assert frame.question.tolist() == [pair.question for pair in PAIRS]


def test_exporters_jsonl_broken_line_is_named(tmp_path: Path) -> None:
    (path,) = export_jsonl(CONTENT, tmp_path)
    path.write_bytes(path.read_bytes().replace(b'"id":"p2"', b'"no":"p2"'))
    with pytest.raises(CurationError, match=r"line 2.*correct it"):
        list(read_pairs(tmp_path))


@pytest.mark.parametrize("start", FORMULA_STARTS)
@pytest.mark.parametrize("before", ["", "  "])
def test_exporters_csv_starts_no_formula(start: str, before: str) -> None:
    assert safe_cell(f"{before}{start}1+1") == f"'{before}{start}1+1"


@pytest.mark.parametrize("value", ["a=1", "", "发热-咳嗽", -1.5, None])
def test_exporters_csv_leaves_other_cells(value: object) -> None:
    assert safe_cell(value) == value


def test_exporters_csv_reads_back_in_pandas_and_csv(tmp_path: Path) -> None:
    (path,) = export_csv(CONTENT, tmp_path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["question"] == "'" + PAIRS[0].question
    assert rows[0]["answer"] == PAIRS[0].answer
    assert rows[0]["drugs"] == "lopinavir (present) [DrugBank:DB01601]"
    assert rows[0]["doses"] == (
        "lopinavir: 400 mg twice a day by mouth for 7–10 days;"
        " drug not named: 9–9.5 once (not given, look again)"
    )
    assert rows[1]["doses"] == ""
    assert (rows[0]["answer_start_s"], rows[0]["answer_end_s"]) == ("3.0", "7.25")
    assert rows[1]["symptoms"] == "咳嗽 (absent)"
    assert rows[1]["answer"] == "'－不建议用激素。"
    frame = pd.read_csv(path)
    assert frame.columns[0] == "id"  # not spoilt by the mark that Excel needs
    assert frame.question[1] == "咳嗽怎么办？😷"


def test_exporters_csv_opens_in_excel_with_its_script(tmp_path: Path) -> None:
    (path,) = export_csv(CONTENT, tmp_path)
    assert path.read_bytes().startswith("\ufeff".encode())


def test_exporters_parquet_reads_back_typed(tmp_path: Path) -> None:
    (path,) = export_parquet(CONTENT, tmp_path)
    table = pq.read_table(path)
    assert table.schema.metadata[b"content_sha256"].decode() == CONTENT.content_sha256
    rows = table.to_pylist(maps_as_pydicts="strict")
    for row, pair in zip(rows, PAIRS, strict=True):
        assert row["question"] == pair.question
        assert row["held_on"] == pair.held_on
        assert row["decided_at"] == pair.decided_at
        assert row["topics"] == list(pair.topics)
        assert row["answer_spans"][1]["end_s"] == 7.25
    assert rows[0]["entities"][0]["concept"]["names"] == {"zh": "洛匹那韦"}
    assert rows[1]["entities"][0]["concept"] is None
    first, second = rows[0]["doses"]
    assert (first["amount_low"], first["amount_high"], first["ucum"]) == (400, 400, "mg")
    assert (first["times_per_day_low"], first["once"], first["every_hours_low"]) == (2, False, None)
    assert (first["duration_low"], first["duration_high"]) == (7, 10)
    assert (second["amount_high"], second["once"], second["duration_unit"]) == (9.5, True, None)
    assert (second["negated"], second["implausible"]) == (True, True)
    assert rows[1]["doses"] == []


def test_exporters_parquet_has_every_field_of_a_pair() -> None:
    assert set(SCHEMA.names) == set(ReleasedPair.__dataclass_fields__)


def test_exporters_parquet_writes_an_empty_release(tmp_path: Path) -> None:
    (path,) = export_parquet(replace(CONTENT, pairs=()), tmp_path)
    assert pq.read_table(path).num_rows == 0


def test_exporters_handbook_escapes_and_needs_no_other_host(tmp_path: Path) -> None:
    (path,) = load_plugin("curation.exporters", "handbook")(CONTENT, tmp_path)
    page = path.read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; round" in page
    assert "&lt;b&gt;not&lt;/b&gt;" in page
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    assert set(re.findall(r"https?://[^\s&]+", page)) == {"http://example.org"}  # in a question


def test_exporters_handbook_tells_doses_and_what_to_look_at_again(tmp_path: Path) -> None:
    (path,) = load_plugin("curation.exporters", "handbook")(CONTENT, tmp_path)
    page = path.read_text(encoding="utf-8")
    (listed,) = re.findall(r'(?s)<ul class="entities".*?</ul>', page)[:1]
    drug, unnamed = re.findall(r"(?s)<li>.*?</li>", listed)
    assert "lopinavir" in drug.casefold()
    assert ">400 mg twice a day by mouth for 7–10 days<" in drug
    assert "flag" not in drug
    assert "Drug not named" in unnamed
    assert re.findall(r'<strong class="flag">(.*?)</strong>', unnamed) == [
        "not given",
        "look again",
    ]


def test_exporters_handbook_cites_and_indexes(tmp_path: Path) -> None:
    (path,) = load_plugin("curation.exporters", "handbook")(CONTENT, tmp_path)
    page = path.read_text(encoding="utf-8")
    assert "Release 2" in page
    assert "as of 1 May 2020" in page
    assert "No medical advice." in page
    assert "Expert, Infectious diseases, A teaching hospital, China" in page
    assert "24 March 2020" in page
    assert "00:03–00:04, 00:06–00:07" in page
    assert 'href="../../recordings/s%201/round%20%231.opus#t=1.0,7.25"' in page
    assert page.count('class="play"') == 1  # the second has no recording
    assert 'lang="zh-Hans"' in page
    assert re.search(r"<dt>Lopinavir.*洛匹那韦.*DrugBank:DB01601", page)
    assert re.search(r'<dd><span class="said">absent</span> <a href="#p2">2.1</a></dd>', page)
    assert "translation of 1.1" in page
