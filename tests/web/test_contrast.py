"""Contrast of the tokens, computed from the style sheet (WCAG 2 relative luminance)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
PAIRS = dict(re.findall(r"(--[\w-]+): light-dark\((#\w{6}, #\w{6})\);", TOKENS))
SURFACES = ("--bg-1", "--bg-2", "--bg-3")


def colour(name: str, theme: str) -> str:
    light, dark = PAIRS[name].split(", ")
    return light if theme == "light" else dark


def luminance(value: str) -> float:
    channels = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


DARK = {
    "--text-1": 12.5, "--text-2": 7.4, "--text-3": 4.66, "--accent": 6.0, "--focus": 10.6, "--up": 8.7,
    "--down": 5.8, "--warn": 8.9, "--danger": 5.4, "--ok": 4.5, "--violet": 4.5, "--line-control": 3.13,
}  # fmt: skip
LIGHT = {
    "--text-1": 4.5, "--text-2": 4.5, "--text-3": 4.5, "--accent": 4.5, "--focus": 3.0, "--up": 4.5,
    "--down": 4.5, "--warn": 4.5, "--danger": 4.5, "--ok": 4.5, "--violet": 4.5, "--line-control": 3.57,
}  # fmt: skip


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize(
    ("theme", "token", "least"),
    [("dark", *item) for item in DARK.items()] + [("light", *item) for item in LIGHT.items()],
)
def test_text_and_controls_stand_out_on_every_surface(theme: str, token: str, least: float, surface: str) -> None:
    assert round(contrast(colour(token, theme), colour(surface, theme)), 2) >= least


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("tone", ["up", "down", "warn", "danger", "violet", "accent"])
def test_ink_is_readable_on_a_filled_button(theme: str, tone: str) -> None:
    assert contrast(colour(f"--{tone}-ink", theme), colour(f"--{tone}", theme)) >= 4.5


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("tone", ["up", "down", "warn", "danger", "ok", "violet", "accent"])
def test_words_are_readable_on_their_own_wash(theme: str, tone: str) -> None:
    assert contrast(colour(f"--{tone}", theme), colour(f"--{tone}-wash", theme)) >= 4.5
    assert contrast(colour("--text-1", theme), colour(f"--{tone}-wash", theme)) >= 7
