"""A group of commands whose `--help`, and that of each command in it, does not wait for pydantic."""

from typing import Any

from typer.core import TyperGroup

OF_TYPER = ("help", "install_completion", "show_completion")


class QuickGroup(TyperGroup):
    """
    A group.

    typer asks pydantic what kind of value a flag has that was not given, unless it has a default. Flags of
    typer's own have none, and pydantic takes longer than all the rest of `--help`.
    """

    def get_params(self, ctx: Any) -> Any:
        """Give the options; typer's own flags are no where they are not given."""
        parameters = super().get_params(ctx)
        for one in parameters:
            if one.name in OF_TYPER and one.default is None:
                one.default = False
        return parameters
