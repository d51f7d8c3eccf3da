"""Which trained model fits the data as it is now, and how to train one that does."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, Optional

from tarsafe import TarSafe

from bot.content.digest import digest_of
from bot.content.load import ROOT

MODELS = ROOT / "models"
_MANIFEST = MODELS / "fits.json"
_SOURCES = ("config.yml", "domain.yml", "data", "bot/content", "bot/hearing", "bot/components", "requirements.txt")
# Each of the sixty linear models is learned from a copy of all lines. Given back after each, that memory is handed out
# anew page by page: 25 s of the system's time. Heard by the processes that learn, which start after it.
_KEEPS_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(8 << 30), "MALLOC_TRIM_THRESHOLD_": str(32 << 30)}


class LightlyPacked(TarSafe):
    """A model's archive. Its weights hardly shrink: packed hard they take 24 s, packed lightly 4."""

    @classmethod
    def gzopen(cls, name: str, mode: str = "r", fileobj: Any = None, compresslevel: int = 1, **kwargs: Any) -> Any:
        return super().gzopen(name, mode, fileobj, compresslevel, **kwargs)


def _as_json(domain: Any) -> str:
    """The domain in JSON, which is YAML too. Written as YAML it takes 7 s, and our service reads neither."""
    return json.dumps(domain.as_dict())


def digest_of_data() -> str:
    """A digest of everything a model is made from: data, config and the code that learns from it."""
    return digest_of(_SOURCES)


def _digest_of_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fitting_model() -> Optional[Path]:
    """The model trained from the data as it is now and unchanged since, or None."""
    try:
        manifest = json.loads(_MANIFEST.read_text(encoding="utf-8"))
        model = MODELS / manifest["model"]
        fits = manifest["data"] == digest_of_data() and manifest["sha256"] == _digest_of_file(model)
    except (OSError, ValueError, KeyError):
        return None
    return model if fits else None


def remember_model(model: Path) -> None:
    """Writes down what the model was made from and its own digest; removes older models."""
    manifest = {"model": model.name, "data": digest_of_data(), "sha256": _digest_of_file(model)}
    _MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    for old in MODELS.glob("*.tar.gz"):
        if old != model:
            old.unlink()


def ready_model() -> Path:
    """The model that fits the data as it is now, trained now if there is none."""
    return fitting_model() or train()


def train() -> Path:
    """Trains a model from the data as it is now, for all who need one after.

    Raises:
        RuntimeError: when training gave no model, with the step to find out why.
    """
    model = train_into(MODELS)
    remember_model(model)
    return model


def train_into(folder: Path) -> Path:
    """The model trained from the data as it is now, in `folder`. Raises what `train` does."""
    from bot.server import quiet

    os.environ.update(_KEEPS_MEMORY)
    quiet.environment()  # or Rasa would tell its makers that a model is trained
    from rasa.engine.storage import local_model_storage
    from rasa.model_training import train as rasa_train
    from rasa.shared.core.domain import Domain

    quiet.hush()  # or Rasa prints a line of debugging for every state of every rule
    local_model_storage.TarSafe = LightlyPacked
    Domain.as_yaml = _as_json
    result = rasa_train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=[str(ROOT / "data")],
        output=str(folder),
        fixed_model_name="handrail",
    )
    if result.code != 0 or not result.model:
        raise RuntimeError("training gave no model. Run: handrail check, then rasa data validate")
    return Path(result.model)
