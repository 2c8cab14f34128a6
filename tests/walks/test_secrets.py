import base64
import secrets
from pathlib import Path

from tests.walks.house import House, open_house


async def test_a_planted_token_is_found_nowhere(house: House) -> None:
    """A token is in no file, no log and no answer: not in the database, its WAL, or the debug log."""
    planted = f"planted-{secrets.token_hex(16)}"
    account = await house.connect("facebook", credentials={"access_token": planted})
    accepted = await house.publish(account, "With a wrong token")
    await house.until(accepted["id"], "waiting", "failed")
    smtp = {**house.simulated["email"].account["credentials"], "password": planted}
    mailer = await house.connect("email", credentials=smtp)
    mail = await house.publish(mailer, "With a wrong password", title="x", recipients=["ada@guests.example"])
    await house.until(mail["id"], "waiting", "failed")

    answers = [
        (await house.api.get(path)).text
        for path in (
            "/v1/accounts",
            f"/v1/accounts/{account}",
            f"/v1/messages/{accepted['id']}",
            "/v1/plugins",
        )
    ]
    await house.kill()
    files = [path for path in house.home.rglob("*") if path.is_file()]
    holders = [path.name for path in files if any(form in path.read_bytes() for form in forms(planted))]
    await house.start()

    assert [] == holders
    assert {"omnichannel.db", "runtime.log"} <= {path.name for path in files}
    assert any(path.name.endswith("-wal") for path in files), "the WAL was gone before it was searched"
    assert not any(planted in answer for answer in answers)


def forms(secret: str) -> list[bytes]:
    """Give the secret as it could stand in a file: plain, and in base64 at each of the three offsets."""
    shifted = [base64.b64encode(b"x" * offset + secret.encode())[4:-4] for offset in range(3)]
    return [secret.encode(), *shifted]


async def test_another_master_key_errs_by_name_and_sends_nothing(tmp_path: Path) -> None:
    """With a wrong key file a delivery fails with a sentence that names both keys; nothing is sent."""
    async with open_house(tmp_path) as house:
        account = await house.connect("facebook")
        await house.stop()
        key = house.home / "master.key"
        key.unlink()
        key.touch(mode=0o600)
        key.write_bytes(secrets.token_bytes(32))
        await house.start()

        accepted = await house.publish(account, "Sealed elsewhere")
        delivery = await house.until(accepted["id"])

        assert "failed" == delivery["state"]
        assert delivery["reason"].count("keyfile:") == 2
        assert 0 == await house.accepted("facebook")


async def test_the_files_of_a_runtime_are_its_owners_alone(house: House) -> None:
    """Key, token and the index of what is imported can be read by their owner only."""
    names = ("master.key", "api.token", "plugin-index.json")
    modes = {name: (house.home / name).stat().st_mode & 0o777 for name in names}

    assert dict.fromkeys(names, 0o600) == modes
