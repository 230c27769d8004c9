"""Tables of the embedded store and their forward migrations.

`post.id` is the post's place in time (`pungmun.store.places`): the newest posts are the largest ids, a range of days is a
range of ids, in the table and in the full-text index alike. What holds now is kept ready: `effective` has one row per
finding that holds (people's reviews applied), `tally_…` and `total_…` the numbers of posts (`pungmun.store.sqlite.tally`),
all kept in the same transaction as what they are made of. `effective_finding` shows them in words for a reader with a shell.
"""

from __future__ import annotations

import sqlite3

from pungmun.errors import StoreError
from pungmun.store.sqlite.errors import one_transaction

#: ASCII punctuation that is part of a term ("covid-19"); terms hold no blanks, so only blanks separate.
_TOKENCHARS = "!#$%&()*+,-./:;<=>?@[\\]^_`{|}~"

_V1 = f"""
CREATE TABLE post(
    id INTEGER PRIMARY KEY, post_id TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL, platform TEXT NOT NULL,
    source_id TEXT NOT NULL, cluster_id TEXT);
CREATE INDEX post_platform ON post(platform, id);
CREATE INDEX post_source ON post(source_id, id);
CREATE INDEX post_cluster ON post(cluster_id, id) WHERE cluster_id IS NOT NULL;
CREATE TABLE body(
    id INTEGER PRIMARY KEY REFERENCES post(id) ON DELETE CASCADE, document TEXT NOT NULL, terms TEXT NOT NULL, meta TEXT NOT NULL);
CREATE VIRTUAL TABLE fts USING fts5(terms, content='', tokenize="ascii tokenchars '{_TOKENCHARS}'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(fts, row);
CREATE TABLE address(hash INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY(hash, id)) WITHOUT ROWID;
CREATE TABLE link(
    id INTEGER NOT NULL REFERENCES post(id) ON DELETE CASCADE, url TEXT NOT NULL, PRIMARY KEY(id, url)) WITHOUT ROWID;
CREATE INDEX link_url ON link(url, id);
CREATE TABLE finding(
    id INTEGER NOT NULL REFERENCES post(id) ON DELETE CASCADE, claim_id TEXT NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY(id, claim_id)) WITHOUT ROWID;
CREATE TABLE review(
    post_id TEXT NOT NULL, claim_id TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, label TEXT NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY(post_id, claim_id, by)) WITHOUT ROWID;
CREATE INDEX review_claim ON review(claim_id);
CREATE TABLE effective(
    id INTEGER NOT NULL REFERENCES post(id) ON DELETE CASCADE, claim_id TEXT NOT NULL, counted TEXT NOT NULL,
    platform TEXT NOT NULL, source_id TEXT NOT NULL, risk REAL, PRIMARY KEY(id, claim_id)) WITHOUT ROWID;
CREATE INDEX effective_claim ON effective(claim_id, counted, id, platform, source_id);
CREATE INDEX effective_label ON effective(counted, id, platform, source_id);
CREATE INDEX effective_risk ON effective(risk, id) WHERE risk IS NOT NULL;
CREATE TABLE tally(
    claim_id TEXT NOT NULL, label TEXT NOT NULL, day INTEGER NOT NULL, platform TEXT NOT NULL,
    n INTEGER NOT NULL, PRIMARY KEY(claim_id, label, day, platform)) WITHOUT ROWID;
CREATE TABLE quarantine(
    item_id TEXT PRIMARY KEY, kind TEXT NOT NULL, source_id TEXT NOT NULL, url TEXT NOT NULL, at TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE health(
    source_id TEXT NOT NULL, round_id TEXT NOT NULL, day TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY(source_id, round_id));
CREATE TABLE audit(
    n INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL,
    subject TEXT NOT NULL, detail TEXT NOT NULL,
    UNIQUE(at, who, action, subject, detail));
CREATE TABLE tombstone(hash TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE counter(name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counter VALUES('seq', 0);
CREATE VIEW effective_finding AS
    SELECT p.post_id, e.claim_id, e.counted AS label, e.platform, f.data AS model_finding
    FROM effective e JOIN post p ON p.id = e.id LEFT JOIN finding f ON f.id = e.id AND f.claim_id = e.claim_id;
"""

