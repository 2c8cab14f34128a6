"""Which schema a store has, and how it gets the present one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaStatus:
    """
    Where a store's schema stands.

    Attributes:
        place: the store, as a person knows it; free of passwords.
        revision: the schema that it has; None where it is empty or not there yet.
        head: the schema of this version.
        pending: the revisions between them, oldest first.
        is_newer: a newer version wrote it, and this one must not touch it.
    """

    place: str
    revision: str | None
    head: str
    pending: tuple[str, ...] = ()
    is_newer: bool = False

    @property
    def complaint(self) -> str | None:
        """Say what is wrong and the fix; None where the store is empty or has the present schema."""
        if self.is_newer:
            return (
                f"{self.place} has the schema {self.revision!r} of a newer Omnichannel; this one knows "
                f"{self.head!r}. Install the newer version, or restore a backup that is older."
            )
        if self.revision is not None and self.pending:
            return (
                f"{self.place} has the schema {self.revision!r}, not {self.head!r}. "
                "Run `omnichannel db upgrade`."
            )
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaUpgrade:
    """
    What an upgrade did.

    Attributes:
        copy: where the store was copied to before; None where there was nothing to copy.
    """

    before: SchemaStatus
    after: SchemaStatus
    copy: str | None
