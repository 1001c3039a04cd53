"""The audit log's one way in, and the triggers that close every other way (docs/adr/0004)."""

from django.db import migrations

APPEND = """
CREATE FUNCTION kernel_audit_append(
    p_strand smallint, p_at timestamptz, p_kind text, p_actor bigint, p_name text, p_action text,
    p_subject text, p_path text, p_people integer, p_persons bigint[], p_details text
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    master CONSTANT smallint := 16;
    chosen smallint := p_strand;
    head record;
    at_us text := (extract(epoch FROM p_at) * 1000000)::bigint::text;
    people text := coalesce(p_people::text, '');
    persons text := coalesce(array_to_string(p_persons, ','), '');
    next_seq bigint;
    link bytea;
BEGIN
    IF p_strand <> master THEN
        -- All entries of one transaction go to one strand: two transactions can then never wait for each other's second head.
        chosen := coalesce(nullif(current_setting('outpace.audit_strand', true), '')::smallint, p_strand);
        PERFORM set_config('outpace.audit_strand', chosen::text, true);
    END IF;
    SELECT seq, hash INTO head FROM outpace_kernel_auditstrand WHERE strand = chosen FOR UPDATE;
    IF NOT FOUND THEN
        link := sha256(convert_to('outpace audit strand ' || chosen, 'UTF8'));
        INSERT INTO outpace_kernel_auditstrand (strand, seq, hash, base_seq, base_hash)
            VALUES (chosen, 0, link, 0, link) ON CONFLICT DO NOTHING;
        SELECT seq, hash INTO head FROM outpace_kernel_auditstrand WHERE strand = chosen FOR UPDATE;
    END IF;
    next_seq := head.seq + 1;
    link := sha256(head.hash || convert_to(concat(
        length(chosen::text), ':', chosen, length(next_seq::text), ':', next_seq, length(at_us), ':', at_us,
        length(p_kind), ':', p_kind, length(p_actor::text), ':', p_actor, length(p_name), ':', p_name,
        length(p_action), ':', p_action, length(p_subject), ':', p_subject, length(p_path), ':', p_path,
        length(people), ':', people, length(persons), ':', persons, length(p_details), ':', p_details), 'UTF8'));
    UPDATE outpace_kernel_auditstrand SET seq = next_seq, hash = link WHERE strand = chosen;
    INSERT INTO outpace_kernel_auditentry
        (id, at, actor_kind, actor_id, actor_name, action, subject, path, people, person_ids, details, hash)
        VALUES ((chosen::bigint << 48) + next_seq, p_at, p_kind, p_actor, p_name, p_action, p_subject, p_path,
                p_people, p_persons, p_details, link);
    RETURN (chosen::bigint << 48) + next_seq;
END $$
"""

REFUSE = r"""
CREATE FUNCTION kernel_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Two ways round, each by name: retirement by age (audit.retire), and emptying a database whose name begins with test_.
    IF TG_OP = 'DELETE' AND current_setting('outpace.audit_retire', true) = 'on' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\_%'
       AND current_setting('outpace.audit_truncate', true) IS DISTINCT FROM 'off' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

ENTRY_TRIGGER = """
CREATE TRIGGER kernel_audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON outpace_kernel_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_audit_refuse()
"""

STRAND_TRIGGER = """
CREATE TRIGGER kernel_audit_strands_stay BEFORE DELETE OR TRUNCATE ON outpace_kernel_auditstrand
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_audit_refuse()
"""


class Migration(migrations.Migration):
    """Function and triggers of the audit chain."""

    dependencies = [("outpace_kernel", "0001_accounts_audit_inbox")]

    operations = [
        migrations.RunSQL(
            APPEND,
            "DROP FUNCTION kernel_audit_append(smallint, timestamptz, text, bigint, text, text, text, text, integer, bigint[], text)",
        ),
        migrations.RunSQL(REFUSE, "DROP FUNCTION kernel_audit_refuse()"),
        migrations.RunSQL(ENTRY_TRIGGER, "DROP TRIGGER kernel_audit_append_only ON outpace_kernel_auditentry"),
        migrations.RunSQL(STRAND_TRIGGER, "DROP TRIGGER kernel_audit_strands_stay ON outpace_kernel_auditstrand"),
    ]
