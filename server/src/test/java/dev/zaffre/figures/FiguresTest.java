package dev.zaffre.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.zaffre.base.EnvironmentId;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.catalog.Catalog;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.db.Partitions;
import dev.zaffre.http.Caller;
import dev.zaffre.http.Request;
import dev.zaffre.testing.MovableClock;
import dev.zaffre.testing.TestAccounts;
import dev.zaffre.testing.TestDatabase;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Counting the history, with a clock that is moved. */
class FiguresTest {
    private final Database database = TestDatabase.open();
    private final Changes changes = new Changes(database);
    private final EnvironmentId environment = TestAccounts.company(database).test();
    private final UUID account = Ids.next();
    /** On the day of the partitions that there are. */
    private final Instant noon = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(12, ChronoUnit.HOURS);

    private Instant now = noon;
    private Rollup rollup;

    @BeforeEach
    void start() {
        new Partitions(database, new MovableClock(), 30).maintain();
        rollup = new Rollup(database, () -> now);
    }

    @AfterEach
    void stop() {
        rollup.close();
        changes.close();
        database.close();
    }

    private UUID run(Instant at, String app, String status, Duration took) {
        UUID id = new UUID(Ids.floor(at).getMostSignificantBits(), Ids.next().getLeastSignificantBits());
        boolean over = !status.equals("WAITING");
        database.run(handle -> {
            handle.createUpdate("""
                            insert into execution (id, environment_id, account_id, event_id, workflow_id, version, app, config_id,
                                                   status, reason, source, deadline_at, finished_at)
                            values (:id, :environment, :account, :id, :id, 1, :app, 'c', :status, :reason, 'Event', now(), :end)""")
                    .bind("id", id)
                    .bind("environment", environment.value())
                    .bind("account", account)
                    .bind("app", app)
                    .bind("status", status)
                    .bind("reason", status.equals("ERRORED") ? "crm answered 500" : null)
                    .bind("end", over ? Timestamp.from(at.plus(took)) : null)
                    .execute();
            handle.createUpdate("""
                            insert into event (id, environment_id, account_id, source, name, status, url, payload)
                            values (:id, :environment, :account, 'Event', 'e', 'ACCEPTED', '/', '{}')""")
                    .bind("id", id)
                    .bind("environment", environment.value())
                    .bind("account", account)
                    .execute();
            if (!over) {
                handle.createUpdate("""
                                insert into job (execution_id, lane_id, due, environment_id, account_id)
                                values (:id, 1, 'infinity', :environment, :account)""")
                        .bind("id", id)
                        .bind("environment", environment.value())
                        .bind("account", account)
                        .execute();
            }
        });
        return id;
    }

    private JsonNode figures(String period) {
        Caller caller = new Caller(environment, "test", Ids.next(), Ids.next(), Ids.next(), null);
        var request = new Request(
                "GET",
                "/api/v2/public/figures",
                Map.of(),
                Map.of("period", period),
                Map.of(),
                new byte[0],
                caller,
                "r");
        // A new one each time: answers are shared for two seconds.
        var routes = new FigureRoutes(database, new Catalog(database, changes), () -> now);
        return Json.parse(routes.routes().getFirst().handler().handle(request).body());
    }

    @Test
    void numbers_are_the_same_before_they_are_counted_and_after_by_minutes_and_by_hours() throws Exception {
        for (int i = 0; i < 40; i++) {
            run(
                    noon.minusSeconds(30L * i),
                    "sandbox-crm",
                    i % 10 == 0 ? "ERRORED" : "COMPLETED",
                    Duration.ofMillis(20));
        }
        run(noon.minusSeconds(5), "sandbox-chat", "COMPLETED", Duration.ofMillis(900));
        now = noon.plusSeconds(1);
        JsonNode direct = figures("24h");
        assertThat(direct.path("events").asInt()).isEqualTo(41);
        assertThat(direct.path("by_status").path("ERRORED").asInt()).isEqualTo(4);
        assertThat(direct.path("success_rate").asDouble()).isCloseTo(37 / 41.0, within(0.0001));
        assertThat(direct.path("p50_ms").asDouble()).isCloseTo(20, within(2.0));
        assertThat(direct.path("p99_ms").asDouble()).isCloseTo(900, within(60.0));
        rollup.catchUp();
        assertThat(figures("24h").path("apps")).isEqualTo(direct.path("apps"));
        assertThat(figures("24h").path("buckets")).isEqualTo(direct.path("buckets"));
        assertThat(direct.path("buckets")
                        .valueStream()
                        .map(bucket -> bucket.path("events").asInt()))
                .endsWith(0, 40, 1);
        now = noon.plus(4, ChronoUnit.HOURS);
        rollup.catchUp();
        int hours = database.read(handle -> handle.createQuery(
                        "select count(*) from figure where span = 3600 and environment_id = :environment")
                .bind("environment", environment.value())
                .mapTo(Integer.class)
                .one());
        assertThat(hours).isEqualTo(2);
        for (String period : new String[] {"24h", "7d", "30d"}) {
            JsonNode later = figures(period);
            assertThat(later.path("by_status")).as(period).isEqualTo(direct.path("by_status"));
            assertThat(later.path("p99_ms")).isEqualTo(direct.path("p99_ms"));
            int bucketed = 0;
            for (JsonNode bucket : later.path("buckets")) {
                bucketed += bucket.path("executions").asInt();
            }
            assertThat(bucketed).isEqualTo(41);
        }
        JsonNode crm = direct.path("apps").get(0);
        assertThat(crm.path("slug").asString()).isEqualTo("sandbox-crm");
        assertThat(crm.path("failed").asInt()).isEqualTo(4);
        assertThat(crm.path("last_failure").path("reason").asString()).isEqualTo("crm answered 500");
    }

    @Test
    void a_run_that_ends_long_after_it_was_counted_is_counted_again() throws Exception {
        UUID waits = run(noon, "sandbox-crm", "WAITING", Duration.ZERO);
        now = noon.plus(5, ChronoUnit.HOURS);
        rollup.catchUp();
        assertThat(figures("24h").path("by_status").path("WAITING").asInt()).isEqualTo(1);
        database.run(handle -> {
            handle.execute("delete from job where execution_id = ?", waits);
            handle.execute(
                    "update execution set status = 'COMPLETED', finished_at = ? where id = ?",
                    Timestamp.from(now),
                    waits);
        });
        rollup.catchUp();
        JsonNode after = figures("24h");
        assertThat(after.path("by_status").path("COMPLETED").asInt()).isEqualTo(1);
        assertThat(after.path("by_status").has("WAITING")).isFalse();
    }

    @Test
    void another_environment_counts_for_itself() {
        run(noon, "sandbox-crm", "COMPLETED", Duration.ofMillis(5));
        now = noon.plusSeconds(1);
        assertThat(figures("24h").path("executions").asInt()).isEqualTo(1);
        Caller other = new Caller(new EnvironmentId(Ids.next()), "test", Ids.next(), Ids.next(), Ids.next(), null);
        var routes = new FigureRoutes(database, new Catalog(database, changes), () -> now);
        var request = new Request("GET", "/", Map.of(), Map.of(), Map.of(), new byte[0], other, "r");
        JsonNode theirs =
                Json.parse(routes.routes().getFirst().handler().handle(request).body());
        assertThat(theirs.path("executions").asInt()).isZero();
        assertThat(theirs.path("first_steps").path("event").asBoolean()).isFalse();
    }
}
