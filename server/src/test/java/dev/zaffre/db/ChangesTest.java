package dev.zaffre.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.zaffre.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final Duration SOON = Duration.ofSeconds(1);

    @Test
    void a_change_is_heard_here_at_once_and_elsewhere_soon() {
        try (Database database = TestDatabase.open();
                Changes here = new Changes(database);
                Changes there = new Changes(database)) {
            List<String> heardHere = new CopyOnWriteArrayList<>();
            List<String> heardThere = new CopyOnWriteArrayList<>();
            here.listen("account", heardHere::add);
            there.listen("account", heardThere::add);
            there.listen("other", key -> heardThere.add("wrong"));
            database.run(handle -> {
                here.announce(handle, "account", "a:b");
                assertThat(heardHere).isEmpty();
            });
            assertThat(heardHere).contains("a:b");
            await().atMost(SOON).until(() -> heardThere.equals(List.of("a:b")));
        }
    }

    @Test
    void what_is_rolled_back_is_not_heard() {
        try (Database database = TestDatabase.open();
                Changes changes = new Changes(database)) {
            List<String> heard = new CopyOnWriteArrayList<>();
            changes.listen("account", heard::add);
            assertThatThrownBy(() -> database.run(handle -> {
                        changes.announce(handle, "account", "never");
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
            database.run(handle -> changes.announce(handle, "account", "yes"));
            await().atMost(SOON).until(() -> heard.contains("yes"));
            assertThat(heard).doesNotContain("never");
        }
    }

    @Test
    void a_lost_connection_means_that_everything_may_have_changed() {
        try (Database database = TestDatabase.open();
                Changes changes = new Changes(database)) {
            List<String> heard = new CopyOnWriteArrayList<>();
            changes.listen("account", heard::add);
            database.run(handle -> handle.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'zaffre changes'"
                            + " and datname = current_database()"));
            // Once when it is lost, once when it is back.
            await().atMost(Duration.ofSeconds(5))
                    .until(() ->
                            heard.stream().filter(Changes.EVERYTHING::equals).count() >= 2);
            try (Changes other = new Changes(database)) {
                database.run(handle -> other.announce(handle, "account", "after"));
                await().atMost(SOON).until(() -> heard.contains("after"));
            }
        }
    }

    @Test
    void a_listener_that_fails_does_not_stop_the_others() {
        try (Database database = TestDatabase.open();
                Changes changes = new Changes(database)) {
            List<String> heard = new CopyOnWriteArrayList<>();
            changes.listen("account", key -> {
                throw new IllegalStateException("broken listener");
            });
            changes.listen("account", heard::add);
            database.run(handle -> changes.announce(handle, "account", "x"));
            assertThat(heard).contains("x");
        }
    }

    @Test
    void the_clock_is_the_databases_and_never_goes_back() {
        try (Database database = TestDatabase.open();
                DatabaseClock clock = new DatabaseClock(database)) {
            Instant last = clock.now();
            for (int round = 0; round < 100_000; round++) {
                Instant now = clock.now();
                assertThat(now.isBefore(last)).isFalse();
                last = now;
            }
            Instant there = database.read(handle -> handle.createQuery("select clock_timestamp()")
                    .mapTo(java.time.OffsetDateTime.class)
                    .one()
                    .toInstant());
            assertThat(Duration.between(there, clock.now()).abs()).isLessThan(Duration.ofMillis(500));
        }
    }
}
