"""SQLite, the truth: documents with all their versions and clauses. Indexes are derived from it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ingest.sentences import sentences
from ingest.types import Clause, Document, Parsed
from kb import journal, lexicon, upkeep
from kb.codec import dump_clause, dump_document, load_clause, load_document
from kb.database import Database
from kb.errors import IdTaken
from kb.journal import Journal
from kb.versions import Version, carry_ids, indexed

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a document. False as a condition when it was there already and nothing has changed."""

    version: int  # the current one
    clauses: int
    changed: bool

    def __bool__(self) -> bool:
        return self.changed


class Store:
    """Documents and clauses of one home. Safe to share between threads; a document is written as a whole."""

    def __init__(self, path: Path) -> None:
        self.database = Database(path)
        self.journal = Journal(self.database)

    def close(self) -> None:
        """Closes this thread's connection."""
        self.database.close()

    # --- settings that belong to the data -------------------------------------------------------

    def meta(self, key: str) -> str | None:
        with self.database.read() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str, *, keep: bool = False) -> None:
        """Sets a value; with `keep` only where there is none yet."""
        with self.database.write() as connection:
            connection.execute(f"INSERT OR {'IGNORE' if keep else 'REPLACE'} INTO meta VALUES (?, ?)", (key, value))

    # --- writing documents ----------------------------------------------------------------------

    def put(self, parsed: Parsed) -> Put:
        """Adds a document, or a new version of one that is there; both with all clauses, or not at all.

        A source read again, or one whose clauses are word for word those of the current version, makes no new version.
        Raises IdTaken when a clause id belongs to another document.
        """
        with self.database.write() as connection:
            parsed = replace(parsed, document=upkeep.corrected(connection, parsed.document))
            document = parsed.document
            row = connection.execute(
                "SELECT d.version, v.sha256, v.body, v.taken_in FROM documents d JOIN versions v "
                "ON v.document_id = d.id AND v.version = d.version WHERE d.id = ?",
                (document.id,),
            ).fetchone()
            old: dict[str, Clause] = {}
            number, clauses, since = 1, parsed.clauses, datetime.now(UTC).isoformat(timespec="seconds")
            if row is None:
                connection.execute(
                    "INSERT INTO documents SELECT ?, COALESCE(MAX(position), 0) + 1, 1, ? FROM documents",
                    (document.id, len(clauses)),
                )
            else:
                number, sha256, body, taken_in = row
                old = {clause.id: clause for clause in _clauses(connection, document.id, number)}
                clauses = carry_ids(old.values(), parsed.clauses)
                if load_document(body) == document and tuple(old.values()) == clauses:
                    return Put(number, len(clauses), changed=False)
                if sha256 == document.sha256 or _words(old.values()) == _words(clauses):
                    _drop_version(connection, document.id, number)
                    since = taken_in
                else:
                    connection.execute(
                        "UPDATE clauses SET current = 0 WHERE document_id = ? AND version = ?", (document.id, number)
                    )
                    number += 1
                connection.execute(
                    "UPDATE documents SET version = ?, clauses = ? WHERE id = ?", (number, len(clauses), document.id)
                )
            _add_version(connection, parsed, number, clauses, since)
            journal.note(connection, _differences(old, clauses))
            journal.bump(connection)
        return Put(number, len(clauses), changed=True)

    def remove(self, document_id: str) -> bool:
        """Takes a document out with all its versions."""
        with self.database.write() as connection:
            row = connection.execute("SELECT version FROM documents WHERE id = ?", (document_id,)).fetchone()
            if row is None:
                return False
            old = {clause.id: clause for clause in _clauses(connection, document_id, row[0])}
            connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
            journal.note(connection, _differences(old, ()))
            journal.bump(connection)
        return True

    def correct(self, document_id: str, given: Mapping[str, str], by: str) -> tuple[str, ...]:
        """Sets fields of a document right; returns the names of those that changed. Raises DeskError."""
        with self.database.write() as connection:
            changed = upkeep.correct(connection, document_id, given, by)
            if changed:  # what the indexes know of a clause has the title in it
                clauses = _clauses(connection, document_id, None)
                journal.note(connection, [(clause.id, len(sentences(clause.text))) for clause in clauses])
                journal.bump(connection)
        return changed

    def corrections(self, document_id: str) -> tuple[upkeep.Correction, ...]:
        with self.database.read() as connection:
            return upkeep.corrections(connection, document_id)

    def retired(self) -> Mapping[str, upkeep.Retired]:
        """Documents that are kept but not answered from, by id."""
        with self.database.read() as connection:
            return upkeep.retired(connection)

    def retire(self, document_id: str, by: str, note: str) -> None:
        with self.database.write() as connection:
            upkeep.retire(connection, document_id, by, note)
            journal.bump(connection)

    def restore(self, document_id: str) -> None:
        with self.database.write() as connection:
            upkeep.restore(connection, document_id)
            journal.bump(connection)

    # --- documents ------------------------------------------------------------------------------

    def documents(self) -> tuple[Document, ...]:
        """The current version of each document, in the order they were first taken in."""
        with self.database.read() as connection:
            rows = connection.execute(
                "SELECT v.body FROM documents d JOIN versions v ON v.document_id = d.id AND v.version = d.version "
                "ORDER BY d.position"
            ).fetchall()
        return tuple(load_document(row[0]) for row in rows)

    def document(self, document_id: str) -> Document | None:
        with self.database.read() as connection:
            row = connection.execute(
                "SELECT v.body FROM documents d JOIN versions v ON v.document_id = d.id AND v.version = d.version "
                "WHERE d.id = ?",
                (document_id,),
            ).fetchone()
        return None if row is None else load_document(row[0])

    def versions(self, document_id: str) -> tuple[Version, ...]:
        """Every version of a document, oldest first; () for an unknown document."""
        with self.database.read() as connection:
            rows = connection.execute(
                "SELECT version, body, taken_in, LEAD(taken_in) OVER (ORDER BY version), (SELECT COUNT(*) FROM clauses c "
                "WHERE c.document_id = v.document_id AND c.version = v.version) "
                "FROM versions v WHERE document_id = ? ORDER BY version",
                (document_id,),
            ).fetchall()
        return tuple(Version(n, load_document(body), taken, until, count) for n, body, taken, until, count in rows)

    def version_numbers(self) -> Mapping[str, int]:
        """Document id → number of its current version, which is how many it has had."""
        with self.database.read() as connection:
            return dict(connection.execute("SELECT id, version FROM documents").fetchall())

    def digests(self) -> set[str]:
        """The `sha256` of every version of every document."""
        with self.database.read() as connection:
            return {row[0] for row in connection.execute("SELECT DISTINCT sha256 FROM versions")}

    def source_text(self, document_id: str, version: int | None = None) -> str | None:
        with self.database.read() as connection:
            row = connection.execute(
                "SELECT v.source FROM documents d JOIN versions v ON v.document_id = d.id "
                "AND v.version = COALESCE(?, d.version) WHERE d.id = ?",
                (version, document_id),
            ).fetchone()
        return None if row is None else bytes(row[0]).decode("utf-8", "surrogatepass")

    # --- clauses --------------------------------------------------------------------------------

    def clauses(self, document_id: str, version: int | None = None) -> tuple[Clause, ...]:
        """The clauses of the current version, or of another, in document order."""
        with self.database.read() as connection:
            return tuple(_clauses(connection, document_id, version))

    def children(self, clause_id: str) -> tuple[Clause, ...]:
        """The current clauses below a clause, in document order."""
        with self.database.read() as connection:
            rows = connection.execute(
                "SELECT body FROM clauses WHERE parent_id = ? AND current = 1 ORDER BY ordinal", (clause_id,)
            ).fetchall()
        return tuple(load_clause(row[0]) for row in rows)

    def around(self, clause: Clause) -> tuple[Clause | None, Clause | None]:
        """The current clauses right before and right after a clause of its document."""
        with self.database.read() as connection:
            rows = connection.execute(
                "SELECT c.ordinal, c.body FROM documents d JOIN clauses c ON c.document_id = d.id "
                "AND c.version = d.version WHERE d.id = ? AND c.ordinal IN (?, ?)",
                (clause.document_id, clause.ordinal - 1, clause.ordinal + 1),
            ).fetchall()
        found = {ordinal: load_clause(body) for ordinal, body in rows}
        return found.get(clause.ordinal - 1), found.get(clause.ordinal + 1)

    def parent_ids(self) -> list[str]:
        """The ids of all current clauses that have others below them."""
        with self.database.read() as connection:
            sql = (
                "SELECT DISTINCT parent_id FROM clauses WHERE current = 1 AND parent_id IS NOT NULL ORDER BY parent_id"
            )
            return [row[0] for row in connection.execute(sql)]

    def clause(self, clause_id: str) -> Clause | None:
        """The current clause with this id, or else the last former one, which may have been cited."""
        found = self.get([clause_id]).get(clause_id)
        if found is not None:
            return found
        with self.database.read() as connection:
            row = connection.execute(
                "SELECT body FROM clauses WHERE id = ? AND current = 0 ORDER BY version DESC LIMIT 1", (clause_id,)
            ).fetchone()
        return None if row is None else load_clause(row[0])

    def contents(self) -> dict[str, str]:
        """Document id → a key of what its current version says."""
        with self.database.read() as connection:
            sql = (
                "SELECT d.id, d.version, v.sha256 FROM documents d "
                "JOIN versions v ON v.document_id = d.id AND v.version = d.version"
            )
            return {document: f"{version}-{sha256}" for document, version, sha256 in connection.execute(sql)}

    def documents_of(self, clause_ids: Sequence[str]) -> dict[str, str]:
        """Current clause id → document id; unknown ids are left out."""
        found: dict[str, str] = {}
        with self.database.read() as connection:
            for start in range(0, len(clause_ids), _BATCH):
                batch = clause_ids[start : start + _BATCH]
                marks = ",".join("?" * len(batch))
                sql = f"SELECT id, document_id FROM clauses WHERE id IN ({marks}) AND current = 1"
                found |= dict(connection.execute(sql, batch))
        return found

    def get(self, clause_ids: Sequence[str]) -> dict[str, Clause]:
        """The current clauses with these ids; unknown ids are left out."""
        found: dict[str, Clause] = {}
        with self.database.read() as connection:
            for start in range(0, len(clause_ids), _BATCH):
                batch = clause_ids[start : start + _BATCH]
                marks = ",".join("?" * len(batch))
                rows = connection.execute(f"SELECT body FROM clauses WHERE id IN ({marks}) AND current = 1", batch)
                found |= {clause.id: clause for clause in (load_clause(row[0]) for row in rows)}
        return found

    def clause_count(self) -> int:
        """How many clauses are current."""
        with self.database.read() as connection:
            return int(connection.execute("SELECT COALESCE(SUM(clauses), 0) FROM documents").fetchone()[0])

    def clause_ids(self) -> set[str]:
        """The ids of all current clauses. For comparisons; nothing that happens often may need it."""
        with self.database.read() as connection:
            return {row[0] for row in connection.execute("SELECT id FROM clauses WHERE current = 1")}

    def all_clauses(self) -> Iterator[Clause]:
        """Every current clause, read piece by piece. For comparisons; nothing that happens often may need it."""
        last = 0
        while True:
            with self.database.read() as connection:
                rows = connection.execute(
                    "SELECT key, body FROM clauses WHERE key > ? AND current = 1 ORDER BY key LIMIT ?", (last, _BATCH)
                ).fetchall()
            if not rows:
                return
            yield from (load_clause(body) for _, body in rows)
            last = rows[-1][0]

    # --- what documents define ------------------------------------------------------------------

    def full_names(self, short: str) -> tuple[str, ...]:
        """What an abbreviation stands for in the documents, in their order."""
        with self.database.read() as connection:
            rows = connection.execute(
                "SELECT n.full FROM names n JOIN documents d ON d.id = n.document_id WHERE n.short = ? "
                "ORDER BY d.position, n.ordinal",
                (short,),
            ).fetchall()
        return tuple(dict.fromkeys(row[0] for row in rows))

    def short_names(self) -> list[str]:
        """Every abbreviation that documents define."""
        with self.database.read() as connection:
            return [row[0] for row in connection.execute("SELECT DISTINCT short FROM names ORDER BY short")]

    def learn_again(self) -> None:
        """Reads the abbreviations of every current clause anew."""
        for document in self.documents():
            clauses = self.clauses(document.id)
            with self.database.write() as connection:
                _learn(connection, document.id, clauses)

    # --- files ----------------------------------------------------------------------------------

    def file(self, path: str, sha256: str, reader: str) -> list[tuple[str, str]] | None:
        """Id and sha256 of what a file gave when it was last read whole; None when it or the reading has changed."""
        with self.database.read() as connection:
            row = connection.execute(
                "SELECT documents FROM files WHERE path = ? AND sha256 = ? AND reader = ?", (path, sha256, reader)
            ).fetchone()
        return None if row is None else [(one, content) for one, content in json.loads(row[0])]

    def set_file(self, path: str, sha256: str, reader: str, documents: Iterable[tuple[str, str]]) -> None:
        with self.database.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", (path, sha256, reader, json.dumps([*documents]))
            )

    def taken_in(self, document_id: str) -> tuple[Document, int, int, tuple[str, ...]] | None:
        """A document as it is: metadata, version, number of clauses, warnings of its reading."""
        with self.database.read() as connection:
            row = connection.execute(
                "SELECT v.body, d.version, d.clauses, v.warnings FROM documents d JOIN versions v "
                "ON v.document_id = d.id AND v.version = d.version WHERE d.id = ?",
                (document_id,),
            ).fetchone()
        return None if row is None else (load_document(row[0]), int(row[1]), int(row[2]), tuple(json.loads(row[3])))


