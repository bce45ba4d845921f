"""What we ship to be deployed: read as its own tools read it, and complete."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

TOP = Path(__file__).parents[2]
DEPLOY = TOP / "deploy"
VARIABLE = re.compile(r"\b(?:QF|OTEL_EXPORTER)_[A-Z_]+\b")
INTERNAL = {"QF_LIFELINE", "QF_EVENTS"}
"""What processes of one box tell each other, and the name of a stream."""


def documented() -> set[str]:
    return set(VARIABLE.findall((TOP / "docs/reference/settings.md").read_text("utf-8")))


def read_in_code() -> set[str]:
    found: set[str] = set()
    for file in (TOP / "src/qingfeng").rglob("*.py"):
        found |= set(re.findall(r'"((?:QF|OTEL_EXPORTER)_[A-Z_]+)"', file.read_text("utf-8")))
    return found - INTERNAL


def test_every_setting_is_documented_and_none_that_does_not_exist() -> None:
    assert documented() == read_in_code()


# ------------------------------------------------------------------ the image
def instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines]


def copied() -> list[tuple[str, str, str]]:
    """Each COPY as stage or nothing, source and target."""
    found = []
    for name, rest in instructions():
        if name == "COPY":
            parts = rest.split()
            stage = parts.pop(0).removeprefix("--from=") if parts[0].startswith("--from=") else ""
            found += [(stage, source, parts[-1]) for source in parts[:-1]]
    return found


def test_the_image_is_built_of_what_is_there() -> None:
    names = [name for name, _ in instructions()]
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD"}
    assert set(names) <= known
    stages = {rest.split(" AS ")[1] for name, rest in instructions() if name == "FROM" and " AS " in rest}
    for stage, source, _ in copied():
        assert stage in stages if stage else (TOP / source).exists(), source
    last = len(names) - names[::-1].index("FROM")
    assert "USER" in names[last:], "the image would run as root"


def test_the_image_holds_all_that_a_process_needs(tmp_path: Path) -> None:
    """What the last stage copies, put together here, starts: the command line answers and every process can be loaded."""
    for stage, source, target in copied():
        if not stage and (TOP / source).is_dir() and source == "src":
            shutil.copytree(TOP / source, tmp_path / target, ignore=shutil.ignore_patterns("__pycache__"))
    environ = {**os.environ, "PYTHONPATH": str(tmp_path / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    entry = next(rest for name, rest in instructions() if name == "ENTRYPOINT")
    program, *arguments = yaml.safe_load(entry)
    assert program == "python"
    done = subprocess.run(
        [sys.executable, *arguments, "version"], env=environ, cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    load = "import qingfeng, qingfeng.app.serve, qingfeng.app.worker, qingfeng.app.router; print(qingfeng.__file__)"
    done = subprocess.run([sys.executable, "-c", load], env=environ, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.startswith(str(tmp_path)), done.stderr


def test_the_image_installs_by_hash_and_nothing_else() -> None:
    installs = [rest for name, rest in instructions() if name == "RUN" and "pip install" in rest]
    assert len(installs) == 1
    assert "--require-hashes -r requirements.lock" in installs[0]


# ------------------------------------------------------------------ compose
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def test_compose_runs_every_process_with_settings_that_exist() -> None:
    services = compose()["services"]
    commands = {s["command"][0]: s for name, s in services.items() if s["image"] == "qingfeng"}
    assert {"migrate", "serve", "worker", "router"} == set(commands)
    for name, service in commands.items():
        given = set(service["environment"])
        assert given <= read_in_code(), name
        assert {"QF_DATABASE_URL", "QF_NATS_URL", "QF_SECRET_KEY"} <= given, name
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert set(service["depends_on"]) <= set(services)
    assert commands["serve"]["ports"] == ["${QF_LISTEN:-127.0.0.1:8080}:8080"]


def test_compose_gets_its_secrets_from_outside_and_its_files_from_here() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    example = set(re.findall(r"^(\w+)=", (DEPLOY / "env.example").read_text("utf-8"), re.M))
    needed = set(re.findall(r"\$\{(\w+):\?", text))
    assert needed
    assert needed <= example
    for line in (DEPLOY / "env.example").read_text("utf-8").splitlines():
        name, _, value = line.partition("=")
        assert not (name in needed and value), f"{name} has a value in the example"
    for service in compose()["services"].values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert source in compose()["volumes"] or (DEPLOY / source).exists(), source


def test_the_databases_script_is_good_shell() -> None:
    subprocess.run(["sh", "-n", str(DEPLOY / "compose/postgres.sh")], check=True)
    text = (DEPLOY / "compose/postgres.sh").read_text("utf-8")
    assert "NOSUPERUSER NOBYPASSRLS" in text


# ------------------------------------------------------------------ systemd
@pytest.mark.parametrize("role", ["serve", "worker", "router"])
def test_units(role: str, tmp_path: Path) -> None:
    text = (DEPLOY / f"systemd/qingfeng-{role}.service").read_text("utf-8")
    assert f"-m qingfeng.app.cli {role}\n" in text
    assert "User=qingfeng" in text
    assert set(VARIABLE.findall(text)) <= read_in_code()
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    unit = tmp_path / f"qingfeng-{role}.service"
    unit.write_text(text.replace("/opt/qingfeng/.venv/bin/python", shutil.which("true") or "true"))
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    complaints = [line for line in done.stderr.splitlines() if unit.name in line]
    assert not complaints, complaints
