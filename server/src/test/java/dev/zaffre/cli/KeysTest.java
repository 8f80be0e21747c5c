package dev.zaffre.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Ids;
import dev.zaffre.db.Database;
import dev.zaffre.testing.TestDatabase;
import dev.zaffre.vault.Vault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeysTest {
    /** More than two batches. */
    private static final int ACCOUNTS = 450;

    private static final byte[] PLAIN = "canary".getBytes(StandardCharsets.UTF_8);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Database.Address address = TestDatabase.fresh();

    @TempDir
    private Path folder;

    private Path keyset() {
        return folder.resolve("keyset.json");
    }

    private int run(String... arguments) {
        CommandLine command = ZaffreCommand.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }

    private int reseal() {
        return run(
                "keys",
                "reseal",
                "--data",
                folder.toString(),
                "--database-url",
                address.url(),
                "--set",
                "database.user=" + address.user(),
                "--set",
                "database.password=" + address.password());
    }

    @Test
    void old_rows_stay_readable_and_all_are_current_afterwards() {
        Vault running = Vault.inFile(keyset());
        try (Database database = Database.open(address, 4)) {
            fill(database, running);
            assertThat(run("keys", "rotate", "--data", folder.toString())).isZero();
            assertThat(out.toString()).contains("added to " + keyset().toAbsolutePath());
            assertThat(opened(database, running)).hasSize(2 * ACCOUNTS + 1).containsOnly("canary");
            assertThat(current(database)).isZero();

            assertThat(reseal()).as(err.toString()).isZero();
            assertThat(current(database)).isEqualTo(2 * ACCOUNTS + 1);
            // The running server has not been told anything: it meets a key that it does not know.
            assertThat(opened(database, running)).hasSize(2 * ACCOUNTS + 1).containsOnly("canary");

            out.getBuffer().setLength(0);
            assertThat(reseal()).isZero();
            assertThat(out.toString()).contains("connection.credential: 0 resealed, " + ACCOUNTS + " were current");
        }
    }

    @Test
    void a_running_server_seals_with_the_key_that_another_process_added() {
        Vault running = Vault.inFile(keyset());
        assertThat(run("keys", "rotate", "--data", folder.toString())).isZero();
        byte[] sealed = running.seal("connection", new UUID(1, 2), PLAIN);
        assertThat(Vault.inFile(keyset()).isCurrent(sealed)).isTrue();
    }

    @Test
    void what_no_key_opens_is_counted_and_left_as_it_is() {
        Vault.inFile(keyset());
        try (Database database = Database.open(address, 4)) {
            byte[] foreign = Vault.inFile(folder.resolve("foreign.json")).seal("signing_key", new UUID(0, 1), PLAIN);
            insertSigningKey(database, foreign);
            assertThat(reseal()).isEqualTo(1);
            assertThat(out.toString()).contains("signing_key.sealed: 0 resealed, 0 were current, 1 unreadable");
            assertThat(rows(database, Reseal.COLUMNS.getLast()).getFirst().sealed())
                    .isEqualTo(foreign);
        }
    }

    @Test
    void a_keyset_is_never_made_by_mistake() {
        assertThat(run("keys", "rotate", "--data", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("there is no keyset");
        assertThat(keyset()).doesNotExist();
    }

    private static void fill(Database database, Vault vault) {
        UUID organization = Ids.next();
        UUID environment = Ids.next();
        database.run(handle -> {
            handle.execute(
                    "insert into organization (id, name, application_id) values (?, 'o', ?)",
                    organization,
                    organization);
            handle.execute(
                    "insert into environment (id, organization_id, name) values (?, ?, 'test')",
                    environment,
                    organization);
            for (int i = 0; i < ACCOUNTS; i++) {
                UUID account = Ids.next();
                UUID connection = Ids.next();
                handle.execute(
                        "insert into linked_account (id, environment_id, account_id, your_app) values (?, ?, ?, ?)",
                        account,
                        environment,
                        "account " + i,
                        vault.seal("linked_account.your_app", account, PLAIN));
                handle.execute(
                        "insert into connection (id, environment_id, account_id, app, auth_type, status, credential)"
                                + " values (?, ?, ?, 'sandbox-crm', 'keybased', 'active', ?)",
                        connection,
                        environment,
                        account,
                        vault.seal("connection", connection, PLAIN));
            }
        });
        insertSigningKey(database, vault.seal("signing_key", new UUID(0, 1), PLAIN));
    }

    private static void insertSigningKey(Database database, byte[] sealed) {
        database.run(
                handle -> handle.execute("insert into signing_key (id, sealed) values (?, ?)", new UUID(0, 1), sealed));
    }

    private record Row(UUID id, byte[] sealed) {}

    private static List<Row> rows(Database database, Reseal.Column column) {
        return database.read(handle -> handle.createQuery("select id, " + column.name() + " from " + column.table())
                .map((row, context) -> new Row(row.getObject(1, UUID.class), row.getBytes(2)))
                .list());
    }

    private static List<String> opened(Database database, Vault vault) {
        return Reseal.COLUMNS.stream()
                .flatMap(column ->
                        rows(database, column).stream().map(row -> vault.open(column.kind(), row.id(), row.sealed())))
                .map(plain -> new String(plain, StandardCharsets.UTF_8))
                .toList();
    }

    private long current(Database database) {
        Vault latest = Vault.inFile(keyset());
        return Reseal.COLUMNS.stream()
                .flatMap(column -> rows(database, column).stream())
                .filter(row -> latest.isCurrent(row.sealed()))
                .count();
    }
}
