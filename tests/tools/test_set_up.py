"""Set-up tells plainly what is missing, and does nothing twice."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools import environment, frontend, say
from tools.environment import fingerprint, is_fresh

DEV = say.ROOT / "dev.py"


def test_an_old_python_can_read_the_first_file() -> None:
    ast.parse(DEV.read_text(encoding="utf-8"), feature_version=(3, 7))
    assert "from tools" not in DEV.read_text(encoding="utf-8").split("__main__")[0]


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("Temporary failure in name resolution", "registry cannot be reached"),
        ("error: error sending request for url", "registry cannot be reached"),
        ("npm error code ENOTFOUND", "registry cannot be reached"),
        ("error sending request\n cause: invalid peer certificate: UnknownIssuer", "PIP_CERT"),
        ("npm error code SELF_SIGNED_CERT_IN_CHAIN", "NODE_EXTRA_CA_CERTS"),
        ("OSError: [Errno 28] No space left on device", "Less than 1 GB is free"),
        ("a\nb\nboom: the real reason", "boom: the real reason"),
    ],
)
def test_failed_commands_are_explained(output: str, words: str) -> None:
    problem = say.explain("pip", output)
    assert words in problem.en
    assert problem.zh
    assert problem.zh != problem.en


def test_a_stamp_is_fresh_until_an_input_changes(tmp_path: Path) -> None:
    lock, stamp = tmp_path / "lock", tmp_path / "stamp"
    lock.write_text("a==1")
    assert not is_fresh(stamp, fingerprint(lock, "3.11"))
    stamp.write_text(fingerprint(lock, "3.11"))
    assert is_fresh(stamp, fingerprint(lock, "3.11"))
    assert not is_fresh(stamp, fingerprint(lock, "3.12"))
    lock.write_text("a==2")
    assert not is_fresh(stamp, fingerprint(lock, "3.11"))


def test_a_built_front_end_is_stale_once_a_source_changes(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "src" / "a.ts").write_text("1")
    before = fingerprint(*frontend.sources(tmp_path))
    (tmp_path / "node_modules" / "b.ts").write_text("not a source")
    assert fingerprint(*frontend.sources(tmp_path)) == before
    (tmp_path / "src" / "a.ts").write_text("2")
    assert fingerprint(*frontend.sources(tmp_path)) != before


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ("v20.19.0", True),
        ("v20.18.9", False),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
    ],
)
def test_node_versions(tmp_path: Path, version: str, enough: bool) -> None:
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\necho {version}\n")
    node.chmod(0o755)
    assert frontend.new_enough(str(node)) is enough
    assert not frontend.new_enough(None)


def test_front_end_checks_are_those_it_has(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text(json.dumps({"scripts": {"types": "tsc", "test": "vitest", "build": "x"}}))
    assert frontend.check_scripts(tmp_path) == [["test"], ["types"]]
    (tmp_path / "package.json").write_text(json.dumps({"scripts": {"lint": "eslint", "types": "tsc"}}))
    assert frontend.check_scripts(tmp_path) == [["types", "lint"]]


def test_locks_match_what_the_project_asks_for() -> None:
    """Every direct dependency stands in its lock, and every pin has hashes."""
    import tomllib

    project = tomllib.loads((say.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]],
        "requirements-tools.lock": project["dependency-groups"]["tools"],
        "requirements-node.lock": project["dependency-groups"]["node"],
        "requirements-docs.lock": project["dependency-groups"]["docs"],
    }
    for name, requirements in wanted.items():
        text = (say.ROOT / name).read_text(encoding="utf-8")
        pins = [line.split("==")[0] for line in text.splitlines() if "==" in line and not line.startswith(" ")]
        missing = {_plain(one) for one in requirements} - set(pins)
        assert not missing, f"{name} lacks {missing}: run `make lock`"
        assert text.count("--hash=sha256:") >= len(pins)


def _plain(requirement: str) -> str:
    name = requirement.split(";")[0]
    for mark in "<>=!~ [":
        name = name.split(mark)[0]
    return name.lower().replace("_", "-")


def test_an_unknown_verb_lists_the_known_ones() -> None:
    done = subprocess.run([sys.executable, str(DEV), "fly"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "check" in done.stderr


def test_both_levels_have_a_lock() -> None:
    for lock in environment.LOCKS.values():
        assert (say.ROOT / lock).exists()
