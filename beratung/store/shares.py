# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Whether a folder lies on a network share, where locks and syncs of a database cannot be trusted."""

import ctypes
import re
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath

# fmt: off
REMOTE_TYPES = frozenset(
    {
        "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.beegfs", "fuse.ceph", "fuse.curlftpfs",
        "fuse.davfs", "fuse.glusterfs", "fuse.google-drive-ocamlfuse", "fuse.gvfsd-fuse", "fuse.lustre",
        "fuse.nfs", "fuse.onedriver", "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs", "gfs2",
        "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "smb3", "smbfs",
        "vboxsf", "vmhgfs", "fuse.vmhgfs-fuse",
    }
)
# fmt: on
"""Linux file systems that several machines may write at once.

9p is refused where it carries a Windows drive or TCP: as the root of a virtual machine it is a local disk.
"""
MNT_LOCAL = 0x1000
DRIVE_REMOTE = 4


def is_network_folder(folder: Path) -> bool:
    """Whether the folder, or the nearest folder above it that exists, lies on a network share."""
    there = folder.resolve()
    while not there.exists():
        there = there.parent
    if sys.platform == "win32":  # pragma: no cover - the pieces are tested apart
        return is_remote_on_windows(PureWindowsPath(there), ctypes.windll.kernel32.GetDriveTypeW)
    if sys.platform == "darwin":  # pragma: no cover - the pieces are tested apart
        return not _mac_flags(there) & MNT_LOCAL
    mounts = Path("/proc/self/mountinfo")
    if not mounts.exists():
        return False
    return is_remote_on_linux(PurePosixPath(there), mounts.read_text(encoding="utf-8", errors="replace"))


def is_remote_on_linux(folder: PurePosixPath, mountinfo: str) -> bool:
    """Decide by the text of ``/proc/self/mountinfo``; the last and longest mount point that fits counts."""
    best, is_remote = -1, False
    for line in mountinfo.splitlines():
        before, found, after = line.partition(" - ")
        fields, source = before.split(" "), after.split(" ")
        if not found or len(fields) < 5:
            continue
        point = PurePosixPath(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), fields[4]))
        if folder.is_relative_to(point) and len(point.parts) >= best:
            best = len(point.parts)
            is_remote = source[0] in REMOTE_TYPES or (
                source[0] == "9p" and any(mark in after for mark in ("aname=drvfs", "trans=tcp"))
            )
    return is_remote


def is_remote_on_windows(folder: PureWindowsPath, drive_type: Callable[[str], int]) -> bool:
    """Decide by the drive: UNC paths and drives of type DRIVE_REMOTE are shares."""
    plain = folder.drive.removeprefix("\\\\?\\")
    if plain.startswith(("\\\\", "UNC\\")):
        return True
    return drive_type(plain + "\\") == DRIVE_REMOTE


def _mac_flags(folder: Path) -> int:  # pragma: no cover - only macOS has this call
    buffer = ctypes.create_string_buffer(4096)
    library = ctypes.CDLL(None)
    statfs = getattr(library, "statfs$INODE64", None) or library.statfs
    if statfs(str(folder).encode(), buffer):
        return MNT_LOCAL
    return int.from_bytes(buffer.raw[64:68], sys.byteorder)
