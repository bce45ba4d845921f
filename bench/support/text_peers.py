"""Peers of understanding: TF-IDF with a linear support vector machine, fastText and node-nlp.

The last two are no dependency of ours: each is installed into a folder of its own, or left out with a plain line.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from bench.support.box import cache_folder
from bench.support.peers import environment
from bench.support.texts import Labelled
from qingfeng.modules.understanding.public import cut_by_words

SECONDS = 240
"""A peer that has not finished by then is left out."""

_FASTTEXT = """
import fasttext, json, sys
given = json.load(open(sys.argv[1]))
open(sys.argv[1] + ".txt", "w").write("".join(f"__label__{n} {text}\\n" for text, n in given["train"]))
model = fasttext.train_supervised(sys.argv[1] + ".txt", lr=0.5, epoch=25, wordNgrams=2, minn=2, maxn=4, dim=100, thread=1, verbose=0)
found = model.f.multilinePredict([text + "\\n" for text in given["test"]], 1, 0.0, "strict")
json.dump([int(labels[0].replace("__label__", "")) for labels in found[0]], open(sys.argv[2], "w"))
"""
_NODE = """
const fs = require("fs"); const { NlpManager } = require("node-nlp");
(async () => {
  const given = JSON.parse(fs.readFileSync(process.argv[2]));
  const m = new NlpManager({ languages: [given.language], autoSave: false, forceNER: false, nlu: { log: false } });
  for (const [text, n] of given.train) m.addDocument(given.language, text, String(n));
  await m.train();
  const found = [];
  for (const text of given.test) { const r = await m.process(given.language, text); found.push(parseInt(r.intent)); }
  fs.writeFileSync(process.argv[3], JSON.stringify(found.map((n) => (Number.isNaN(n) ? -1 : n))));
})();
"""


class Told(NamedTuple):
    """`seconds`: learning and telling together, as there is no other way to time a stranger's process."""

    labels: list[str]
    seconds: float


def machine(train: Labelled, test: Sequence[str]) -> Told:
    """TF-IDF of words and pairs of them, a linear support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import LinearSVC

    begun = perf_counter()
    line = make_pipeline(TfidfVectorizer(analyzer=_words_and_pairs, sublinear_tf=True), LinearSVC(random_state=1))
    line.fit([text for text, _ in train], [label for _, label in train])
    return Told(list(line.predict(list(test))), perf_counter() - begun)


def _words_and_pairs(text: str) -> list[str]:
    words = cut_by_words(text.lower())
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))]


def fast_text(train: Labelled, test: Sequence[str]) -> Told | None:
    python = environment("fasttext", "fasttext-numpy2-wheel")
    if python is None:
        return None

    def plain(text: str) -> str:
        return " ".join(cut_by_words(text.lower()))

    return _asked([str(python), "-c", _FASTTEXT], [(plain(a), b) for a, b in train], [plain(a) for a in test], "")


def node_nlp(train: Labelled, test: Sequence[str], *, chinese: bool) -> Told | None:
    folder = cache_folder() / "node-nlp"
    if shutil.which("npm") is None or shutil.which("node") is None:
        print("node-nlp is left out: there is no node")
        return None
    if not (folder / "node_modules" / "node-nlp").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}")
        print(f"Installing node-nlp into {folder} (once)", flush=True)
        step = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "node-nlp@4"]
        if subprocess.run(step, cwd=folder, capture_output=True, timeout=600, check=False).returncode:
            print("node-nlp is left out: it cannot be installed here")
            return None
    script = folder / "ask.js"
    script.write_text(_NODE)
    return _asked(["node", str(script)], train, test, "zh" if chinese else "en")


def _asked(command: list[str], train: Labelled, test: Sequence[str], language: str) -> Told | None:
    names = sorted({label for _, label in train})
    place = {name: at for at, name in enumerate(names)}
    with tempfile.TemporaryDirectory() as made:
        given, answer = Path(made) / "given.json", Path(made) / "answer.json"
        given.write_text(json.dumps({"language": language, "train": [(a, place[b]) for a, b in train], "test": list(test)}))  # fmt: skip
        begun = perf_counter()
        try:
            done = subprocess.run([*command, str(given), str(answer)], capture_output=True, text=True, timeout=SECONDS, check=False)  # fmt: skip
        except subprocess.TimeoutExpired:
            print(f"{command[0]}: not finished after {SECONDS} s, left out")
            return None
        if done.returncode or not answer.exists():
            print(f"{command[0]}: left out: {done.stderr.strip()[-200:]}")
            return None
        found = json.loads(answer.read_text())
    return Told([names[n] if n >= 0 else "" for n in found], perf_counter() - begun)
