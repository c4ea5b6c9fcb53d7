"""What is promised about the set-up: one list of dependencies, no surprise CUDA, no GPL."""

import re
import tomllib
from importlib.metadata import distribution, requires
from typing import Any

import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NEEDED = {"jupyterlab", "ipywidgets", "voila", "spacy", "faster-whisper", "pandas"}
GPL = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|(?<!Lesser )General Public", re.IGNORECASE)


def base_install() -> set[str]:
    """The names of everything that the base install brings, followed through its needs."""
    found: set[str] = set()
    waiting = [Requirement(line) for line in PROJECT["dependencies"]]
    while waiting:
        need = waiting.pop()
        name = canonicalize_name(need.name)
        extras = need.extras or {""}
        if name in found or not any(
            need.marker is None or need.marker.evaluate({"extra": extra}) for extra in extras
        ):
            continue
        found.add(name)
        for line in requires(name) or []:
            inner = Requirement(line)
            if inner.marker is None or any(
                inner.marker.evaluate({"extra": extra}) for extra in extras
            ):
                waiting.append(Requirement(line.split(";")[0]))
    return found


def test_environment_conda_installs_this_project_itself() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    python = next(line for line in environment["dependencies"] if str(line).startswith("python="))
    assert SpecifierSet(PROJECT["requires-python"]).contains(python.removeprefix("python="))
    assert {"pip": ["--editable ."]} in environment["dependencies"]


def test_environment_every_dependency_has_an_upper_bound() -> None:
    for line in PROJECT["dependencies"]:
        operators = {specifier.operator for specifier in Requirement(line).specifier}
        assert operators & {"<", "=="}, line


def test_environment_torch_comes_only_with_the_whisper_extra() -> None:
    assert "torch" not in base_install()
    assert "torch==2.13.0" in PROJECT["optional-dependencies"]["whisper"]


def test_environment_base_install_has_what_the_project_is_made_of() -> None:
    assert base_install() >= NEEDED


def test_environment_base_install_has_no_gpl() -> None:
    surprises = []
    for name in sorted(base_install()):
        about = distribution(name).metadata
        licences = [about.get("License-Expression") or about.get("License") or ""]
        licences += [line for line in about.get_all("Classifier") or [] if "License ::" in line]
        if any(GPL.search(text[:200]) for text in licences):
            surprises.append(name)
    assert surprises == []
