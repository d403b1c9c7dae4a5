/** The tables, as steps from the empty file to the present. A released step is never edited; changes are new steps. */
export const MIGRATIONS: readonly string[] = [
  `
  -- Every reading, acknowledgement and command. The id is without gaps, so that a removed row leaves a trace.
  CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    at TEXT NOT NULL,
    author TEXT NOT NULL,
    type TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (stream, seq)
  ) STRICT;
  -- The gate looks for commands that were intended and never settled.
  CREATE INDEX journal_type ON journal (type, stream);
  CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal WHERE stream = NEW.stream)
      OR EXISTS (SELECT 1 FROM journal WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the journal grows at its end only'); END;

  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    procedure TEXT NOT NULL,
    site TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'finished', 'stopped', 'aborted')),
    started_at TEXT NOT NULL,
    author TEXT NOT NULL,
    driver_pid INTEGER,
    driver_start TEXT
  ) STRICT;
  -- What a run has a hand on. No reference to devices: a binding outlives the device's entry in its site.
  CREATE TABLE bindings (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    device TEXT NOT NULL,
    serial TEXT COLLATE NOCASE,
    bmc TEXT,
    PRIMARY KEY (run, role)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX bindings_device ON bindings (device);
  CREATE INDEX bindings_serial ON bindings (serial);
  CREATE INDEX bindings_bmc ON bindings (bmc);

  CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sites (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    notes TEXT NOT NULL,
    practice TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE devices (
    site TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    serial TEXT COLLATE NOCASE,
    bmc TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (site, id),
    UNIQUE (site, serial),
    UNIQUE (site, bmc)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX devices_serial ON devices (serial);
  CREATE INDEX devices_bmc ON devices (bmc);

  -- At most one row: the random data key, sealed under the passphrase.
  CREATE TABLE vault (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    n INTEGER NOT NULL,
    r INTEGER NOT NULL,
    p INTEGER NOT NULL,
    salt BLOB NOT NULL,
    sealed_key BLOB NOT NULL
  ) STRICT;
  -- At most one row: the same data key, sealed under a random key that the operating system's key store protects.
  CREATE TABLE vault_key_store (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    protected BLOB NOT NULL,
    sealed_key BLOB NOT NULL
  ) STRICT;
  CREATE TABLE secrets (
    id TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Which recovery keys a device has and how far they are proven; the digits lie in the vault. Not tied to the row of the
  -- device, which is written anew with every change of the site.
  CREATE TABLE key_registers (
    site TEXT NOT NULL,
    device TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (site, device)
  ) STRICT, WITHOUT ROWID;

  -- Round trips across the air gap, and the keys whose signatures on bundles and requests count.
  CREATE TABLE round_trips (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE trusted_keys (
    fingerprint TEXT PRIMARY KEY,
    body TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- A role may be a list: several devices play it in one run, in the order they were chosen.
  CREATE TABLE bound (
    run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    place INTEGER NOT NULL,
    device TEXT NOT NULL,
    serial TEXT COLLATE NOCASE,
    bmc TEXT,
    PRIMARY KEY (run, role, place),
    UNIQUE (run, role, device)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO bound SELECT run, role, 0, device, serial, bmc FROM bindings;
  DROP TABLE bindings;
  ALTER TABLE bound RENAME TO bindings;
  CREATE INDEX bindings_device ON bindings (device);
  CREATE INDEX bindings_serial ON bindings (serial);
  CREATE INDEX bindings_bmc ON bindings (bmc);
  `,
  `
  -- A run may go on at another installation. What refers to a table is made anew before the table is dropped.
  CREATE TABLE runs_now (
    id TEXT PRIMARY KEY,
    procedure TEXT NOT NULL,
    site TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'finished', 'stopped', 'aborted', 'handed-over')),
    started_at TEXT NOT NULL,
    author TEXT NOT NULL,
    driver_pid INTEGER,
    driver_start TEXT
  ) STRICT;
  INSERT INTO runs_now SELECT id, procedure, site, status, started_at, author, driver_pid, driver_start FROM runs;
  CREATE TABLE bound (
    run TEXT NOT NULL REFERENCES runs_now (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    place INTEGER NOT NULL,
    device TEXT NOT NULL,
    serial TEXT COLLATE NOCASE,
    bmc TEXT,
    PRIMARY KEY (run, role, place),
    UNIQUE (run, role, device)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO bound SELECT run, role, place, device, serial, bmc FROM bindings;
  DROP TABLE bindings;
  DROP TABLE runs;
  ALTER TABLE runs_now RENAME TO runs;
  ALTER TABLE bound RENAME TO bindings;
  CREATE INDEX bindings_device ON bindings (device);
  CREATE INDEX bindings_serial ON bindings (serial);
  CREATE INDEX bindings_bmc ON bindings (bmc);
  `,
];
