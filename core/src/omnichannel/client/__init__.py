"""The Python client. What is named here is its public face; everything else may change."""

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
