"""Plug-ins are found by name and loaded only when asked for."""

import subprocess
import sys

import pytest

from curation.errors import UnknownItemError
from curation.plugins import load_plugin, plugin_names


def test_plugins_names_are_those_of_the_package() -> None:
    assert {"faster-whisper", "moonshine", "whisper"} <= set(plugin_names("curation.engines"))
    assert {"csv", "handbook", "jsonl", "parquet"} <= set(plugin_names("curation.exporters"))


def test_plugins_listing_imports_none_of_them() -> None:
    program = (
        "import sys; from curation.plugins import plugin_names; plugin_names('curation.engines');"
        "print([name for name in sys.modules if name.startswith('curation.transcribe')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_plugins_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(UnknownItemError, match=r"no exporter called 'pdf'; choose one of: .*jsonl"):
        load_plugin("curation.exporters", "pdf")


@pytest.mark.parametrize("name", ["csv", "handbook", "jsonl", "parquet"])
def test_plugins_every_exporter_loads(name: str) -> None:
    assert callable(load_plugin("curation.exporters", name))
