"""What can be wrong with a backup or a restore; nothing was changed, unless the sentence says so."""

from omnichannel.domain.errors import OmnichannelError


class ArchiveProblem(OmnichannelError):
    """
    A backup cannot be made, or an archive cannot be restored.

    Attributes:
        what: what is wrong, in a sentence.
        fix: what to do about it, in a sentence.
    """

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(f"{what} {fix}")
        self.what, self.fix = what, fix


class ArchiveUnusable(ArchiveProblem):
    """The file is no archive of ours, was changed or cut short, or is of a format that is not known."""


class StoreNotEmpty(ArchiveProblem):
    """There is something in the store already, and the two cannot be mixed."""