def _clauses(connection: sqlite3.Connection, document_id: str, version: int | None) -> Iterator[Clause]:
    rows = connection.execute(
        "SELECT c.body FROM documents d JOIN clauses c ON c.document_id = d.id AND c.version = COALESCE(?, d.version) "
        "WHERE d.id = ? ORDER BY c.ordinal",
        (version, document_id),
    )
    return (load_clause(row[0]) for row in rows.fetchall())


def _add_version(
    connection: sqlite3.Connection, parsed: Parsed, number: int, clauses: Sequence[Clause], since: str
) -> None:
    document = parsed.document
    connection.execute(
        "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            document.id,
            number,
            document.sha256,
            since,
            dump_document(document),
            json.dumps(parsed.warnings, ensure_ascii=False),
            parsed.source.text.encode("utf-8", "surrogatepass"),
        ),
    )
    try:
        connection.executemany(
            "INSERT INTO clauses (id, document_id, version, current, ordinal, parent_id, body) VALUES (?, ?, ?, 1, ?, ?, ?)",
            [(c.id, document.id, number, c.ordinal, c.parent_id, dump_clause(c)) for c in clauses],
        )
    except sqlite3.IntegrityError as error:
        raise IdTaken(_taken(connection, document, clauses)) from error
    _learn(connection, document.id, clauses)


