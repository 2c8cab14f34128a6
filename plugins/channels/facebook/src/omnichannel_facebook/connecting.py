"""Signing in and checking, step by step: the requests of `sign_in.py`, sent one after the other."""

from omnichannel.application.ports.outbound.channel_gateway import NotSetUp
from omnichannel.application.ports.outbound.http import HttpClient, Request
from omnichannel.domain.account import OpenAccount
from omnichannel.domain.sign_in import Candidate, Grant, Granted, Health, NotGranted
from omnichannel_facebook.credentials import FacebookCredentials
from omnichannel_facebook.finding import Page, page_from_response
from omnichannel_facebook.settings import FacebookSettings
from omnichannel_facebook.sign_in import (
    App,
    health_from_debug,
    health_from_trial,
    refused,
    token_from_response,
)

MOST_LISTS = 5
"""How many lists of 100 pages are read."""


async def exchange(app: App, code: str, *, redirect_uri: str, http: HttpClient) -> Grant:
    """Trade *code* for a long-lived token of the person, and that for their pages with a token each."""
    short = token_from_response(await http.send(app.code_request(code, redirect_uri=redirect_uri)))
    if isinstance(short, NotGranted):
        return short
    long = token_from_response(await http.send(app.long_lived_request(short)))
    if isinstance(long, NotGranted):
        return long
    return await _pages(app, long, http)


async def probe(account: OpenAccount, settings: FacebookSettings, http: HttpClient) -> Health:
    """
    Ask `debug_token`, which also tells when the token ends.

    Where no app is set, or the token belongs to another app, the token itself is tried.
    """
    credentials = account.credentials
    if not isinstance(credentials, FacebookCredentials):
        raise TypeError("a Facebook account has FacebookCredentials")
    told = await _debugged(credentials, settings, http)
    if told is not None:
        return told
    query = {"fields": "id"} | credentials.proof()
    trial = Request("GET", f"{settings.base_url}/me", credentials.headers(), query)
    return health_from_trial(await http.send(trial))


async def _debugged(
    credentials: FacebookCredentials, settings: FacebookSettings, http: HttpClient
) -> Health | None:
    try:
        app = App(settings)
    except NotSetUp:
        return None
    return health_from_debug(await http.send(app.debug_request(credentials.access_token.get_secret_value())))


async def _pages(app: App, token: str, http: HttpClient) -> Grant:
    found: list[Candidate] = []
    after = ""
    for _ in range(MOST_LISTS):
        response = await http.send(app.pages_request(token, after=after))
        page = page_from_response(response)
        if not isinstance(page, Page):
            return refused(response.json())
        found += [one for item in page.items if (one := app.candidate(item)) is not None]
        if not (after := page.after):
            break
    return Granted(tuple(found))
