# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""A process that holds keys leaves no core dump and lets nobody look inside."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from beratung.vault.process import quiet_windows

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the shield is Linux's")


def run(code: str) -> str:
    """What a program prints that makes a user's keys."""
    made = "import os; from uuid import uuid4; from beratung.vault.keyfile import UserSecret\n"
    made += "UserSecret.generate(uuid4(), uuid4(), bytes(32))\n"
    done = subprocess.run(
        [sys.executable, "-c", made + textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_no_core_dump_is_written() -> None:
    assert run("import resource; print(resource.getrlimit(resource.RLIMIT_CORE))") == "(0, 0)"


def test_the_process_is_not_dumpable() -> None:
    """Then the system lets no other program of this user attach to it or read its memory."""
    assert run("import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))") == "0"


@pytest.mark.parametrize(
    "use",
    [
        "from beratung.vault.kdf import *; derive('probe-probe-probe', bytes(16), KdfCost.FLOOR)",
        "from beratung.vault.recovery_code import *; RecoveryKeys(bytes(20))",
    ],
)
def test_the_shield_is_up_before_a_password_or_a_recovery_code_is_used(use: str) -> None:
    """A password that is wrong makes no keys, and still must not stand in a dump."""
    ask = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    done = subprocess.run(
        [sys.executable, "-c", f"{use}\n{ask}"], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "0"


def test_a_crash_leaves_nothing_behind(tmp_path: Path) -> None:
    """Also where the system would write a dump of any size."""
    code = "import os, resource\n"
    code += "resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)\n"
    code += "from beratung.vault.process import shield\nshield()\nos.abort()"
    crashed = os.posix_spawn(
        sys.executable, [sys.executable, "-c", f"import os; os.chdir({str(tmp_path)!r})\n{code}"],
        {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    _, status = os.waitpid(crashed, 0)
    assert os.WIFSIGNALED(status)
    assert not os.WCOREDUMP(status)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


class Kernel:
    """Remembers what Windows was told."""

    def __init__(self) -> None:
        self.mode, self.flags = 0x8000, 0

    def GetErrorMode(self) -> int:
        return self.mode

    def SetErrorMode(self, mode: int) -> None:
        self.mode = mode

    def WerSetFlags(self, flags: int) -> None:
        self.flags = flags


def test_windows_is_told_to_report_no_crash() -> None:
    kernel = Kernel()
    quiet_windows(kernel)
    assert (kernel.mode, kernel.flags) == (0x8003, 1)


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator of the system reads everything")
def test_another_program_of_the_user_cannot_read_the_memory() -> None:
    code = """
    import subprocess, sys
    other = "open('/proc/%d/mem', 'rb')" % os.getpid()
    print(subprocess.run([sys.executable, "-c", other], stderr=subprocess.DEVNULL).returncode)
    """
    assert run(code) != "0"
