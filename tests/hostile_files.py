"""Files that strangers might send: 256 KiB each, of every shape that could make a reader work too hard."""

from __future__ import annotations

from collections.abc import Iterator

SIZE = 256 * 1024
HEADS = {
    "assessment": 'format = "connecteur-assessment/1"\nruleset = "diversity-connector@2017.1"\n'
    '[organisation]\nname = "x"\n',
    "definitions": 'format = "connecteur-definitions/1"\n',
    "ruleset": 'format = "connecteur-ruleset/1"\nid = "x"\nversion = "1"\nlanguages = ["en"]\ninclude = []\n'
    '[source]\ntitle = "t"\nauthor = "a"\npublisher = "p"\npublished = 2026-01-01\n'
    '[kinds.line]\nanswered = true\ndecides = true\n[[levels]]\nid = "L1"\nrank = 1\n',
    "profile": 'format = "connecteur-profile/1"\nname = "x"\n',
    "portfolio": 'format = "connecteur-portfolio/1"\nname = "x"\n',
    "facts": 'format = "connecteur-facts/1"\n',
}


def filled(pattern: str, head: str = "", tail: str = "") -> str:
    """`pattern` again and again, `@` in it numbered, up to the size."""
    pieces, size, number = [head], len((head + tail).encode()), 0
    while size < SIZE:
        piece = pattern.replace("@", str(number))
        pieces.append(piece)
        size += len(piece.encode())
        number += 1
    return "".join((*pieces, tail))


SHAPES = {
    "keys": "k@ = 1\n",
    "tables": "[t@]\n",
    "tables below": "[a.b.c.d.e.t@]\nx = 1\n",
    "arrays of tables": "[[t]]\nx = 1\n",
    "arrays of tables below": "[[t]]\n[[t.u]]\n[[t.u.v]]\n",
    "dotted keys": "a.b.c.d.e.f.g.h.i.j.k.l.m.n@ = 1\n",
    "comments": "# @ comment\n",
    "line feeds": "\n",
    "spaces": " ",
    "equals": "=",
    "quotes": '"',
    "apostrophes": "'",
    "triple quotes": '"""\n',
    "escapes": "\\",
    "openings": "[",
    "closings": "]",
    "braces": "{",
    "dots": "a.",
    "backslashes in text": 'k@ = "\\\\\\""\n',
    "unicode escapes": 'k@ = "\\U0001F600\\u0301"\n',
    "dates": "k@ = 1979-05-27T07:32:00Z\n",
    "floats": "k@ = 1e400\n",
    "inline tables": "k@ = { a = { b = { c = [1, 2, { d = 3 }] } } }\n",
    "nested arrays": "k@ = [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]\n",
    "one table twice": "[t]\nx = 1\n",
    "invisible": "\u200b\u202e\u2066",
    "long names": "x",
}
LONG = {
    "array": ("k = [", "@, ", "]\n"),
    "array of texts": ("k = [", '"", ', "]\n"),
    "array of tables": ("k = [", "{ a = @ }, ", "]\n"),
    "text": ('k = "', "\u00e9\u202e", '"\n'),
    "text over lines": ('k = """', "@\n", '"""\n'),
    "text never closed": ('k = "', "x", ""),
    "number": ("k = ", "9", "\n"),
    "hexadecimal": ("k = 0x", "f", "\n"),
    "key": ("", "k", " = 1\n"),
    "quoted key": ('"', "k ", '" = 1\n'),
    "comment": ("#", "x", "\n"),
    "inline table": ("k = { ", "a@ = 1, ", "b = 1 }\n"),
}
EXPRESSION = "birth_country == host"
VERSION = (
    '[[definitions.versions]]\nfirst = 2020-01-01\nconfidence = "LOW"\nsource = "s"\n'
    'title = { en = "t", fr = "t" }\nrule = { en = "r", fr = "r" }\n'
)
DEFINITION = f'[[definitions]]\nid = "x.d@"\nsubject = "person"\nhost = "FR"\n{VERSION}'


def iter_toml() -> Iterator[tuple[str, str]]:
    """Name and text of each file of TOML, or of what looks like it."""
    for kind, head in {"": "", **HEADS}.items():
        for name, pattern in SHAPES.items():
            yield f"{kind} {name}".strip(), filled(pattern, head)
        for name, (start, pattern, end) in LONG.items():
            yield f"{kind} long {name}".strip(), filled(pattern, head + start, end)
    yield from _assessments()
    yield from _definitions()
    yield from _rulesets()
    yield from _cities()


def _assessments() -> Iterator[tuple[str, str]]:
    head = HEADS["assessment"]
    yield "unknown answers", filled('[answers."L1.@"]\nstatus = "met"\n', head)
    yield "unknown statuses", filled('[answers."L1.@"]\nstatus = "mett"\n', head)
    yield "misspelt keys", filled('[answers."L1.@"]\nstauts = "met"\n', head)
    yield (
        "much evidence",
        filled('  { ref = "@" },\n', f'{head}[answers."L1.1"]\nstatus = "met"\nevidence = [\n', "]\n"),
    )
    yield "wrong evidence", filled("  @,\n", f'{head}[answers."L1.1"]\nstatus = "met"\nevidence = [\n', "]\n")
    yield "a long id", filled("x", f'{head}[answers."', '"]\nstatus = "met"\n')
    yield "a long status", filled("met", f'{head}[answers."L1.1"]\nstatus = "', '"\n')
    yield (
        "a long ruleset",
        filled("x", 'format = "connecteur-assessment/1"\nruleset = "', '"\n[organisation]\nname = "x"\n'),
    )
    yield "a long format", filled("9", 'format = "connecteur-assessment/', '"\n')
    yield "a long note", filled("\u00e9", f'{head}[answers."L1.1"]\nstatus = "met"\nnote = "', '"\n')
    yield "long lists of parameters", filled("p@ = 1\n", f"{head}[parameters]\n")


