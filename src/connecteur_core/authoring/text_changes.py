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

    def diff(self) -> str:
        """What changes, as `diff -u` shows it; line ends and marks that cannot be seen are written out."""
        import difflib  # noqa: PLC0415 -- 6 ms that only a change has to pay

        before, after = ([_visible(line) for line in text.splitlines(keepends=True)] for text in self._texts())
        return "\n".join(difflib.unified_diff(before, after, str(self.path), str(self.path), lineterm="")) + "\n"

    def _texts(self) -> tuple[str, str]:
        return self.before, self.after

    def write(self) -> None:
        """Put the new text in the file, whole or not at all.

        Raises:
            SaveFailed: it could not be written; the old text is untouched.
        """
        with locked(self.path):
            replace_text(self.path, self.after)


def _visible(line: str) -> str:
    return line.removesuffix("\n").replace("\r", "\\r").replace("\ufeff", "\\uFEFF")
