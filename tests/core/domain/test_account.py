from omnichannel.domain.account import AccountState, PausedBy
from tests.core.fakes.examples import NOW, account


def test_a_platforms_pause_ends_with_a_new_sign_in() -> None:
    """New credentials let the account go on, one version later."""
    paused = account(sealed=b"old").paused(PausedBy.SIGN_IN, "It ended.")

    after = paused.reconnected(b"new", expires_at=NOW)

    assert (AccountState.PAUSED, 2) == (paused.state, paused.version)
    assert (AccountState.ACTIVE, None, None) == (after.state, after.paused_by, after.pause_reason)
    assert (b"new", NOW, 3) == (after.sealed, after.expires_at, after.version)


def test_a_persons_pause_outlives_a_new_sign_in() -> None:
    """What a person stopped goes on by a person's word only."""
    paused = account().paused(PausedBy.PERSON, "Holidays.")

    after = paused.reconnected(b"new")

    assert (AccountState.PAUSED, PausedBy.PERSON, "Holidays.") == (
        after.state,
        after.paused_by,
        after.pause_reason,
    )
    assert (b"new", 3) == (after.sealed, after.version)
    assert AccountState.ACTIVE is after.resumed().state


def test_a_removed_account_keeps_no_secret() -> None:
    """Name and id stay for the history; credentials do not."""
    removed = account(sealed=b"secret", expires_at=NOW).paused(PausedBy.PERSON, "Holidays.").removed()

    assert (AccountState.REMOVED, b"", None) == (removed.state, removed.sealed, removed.expires_at)
    assert (None, None) == (removed.paused_by, removed.pause_reason)
    assert "Harbour Bakery" == removed.name