#: Counts by sets of labels, by source, and totals over all days; the review queue of one claim in its order.
_V2 = """
DROP TABLE tally;
CREATE TABLE tally_post(
    labels INTEGER NOT NULL, platform TEXT NOT NULL, source_id TEXT NOT NULL, day INTEGER NOT NULL,
    n INTEGER NOT NULL, PRIMARY KEY(labels, platform, source_id, day)) WITHOUT ROWID;
CREATE TABLE total_post(
    labels INTEGER NOT NULL, platform TEXT NOT NULL, source_id TEXT NOT NULL, dated INTEGER NOT NULL,
    n INTEGER NOT NULL, PRIMARY KEY(labels, platform, source_id, dated)) WITHOUT ROWID;
CREATE TABLE tally_finding(
    claim_id TEXT NOT NULL, label TEXT NOT NULL, platform TEXT NOT NULL, day INTEGER NOT NULL,
    n INTEGER NOT NULL, PRIMARY KEY(claim_id, label, platform, day)) WITHOUT ROWID;
CREATE TABLE total_finding(
    claim_id TEXT NOT NULL, label TEXT NOT NULL, platform TEXT NOT NULL, dated INTEGER NOT NULL,
    n INTEGER NOT NULL, PRIMARY KEY(claim_id, label, platform, dated)) WITHOUT ROWID;
INSERT INTO tally_post
    SELECT labels, platform, source_id, day, COUNT(*) FROM (
        SELECT p.platform, p.source_id, CASE WHEN p.id >= 0 THEN p.id >> 41 ELSE 0 END AS day,
            COALESCE((SELECT SUM(DISTINCT CASE e.counted WHEN 'repeats' THEN 1 WHEN 'needs_review' THEN 2 WHEN 'debunks' THEN 4
                WHEN 'asks' THEN 8 WHEN 'weaker_true' THEN 16 ELSE 32 END) FROM effective e WHERE e.id = p.id), 0) AS labels
        FROM post p) GROUP BY 1, 2, 3, 4;
INSERT INTO tally_finding
    SELECT claim_id, counted, platform, CASE WHEN id >= 0 THEN id >> 41 ELSE 0 END, COUNT(*) FROM effective GROUP BY 1, 2, 3, 4;
INSERT INTO total_post SELECT labels, platform, source_id, day > 0, SUM(n) FROM tally_post GROUP BY 1, 2, 3, 4;
INSERT INTO total_finding SELECT claim_id, label, platform, day > 0, SUM(n) FROM tally_finding GROUP BY 1, 2, 3, 4;
CREATE INDEX effective_claim_risk ON effective(claim_id, risk, id) WHERE risk IS NOT NULL;
"""

#: One script per version, oldest first; a script that was released is never changed.
MIGRATIONS: tuple[str, ...] = (_V1, _V2)


def version_of(db: sqlite3.Connection) -> int:
    """Version of the schema in the file; 0 for a new file."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def migrate(db: sqlite3.Connection) -> None:
    """Bring the schema to the newest version, one transaction a version.

    Raises:
        StoreError: the file was made by a newer Pungmun.
    """
    while (version := version_of(db)) != len(MIGRATIONS):
        if version > len(MIGRATIONS):
            raise StoreError(
                f"The store has schema {version}; this Pungmun knows schemas up to {len(MIGRATIONS)}.",
                cause="it was made by a newer version",
                todo="update Pungmun, or set PUNGMUN_STORE to another file",
            )
        with one_transaction(db):
            if version_of(db) == version:  # nobody else was faster
                for statement in _statements(MIGRATIONS[version]):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {version + 1}")


def _statements(script: str) -> list[str]:
    """`executescript` would end the transaction, so the script is run statement by statement."""
    statements, part = [], ""
    for line in script.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            statements.append(part)
            part = ""
    return statements
