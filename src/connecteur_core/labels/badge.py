"""The badge of a label: a drawn picture with the credential baked in."""

from __future__ import annotations

from importlib.resources import files
from typing import Literal

from connecteur_core.labels.baked import bake_png, bake_svg
from connecteur_core.labels.credential import LabelFacts
from connecteur_core.messages import message


def png_badge(credential: str, facts: LabelFacts, lang: str) -> bytes:
    """The badge as PNG, 720 pixels wide and high.

    Args:
        credential: as JSON or JWT, to be baked in.
        facts: what it says.
        lang: language of the words in the picture.
    """
    return bake_png(_drawn(facts, lang, "png"), credential)


def svg_badge(credential: str, facts: LabelFacts, lang: str) -> str:
    """The badge as SVG; letters are shapes in it, so it needs no font."""
    return bake_svg(_drawn(facts, lang, "svg").decode(), credential, badge_title(facts, lang))


def badge_title(facts: LabelFacts, lang: str) -> str:
    """The badge in words."""
    words = {"name": facts.name, "holder": facts.subject_name, "issuer": facts.issuer_name}
    if facts.level is None:
        return message("{name}: {holder}, declared founding member, by {issuer}", **words).text(lang)
    return message("{name}: {holder}, level {level}, by {issuer}", **words, level=facts.level).text(lang)


def _drawn(facts: LabelFacts, lang: str, form: Literal["png", "svg"]) -> bytes:
    import typst  # noqa: PLC0415 -- extra `label`

    level = message("founding member") if facts.level is None else message("level {level}", level=facts.level)
    first, last = facts.awarded_on.isoformat(), facts.valid_until.isoformat()
    drawn = typst.compile(
        (files("connecteur_core.labels") / "badge.typ").read_bytes(),
        format=form,
        ppi=216.0,
        ignore_system_fonts=True,
        sys_inputs={
            "name": facts.name,
            "holder": facts.subject_name,
            "issuer": facts.issuer_name,
            "level": level.text(lang),
            "rank": str(0 if facts.level is None else facts.levels.index(facts.level) + 1),
            "ranks": str(len(facts.levels)),
            "dates": f"{first} – {last}",
        },
    )
    assert isinstance(drawn, bytes), "one page is one picture"
    return drawn
