"""The matrix kernels are chosen by what a processor can do, and never over what somebody has set."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.hardware import choose_kernels, core_for, flags_of

_AVX2 = "flags\t\t: fpu sse2 fma avx avx2"
_AVX512 = f"{_AVX2} avx512f avx512cd avx512bw avx512dq avx512vl"


@pytest.mark.parametrize(
    ("cpuinfo", "core"),
    [
        pytest.param(_AVX512, "SkylakeX", id="wide"),
        pytest.param(_AVX2, "Haswell", id="usual"),
        pytest.param("flags\t\t: fpu sse2", "", id="old"),
        pytest.param("Features\t: fp asimd", "", id="not-an-x86"),
        pytest.param("", "", id="nothing-known"),
    ],
)
def test_a_processor_gets_kernels_it_can_run(cpuinfo: str, core: str) -> None:
    assert core_for(flags_of(f"processor\t: 0\n{cpuinfo}\n")) == core


def test_what_an_operator_has_set_stays(tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(_AVX512)
    environment = {"OPENBLAS_CORETYPE": "Zen", "OPENBLAS_NUM_THREADS": "4"}
    choose_kernels(environment, cpuinfo)
    assert environment == {"OPENBLAS_CORETYPE": "Zen", "OPENBLAS_NUM_THREADS": "4"}


def test_a_machine_without_cpuinfo_chooses_for_itself(tmp_path: Path) -> None:
    environment: dict[str, str] = {}
    choose_kernels(environment, tmp_path / "none")
    assert environment == {"OPENBLAS_NUM_THREADS": "1"}
