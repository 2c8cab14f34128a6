"""Accounts, channels and plugins over HTTP."""

import httpx
import pytest

from omnichannel.presentation.http.application import RESOURCES

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


@pytest.mark.parametrize("at", ["99999999999", "2027-03-01T09:00:00", "soon"])
async def test_a_moment_needs_its_offset(client: httpx.AsyncClient, at: str) -> None:
    """The quota question takes an instant with an offset, and says how one is written."""
    account = (
        await client.post("/v1/accounts", json={"channel": "letters", "name": "N", "credentials": {}})
    ).json()

    answer = await client.get(f"/v1/accounts/{account['id']}/quota", params={"at": at})

    assert 422 == answer.status_code
    (problem,) = answer.json()["errors"]
    assert ("/at", "The field `at` is not an instant with an offset.") == (
        problem["field"],
        problem["detail"],
    )
    assert "2027-03-01T09:00:00" in problem["fix"]


@pytest.mark.parametrize("path", ["/v1/accounts", "/v1/accounts/{id}/credentials"])
def test_credentials_are_told_apart_by_a_slow_digest(path: str) -> None:
    """Both operations that take credentials say so."""
    operations = [
        operation
        for resource in RESOURCES
        if resource.path.replace(":uuid", "") == path
        for operation in resource.operations
        if operation.method in ("POST", "PUT")
    ]

    assert [True] == [operation.body_is_secret for operation in operations]


async def test_the_list_of_accounts_comes_in_pages(client: httpx.AsyncClient) -> None:
    """1,000 come unless fewer are asked for, and the bound is in the answer to whoever asks for more."""
    body = {"channel": "letters", "name": "N", "credentials": {}}
    for _ in range(3):
        await client.post("/v1/accounts", json=body)

    pages = [await client.get("/v1/accounts"), await client.get("/v1/accounts?limit=2&cursor=there")]
    refused = await client.get("/v1/accounts?limit=1001")

    assert [3, 2] == [len(page.json()["items"]) for page in pages]
    assert [None, "there"] == [page.json()["next"] for page in pages]
    assert (422, "at most 1,000") == (refused.status_code, refused.json()["errors"][0]["limit"])
