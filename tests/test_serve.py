"""The terminal application in a browser answers this machine, and nobody else unless somebody says so."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp.test_utils import TestClient, TestServer

from connecteur_tui.serving import LocalServer
from running import Run


def test_an_address_that_others_can_reach_is_refused_unless_it_is_asked_for(run: Run) -> None:
    outcome = run("serve", "--host", "0.0.0.0", "--lang", "en")
    assert outcome.code == 2
    assert "others could reach 0.0.0.0" in outcome.err
    assert "--expose" in outcome.err


def asked(headers: dict[str, str], *, any_origin: bool = False) -> tuple[int, str]:
    """What a request gets: status, and what the page may load."""

    async def ask() -> tuple[int, str]:
        app = await LocalServer("true", "127.0.0.1", 8000, any_origin=any_origin)._make_app()
        async with TestClient(TestServer(app)) as client, client.get("/", headers=headers) as response:
            return response.status, response.headers.get("Content-Security-Policy", "")

    return asyncio.run(ask())


def test_this_machine_gets_a_page_that_loads_nothing_from_elsewhere() -> None:
    status, allowed = asked({})
    assert status == 200
    assert allowed.startswith("default-src 'self';")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Host": "evil.example"}, id="another name for this machine"),
        pytest.param({"Origin": "http://evil.example"}, id="the page of another site"),
    ],
)
def test_strangers_are_refused(headers: dict[str, str]) -> None:
    assert asked(headers)[0] == 403


def test_a_machine_that_was_exposed_still_refuses_pages_of_other_sites() -> None:
    assert asked({"Host": "box.example"}, any_origin=True)[0] == 200
    assert asked({"Origin": "http://evil.example"}, any_origin=True)[0] == 403
