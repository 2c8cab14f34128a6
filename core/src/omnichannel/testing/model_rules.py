"""The rules that the model of repositories watches, by the sentence that a failure begins with."""

from dataclasses import fields
from enum import StrEnum

from omnichannel.domain.delivery import ChannelDelivery


class Rule(StrEnum):
    """What a store keeps, whatever happens."""

    CLAIMED_ONCE = "nobody is given what another holds a lease of"
    DUE_FIRST = "a claim gives what is longest due and may pass, and nothing else"
    BELONGINGS = "a claim brings its message and its account as they are stored"
    FENCED = "a settlement with an old fence changes no state, unless it tells of a publication"
    FENCE_GROWS = "a fence only grows"
    WAYS = "a state leads only where `LEADS_TO` says"
    STATE = "a delivery is in the state that the rules lead to"
    FENCE = "a fence counts the claims, and whatever takes a claim away"
    DUE_AT = "`due_at` is the next moment at which somebody must look at it"
    ATTEMPTS = "attempts are counted when they begin"
    FACTS = "what is known of a delivery is kept, and nothing else"
    DELIVERIES = "the deliveries that were added and not removed are there"
    HISTORY = "each attempt is kept once, as it was told"
    MESSAGES = "messages come back as they were written"
    COUNTS = "a message counts its deliveries by state"
    ACCOUNTS = "an account is paused, resumed and removed as the rules say"
    RENEWED_ONCE = "a sign-in that is to be renewed is given to one, until the lease ends"
    LANES = "a lane remembers its rate and until when it is closed"
    NEXT_DUE = "the next moment at which something is due is known"
    PAGES = "the pages of a list give each row exactly once"
    ANSWERS = "a write says what it changed"
    CHAINS = "of a chain one step runs at a time, and none begins after evidence"
    UNDONE = "without a commit nothing happened"
    WORKSPACES = "who is confined to a workspace sees nothing of another"


_RULES = {"fence": Rule.FENCE, "state": Rule.STATE, "due_at": Rule.DUE_AT, "attempts": Rule.ATTEMPTS}
_FIELDS = [*_RULES, *(one.name for one in fields(ChannelDelivery) if one.name not in _RULES)]


class BrokenRule(AssertionError):
    """The store broke a rule."""

    def __init__(self, rule: Rule, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule = rule


def demand(holds: bool, rule: Rule, detail: object) -> None:
    """
    See that a rule was kept.

    Raises:
        BrokenRule: it was not.
    """
    if not holds:
        raise BrokenRule(rule, str(detail))


def demand_equal(expected: object, actual: object, rule: Rule, what: object) -> None:
    """
    See that the store says what the reference says.

    Raises:
        BrokenRule: it does not.
    """
    demand(expected == actual, rule, f"{what} should be {expected!r}, but is {actual!r}")


def demand_fields(expected: ChannelDelivery, actual: ChannelDelivery) -> None:
    """
    See that a delivery stands where the reference says, field by field.

    Raises:
        BrokenRule: it does not.
    """
    for name in _FIELDS:
        said = f"{name} of the {expected.state} delivery {expected.id}"
        demand_equal(getattr(expected, name), getattr(actual, name), _RULES.get(name, Rule.FACTS), said)
