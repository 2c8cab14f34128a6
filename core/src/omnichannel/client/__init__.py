"""The Python client. What is named here is its public face; everything else may change.

A name is imported when it is first asked for: who only catches an error does not wait for HTTP and models.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omnichannel.client.aio.client import AsyncClient
    from omnichannel.client.errors import (
        ApiProblem,
        ClientError,
        Conflict,
        Invalid,
        NoAnswer,
        NoSuchAccount,
        NotFound,
        NoToken,
        NotOurServer,
        ProblemItem,
        RateLimited,
        RightMissing,
        ServerFault,
        ServerUnreachable,
        SeveralAccounts,
        StaleVersion,
        StillWaiting,
        Unauthenticated,
        WrongArgument,
    )
    from omnichannel.client.patience import Patience
    from omnichannel.client.sync.client import Client

__all__ = [
    "ApiProblem",
    "AsyncClient",
    "Client",
    "ClientError",
    "Conflict",
    "Invalid",
    "NoAnswer",
    "NoSuchAccount",
    "NoToken",
    "NotFound",
    "NotOurServer",
    "Patience",
    "ProblemItem",
    "RateLimited",
    "RightMissing",
    "ServerFault",
    "ServerUnreachable",
    "SeveralAccounts",
    "StaleVersion",
    "StillWaiting",
    "Unauthenticated",
    "WrongArgument",
]
_PLACES = {"AsyncClient": "aio.client", "Client": "sync.client", "Patience": "patience"}
"""Where the names are that are no errors."""


def __getattr__(name: str) -> object:
    """Import what is asked for. Raises AttributeError for what is not named above."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES.get(name, 'errors')}"), name)
