package dev.zaffre.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.base.Clock;
import dev.zaffre.db.Database;
import dev.zaffre.db.Partitions;
import dev.zaffre.db.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copies are written into tables of the server, so they must be noticed when the server's schema changes. */
class BacklogTest {
    /** Two accounts of which each has one execution that came by the API; one is the backlog's, one the load's. */
    private static final String TWO_ACCOUNTS = """
            insert into organization (id, name, application_id) values (uuidv7(), 'company', uuidv7());
            insert into environment (id, organization_id, name) select uuidv7(), id, 'test' from organization;
            insert into linked_account (id, environment_id, account_id)
                select uuidv7(), environment.id, a.name from environment, (values ('waiting-1'), ('customer-1')) as a(name);
            insert into lane (id, environment_id, account_id, due)
                select row_number() over (), environment_id, id, 'infinity' from linked_account;
            insert into event (id, environment_id, account_id, source, name, status, url, payload)
                select uuidv7(), environment_id, id, 'Event', 'Contact Created', 'ACCEPTED', '/event',
                       convert_to('{"is_new":false,"seq":1000000001}', 'UTF8') from linked_account;
            insert into execution (id, environment_id, account_id, event_id, workflow_id, version, app, config_id,
                                   status, source, deadline_at, finished_at)
                select uuidv7(), environment_id, account_id, id, uuidv7(), 1, 'bench-crm', 'c', 'COMPLETED', 'Event',
                       now(), now() from event;
            """;

    @Test
    void copies_wait_in_their_lane_until_they_are_released(@TempDir Path folder) throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder)) {
            Database.Address address = new Database.Address(server.url(), server.user(), server.password());
            try (Database database = Database.open(address, 2)) {
                new Partitions(database, Clock.system(), 7).maintain();
            }
            try (Connection connection =
                            DriverManager.getConnection(address.url(), address.user(), address.password());
                    Statement statement = connection.createStatement();
                    Backlog backlog = Backlog.of(address)) {
                statement.execute(TWO_ACCOUNTS);

                backlog.copy(50, 1_500_000_000L);

                assertThat(backlog.jobs()).isEqualTo(50);
                assertThat(count(statement, "job where due > now() + interval '9 years'"))
                        .isEqualTo(50);
                assertThat(count(statement, "execution where status = 'QUEUED' and finished_at is null"))
                        .isEqualTo(50);
                assertThat(count(statement, "lane where due < 'infinity'")).isEqualTo(1);
                assertThat(
                                count(
                                        statement,
                                        "job j join execution x on x.id = j.execution_id join event e on e.id = x.event_id"
                                                + " where convert_from(e.payload, 'UTF8') ~ '^.\"is_new\":false,\"seq\":15\\d{8}.$'"))
                        .isEqualTo(50);

                backlog.release();

                assertThat(count(statement, "job where due <= now()")).isEqualTo(50);
                assertThat(count(statement, "lane where due <= now()")).isEqualTo(1);
            }
        }
    }

    private static long count(Statement statement, String what) throws SQLException {
        try (ResultSet row = statement.executeQuery("select count(*) from " + what)) {
            row.next();
            return row.getLong(1);
        }
    }
}
