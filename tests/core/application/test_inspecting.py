from typing import Any
from uuid import UUID

from omnichannel.application.inspecting import problems_of
from omnichannel.domain.account import Account
from omnichannel.domain.content import Content, Variant
from omnichannel.domain.errors import Problem
from omnichannel.domain.message_status import Editorial
from omnichannel.domain.target import Recipient, Target
from tests.core.fakes.examples import ACCOUNT, account, message
from tests.core.fakes.fake_channels import channel, channels, mail
from tests.core.fakes.fake_gateways import PickyGateway

MAIL = UUID(int=20)
SECOND = UUID(int=21)
GONE = UUID(int=22)
ACCOUNTS = {
    ACCOUNT: account(),
    SECOND: account(id=SECOND),
    MAIL: account(id=MAIL, channel="mail"),
    GONE: account(id=GONE, channel="gone"),
}
TO_ADA = Target(MAIL, (Recipient(("ada@example.org",), "Ada"),))
CHANNELS = channels(channel(), mail())


def problems(accounts: dict[UUID, Account] = ACCOUNTS, **fields: Any) -> list[Problem]:
    return problems_of(message(**fields), accounts, CHANNELS)


def only(**fields: Any) -> Problem:
    """Give the one problem of a message, which says where, what and what to do."""
    (problem,) = problems(**fields)
    assert problem.field.startswith("/")
    assert problem.detail.endswith(".")
    assert problem.fix.endswith(".")
    return problem


def test_a_good_message_has_no_problems() -> None:
    """A feed and a mail to one person are accepted."""
    assert [] == problems(targets=(Target(ACCOUNT), TO_ADA), options={"feed": {"colour": "red"}})


def test_a_message_needs_a_target() -> None:
    """What nobody publishes is not accepted."""
    assert "/targets" == only(targets=()).field


def test_the_same_account_twice_is_a_problem() -> None:
    """Two equal targets would publish two equal posts."""
    problem = only(targets=(Target(ACCOUNT), Target(ACCOUNT)))

    assert ("/targets", "Remove one of them.") == (problem.field, problem.fix)
    assert str(ACCOUNT) in problem.detail


def test_the_same_address_twice_is_a_problem() -> None:
    """A person who stands there twice would get it twice, wherever they stand."""
    problem = only(targets=(TO_ADA, Target(MAIL, (Recipient(("x@example.org", "ada@example.org")),))))

    assert "ada@example.org stands there twice and would get it twice." == problem.detail


def test_one_address_may_get_it_from_two_accounts() -> None:
    """Two accounts that write to one person are two deliveries that were asked for."""
    other = account(id=SECOND, channel="mail")

    assert [] == problems({**ACCOUNTS, SECOND: other}, targets=(TO_ADA, Target(SECOND, TO_ADA.recipients)))


def test_a_duplicate_is_reported_once() -> None:
    """Three equal targets are one problem."""
    assert "/targets" == only(targets=(Target(ACCOUNT),) * 3).field


def test_a_channel_that_writes_to_people_needs_people() -> None:
    """A mail to nobody is refused in its place."""
    problem = only(targets=(Target(ACCOUNT), Target(MAIL)))

    assert ("/targets/1/recipients", "mail") == (problem.field, problem.channel)


def test_a_feed_takes_no_people() -> None:
    """Recipients of a channel that publishes to everybody are refused in their place."""
    problem = only(targets=(Target(ACCOUNT, TO_ADA.recipients),))

    assert ("/targets/0/recipients", "Leave recipients out.", "feed") == (
        problem.field,
        problem.fix,
        problem.channel,
    )


def test_a_variant_needs_a_target_of_its_channel() -> None:
    """What a channel would say that nobody publishes on is a mistake, not a detail."""
    problem = only(variants={"mail": Variant(text="x")})

    assert "/variants/mail" == problem.field
    assert "No target publishes on the channel 'mail'." == problem.detail


def test_options_need_a_target_of_their_channel() -> None:
    """Options of a channel that nobody publishes on are a mistake, not a detail."""
    assert "/options/mail" == only(options={"mail": {}}).field


def test_every_wrong_option_is_named() -> None:
    """Each option that does not fit the channel's schema is a problem of its own."""
    found = problems(options={"feed": {"copies": 0, "color": "red"}})

    assert {"/options/feed/copies", "/options/feed/color"} == {problem.field for problem in found}
    assert {"See options_schema in GET /v1/channels/feed."} == {problem.fix for problem in found}
    assert {"feed"} == {problem.channel for problem in found}


def test_a_channel_that_is_not_there_is_a_problem() -> None:
    """An account of a channel that does not open is told with the reason."""
    problem = only(targets=(Target(GONE),))

    assert ("/targets", "gone") == (problem.field, problem.channel)
    assert "The channel 'gone' is not available." == problem.detail


def test_a_complaint_that_blocks_is_a_problem() -> None:
    """What the platform would refuse is refused, with its limit; a hint is not."""
    expected = Problem("/content/text", "It is bad.", "Write better.", "0 times bad", "feed")

    assert [expected] == problems(content=Content("bad"))


def test_a_complaint_of_two_accounts_is_told_once() -> None:
    """The same text on the same channel is one problem, however many accounts and people."""
    assert "/content/text" == only(content=Content("bad"), targets=(Target(ACCOUNT), Target(SECOND))).field


def test_a_complaint_about_a_variant_points_at_the_variant() -> None:
    """The place that is shown is the place where the text was written."""
    assert "/variants/feed/text" == only(variants={"feed": Variant(text="bad")}).field


def test_complaints_point_into_the_request() -> None:
    """A complaint of any part of a post is found where the author wrote that part."""
    target = Target(MAIL, (Recipient(("a@example.org",)), Recipient(("b@example.org", "c@example.org"))))
    written = message(targets=(Target(ACCOUNT), target), variants={"mail": Variant(media=())})

    found = problems_of(written, ACCOUNTS, channels(channel(), mail(PickyGateway())))

    assert [
        "/targets/1/recipients/0/addresses/0",
        "/options/mail/colour",
        "/variants/mail/media/0",
        "/content/title",
        "/targets/1/recipients/1/addresses/0",
        "/targets/1/recipients/1/addresses/1",
    ] == [problem.field for problem in found]


def test_a_draft_may_be_unfinished() -> None:
    """A draft without targets, with a bad text, or with people missing is kept."""
    assert [] == problems(editorial=Editorial.DRAFT, schedule=None, targets=(), content=Content("bad"))


def test_a_draft_may_not_be_nonsense() -> None:
    """Options that fit no schema are refused even in a draft."""
    problem = only(editorial=Editorial.DRAFT, schedule=None, options={"feed": {"copies": 0}})

    assert "/options/feed/copies" == problem.field


def test_all_problems_come_at_once() -> None:
    """Nobody has to mend one problem to hear of the next."""
    found = problems(
        targets=(Target(ACCOUNT), Target(ACCOUNT), Target(MAIL)),
        content=Content("bad"),
        variants={"fax": Variant()},
    )

    assert {"/targets", "/targets/2/recipients", "/content/text", "/variants/fax"} == {
        problem.field for problem in found
    }
