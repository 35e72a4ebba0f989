"""A TOML language server, driven over stdio as an editor drives it."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

TOMBI = Path(sys.executable).with_name("tombi")
SECONDS = 30.0


class LanguageServer:
    """The server with one folder open."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [TOMBI, "lsp"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._count = 0
        self.published: dict[str, list[dict[str, Any]]] = {}
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        uri = folder.as_uri()
        folders = [{"uri": uri, "name": folder.name}]
        # The server reports progress, but asks for nothing that an editor without settings would not know.
        self.ask("initialize", {"processId": None, "rootUri": uri, "workspaceFolders": folders, "capabilities": {}})
        self._tell("initialized", {})

    def __enter__(self) -> LanguageServer:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._reader.join(SECONDS)
        self._process.communicate()

    def open(self, path: Path) -> str:
        uri = path.as_uri()
        text = path.read_text(encoding="utf-8")
        document = {"uri": uri, "languageId": "toml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def at(self, method: str, uri: str, line: int, character: int) -> Any:
        """What the server answers about a place, lines and characters counted from 0."""
        place = {"line": line, "character": character}
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": place})

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        self._count += 1
        number = self._count
        self._send({"id": number, "method": method, "params": params})
        while True:
            answer = self._answers.get(timeout=SECONDS)
            if answer.get("id") == number and "method" not in answer:
                assert "error" not in answer, answer
                return answer["result"]
            if "method" in answer and "id" in answer:  # the server asks the editor: it has no settings
                items = (answer.get("params") or {}).get("items")
                self._send({"id": answer["id"], "result": [None for _ in items] if items else None})

    def _tell(self, method: str, params: dict[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def _send(self, content: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **content}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while header := stream.readline():
            length = int(header.partition(b":")[2]) if header.lower().startswith(b"content-length") else None
            while stream.readline().strip():
                pass
            body = stream.read(length or 0)
            if not body or len(body) < (length or 0):
                return  # the server was ended in the middle of a word
            self._answers.put(json.loads(body))
