"""The two statements of every posting, as functions: a session plans them once, not once a posting."""

from django.db import migrations

# Accounts without a floor are not locked. Sorted by id: two postings never wait for each other in a circle.
_LOCK = """
CREATE FUNCTION ledger_lock_accounts(keys jsonb)
RETURNS TABLE (code varchar, asset varchar, owner varchar, id bigint, scale smallint, normal varchar,
               available numeric)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH wanted AS MATERIALIZED (
        SELECT account.*
        FROM jsonb_to_recordset(keys) AS k(code text, asset text, owner text)
        JOIN ledger_account account
            ON account.code = k.code AND account.asset_id = k.asset AND account.owner = k.owner
    ), locked AS MATERIALIZED (
        SELECT balance.*
        FROM ledger_balance balance JOIN wanted ON wanted.id = balance.account_id
        WHERE wanted.mode = 'BALANCE'
        ORDER BY balance.account_id
        FOR NO KEY UPDATE OF balance
    )
    SELECT wanted.code, wanted.asset_id, wanted.owner, wanted.id, wanted.scale, wanted.normal,
           CASE WHEN wanted.may_go_negative THEN NULL
                WHEN wanted.normal = 'CREDIT'
                THEN locked.credits_posted - locked.debits_posted - locked.debits_pending
                ELSE locked.debits_posted - locked.credits_posted - locked.credits_pending END
    FROM wanted LEFT JOIN locked ON locked.account_id = wanted.id;
END $$;
"""

# Returns the entries that are new. The holds they spend end before the lines, which need the money; the lines
# of an entry that was there already are not written.
_WRITE = """
CREATE FUNCTION ledger_write_entries(actor jsonb, entries jsonb, spends jsonb, lines jsonb)
RETURNS TABLE (id uuid, effective_at timestamptz, recorded_at timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    now timestamptz := clock_timestamp();
    made uuid[];
BEGIN
    WITH entry AS (
        INSERT INTO ledger_entry (id, reference, payload_hash, code, source_kind, source_id, effective_at,
                                  recorded_at, actor_kind, actor_id, actor_label)
        SELECT k.id, k.reference, decode(k.payload_hash, 'hex'), k.code, k.source_kind, k.source_id,
               coalesce(k.effective_at, now), now, actor ->> 'kind', actor ->> 'id', actor ->> 'label'
        FROM jsonb_to_recordset(entries) AS k(id uuid, reference text, payload_hash text, code text,
                                              source_kind text, source_id uuid, effective_at timestamptz)
        ON CONFLICT (reference) DO NOTHING
        RETURNING id
    )
    SELECT array_agg(entry.id) INTO made FROM entry;
    IF spends <> '[]' THEN
        INSERT INTO ledger_hold_resolution (hold_id, state, entry_id, actor_kind, actor_id, actor_label)
        SELECT hold.id, 'CONSUMED', k.entry_id, actor ->> 'kind', actor ->> 'id', actor ->> 'label'
        FROM jsonb_to_recordset(spends) AS k(entry_id uuid, reference text)
        JOIN ledger_hold hold ON hold.reference = k.reference
        WHERE k.entry_id = ANY(made);
    END IF;
    INSERT INTO ledger_line (entry_id, account_id, amount, code)
    SELECT k.entry_id, k.account_id, k.amount, k.code
    FROM jsonb_to_recordset(lines) AS k(entry_id uuid, account_id bigint, amount numeric, code text)
    WHERE k.entry_id = ANY(made);
    RETURN QUERY SELECT entry.id, entry.effective_at, entry.recorded_at
                 FROM ledger_entry entry WHERE entry.id = ANY(made);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_balances")]

    operations = [
        migrations.RunSQL(_LOCK, "DROP FUNCTION ledger_lock_accounts"),
        migrations.RunSQL(_WRITE, "DROP FUNCTION ledger_write_entries"),
    ]
