"""A machine on which no Chromium can be had says so, with what was tried."""

import pytest

from tests import chromium


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """Return a folder that alone is on PATH, on a machine without a browser."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "_playwrights_own", lambda: None)
    monkeypatch.setattr(chromium, "APPLICATIONS", ())
    monkeypatch.setattr(chromium.sys, "executable", tool(tmp_path, "python", "no build for it", 1))
    return tmp_path


def tool(folder, name, said, code):
    """Put a program into the folder that says a line, and a blank one, and ends with `code`."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{said}'\necho\nexit {code}\n", encoding="utf8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    "user, has_apt, tried",
    [
        (0, True, ["apt-get update -qq: E: no network", "apt-get install -y -qq chromium: E: no"]),
        (1000, True, ["sudo -n apt-get update -qq: [Errno 2]"]),  # and there is no sudo
        (1000, False, []),
    ],
)
def test_browser_that_cannot_be_had_is_told_with_what_was_tried(
    bare, monkeypatch, user, has_apt, tried
):
    if has_apt:
        tool(bare, "apt-get", "E: no network", 100)
    monkeypatch.setattr(chromium.os, "geteuid", lambda: user)
    with pytest.raises(SystemExit) as caught:
        chromium.main()
    told = str(caught.value)
    for words in [*tried, "-m playwright install chromium: no build for it"]:
        assert words in told
    assert told.splitlines()[-1].startswith("The tests need a Chromium")


def test_tools_are_silent_where_a_browser_comes(bare, monkeypatch, capfd):
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 0)
    tool(bare, "apt-get", "debconf: unable to initialize frontend", 0)
    tool(bare, "chromium", "Chromium 1", 1)
    monkeypatch.setattr(chromium, "starts", lambda path: (bare / "started").exists())
    (bare / "apt-get").write_text(f"#!/bin/sh\necho noise\n: > {bare}/started\n", encoding="utf8")
    chromium.main()
    out, err = capfd.readouterr()
    assert "noise" not in out + err and out.endswith(f"Chromium: {bare}/chromium\n")
