"""tools/browser.py, on a machine made of a table: what is found, installed and said."""

from __future__ import annotations

import os
import sys

import browser
import pytest

OWN = "/home/reader/.cache/ms-playwright/chromium/chrome"
PLAYWRIGHT_INSTALL = (sys.executable, "-m", "playwright", "install", "chromium")
APT = ("apt-get", "install", "-y", "-q", "--no-install-recommends", *browser.BROWSER_PACKAGES)


class FakeMachine(browser.Machine):
    """A machine whose commands are in a table: path to whether it starts."""

    def __init__(self, *, browsers=(), stubs=(), root=False, sudo=False, debian=False, apt_fails=0):
        self.environment = {}
        self.browsers, self.stubs = set(browsers), set(stubs)
        self.root, self.sudo, self.debian, self.apt_fails = root, sudo, debian, apt_fails
        self.ran, self.driver_starts = [], True

    def which(self, name):
        if name == "apt-get":
            return "/usr/bin/apt-get"
        here = f"/usr/bin/{name}"
        return here if here in self.browsers | self.stubs else None

    def is_root(self):
        return self.root

    def system(self):
        return "debian" if self.debian else "ubuntu"

    def run(self, *command, quiet=True):
        if command[-1] == "--version":
            return (0, "Chromium 1") if command[0] in self.browsers else (1, "")
        if command[:2] == (sys.executable, "-c"):
            return (0, OWN) if self.driver_starts else (127, "")
        if command == ("sudo", "-n", "true"):
            return (0 if self.sudo else 1), ""
        self.ran.append(command)
        return self.install(command), ""

    def install(self, command):
        if command[-1] == "update":
            return 0
        if "apt-get" in command:
            self.apt_fails -= 1
            if self.apt_fails >= 0:
                return 100
            if "chromium" in command:
                self.browsers.add("/usr/bin/chromium")
            self.driver_starts |= "libatomic1" in command
            return 0
        self.browsers.add(OWN)
        return 0


def silent(message):
    """Take a message and say nothing."""


@pytest.mark.parametrize("name", browser.NAMES)
def test_a_browser_on_path_is_found(name):
    machine = FakeMachine(browsers=[f"/usr/bin/{name}"])
    assert browser.ensure(machine, silent) == f"/usr/bin/{name}"
    assert machine.ran == []


def test_a_browser_of_macos_is_found():
    machine = FakeMachine(browsers=[browser.MAC[1]])
    assert browser.ensure(machine, silent) == browser.MAC[1]


def test_playwrights_own_is_found_where_it_was_installed_before():
    machine = FakeMachine(browsers=[OWN])
    assert browser.ensure(machine, silent) == OWN
    assert machine.ran == []


def test_a_stub_that_does_not_start_is_passed_over():
    machine = FakeMachine(stubs=["/usr/bin/chromium-browser"], browsers=["/usr/bin/google-chrome"])
    assert browser.find(machine) == "/usr/bin/google-chrome"


def test_the_setting_comes_first():
    machine = FakeMachine(browsers=["/usr/bin/chromium", "/opt/mine"])
    machine.environment = {browser.SETTING: "/opt/mine"}
    assert browser.find(machine) == "/opt/mine"


def test_a_setting_that_does_not_start_is_an_error():
    machine = FakeMachine(browsers=["/usr/bin/chromium"])
    machine.environment = {browser.SETTING: "/opt/mine"}
    with pytest.raises(browser.BrowserError, match=r"LATENT_COURSE_BROWSER is '/opt/mine'"):
        browser.find(machine)


def test_debian_installs_its_own_as_root():
    machine, said = FakeMachine(debian=True, root=True), []
    assert browser.ensure(machine, said.append) == "/usr/bin/chromium"
    assert machine.ran == [APT]
    assert said == ["Installing Debian's chromium for the tests of the pages."]


def test_debian_without_package_lists_gets_them_first():
    machine = FakeMachine(debian=True, root=True, apt_fails=1)
    assert browser.ensure(machine, silent) == "/usr/bin/chromium"
    assert machine.ran == [APT, ("apt-get", "update", "-q"), APT]


def test_debian_uses_sudo_where_it_asks_for_no_password():
    machine = FakeMachine(debian=True, sudo=True)
    assert browser.ensure(machine, silent) == "/usr/bin/chromium"
    assert machine.ran == [("sudo", "-n", *APT)]


@pytest.mark.parametrize("rights", [{"debian": True}, {"root": True}, {"sudo": True}])
def test_playwrights_own_is_installed_anywhere_else(rights):
    machine = FakeMachine(**rights)
    assert browser.ensure(machine, silent) == OWN
    assert machine.ran == [PLAYWRIGHT_INSTALL]


def test_failure_of_apt_is_said():
    machine = FakeMachine(debian=True, root=True, apt_fails=9)
    with pytest.raises(browser.BrowserError, match="apt-get could not install chromium"):
        browser.ensure(machine, silent)


def test_failure_of_playwright_is_said(monkeypatch):
    machine = FakeMachine()
    monkeypatch.setattr(machine, "install", lambda command: 1)
    with pytest.raises(browser.BrowserError, match="Playwright could not install one"):
        browser.ensure(machine, silent)


def test_a_browser_that_lacks_libraries_is_said(monkeypatch):
    machine = FakeMachine()
    monkeypatch.setattr(machine, "install", lambda command: 0)
    with pytest.raises(browser.BrowserError, match="does not start"):
        browser.ensure(machine, silent)


def test_what_the_driver_misses_is_installed_though_a_browser_is_there():
    machine, said = FakeMachine(browsers=["/usr/bin/chromium"], debian=True, root=True), []
    machine.driver_starts = False
    assert browser.ensure(machine, said.append) == "/usr/bin/chromium"
    assert [command[-1] for command in machine.ran] == ["libatomic1"]
    assert len(said) == 1


def test_a_driver_that_cannot_be_helped_is_said():
    machine = FakeMachine(browsers=["/usr/bin/chromium"])
    machine.driver_starts = False
    with pytest.raises(browser.BrowserError, match="libatomic"):
        browser.ensure(machine, silent)


def test_the_real_machine_answers(tmp_path):
    machine = browser.Machine()
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_text("#!/bin/sh\necho Chromium 1\n")
    bad.write_text("#!/bin/sh\nexit 1\n")
    good.chmod(0o755)
    bad.chmod(0o755)
    assert browser.starts(machine, str(good))
    assert not browser.starts(machine, str(bad))
    assert not browser.starts(machine, str(tmp_path / "missing"))
    assert machine.is_root() == (os.geteuid() == 0)
    assert machine.run("sh", "-c", "echo $DEBIAN_FRONTEND") == (0, "noninteractive")


def test_main_prints_the_path_alone(monkeypatch, capsys):
    monkeypatch.setattr(browser, "Machine", lambda: FakeMachine())
    assert browser.main() == 0
    said = capsys.readouterr()
    assert said.out == OWN + "\n"
    assert said.err.startswith("Installing Playwright's own")
