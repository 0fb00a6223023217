"""Every component renders, keeps to the content policy and says in words what it shows in colour."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template

from tradeops.web import atoms, states

ROOT = Path(settings.BASE_DIR)
COMPONENTS = sorted((ROOT / "templates/web/components").glob("*.html"))
SYMBOLS = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text()))


def draw(source: str, **values: object) -> str:
    return Template("{% load ui numbers drawings %}" + source).render(Context(values))


def test_the_gallery_needs_no_inline_style_or_script(gallery: str) -> None:
    assert not re.search(r"<[^>]*\sstyle=", gallery)
    assert not re.search(r"<[^>]*\son[a-z]+=", gallery)
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", gallery, re.DOTALL):
        assert "src=" in attributes
        assert not body.strip()


def test_the_gallery_shows_every_component(gallery: str) -> None:
    source = (ROOT / "templates/web/gallery.html").read_text()
    unused = [c.stem for c in COMPONENTS if not re.search(rf"{{% {c.stem}\b", source) and c.stem != "region"]
    assert unused == []
    assert "shell-signals" in gallery  # the live region of the shell


def test_every_symbol_used_is_in_the_sprite(gallery: str) -> None:
    used = set(re.findall(r'icons\.svg#([\w-]+)"', gallery))
    sources = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static/js").glob("*.js")]
    sources += [*(ROOT / "tradeops/web").rglob("*.py")]
    for source in sources:
        unclassed = re.sub(r'class="[^"]*"', "", source.read_text())
        used |= set(re.findall(r"[\"'#]([sio]-[a-z]{2,8})[\"']", unclassed))
    assert used - SYMBOLS == set()
    assert {f"s-{face.shape}" for face in states.COMMON.values()} <= SYMBOLS


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.stem)
def test_every_template_compiles(path: Path) -> None:
    assert get_template(str(path.relative_to(ROOT / "templates")))


def test_a_state_has_shape_and_word() -> None:
    html = draw('{% state "rfq" "PENDING_FILL" %}')
    assert "Pending fill" in html
    assert "#s-half" in html
    assert "chip-live" in html


def test_a_workflow_may_rename_its_states(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "_registered", {})
    states.register("leg", {"SETTLED": states.Face("Settled, final", "done", "ok")})
    assert "Settled, final" in draw('{% state "leg" "SETTLED" %}')
    assert states.face("leg", "NOBODY_KNOWS").word == "Nobody knows"
    assert not states.described("leg", "NOBODY_KNOWS")


def test_the_side_turns_with_the_reader() -> None:
    assert "Buy" in draw('{% side "BUY" %}')
    assert "Sell" in draw('{% side "BUY" desk=True %}')
    assert "2-way" in draw('{% side "TWO_WAY" desk=True %}')


def test_a_price_says_its_raw_value_for_live_messages() -> None:
    html = draw("{% big_price value tick 'up' 'bid' %}", value=Decimal("64292"), tick=Decimal("0.01"))
    assert 'data-raw="64292"' in html
    assert 'data-field="bid"' in html
    assert "64,2<b>92</b><small>.00</small>" in html


def test_values_are_escaped_everywhere() -> None:
    evil = '<img src=x onerror="alert(1)">'
    html = draw(
        '{% chip e "ring" "live" e %}{% tag e %}{% owner "person" e e %}{% banner "warn" e e %}{% endbanner %}'
        "{% empty e e %}{% endempty %}{% panel_head e count=e %}{% endpanel_head %}{% failure e e e e %}"
        '{% confirm "d" e e e %}{{ e }}{% endconfirm %}{% hold e e e e title=e %}',
        e=evil,
    )
    assert "<img" not in html
    assert html.count("&lt;img") >= 15


def test_a_field_is_tied_to_its_error(gallery: str) -> None:
    field = re.search(r'<input[^>]*name="quantity"[^>]*>', gallery)
    assert field
    assert 'aria-invalid="true"' in field[0]
    described = re.search(r'aria-describedby="([^"]+)"', field[0])
    assert described
    assert all(f'id="{target}"' in gallery for target in described[1].split())


def test_ids_are_unique(gallery: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', gallery)
    assert sorted(ids) == sorted(set(ids))


def test_an_icon_with_a_label_is_an_image() -> None:
    assert 'role="img" aria-label="over budget"' in atoms.icon("s-tri", label="over budget")
    assert 'aria-hidden="true"' in atoms.icon("s-tri")


def test_a_live_region_says_where_it_stands() -> None:
    html = draw("<div{% region 'desk.rfq' cursor '/x/' critical=True %}></div>", cursor=("e1", 17))
    for part in ('data-topic="desk.rfq"', 'data-epoch="e1"', 'data-sequence="17"', 'data-snapshot-url="/x/"'):
        assert part in html
    assert "data-critical" in html
