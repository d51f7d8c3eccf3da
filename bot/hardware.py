"""Which matrix kernels this processor can run.

The OpenBLAS inside NumPy knows processors by name; one newer than itself it takes for a Pentium 4, and a
sentence then takes three times as long to encode (docs/performance.md). So it is told by what the processor
can do, not by what it is called.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path

_AVX512 = frozenset(("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"))
_AVX2 = frozenset(("avx2", "fma"))


def flags_of(cpuinfo: str) -> frozenset[str]:
    """What the first processor of Linux's cpuinfo says it can do; empty on any other kind of machine."""
    line = next((line for line in cpuinfo.splitlines() if line.startswith("flags")), "")
    return frozenset(line.partition(":")[2].split())


def core_for(flags: frozenset[str]) -> str:
    """OpenBLAS's name for the kernels that use these abilities; "" to let it choose."""
    if flags >= _AVX512 | _AVX2:
        return "SkylakeX"
    return "Haswell" if flags >= _AVX2 else ""


def choose_kernels(environment: MutableMapping[str, str], cpuinfo: Path = Path("/proc/cpuinfo")) -> None:
    """Sets the kernels, and one thread a process, where nobody has set them. Before NumPy is imported.

    One thread: a second one waits in a busy loop between the small products of a turn, and takes the core
    from the next conversation.
    """
    environment.setdefault("OPENBLAS_NUM_THREADS", "1")
    core = core_for(flags_of(cpuinfo.read_text())) if cpuinfo.exists() else ""
    if core:
        environment.setdefault("OPENBLAS_CORETYPE", core)
