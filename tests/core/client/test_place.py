from pathlib import Path

import pytest

from omnichannel.client import Client, NoToken, WrongArgument
from omnichannel.client.place import Place, find_place


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder in which a local runtime has made its token."""
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath(".omnichannel").mkdir()
    tmp_path.joinpath(".omnichannel/api.token").write_text("of-the-runtime\n")
    return tmp_path


def test_the_local_runtime_is_found_without_a_word(here: Path) -> None:
    """Beside a local runtime nothing needs to be set."""
    assert Place("http://127.0.0.1:8800", "of-the-runtime") == find_place(environment={})


def test_the_runtimes_own_settings_are_read(here: Path) -> None:
    """A port, a home and a token in omnichannel.toml are those of `serve`; the environment is over it."""
    here.joinpath("omnichannel.toml").write_text('port = 8900\napi_token = "of-the-file-of-settings"\n')

    assert Place("http://127.0.0.1:8900", "of-the-file-of-settings") == find_place(environment={})
    assert "http://127.0.0.1:9000" == find_place(environment={"OMNICHANNEL_PORT": "9000"}).url


def test_the_environment_is_over_the_runtime_and_arguments_over_both(here: Path) -> None:
    """Argument, environment, local runtime: in this order."""
    known = {"OMNICHANNEL_URL": "https://bakery.example/", "OMNICHANNEL_TOKEN": "of-the-environment"}

    assert Place("https://bakery.example", "of-the-environment") == find_place(environment=known)
    assert Place("http://localhost:1", "mine") == find_place("http://localhost:1", "mine", environment=known)


def test_a_token_file_that_is_named_is_over_the_environment(here: Path) -> None:
    """Who names a file means it."""
    here.joinpath("mine").write_text("of-my-file\n")

    found = find_place(token_file="mine", environment={"OMNICHANNEL_TOKEN": "of-the-environment"})

    assert "of-my-file" == found.token


@pytest.mark.parametrize("url", ["https://bakery.example", "http://10.0.0.7:8800"])
def test_the_local_token_stays_on_this_machine(here: Path, url: str) -> None:
    """Another machine is never given the token of the local runtime."""
    with pytest.raises(NoToken, match=f"no token for {url}; looked for OMNICHANNEL_TOKEN$"):
        find_place(url, environment={})


def test_without_a_token_it_is_told_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the variable and the file."""
    monkeypatch.chdir(tmp_path)

    with pytest.raises(NoToken, match=r"looked for OMNICHANNEL_TOKEN and \.omnichannel/api\.token"):
        find_place(environment={})


@pytest.mark.parametrize("url", ["bakery.example", "ftp://bakery.example", "http://"])
def test_what_is_no_address_is_refused(url: str) -> None:
    """The error shows what an address looks like."""
    with pytest.raises(WrongArgument, match="is no address of a server; write it as http://127"):
        find_place(url, "x", environment={})


def test_a_token_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The error names the file and the reason."""
    with pytest.raises(WrongArgument, match="nowhere cannot be read: No such file"):
        find_place(token_file=tmp_path / "nowhere", environment={})


def test_nothing_shows_the_token() -> None:
    """Neither the place nor the client tells its secret."""
    with Client("http://127.0.0.1:8800", "rye-and-caraway") as client:
        shown = repr(client) + repr(vars(client)) + repr(Place("http://x", "rye-and-caraway"))

    assert "rye-and-caraway" not in shown
