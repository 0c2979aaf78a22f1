"""The tables of one PC alone: the journal, streams, settings, search terms, logs; never sent anywhere."""

LOCAL_DDL = (
    """CREATE TABLE entry (
        n INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, dev BLOB NOT NULL, ep BLOB NOT NULL, q INTEGER NOT NULL,
        tbl TEXT NOT NULL, row BLOB NOT NULL, kind TEXT NOT NULL, par BLOB NOT NULL, ts INTEGER NOT NULL,
        header BLOB NOT NULL, salt BLOB NOT NULL, body BLOB, state TEXT NOT NULL DEFAULT 'applied')""",
    "CREATE INDEX entry_stream ON entry (dev, ep, q)",
    "CREATE INDEX entry_row ON entry (row)",
    """CREATE TABLE stream (
        dev BLOB NOT NULL, ep BLOB NOT NULL, county TEXT NOT NULL DEFAULT '', seq INTEGER NOT NULL DEFAULT 0, head BLOB NOT NULL,
        mine INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'open', exported INTEGER NOT NULL DEFAULT 0,
        confirmed INTEGER NOT NULL DEFAULT 0, checked INTEGER NOT NULL DEFAULT 0, checked_head BLOB, PRIMARY KEY (dev, ep)) WITHOUT ROWID""",
    """CREATE TABLE flag (
        n INTEGER PRIMARY KEY, code TEXT NOT NULL, tbl TEXT NOT NULL, row BLOB NOT NULL, detail TEXT NOT NULL, at INTEGER NOT NULL,
        settled INTEGER NOT NULL DEFAULT 0, UNIQUE (code, tbl, row, detail))""",
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE term (key TEXT NOT NULL, what INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, what, n)) WITHOUT ROWID",
    """CREATE TABLE unit_grant (
        dev BLOB NOT NULL, grant_no INTEGER NOT NULL, role TEXT NOT NULL, county TEXT NOT NULL, name TEXT NOT NULL, sign BLOB NOT NULL, kid BLOB NOT NULL,
        age TEXT NOT NULL, doc BLOB NOT NULL, signature BLOB NOT NULL, dir_v INTEGER NOT NULL, PRIMARY KEY (dev, grant_no)) WITHOUT ROWID""",
    """CREATE TABLE revocation (dev BLOB NOT NULL, ep BLOB NOT NULL, cut_seq INTEGER NOT NULL, doc BLOB NOT NULL, signature BLOB NOT NULL,
        dir_v INTEGER NOT NULL, PRIMARY KEY (dev, ep)) WITHOUT ROWID""",
    """CREATE TABLE bundle (
        n INTEGER PRIMARY KEY, direction TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, sha256 BLOB NOT NULL, dev BLOB, ep BLOB,
        first INTEGER, upto INTEGER, size INTEGER NOT NULL, entries INTEGER NOT NULL, outcome TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '', at INTEGER NOT NULL)""",
    "CREATE INDEX bundle_sha256 ON bundle (sha256)",
    """CREATE TABLE receipt (
        n INTEGER PRIMARY KEY, unit TEXT NOT NULL, receipt_no INTEGER NOT NULL, hash BLOB NOT NULL, doc BLOB NOT NULL, at INTEGER NOT NULL,
        UNIQUE (unit, receipt_no))""",
    "CREATE TABLE spent (prefix BLOB PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE import_log (sha256 BLOB PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, summary TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE print_log (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, what TEXT NOT NULL, copies INTEGER NOT NULL, reason TEXT NOT NULL, by BLOB, at INTEGER NOT NULL)",
    "CREATE TABLE draft (name TEXT PRIMARY KEY, value TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID",
)

