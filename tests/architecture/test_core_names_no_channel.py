import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.workspace import ROOT, Member, channels, members, sources

FORESEEN = {"facebook", "instagram", "whatsapp", "linkedin", "sms"}
# An email address is anybody's business, and webhooks are a resource; the channels of those names are not.
SPEAKABLE = {"email", "webhook"}
NAMES = (FORESEEN | {channel.folder.name for channel in channels()}) - SPEAKABLE
CHANNEL = re.compile(
    rf"(?<![a-z])(?:{'|'.join(sorted(NAMES))})(?![a-z])|omnichannel[_-](?:email|webhook)", re.IGNORECASE
)


def words(text: str) -> str:
    """Set the words of an identifier apart: FacebookGateway becomes Facebook Gateway."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)


def spoken(tree: ast.AST) -> Iterator[str]:
    """Every identifier and every string in *tree*, except the strings that stand as documentation."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) in prose:
            continue
        for field in ("id", "attr", "arg", "name", "asname", "module", "value"):
            if isinstance(text := getattr(node, field, None), str):
                yield text


def channels_named_in(code: str) -> list[str]:
    tree = ast.parse(code)
    named = _strings_of(tree)
    return [text for text in spoken(tree) if CHANNEL.search(words(text)) or text in named]


def _strings_of(tree: ast.AST) -> set[str]:
    """Give the strings in *tree* that are the bare name of a speakable channel: those are its name."""
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return SPEAKABLE & {text for text in constants if isinstance(text, str)}


@pytest.mark.parametrize(
    "code",
    [
        "import omnichannel_facebook.plugin",
        "from omnichannel_email import gateway",
        "class WhatsappGateway: ...",
        "def to_linkedin(): ...",
        "settings.sms_carrier",
        "f'{now} on Facebook'",
        "post(instagram=1)",
        "channel == 'email'",
        "channel == 'webhook'",
        "import omnichannel_webhook.plugin",
    ],
)
def test_the_rule_sees_a_channel(code: str) -> None:
    """Imports, identifiers and strings all count as naming a channel."""
    assert channels_named_in(code)


@pytest.mark.parametrize(
    "code", ["'an explanation: Facebook'", "# sms\nx = 1", "import email", "cosmsx = 'plasms'"]
)
def test_the_rule_leaves_prose_and_parts_of_words_alone(code: str) -> None:
    """Documentation, comments, the standard library and longer words name no channel."""
    assert channels_named_in(code) == []


@pytest.mark.parametrize("file", sources("core", "runtimes/*"), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_core_and_runtimes_name_no_channel(file: Path) -> None:
    """A channel can be added or removed without touching the core or a runtime."""
    assert channels_named_in(file.read_text("utf-8")) == []


@pytest.mark.parametrize("member", members("core", "runtimes/*"), ids=str)
def test_core_and_runtimes_need_no_channel(member: Member) -> None:
    """Neither the core nor a runtime brings a channel along."""
    assert member.dependencies.isdisjoint(channel.dist for channel in channels())
