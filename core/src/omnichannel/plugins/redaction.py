"""Takes secrets out of what is shown to people: reasons and tracebacks of plugins."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # who only looks for commands does without pydantic
    from pydantic import BaseModel

MASK = "**********"
"""What is shown instead of a secret."""
SECRET_NAME = re.compile(r"password|passphrase|secret|token|api_?key|private_?key|credential", re.IGNORECASE)
_SHORTEST = 4
_INPUT_OF_PYDANTIC = re.compile(r"input_value=.*?, input_type=", re.DOTALL)


def redacted(text: str, secrets: Iterable[str]) -> str:
    """
    Give *text* without any of *secrets*, and without the inputs that pydantic quotes, cut short.

    Secrets of fewer than 4 characters are left: they would hide half the text, and hide nothing.
    """
    shown = _INPUT_OF_PYDANTIC.sub(f"input_value={MASK}, input_type=", text)
    for secret in sorted({one for one in secrets if len(one) >= _SHORTEST}, key=len, reverse=True):
        shown = shown.replace(secret, MASK)
    return shown


def secrets_in(settings: "BaseModel") -> set[str]:
    """Give the values of *settings* that are secret, at any depth."""
    return set(_secrets(settings.__dict__))


def _secrets(value: Any) -> Iterable[str]:
    from pydantic import BaseModel, SecretBytes, SecretStr

    if isinstance(value, SecretStr):
        yield value.get_secret_value()
    elif isinstance(value, SecretBytes):
        yield value.get_secret_value().decode(errors="replace")
    elif isinstance(value, BaseModel):
        yield from _secrets(value.__dict__)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _secrets(one)
    elif isinstance(value, Collection) and not isinstance(value, str | bytes):
        for one in value:
            yield from _secrets(one)


def likely_secrets(name: str, table: Mapping[str, Any], environment: Mapping[str, str]) -> set[str]:
    """
    Give what is set for the plugin *name* and sounds secret, where its own model is not at hand.

    Args:
        table: the plugin's table of the settings file.
        environment: all environment variables.
    """
    prefix = f"OMNICHANNEL_{name.upper()}_"
    given = {key: value for key, value in environment.items() if key.startswith(prefix)}
    every = [*table.items(), *given.items()]
    return {str(value) for key, value in every if SECRET_NAME.search(key)}
