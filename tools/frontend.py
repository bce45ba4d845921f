"""The console and the widget: find a Node, install what their lock files say, build when sources changed."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools import checking, machine
from tools.environment import BIN, ensure_tool, fingerprint, is_fresh, one_at_a_time, system_certificates
from tools.say import ROOT, TOOLS, quietly, step

PARTS = ("console", "widget")
SKIP = {"node_modules", "dist", "coverage"}
SETTINGS = {
    "npm_config_omit_lockfile_registry_resolved": "true",
    "npm_config_audit": "false",
    "npm_config_fund": "false",
    "npm_config_update_notifier": "false",
}


def parts() -> list[Path]:
    """The folders that hold a front end."""
    return [ROOT / name for name in PARTS if (ROOT / name / "package.json").exists()]


def build() -> None:
    """Build whatever changed. Raises Problem when a build fails."""
    for part in parts():
        if built(part):
            continue
        install(part)
        with one_at_a_time():
            if built(part):  # another `make` did it while this one waited
                continue
            with step(f"Building {part.name}", f"构建 {part.name}"):
                mark = sources_mark(part)
                quietly(["npm", "run", "build"], cwd=part, env=node_environment())
                built_stamp(part).write_text(mark)


def install(part: Path) -> None:
    """Install a front end's packages from its lock file when they changed."""
    mark = fingerprint(part / "package-lock.json", part / "package.json", str(ROOT))
    stamp = part / "node_modules" / ".stamp"
    if is_fresh(stamp, mark):
        return
    with one_at_a_time():
        if is_fresh(stamp, mark):
            return
        environment = node_environment()
        with step(f"Packages of {part.name}", f"安装 {part.name} 依赖"):
            quietly(["npm", "ci"], cwd=part, env=environment)
            stamp.write_text(mark)


def built(part: Path) -> bool:
    """True when what stands in `dist` was built from the sources as they are."""
    return (part / "dist").is_dir() and is_fresh(built_stamp(part), sources_mark(part))


def built_stamp(part: Path) -> Path:
    """The file that says which sources a front end was built from."""
    return TOOLS / f".stamp-{part.name}"


def sources_mark(part: Path) -> str:
    """A digest of everything a build of this front end reads."""
    return fingerprint(str(ROOT), *sources(part))


def check_scripts(part: Path) -> list[list[str]]:
    """The npm scripts that check a front end, those that it has: what takes longest goes beside the others."""
    has = json.loads((part / "package.json").read_text()).get("scripts", {})
    lanes = [[name for name in names if name in has] for names in (("test",), ("types", "lint"))]
    return [lane for lane in lanes if lane]


def run_script(part: Path, script: str) -> tuple[int, str]:
    """Run one of a front end's npm scripts; gives its exit code and what it said."""
    install(part)
    environment = {**os.environ, **node_environment(), "VITEST_MAX_WORKERS": str(machine.cores())}
    npm = shutil.which("npm", path=environment["PATH"]) or "npm"
    return checking.command([npm, "run", "--silent", script], cwd=part, env=environment)()


def sources(part: Path) -> Iterator[str | Path]:
    """Names and contents of all files a build may read, in a fixed order."""
    for folder, below, files in os.walk(part):
        below[:] = sorted(name for name in below if name not in SKIP)
        for name in sorted(files):
            path = Path(folder, name)
            yield str(path.relative_to(part))
            yield path


def node_environment() -> dict[str, str]:
    """Settings and a PATH whose `node` and `npm` are new enough: the system's, else the nodejs wheel's."""
    path = os.environ.get("PATH", "")
    if not (shutil.which("npm") and new_enough(shutil.which("node"))):
        ensure_tool("node", "requirements-node.lock", "Node.js", "安装 Node.js")
        path = f"{TOOLS / BIN}{os.pathsep}{path}"
    settings = {**SETTINGS, "PATH": path}
    trusted = system_certificates()
    if trusted and not os.environ.get("NODE_EXTRA_CA_CERTS"):
        settings["NODE_EXTRA_CA_CERTS"] = trusted
    return settings


def new_enough(node: str | None) -> bool:
    """True for the Nodes that the build tool supports: 20.19 and later 20s, 22.12 and later."""
    if node is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", said)
    if not found:
        return False
    version = (int(found[1]), int(found[2]))
    return (20, 19) <= version < (21, 0) or version >= (22, 12)
