package dev.zaffre.testing;

import dev.zaffre.base.AccountId;
import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.db.Database;
import java.util.UUID;

/** Organizations, environments and linked accounts as rows, for tests of what stands below the API. */
public final class TestAccounts {
    private TestAccounts() {}

    /** An organization with its two environments. */
    public record Company(UUID organization, UUID application, EnvironmentId test, EnvironmentId production) {}

    public static Company company(Database database) {
        var company = new Company(Ids.next(), Ids.next(), new EnvironmentId(Ids.next()), new EnvironmentId(Ids.next()));
        database.run(handle -> {
            handle.execute(
                    "insert into organization (id, name, application_id) values (?, 'Acme', ?)",
                    company.organization(),
                    company.application());
            handle.execute(
                    "insert into environment (id, organization_id, name) values (?, ?, 'test')",
                    company.test().value(),
                    company.organization());
            handle.execute(
                    "insert into environment (id, organization_id, name) values (?, ?, 'production')",
                    company.production().value(),
                    company.organization());
        });
        return company;
    }

    public static AccountId account(Database database, EnvironmentId environment, String name) {
        var account = new AccountId(Ids.next());
        database.run(handle -> handle.execute(
                "insert into linked_account (id, environment_id, account_id) values (?, ?, ?)",
                account.value(),
                environment.value(),
                name));
        return account;
    }
}
