"""What the steps of a sign-in share: the state that travels, its ticket, and the way back to us."""

import asyncio
import hashlib
import logging
import re
import secrets
from collections.abc import Awaitable
from typing import TypeVar

from omnichannel.application.ports.outbound.channels import Channel
from omnichannel.application.ports.outbound.http import HttpFault
from omnichannel.domain.outcome import CannotTell

CALLBACK_PATH = "/v1/connections/callback"
LONGEST_SECONDS = 30.0
_STATE_BYTES = 32
_STATE = re.compile(r"[A-Za-z0-9_-]{43}")
_log = logging.getLogger("omnichannel.sign_in")

T = TypeVar("T")


def new_state() -> str:
    """Make a state that nobody can guess: 256 random bits."""
    return secrets.token_urlsafe(_STATE_BYTES)


def is_state(given: str) -> bool:
    """Say whether *given* could be one of ours; anything else is not worth a look into the store."""
    return bool(_STATE.fullmatch(given))


def ticket_of(state: str) -> str:
    """Give what is stored of a state: whoever reads the store cannot finish a sign-in with it."""
    return hashlib.sha256(state.encode()).hexdigest()


def redirect_uri(public_url: str) -> str:
    """Give the address that platforms send browsers back to; it is registered with each of them."""
    return public_url.rstrip("/") + CALLBACK_PATH


async def asked(channel: Channel, question: Awaitable[T]) -> T | CannotTell:
    """
    Ask a platform, for at most 30 seconds. Whatever happens there or in the plugin is an answer.

    A plugin's exception is logged by its type alone: its words may hold a code or a token.
    """
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await question
    except (HttpFault, TimeoutError):
        return CannotTell(f"{channel.label} could not be reached.")
    except Exception as error:  # a plugin's fault: nothing was changed, and somebody may ask again
        _log.error("The channel %s failed with %s.", channel.name, type(error).__name__)
        return CannotTell(f"The plugin of {channel.label} failed: {type(error).__name__}.")
