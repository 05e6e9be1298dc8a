"""What this machine's processor does well, as far as it changes what a model writes.

CTranslate2 multiplies int8 on x86 by an instruction that saturates, and quietly: where there is no
VNNI, outputs differ from those in float32 and are worse. There a model is decoded in float32; those
of Firefox's in int8 in a way that does not saturate (`marian/compute.py`).
"""

from __future__ import annotations

import contextlib
import importlib
import os
import platform
from functools import cache
from pathlib import Path

STORED, FLOAT = "default", "float32"  # CTranslate2's names: as the file has it, and widened
# In oneDNN's names for what it may use.
_WITH_VNNI = ("VNNI", "BF16", "FP16", "AMX", "ALL", "DEFAULT")


def compute_type() -> str:
    """How a model's numbers are to be multiplied here, in CTranslate2's words."""
    return STORED if is_int8_exact() else FLOAT


def in_words() -> str:
    """What is to be told of it."""
    if is_int8_exact():
        return "as the model's file has it"
    return "float32: this processor has no VNNI that is known, and int8 would be worse without"


@cache
def is_int8_exact() -> bool:
    """Whether int8 gives what it should. What is not known is taken not to."""
    if platform.machine().lower() not in ("x86_64", "amd64", "i386", "i686"):
        return True
    limit = os.environ.get("ONEDNN_MAX_CPU_ISA") or os.environ.get("DNNL_MAX_CPU_ISA") or "ALL"
    if not any(name in limit.upper() for name in _WITH_VNNI):
        return False
    return _asked_of_numpy() or "avx_vnni" in _flags()


def _asked_of_numpy() -> bool:
    """numpy asks the processor itself, which is right in an emulated one as well."""
    for name in ("numpy._core._multiarray_umath", "numpy.core._multiarray_umath"):
        with contextlib.suppress(ImportError, AttributeError):
            features: dict[str, bool] = importlib.import_module(name).__cpu_features__
            return features.get("AVX512VNNI", False)
    return False


def _flags() -> frozenset[str]:
    """What Linux lists; none elsewhere."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return frozenset()
    lines = (line for line in text.splitlines() if line.startswith("flags"))
    return frozenset(next(lines, "").split())
