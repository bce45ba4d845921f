"""`python -m tools.mood_model`: learn the mood model that ships from the seed set, and write it beside it."""

from __future__ import annotations

from pathlib import Path

from qingfeng.adapters.embed import found
from qingfeng.modules.understanding.mood import dump
from qingfeng.modules.understanding.mood_training import seed, train

PLACE = Path(__file__).parent.parent / "src/qingfeng/modules/understanding/data/mood.bin"


def main() -> None:
    encoder = found()
    if encoder is None:
        raise SystemExit("The sentence encoder is not installed.")
    model = train(seed(), encoder)
    PLACE.write_bytes(dump(model))
    print(
        f"{model.header.rows} texts, {len(model.places)} grams, {PLACE.stat().st_size} bytes, version {model.version}"
    )


if __name__ == "__main__":
    main()
