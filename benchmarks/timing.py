"""What a whole process costs: seconds, processor seconds, peak memory."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KILO = 1 if sys.platform == "darwin" else 1024
"""What the system counts peak memory in: bytes on macOS, kibibytes elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One process, or several after one another; ``peak_gb`` is in units of 10^9 bytes."""

    seconds: float
    cpu_seconds: float
    peak_gb: float
    output: str

    def then(self, other: "Run") -> "Run":
        """Both, one after the other: times add up, of the peaks the higher counts."""
        return Run(
            seconds=self.seconds + other.seconds,
            cpu_seconds=self.cpu_seconds + other.cpu_seconds,
            peak_gb=max(self.peak_gb, other.peak_gb),
            output=other.output,
        )

    def figures(self) -> dict[str, Any]:
        """The three figures, rounded as one would say them."""
        return {
            "seconds": round(self.seconds, 2),
            "cpu_seconds": round(self.cpu_seconds, 2),
            "peak_gb": round(self.peak_gb, 2),
        }


def timed(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end and say what it cost.

    The system's own account of the ended process is used, which knows the true peak and needs no sampling; of
    processes that it started itself, the largest counts.

    Args:
        environment: set beside what this process has.

    Raises:
        SystemExit: the command is not there or failed; the sentence holds the end of what it said.
    """
    # What earlier runs have written is put on disk first, so that no run pays for another's.
    os.sync()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        try:
            process = subprocess.Popen(command, stdout=output, stderr=errors, env={**os.environ, **(environment or {})})
        except OSError as error:
            raise SystemExit(f"{command[0]} cannot be run ({error.strerror}). Install the package first.") from None
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            said = errors.read().decode("utf-8", "replace").strip()[-2000:]
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
        return Run(
            seconds=seconds,
            cpu_seconds=used.ru_utime + used.ru_stime,
            peak_gb=used.ru_maxrss * KILO / 1e9,
            output=output.read().decode("utf-8"),
        )
