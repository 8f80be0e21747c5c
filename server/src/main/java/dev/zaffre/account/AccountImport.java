package dev.zaffre.account;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a sheet makes of an environment's accounts.
 *
 * @param creates accounts that are not there yet
 * @param updates accounts as they are to be
 * @param outcomes of every row of the sheet, in its order
 */
record AccountImport(List<AccountRow> creates, List<AccountRow> updates, List<Outcome> outcomes) {
    /** What becomes of a row. */
    enum Outcome {
        CREATE,
        UPDATE,
        /** It says what is so already. */
        UNCHANGED,
        ERROR
    }

    /** @param there the accounts that exist, by id */
    static AccountImport plan(
            EnvironmentId environment, AccountSheet sheet, Map<String, AccountRow> there, Instant now) {
        List<AccountRow> creates = new ArrayList<>();
        List<AccountRow> updates = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (AccountSheet.Row row : sheet.rows()) {
            AccountRow before = there.get(row.id());
            AccountRow after = row.faults().isEmpty() ? after(environment, row, before, now) : null;
            if (after == null) {
                outcomes.add(Outcome.ERROR);
            } else if (before == null) {
                creates.add(after);
                outcomes.add(Outcome.CREATE);
            } else if (after.udf().equals(before.udf()) && java.util.Objects.equals(after.name(), before.name())) {
                outcomes.add(Outcome.UNCHANGED);
            } else {
                updates.add(after);
                outcomes.add(Outcome.UPDATE);
            }
        }
        return new AccountImport(creates, updates, outcomes);
    }

    private static AccountRow after(
            EnvironmentId environment, AccountSheet.Row row, @Nullable AccountRow before, Instant now) {
        AccountForm form = row.form();
        return before == null
                ? new AccountRow(
                        new AccountId(Ids.next()),
                        environment,
                        row.id(),
                        form.name().orElse(null),
                        form.merged(Json.array(), now),
                        null,
                        now,
                        now)
                : new AccountRow(
                        before.id(),
                        environment,
                        before.accountId(),
                        form.name().orElse(before.name()),
                        form.merged(before.udf().deepCopy(), now),
                        before.yourApp(),
                        before.createdAt(),
                        now);
    }

    long count(Outcome outcome) {
        return outcomes.stream().filter(outcome::equals).count();
    }
}
