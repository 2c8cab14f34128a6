"""Accounts, channels and plugins over HTTP."""

import httpx

NEW = {"channel": "email", "name": "Newsletter", "credentials": {"password": "swordfish"}}


async def test_credentials_go_in_and_never_come_out(client: httpx.AsyncClient) -> None:
    """A connected account is read, listed and reconnected, and no answer contains its credentials."""
    connected = await client.post("/v1/accounts", json=NEW)
    path = f"/v1/accounts/{connected.json()['id']}"

    read = await client.get(path)
    listed = await client.get("/v1/accounts")
    reconnected = await client.put(f"{path}/credentials", json={"credentials": {"password": "swordfish"}})

    answers = [connected, read, listed, reconnected]
    assert [201, 200, 200, 200] == [answer.status_code for answer in answers]
    assert "swordfish" not in "".join(answer.text for answer in answers)
    assert [read.json()] == listed.json()["items"]


async def test_channels_and_plugins_are_listed(client: httpx.AsyncClient) -> None:
    """What is installed can be asked by name and as a whole."""
    channels = await client.get("/v1/channels")
    channel = await client.get("/v1/channels/email")
    plugins = await client.get("/v1/plugins")

    assert [channel.json()] == channels.json()["items"]
    assert ["active"] == [plugin["state"] for plugin in plugins.json()["items"]]
