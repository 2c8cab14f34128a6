"""A console that leaves it to the command line what a closed pipe means."""

from rich.console import Console


class PatientConsole(Console):
    """Raises where rich would end the program with 1: a reader that has read enough is no error."""

    def on_broken_pipe(self) -> None:
        """
        Say that nobody reads any more.

        Raises:
            BrokenPipeError: always.
        """
        raise BrokenPipeError
