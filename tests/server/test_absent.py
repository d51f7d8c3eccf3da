"""What is left out of the serving process can be imported and inherited from, and shouts when it is called."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.load import ROOT
from bot.server.absent import PACKAGES, components_of, does_without

_OURS = ["bot.components.normaliser.Normaliser", "rasa.core.policies.rule_policy.RulePolicy"]


@pytest.fixture
def model_of(tmp_path: Path) -> Callable[[list[str]], Path]:
    def make(uses: list[str]) -> Path:
        nodes = {f"step{i}": {"uses": name} for i, name in enumerate(uses)}
        text = json.dumps({"predict_schema": {"nodes": nodes}}).encode()
        with tarfile.open(tmp_path / "model.tar.gz", "w:gz") as archive:
            archive.addfile(tarfile.TarInfo("components/train_TEDPolicy/ted.metadata.json"))
            entry = tarfile.TarInfo("metadata.json")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
        return tmp_path / "model.tar.gz"

    return make


def _in_a_fresh_process(code: str) -> subprocess.CompletedProcess[str]:
    head = "import sys\nfrom bot.server import absent\nsys.meta_path.insert(0, absent._Finder())\n"
    return subprocess.run([sys.executable, "-c", head + code], cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_a_model_of_our_own_steps_does_without(model_of: Callable[[list[str]], Path]) -> None:
    assert components_of(model_of(_OURS)) == _OURS
    assert does_without(model_of(_OURS))


def test_a_model_with_a_step_that_may_need_them_keeps_them_all(model_of: Callable[[list[str]], Path]) -> None:
    assert not does_without(model_of([*_OURS, "rasa.nlu.classifiers.diet_classifier.DIETClassifier"]))


def test_an_absent_package_can_be_imported_inherited_from_and_named() -> None:
    code = """
import tensorflow as tf
from keras.utils import tf_utils
from tensorflow.keras.utils import Sequence
class Callback(tf.keras.callbacks.Callback): pass
def f(x: tf.Tensor) -> "tf.Tensor": return x
Callback()
assert "tensorflow.python" not in sys.modules
"""
    done = _in_a_fresh_process(code)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "call", ["tf.constant(1)", "tf.data.Dataset()", "boto3.resource('x')", "pymongo.MongoClient()"]
)
def test_calling_an_absent_package_is_an_error_that_names_it(call: str) -> None:
    done = _in_a_fresh_process(f"import boto3, pymongo\nimport tensorflow as tf\n{call}")
    assert done.returncode != 0
    assert "AbsentPackage" in done.stderr
    assert "left out of this process" in done.stderr


def test_other_packages_are_found_as_ever() -> None:
    done = _in_a_fresh_process("import numpy, yaml; numpy.zeros(1)")
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_service_answers_with_every_one_of_them_left_out(model: Path) -> None:
    """Loads the trained model and holds a conversation in a process where none of the packages exists."""
    code = f"""
from bot.server import quiet; quiet.environment()
import asyncio
from pathlib import Path
from bot.server.absent import PACKAGES, leave_out
assert leave_out(Path({str(model)!r}))
from bot.server.conversation import Conversations
talks = Conversations.load(Path({str(model)!r}))
async def talk():
    _, session, _ = talks.open("en")
    said = [await talks.say(session, text) for text in ("someone will post my picture", "yes", "ok", "/restart", "bye")]
    assert all(turn.said for turn in said), [turn.said for turn in said]
asyncio.run(talk())
real = [n for n in PACKAGES if getattr(sys.modules.get(n), "__file__", None)]
assert not real, real
"""
    done = subprocess.run([sys.executable, "-c", "import sys\n" + code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_nothing_of_ours_imports_what_is_left_out() -> None:
    sources = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")]
    found = [
        (path.name, line)
        for path in sources
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith(("import ", "from ")) and line.split()[1].partition(".")[0] in PACKAGES
    ]
    assert not found
