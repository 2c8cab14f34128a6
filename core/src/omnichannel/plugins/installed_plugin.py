"""A plugin that is installed, as an entry point of its distribution offers it."""

from typing import Any, NamedTuple


class InstalledPlugin(NamedTuple):
    """
    An entry point, and the distribution that it came with.

    Attributes:
        value: "module" or "module:attribute", as the distribution says it.
    """

    name: str
    value: str
    distribution: str = "unknown"
    version: str = "unknown"

    def load(self) -> Any:
        """
        Import what the entry point names.

        Raises:
            ImportError: the module or the attribute is not there.
            BaseException: whatever the plugin's import raises.
        """
        from importlib import import_module

        module_name, _, attributes = self.value.partition("[")[0].replace(" ", "").partition(":")
        found: Any = import_module(module_name)
        for attribute in attributes.split(".") if attributes else ():
            try:
                found = getattr(found, attribute)
            except AttributeError as error:
                raise ImportError(f"{module_name} has no {attributes!r}") from error
        return found
