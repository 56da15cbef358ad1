"""Pruning keeps what a page can match, drops what it cannot, and changes nothing else."""

from __future__ import annotations

import pytest
from cssprune import Used, prune


@pytest.fixture
def used() -> Used:
    used = Used()
    used.add_page('<main id="top"><p class="note big" style="color: var(--ink)">x</p></main>')
    used.add_script('element.classList.add("open"); document.createElement("dialog")')
    return used


@pytest.mark.parametrize(
    "rule",
    [
        ".note{color:red}",
        "p.note.big{color:red}",
        "#top .note{color:red}",
        ".note:hover{color:red}",
        ".note::before{color:red}",
        ".open{color:red}",
        "dialog{color:red}",
        "*{color:red}",
        "[hidden]{color:red}",
        ".note:not(.absent){color:red}",
        "p:is(.absent,.big){color:red}",
        "@media print{.note{color:red}}",
        '.note{content:"; } /* { "}',
        '.note{mask:url("data:image/svg+xml,%3Csvg a=1;b%3E")}',
    ],
)
def test_what_can_match_stays_as_it_is(used: Used, rule: str) -> None:
    assert prune(rule, used).strip() == rule


@pytest.mark.parametrize(
    "rule",
    [
        ".absent{color:red}",
        ".note .absent{color:red}",
        ".note.absent{color:red}",
        "#absent{color:red}",
        "table{color:red}",
        "p>table{color:red}",
        "@media print{.absent{color:red}}",
        "@font-face{font-family:x;src:url(x.woff2)}",
        '@charset "UTF-8";',
        ".note{}",
    ],
)
def test_what_cannot_match_goes(used: Used, rule: str) -> None:
    assert prune(rule, used).strip() == ""


def test_selectors_of_one_rule_are_judged_one_by_one(used: Used) -> None:
    assert prune(".absent, .note, table { color: red; }", used).strip() == ".note{color:red}"


def test_order_is_kept(used: Used) -> None:
    css = ".note{color:red}.absent{color:blue}.note{color:green}"
    assert prune(css, used).strip() == ".note{color:red}.note{color:green}"


def test_variables_stay_while_something_refers_to_them(used: Used) -> None:
    css = (
        ":root{--ink:#000;--unused:url(a.png);--base:1px;--size:calc(var(--base)*2)}"
        ".note{margin:var(--size)}"
    )
    kept = prune(css, used)
    assert "--unused" not in kept
    for name in ("--ink:#000", "--base:1px", "--size:calc(var(--base)*2)"):
        assert name in kept


def test_animations_stay_while_a_rule_names_them(used: Used) -> None:
    css = (
        "@keyframes a{from{color:red}to{color:blue}}@keyframes b{from{top:0}to{top:1px}}"
        ".note{animation:a 1s}"
    )
    kept = prune(css, used)
    assert "@keyframes a{from{color:red}to{color:blue}}" in kept
    assert "@keyframes b" not in kept


def test_licences_stay(used: Used) -> None:
    assert prune("/*! MIT, somebody */ .absent{color:red}", used).strip() == "/*! MIT, somebody */"


def test_space_goes_where_it_means_nothing(used: Used) -> None:
    css = ".note  .big {\n  margin: 0   auto ;\n  width: calc(1px + 2px);\n}\n"
    assert prune(css, used).strip() == ".note .big{margin:0 auto;width:calc(1px + 2px)}"
