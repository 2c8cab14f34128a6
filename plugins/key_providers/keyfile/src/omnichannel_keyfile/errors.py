"""What can be wrong with the key file."""

from pathlib import Path

from omnichannel.domain.errors import OmnichannelError


class KeyFileUnusable(OmnichannelError):
    """The master key cannot be used; the message names the file and the fix."""

    def __init__(self, file: Path, problem: str, fix: str) -> None:
        super().__init__(f"The key file {file} {problem}. {fix}")
        self.file = file
