"""Changes of files that a person should see: the difference as a unified diff, written only when wanted."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from connecteur_core.store.save import locked, replace_text


@frozen
class TextChange:
    """A file's text before and after."""

    path: Path
    before: str
    after: str

    @property
    def line_ends(self) -> int:
        """How many lines ended as on Windows and do so no more."""
        return 0 if "\r\n" in self.after else self.before.count("\r\n")

    def diff(self) -> str:
        """What changes besides `line_ends`, as `diff -u` shows it; marks that cannot be seen are written out."""
        import difflib  # noqa: PLC0415 -- 6 ms that only a change has to pay

        said = self.before.replace("\r\n", "\n") if self.line_ends else self.before
        before, after = ([_visible(line) for line in text.splitlines(keepends=True)] for text in (said, self.after))
        lines = difflib.unified_diff(before, after, str(self.path), str(self.path), lineterm="")
        return "".join(f"{line}\n" for line in lines)

    def write(self) -> None:
        """Put the new text in the file, whole or not at all.

        Raises:
            SaveFailed: it could not be written; the old text is untouched.
        """
        with locked(self.path):
            replace_text(self.path, self.after)


def _visible(line: str) -> str:
    return line.removesuffix("\n").replace("\r", "\\r").replace("\ufeff", "\\uFEFF")
