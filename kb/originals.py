"""The files documents came from, kept as they were, each under its SHA-256. Member files stay inside their archive."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from ingest.loaders import member_of
from kb.errors import HomeError

_NAME = re.compile(r"[0-9a-f]{64}")
_INSIDE = ".in"  # `<member>.in` holds the name of the archive that has the member
_CHUNK = 1 << 20


class Originals:
    """A folder of files. Safe to share between threads and processes: a file is there as a whole, or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, path: Path, digest: str, documents: Iterable[str]) -> None:
        """Keeps the file with this digest, out of which documents with these digests were read.

        A file that has changed since is left alone. Raises HomeError when the folder cannot be written.
        """
        inside = [one for one in documents if one != digest]
        try:
            if not self._place(digest).is_file() and not self._copy(path, digest):
                return
            for one in inside:
                if not self._place(one, _INSIDE).is_file():
                    self._write(self._place(one, _INSIDE), digest.encode())
        except OSError as error:
            raise HomeError(f"无法保存原始文件“{path.name}”（{error.strerror}）；请检查磁盘空间和权限") from error

    def read(self, digest: str) -> bytes | None:
        """The file a document was read from, by the document's `sha256`; None when it was not kept."""
        if not _NAME.fullmatch(digest):
            return None
        with suppress(OSError):
            return self._place(digest).read_bytes()
        with suppress(OSError):
            if archive := self._archive(digest):
                return member_of(self._place(archive).read_bytes(), digest)
        return None

    def has(self, digest: str) -> bool:
        return bool(_NAME.fullmatch(digest)) and any(self._place(digest, end).is_file() for end in ("", _INSIDE))

    def sweep(self, used: Collection[str]) -> None:
        """Deletes every file out of which none of the documents with these digests was read."""
        keep = {*used, *(self._archive(one) for one in used)}
        for place in self._folder.glob("??/*"):
            if place.name.removesuffix(_INSIDE) not in keep:
                place.unlink(missing_ok=True)

    def _archive(self, digest: str) -> str:
        with suppress(OSError):
            archive = self._place(digest, _INSIDE).read_text("ascii") if _NAME.fullmatch(digest) else ""
            return archive if _NAME.fullmatch(archive) else ""
        return ""

    def _place(self, digest: str, end: str = "") -> Path:
        return self._folder / digest[:2] / f"{digest}{end}"

    def _copy(self, path: Path, digest: str) -> bool:
        place = self._place(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        seen = hashlib.sha256()
        with path.open("rb") as file, NamedTemporaryFile(dir=place.parent, delete=False) as new:
            try:
                while chunk := file.read(_CHUNK):
                    seen.update(chunk)
                    new.write(chunk)
                new.close()
                if seen.hexdigest() == digest:
                    os.replace(new.name, place)
                    return True
            finally:
                Path(new.name).unlink(missing_ok=True)
        return False

    def _write(self, place: Path, data: bytes) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=place.parent, delete=False) as new:
            new.write(data)
        os.replace(new.name, place)
