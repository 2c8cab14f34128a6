"""Imports what a manifest names as "module:attribute"."""

import importlib
from collections.abc import Callable
from typing import Any


def imported(opens: str) -> Callable[..., Any]:
    """
    Import the object that *opens* names.

    Raises:
        ImportError: the module or the attribute is not there.
    """
    module_name, _, attribute = opens.partition(":")
    module = importlib.import_module(module_name)
    try:
        found: Callable[..., Any] = getattr(module, attribute)
    except AttributeError as error:
        raise ImportError(f"{module_name} has no {attribute!r}") from error
    return found