def _drop_version(connection: sqlite3.Connection, document_id: str, number: int) -> None:
    connection.execute("DELETE FROM clauses WHERE document_id = ? AND version = ?", (document_id, number))
    connection.execute("DELETE FROM versions WHERE document_id = ? AND version = ?", (document_id, number))


def _learn(connection: sqlite3.Connection, document_id: str, clauses: Sequence[Clause]) -> None:
    connection.execute("DELETE FROM names WHERE document_id = ?", (document_id,))
    rows = [(document_id, short, full) for short, names in lexicon.learn(clauses).items() for full in names]
    connection.executemany("INSERT INTO names VALUES (?, ?, ?, ?)", [(*row, i) for i, row in enumerate(rows)])


def _taken(connection: sqlite3.Connection, document: Document, clauses: Sequence[Clause]) -> str:
    for clause in clauses:
        row = connection.execute(
            "SELECT v.body FROM clauses c JOIN versions v ON v.document_id = c.document_id AND v.version = c.version "
            "WHERE c.id = ? AND c.current = 1 AND c.document_id <> ?",
            (clause.id, document.id),
        ).fetchone()
        if row is not None:
            other = load_document(row[0]).title
            return f"《{document.title}》的条款编号“{clause.id}”已属于《{other}》；请先移除那一份，或改用别的编号"
    return f"《{document.title}》有两个条款用了同一个编号；请改正后重试"


def _words(clauses: Iterable[Clause]) -> list[tuple[str, str, str]]:
    return [(clause.id, clause.label, clause.text) for clause in clauses]


def _differences(old: Mapping[str, Clause], new: Iterable[Clause]) -> list[tuple[str, int]]:
    """Ids whose index entries change, with the number of sentences of their former text."""
    now = {clause.id: clause for clause in new}
    ids = [
        *(clause_id for clause_id in old if clause_id not in now),
        *(c.id for c in now.values() if c.id not in old or indexed(old[c.id]) != indexed(c)),
    ]
    return [(clause_id, len(sentences(old[clause_id].text)) if clause_id in old else 0) for clause_id in ids]