LOCAL_DDL_2 = (
    # a stream of which two versions are about: the second one's entries from where they part, known by the hash of its first
    """CREATE TABLE branch (
        dev BLOB NOT NULL, ep BLOB NOT NULL, branch BLOB NOT NULL, first INTEGER NOT NULL, seq INTEGER NOT NULL, head BLOB NOT NULL,
        PRIMARY KEY (dev, ep, branch)) WITHOUT ROWID""",
    # which column of an office's own ledger means what: asked once for each list of headings
    "CREATE TABLE mapping (kind TEXT NOT NULL, headings TEXT NOT NULL, columns TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (kind, headings)) WITHOUT ROWID",
    # mails taken from a mailbox, so that none is fetched twice
    "CREATE TABLE mail_seen (mailbox TEXT NOT NULL, validity INTEGER NOT NULL, uid INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (mailbox, validity, uid)) WITHOUT ROWID",
    # files of a shared folder that we have read or written, so that none is read twice
    "CREATE TABLE folder_seen (folder TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL, sha256 BLOB NOT NULL, PRIMARY KEY (folder, name)) WITHOUT ROWID",
    # rows whose text was erased; `swept` once no spooled original holds it any more
    "CREATE TABLE erasure (tbl TEXT NOT NULL, row BLOB NOT NULL, at INTEGER NOT NULL, swept INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (tbl, row)) WITHOUT ROWID",
    # backups made here, so that the office knows which of them still hold what was erased; `gone` when somebody has destroyed it
    "CREATE TABLE backup_made (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, gone INTEGER)",
    # who changed what, by day, table and device: all that the audit page chooses by lies in the index itself
    "CREATE INDEX entry_ts ON entry (ts, n, tbl, dev)",
    # who settled a flag, when (UTC milliseconds) and why
    "ALTER TABLE flag ADD COLUMN settled_by TEXT",
    "ALTER TABLE flag ADD COLUMN settled_at INTEGER",
    "ALTER TABLE flag ADD COLUMN reason TEXT",
    "CREATE INDEX flag_open ON flag (code, n) WHERE settled = 0",
    # what was decided, the latest first
    "CREATE INDEX entry_decided ON entry (n) WHERE kind = 'decide'",
    # persons of one name and birth date, one after the other: it also serves whoever asks for the name alone
    "CREATE INDEX person_name_birth ON person (name, birth)",
    "DROP INDEX person_name",
    # a county's vouchers and redemptions, and what became of each, without a walk through all others'
    "CREATE INDEX voucher_issue_county ON voucher_issue (substr(number, 7, 6))",
    "CREATE INDEX redemption_county ON redemption (substr(number, 7, 6))",
    "CREATE INDEX voucher_issue_replaces ON voucher_issue (replaces) WHERE replaces IS NOT NULL",
    "CREATE INDEX voucher_void_voucher ON voucher_void (voucher)",
    # Of each voucher that was decided, which redemption stands: what all decisions say that none corrects. A desk is heard about its own county's
    # vouchers alone; who has no grant and writes such a fact is the province.
    """CREATE VIEW contest_heard AS SELECT d.id, d.voucher, d.redemption, d.corrects FROM contest_decision d WHERE d._dev NOT IN (SELECT dev FROM unit_grant)
        OR EXISTS (SELECT 1 FROM unit_grant g JOIN redemption r ON r.voucher = d.voucher WHERE g.dev = d._dev AND g.county = substr(r.number, 7, 6))""",
    """CREATE VIEW contest_ruling AS SELECT d.voucher, min(d.redemption) AS redemption FROM contest_heard d
        WHERE NOT EXISTS (SELECT 1 FROM contest_heard c WHERE c.voucher = d.voucher AND c.corrects = d.id)
        GROUP BY d.voucher HAVING count(DISTINCT d.redemption) = 1""",
)
"""What schema version 2 adds for this PC alone."""

LOCAL_DDL_3: tuple[str, ...] = (
    # what went to a printer, or into a PDF, in one go: the print register; `way` is 'printer' or 'pdf'
    """CREATE TABLE print_run (
        n INTEGER PRIMARY KEY, kind TEXT NOT NULL, way TEXT NOT NULL, printer TEXT NOT NULL, pages INTEGER NOT NULL, copies INTEGER NOT NULL,
        by BLOB, at INTEGER NOT NULL)""",
    # each paper's run, and which printing of it that was; 0 where it was only saved as a PDF beside its printings
    "ALTER TABLE print_log ADD COLUMN run INTEGER",
    "ALTER TABLE print_log ADD COLUMN edition INTEGER",
    "INSERT INTO print_run (kind, way, printer, pages, copies, by, at) SELECT kind, 'printer', '', 0, max(copies), by, at FROM print_log GROUP BY kind, by, at ORDER BY min(n)",
    "CREATE INDEX print_run_at ON print_run (at)",
    "UPDATE print_log SET run = (SELECT r.n FROM print_run r WHERE r.kind = print_log.kind AND r.by IS print_log.by AND r.at = print_log.at)",
    "CREATE INDEX print_log_what ON print_log (kind, what)",
    "CREATE INDEX print_log_run ON print_log (run)",
    """UPDATE print_log SET edition = (SELECT count(*) FROM print_log o WHERE o.kind = print_log.kind AND o.what = print_log.what AND o.n <= print_log.n)""",
    # how far each printer of this PC is off with each form: tenths of a millimetre, permille
    """CREATE TABLE calibration (
        printer TEXT NOT NULL, form TEXT NOT NULL, dx INTEGER NOT NULL, dy INTEGER NOT NULL, scale_x INTEGER NOT NULL, scale_y INTEGER NOT NULL,
        by BLOB, at INTEGER NOT NULL, PRIMARY KEY (printer, form)) WITHOUT ROWID""",
    # photographs by the SHA-256 that a person's row names; `sent` once the county's other PCs were sent it
    "CREATE TABLE photograph (digest BLOB PRIMARY KEY, jpeg BLOB NOT NULL, at INTEGER NOT NULL, sent INTEGER NOT NULL DEFAULT 0)",
    "CREATE INDEX photograph_unsent ON photograph (at) WHERE sent = 0",
    "CREATE INDEX person_photo ON person (photo) WHERE photo IS NOT NULL",
)
"""What schema version 3 adds for this PC alone."""
