"""Vocabulary files in the formats in which their makers give them."""

import json
from pathlib import Path

import pytest

from curation.errors import FormatError, InputError
from curation.extract import compile_vocabulary, load_vocabulary, vocabulary_path
from curation.extract.added import FOLDER, add_source, added_terms, list_sources
from curation.extract.importers import READERS, format_of

RXNORM = """\
161|ENG|P|L1|PF|S1|Y|A1||161||RXNORM|IN|161|acetaminophen||N|4096|
161|ENG|S|L2|PF|S2|Y|A2||D1||MTHSPL|SU|362O9ITL9D|ACETAMINOPHEN||N||
161|ENG|S|L3|PF|S3|Y|A3||D1||DRUGBANK|SY|DB00316|paracetamol||N||
161|ENG|S|L4|PF|S4|Y|A4||D1||DRUGBANK|SY|DB00316|Old name||O||
161|SPA|S|L5|PF|S5|Y|A5||D1||MSHSPA|PT|D000082|acetaminofeno||N||
202433|ENG|P|L6|PF|S6|Y|A6||202433||RXNORM|BN|202433|Tylenol||N|4096|
198440|ENG|P|L7|PF|S7|Y|A7||198440||RXNORM|SCD|198440|acetaminophen 500 MG Oral Tablet||N|4096|
"""
OBO = """\
format-version: 1.2
data-version: symp/releases/2024-05-17/symp.obo

[Term]
id: SYMP:0000614
name: cough
synonym: "tussis" EXACT []

[Term]
id: SYMP:0000570
name: pain
"""
BABELON = (
    "source_language\ttranslation_language\tsubject_id\tpredicate_id\tsource_value"
    "\ttranslation_value\ttranslation_status\n"
    "en\tzh\tHP:0012735\trdfs:label\tCough\t咳嗽\tOFFICIAL\n"
    "en\tzh\tHP:0012735\tIAO:0000115\tA sudden expulsion\t突然呼出\tOFFICIAL\n"
    "en\tzh\tHP:0012735\toio:hasExactSynonym\tCoughing\t咳\tOFFICIAL\n"
    'en\tzh\tHP:0001945\trdfs:label\tFever\t"发烧（热）"\tOFFICIAL\n'
    "en\tzh\tHP:0002099\trdfs:label\tAsthma\t哮喘\tCANDIDATE\n"
    "en\tzh\tHP:0001250\trdfs:label\tSeizure\tSeizure\tNOT_TRANSLATED\n"
)
MESH_XML = """\
<?xml version="1.0"?>
<!DOCTYPE DescriptorRecordSet SYSTEM "https://www.nlm.nih.gov/databases/dtd/x.dtd">
<DescriptorRecordSet LanguageCode = "eng">
<DescriptorRecord DescriptorClass = "1">
  <DescriptorUI>D004433</DescriptorUI>
  <DescriptorName><String>Earache</String></DescriptorName>
  <TreeNumberList><TreeNumber>C09.218.350</TreeNumber>
   <TreeNumber>C23.888.592.612.330</TreeNumber></TreeNumberList>
  <ConceptList><Concept PreferredConceptYN="Y"><TermList>
   <Term><TermUI>T1</TermUI><String>Earache</String></Term>
   <Term><TermUI>T2</TermUI><String>Pain, Ear</String></Term>
  </TermList></Concept></ConceptList>
</DescriptorRecord>
<DescriptorRecord DescriptorClass = "1">
  <DescriptorUI>D000082</DescriptorUI>
  <DescriptorName><String>Acetaminophen</String></DescriptorName>
  <PharmacologicalActionList><PharmacologicalAction><DescriptorReferredTo>
   <DescriptorUI>D000700</DescriptorUI></DescriptorReferredTo></PharmacologicalAction>
  </PharmacologicalActionList>
  <TreeNumberList><TreeNumber>D02.065.199.092.040</TreeNumber></TreeNumberList>
</DescriptorRecord>
<DescriptorRecord DescriptorClass = "1">
  <DescriptorUI>D014867</DescriptorUI>
  <DescriptorName><String>Water</String></DescriptorName>
  <TreeNumberList><TreeNumber>D01.045.250.875</TreeNumber></TreeNumberList>
</DescriptorRecord>
</DescriptorRecordSet>
"""
MESH_ASCII = """\
*NEWRECORD
RECTYPE = D
MH = Earache
PRINT ENTRY = Pain, Ear|T184|NON|EQV|NLM (1994)|930511|abcdef
MN = C09.218.350
MN = C23.888.592.612.330
UI = D004433

*NEWRECORD
RECTYPE = Q
SH = abnormalities
UI = Q000002

*NEWRECORD
RECTYPE = D
MH = Acetaminophen
MN = D02.065.199.092.040
PA = Analgesics, Non-Narcotic
UI = D000082
"""
TSV = """\
# ours
system\tcode\ten\tzh\ten_synonyms\tzh_synonyms\tlabel
CEC\tCEC:zzz\tzorblaxine\t佐布拉辛\tZorb|zrb\t佐布\tDRUG
"""
FILES = {
    "RXNCONSO.RRF": RXNORM,
    "symp.obo": OBO,
    "hp-zh.babelon.tsv": BABELON,
    "desc.xml": MESH_XML,
    "d.bin": MESH_ASCII,
    "own.tsv": TSV,
}


