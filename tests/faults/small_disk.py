"""A file system that is soon full: a tmpfs, for which one has to be allowed to mount. Who is not root
gets a name space of their own in which they are."""
import contextlib
import os
import subprocess
import sys
import tempfile


class SmallDisk:
    def __init__(self, mebibytes):
        self.folder = tempfile.mkdtemp(prefix="alur-small-")
        self.mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=777", "tmpfs", self.folder],
            capture_output=True, check=False).returncode == 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def fill(self, leave=0):
        """Takes all space but `leave` bytes."""
        with open(self.path("filler"), "ab", buffering=0) as file:
            for piece in (65536, 4096):
                with contextlib.suppress(OSError):
                    while True:
                        file.write(bytes(piece))
            os.truncate(file.fileno(), max(0, file.tell() - leave))

    def free(self):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path("filler"))

    def names(self):
        return sorted(name for name in os.listdir(self.folder) if name != "filler")

    def close(self):
        if self.mounted:
            subprocess.run(["umount", "-l", self.folder], check=False)
        os.rmdir(self.folder)


def may_mount():
    disk = SmallDisk(1)
    disk.close()
    return disk.mounted


def become_able_to_mount():
    """Starts this program anew as the root of a name space of its own, where that is allowed."""
    in_space = ["unshare", "--user", "--map-root-user", "--mount"]
    if may_mount() or subprocess.run([*in_space, "true"], capture_output=True,
                                     check=False).returncode != 0:
        return
    os.execvp(in_space[0], [*in_space, sys.executable, os.path.abspath(sys.argv[0])])


@contextlib.contextmanager
def small_disk(mebibytes):
    """The disk; None where none can be mounted."""
    disk = SmallDisk(mebibytes)
    try:
        yield disk if disk.mounted else None
    finally:
        disk.close()