def _definitions() -> Iterator[tuple[str, str]]:
    head = HEADS["definitions"]
    yield "definitions", filled(f"{DEFINITION}expression = '{EXPRESSION}'\n", head)
    yield "definitions with mistakes", filled(f"{DEFINITION}expression = 'birth_contry@ == host'\n", head)
    many = " or ".join([EXPRESSION] * 160)
    yield "long expressions", filled(f"{DEFINITION}expression = '{many}'\n", head)
    deep = "(" * 60 + EXPRESSION + ")" * 60
    yield "deep expressions", filled(f"{DEFINITION}expression = '{deep}'\n", head)
    yield "expressions that are none", filled(f"{DEFINITION}expression = '{'(' * 4000}'\n", head)
    terms = [f"t0 = '{EXPRESSION}'\n"]
    terms += [f"t{number} = '{' and '.join([f't{number - 1}'] * 8)}'\n" for number in range(1, 40)]
    bomb = f"[terms]\n{''.join(terms)}{DEFINITION}expression = 't39'\n"
    yield "terms of terms of terms", head + bomb
    yield "a chain of terms", filled("t@ = 'not t@0'\n", f"{head}[terms]\n")
    yield (
        "versions",
        filled(f"{VERSION}expression = '{EXPRESSION}'\n", f"{head}{DEFINITION}expression = '{EXPRESSION}'\n"),
    )
    case = '[[cases]]\nabout = "@"\ndefinition = "x.d0"\non = 2021-01-01\nvalue = "yes"\n'
    case += 'facts = { birth_country = "FR" }\n'
    yield "cases", filled(case, f"{head}{DEFINITION}expression = '{EXPRESSION}'\n".replace("@", "0"))


def _rulesets() -> Iterator[tuple[str, str]]:
    head = HEADS["ruleset"]
    line = '[[items]]\nid = "L1.@"\nkind = "line"\nlevel = "L1"\n'
    yield "items", filled(line, head)
    yield "items that count all others", filled(f"""{line}rule = 'count_met("*") >= 1'\n""", head)
    yield "items that need the next one", filled(f"""{line}rule = 'met("L1.@0")'\n""", head)
    yield "items that need unknown ones", filled(f"""{line}rule = 'met("L9.@")'\n""", head)
    yield "items twice", filled(line.replace("@", "1"), head)
    yield "levels", filled('[[levels]]\nid = "M@"\nrank = @\n', head)
    yield "wild patterns", filled(f"""{line}rule = 'count_met("{"*" * 300}x") >= 1'\n""", head)


def _cities() -> Iterator[tuple[str, str]]:
    yield "a profile of many files", filled('"x@.toml", ', f"{HEADS['profile']}definitions = [", "]\n")
    yield "a portfolio of many", filled('"x@.toml", ', f"{HEADS['portfolio']}assessments = [", "]\n")
    yield "a portfolio of globs", filled('"**/*x@*.toml", ', f"{HEADS['portfolio']}assessments = [", "]\n")


def iter_json() -> Iterator[tuple[str, str]]:
    """Name and text of each file of facts."""
    yield "keys", "{" + filled('"k@": 1,\n') + '"k": 1}'
    yield "a key twice at the end", "{" + filled('"k@": 1, ') + '"x": 1, "x": 2}'
    yield "keys on one line", "{" + filled('"k@": 1, ') + '"k": 1}'
    yield "owners", '{"owners": [' + filled('{"share": 1}, ') + '{"share": 1}]}'
    yield "wrong owners", '{"owners": [' + filled('{"shar": 101},\n') + "{}]}"
    yield "wrong values", '{"owners": [' + filled('{"share": 101},\n') + "{}]}"
    yield "countries", '{"citizenships": [' + filled('"FR", ') + '"FR"]}'
    yield "a long text", '{"birth_country": "' + filled("F") + '"}'
    yield "a long name", '{"' + filled("birth_country") + '": 1}'
    yield "a long number", '{"owners": [{"share": ' + filled("9") + "}]}"
    yield "a long fraction", '{"owners": [{"share": 0.' + filled("9") + "}]}"
    yield "a large power", '{"owners": [{"share": 1e' + "9" * 200 + "}]}"
    yield "openings", filled("[")
    yield "objects", filled('{"a":')
    yield "quotes", filled('"')
    yield "escapes", '{"' + filled("\\u0000") + '": 1}'
    yield "numbered members", "{" + filled('"owners[@].share": 1, ') + '"k": 1}'
    yield "far members", '{"p999999999_birth_country": "FR", "owners[99999999999999999999].share": 1}'
