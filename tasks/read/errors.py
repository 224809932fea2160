"""What can go wrong before a byte is read: there is no content to quarantine, only a path and a reason."""

from pathlib import Path
from typing import Self

from schema.errors import CopydeskError


class UnreadableFile(CopydeskError):
    """A path that gives no bytes: not a regular file, vanished, changed while it was read, not permitted.

    Arguments:
        path: the file, as it was named.
        reason: a short stable word for quarantine: `not-a-file`, `vanished`, `no-permission`, `changed`,
            `too-large`, `unreadable`.
        why: what is wrong, as the end of a sentence that starts with the path.
        remedy: what to do about it.
    """

    def __init__(self, path: str, reason: str, why: str, remedy: str) -> None:
        super().__init__(path, why, remedy)
        self.path = path
        self.reason = reason

    @property
    def detail(self) -> str:
        """What quarantine shows beside the reason."""
        return f"{self.why}. {self.remedy}"

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, str, str]]:  # type: ignore[override]
        return type(self), (self.path, self.reason, self.why, self.remedy)

    @classmethod
    def from_os_error(cls, path: Path, error: OSError) -> Self:
        """The operating system's error in words that say what to do."""
        name = str(path)
        if isinstance(error, FileNotFoundError):
            return cls(name, "vanished", "the file is not there any more", "Put it back and ingest it again.")
        if isinstance(error, PermissionError):
            return cls(name, "no-permission", "the file may not be read", "Give this user the right to read it.")
        why = f"the system cannot read it ({error.strerror or type(error).__name__})"
        return cls(name, "unreadable", why, "Check the disk and the path, then ingest it again.")