def write(folder: Path, name: str, text: str | None = None) -> Path:
    path = folder / name
    path.write_text(FILES[name] if text is None else text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "format_name", "expected"),
    [
        (
            "RXNCONSO.RRF",
            "rxnorm",
            [
                ("RxNorm", "161", "", "acetaminophen", ("ACETAMINOPHEN", "paracetamol"), ""),
                ("RxNorm", "202433", "", "Tylenol", (), ""),
            ],
        ),
        (
            "symp.obo",
            "obo",
            [
                ("SYMP", "SYMP:0000614", "", "cough", ("tussis",), ""),
                ("SYMP", "SYMP:0000570", "", "pain", (), ""),
            ],
        ),
        (
            "hp-zh.babelon.tsv",
            "babelon",
            [
                ("HPO", "HP:0012735", "咳嗽", "Cough", (), ""),
                ("HPO", "HP:0001945", "发烧（热）", "Fever", (), ""),
                ("HPO", "HP:0002099", "哮喘", "Asthma", (), ""),
            ],
        ),
        (
            "desc.xml",
            "mesh",
            [
                ("MESH", "D004433", "", "Earache", ("Ear Pain",), "SYMPTOM"),
                ("MESH", "D000082", "", "Acetaminophen", (), "DRUG"),
            ],
        ),
        (
            "d.bin",
            "mesh",
            [
                ("MESH", "D004433", "", "Earache", ("Ear Pain",), "SYMPTOM"),
                ("MESH", "D000082", "", "Acetaminophen", (), "DRUG"),
            ],
        ),
        (
            "own.tsv",
            "tsv",
            [("CEC", "CEC:zzz", "佐布拉辛", "zorblaxine", ("Zorb", "zrb"), "DRUG")],
        ),
    ],
)
def test_importers_read_their_format(
    tmp_path: Path, name: str, format_name: str, expected: list[tuple[object, ...]]
) -> None:
    path = write(tmp_path, name)
    assert format_of(path) == format_name
    assert [
        (entry.system, entry.code, entry.zh, entry.en, entry.en_synonyms, entry.label)
        for entry in READERS[format_of(path)](path)
    ] == expected


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("RXNCONSO.RRF", RXNORM + "161|ENG|P\n", r"RRF, line 8: not a row of RXNCONSO"),
        ("symp.obo", OBO + "what\n", r"obo, line 12: not in OBO format"),
        ("symp.obo", OBO + "[Term]\nname: lost\n", r"obo, line 12: a term without id"),
        ("hp-zh.babelon.tsv", BABELON + "en\tzh\n", r"tsv, line 8: 2 values for 7 columns"),
        ("desc.xml", MESH_XML.replace("<DescriptorUI>D004433", "<X>"), r"xml, line 5: not XML"),
        ("desc.xml", MESH_XML[:-30], r"xml: the file is cut off"),
        ("desc.xml", MESH_XML.replace("D004433", ""), r"xml, line 13: a descriptor without code"),
        ("d.bin", MESH_ASCII + "what\n", r"bin, line 20: not in MeSH's ASCII format"),
        ("d.bin", "MH = Earache\n", r"bin, line 1: not in MeSH's ASCII format"),
        ("own.tsv", TSV.replace("DRUG", "DISH"), r"own\.tsv, line 3"),
        ("own.tsv", TSV + "CEC\t\ta\t\t\t\tDRUG\n", r"line 4: the column 'code' is empty"),
        ("other.csv", "a,b\n", r"other\.csv: its format is not known; give --format"),
        ("symp.obo", "format-version: 1.2\n", "holds no entry of use"),
    ],
)
def test_importers_name_the_line_that_is_wrong(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    folder = tmp_path / FOLDER
    with pytest.raises(FormatError, match=message):
        add_source(write(tmp_path, name, text), folder)
    assert not list(folder.glob("*")) if folder.exists() else True


def test_importers_refuse_what_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "RXNCONSO.RRF"
    path.write_bytes(RXNORM.encode() + b"\xff\xfe\n")
    with pytest.raises(FormatError, match=r"RRF, line 8: not UTF-8"):
        add_source(path, tmp_path / FOLDER)


def test_added_needs_to_know_what_entries_are(tmp_path: Path) -> None:
    path = write(tmp_path, "odd.obo", OBO.replace("SYMP:", "ODD:"))
    with pytest.raises(InputError, match="line 4: nothing says whether entries of ODD are"):
        add_source(path, tmp_path / FOLDER)
    assert add_source(path, tmp_path / FOLDER, label="SYMPTOM").concepts == 2


def test_added_reports_conflicts_and_prefers_preferred_names(tmp_path: Path) -> None:
    head, row = TSV.split("\n")[1:3]
    rows = [
        head,
        row.replace("CEC:zzz", "CEC:1").replace("zorblaxine", "one").replace("zrb", "quelm"),
        row.replace("CEC:zzz", "CEC:2").replace("zorblaxine", "quelm").replace("Zorb|zrb", ""),
    ]
    path = write(tmp_path, "own.tsv", "\n".join(rows) + "\n")
    source = add_source(path, tmp_path / FOLDER)
    assert source.conflicts == 3
    assert [(c.text, c.code, c.other, c.line) for c in source.examples] == [
        ("quelm", "CEC:2", "CEC:1", 3),
        ("佐布拉辛", "CEC:1", "CEC:2", 3),
        ("佐布", "CEC:1", "CEC:2", 3),
    ]
    terms = {term.text: term.concept.code for term in reversed([*added_terms(tmp_path / FOLDER)])}
    assert terms["quelm"] == "CEC:2"
    assert terms["佐布"] == "CEC:1"


def test_added_sources_come_between_own_lists_and_packages(tmp_path: Path) -> None:
    before = vocabulary_path(tmp_path)
    rxnorm = (
        RXNORM
        + RXNORM.split("\n")[0].replace("161", "7").replace("acetaminophen", "adalimumab-atto")
        + "\n"
    )
    rxnorm += (
        RXNORM.split("\n")[0].replace("161", "8").replace("acetaminophen", "zanubrutinib") + "\n"
    )
    add_source(write(tmp_path, "RXNCONSO.RRF", rxnorm), tmp_path / FOLDER)
    add_source(write(tmp_path, "hp-zh.babelon.tsv"), tmp_path / FOLDER)
    assert vocabulary_path(tmp_path) != before
    path = vocabulary_path(tmp_path)
    compile_vocabulary(path, more=tmp_path / FOLDER)
    vocabulary = load_vocabulary(path)
    text = "paracetamol, adalimumab-atto, zanubrutinib, 咳嗽"
    assert [match.concept for match in vocabulary.find(text)] == [
        "DrugBank:DB00316",
        "RxNorm:7",
        "RxNorm:8",
        "HP:0012735",
    ]
    assert vocabulary.about.sources["rxnconso"] == list_sources(tmp_path / FOLDER)[1].version


def test_added_source_of_the_same_name_is_replaced(tmp_path: Path) -> None:
    add_source(write(tmp_path, "own.tsv"), tmp_path / FOLDER)
    first = vocabulary_path(tmp_path)
    add_source(write(tmp_path, "own.tsv", TSV.replace("Zorb|", "")), tmp_path / FOLDER)
    assert [source.terms for source in list_sources(tmp_path / FOLDER)] == [4]
    assert vocabulary_path(tmp_path) != first


def test_added_labels_findings_as_conditions_where_they_are(tmp_path: Path) -> None:
    add_source(write(tmp_path, "hp-zh.babelon.tsv"), tmp_path / FOLDER)
    rows = (tmp_path / FOLDER / "hp-zh-babelon.tsv").read_text("utf-8").splitlines()
    assert [row.split("\t")[0] for row in rows[1:]] == ["SYMPTOM", "SYMPTOM", "CONDITION"]
    facts = json.loads((tmp_path / FOLDER / "hp-zh-babelon.json").read_text())
    assert facts["licence"].startswith("as the translation's header says")
