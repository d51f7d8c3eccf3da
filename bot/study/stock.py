"""Rasa as `rasa init` sets it up: whitespace tokens, sparse features and DIET, in fewer epochs."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bot.bench.stock import PIPELINE
from bot.hearing.encode import Floats
from bot.study.material import Labelled, Texts

EPOCHS = 30  # of the default 100: from the 28th on, 99.8% of the lines it learns from are right, and an epoch takes most of a minute
_SEED = 20261121
# It has nothing to select: no line has a response of its own.
_WITHOUT = "ResponseSelector"
# `[word](name)` and braces are markup to Rasa; in a typed line they are only typing.
_MARKUP = str.maketrans("[](){}", "      ")


class StockRasa:
    """The pipeline of `rasa init`, on messages as typed. Without its response selector, which has nothing to select."""

    def fit(self, lines: Labelled) -> StockRasa:
        os.environ["RASA_MAX_CACHE_SIZE"] = "0"  # or each run would leave a gigabyte in .rasa
        from rasa.core.agent import Agent
        from rasa.model_training import train_nlu

        self._names = lines.names
        with tempfile.TemporaryDirectory() as folder:
            config, data = Path(folder, "config.yml"), Path(folder, "nlu.yml")
            config.write_text(yaml.safe_dump(_config()), encoding="utf-8")
            data.write_text(_as_nlu(lines), encoding="utf-8")
            archive = train_nlu(str(config), str(data), folder)
            self.size = Path(archive).stat().st_size
            begin = time.perf_counter()
            self._agent = Agent.load(archive)
            self.loading = time.perf_counter() - begin
        return self

    def scores(self, texts: Texts) -> Floats:
        return asyncio.run(self._all(texts))

    async def _all(self, texts: Texts) -> Floats:
        out = np.full((len(texts.typed), len(self._names)), np.log(1e-6), np.float32)
        for row, text in enumerate(texts.typed):
            parsed = await self._agent.parse_message(text)
            for found in parsed["intent_ranking"]:
                if found["name"] in self._names:
                    out[row, self._names.index(found["name"])] = np.log(max(found["confidence"], 1e-6))
        return out


def _config() -> dict[str, Any]:
    """The configuration; ranking_length 0 keeps every situation, not the ten likeliest."""
    pipeline = [dict(component) for component in PIPELINE if component["name"] != _WITHOUT]
    diet = next(component for component in pipeline if component["name"] == "DIETClassifier")
    diet.update(epochs=EPOCHS, random_seed=_SEED, ranking_length=0)
    return {"recipe": "default.v1", "assistant_id": "stock", "language": "en", "pipeline": pipeline}


def _as_nlu(lines: Labelled) -> str:
    """The lines as Rasa's training data."""
    examples: dict[str, list[str]] = defaultdict(list)
    for text, label in zip(lines.texts.typed, lines.y):
        examples[lines.names[label]].append(f"- {' '.join(text.translate(_MARKUP).split())}\n")
    entries = [{"intent": name, "examples": "".join(said)} for name, said in examples.items()]
    return yaml.safe_dump({"version": "3.1", "nlu": entries}, allow_unicode=True)
