package dev.zaffre.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.zaffre.Main;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The job is set up by the public API, so it must be noticed when that changes. */
class ProductTest {
    @ParameterizedTest
    @EnumSource
    void events_of_accounts_that_are_connected_in_any_way_arrive(Auth auth, @TempDir Path folder) {
        try (ThirdParty sink = ThirdParty.start(folder);
                Product product = Product.of("Zaffre", server(folder), sink.url(), auth, 3)
                        .orElseThrow()) {
            Measurement run =
                    Measurement.of(product, sink, Load.Shape.events(2, 30), Arrivals.FIRST, Duration.ofSeconds(30));

            assertThat(run.problem()).isEmpty();
            assertThat(run.figures()).containsEntry(Figure.ACCEPTED, 30.0).containsEntry(Figure.LOST, 0.0);
            assertThat(sink.counts().distinct()).isEqualTo(30);
        }
    }

    @Test
    void clients_that_listen_are_told_while_events_arrive(@TempDir Path folder) {
        try (ThirdParty sink = ThirdParty.start(folder);
                Product product = Product.of("Zaffre", server(folder), sink.url(), Auth.KEYBASED, 3)
                        .orElseThrow()) {
            List<Target> targets = Audience.targets(product, 10, List.of(LivePages.MIXED), 1000);
            Target alone = targets.getFirst();
            Target watched = targets.getLast();
            Load.Shape shape = Load.Shape.open(50, 3);

            Measurement first = alone.during(() -> measure(alone, sink, shape, Arrivals.FIRST));
            Measurement second = watched.during(() -> measure(watched, sink, shape, Arrivals.FIRST + 150));
            Measurement third = alone.during(() -> measure(alone, sink, shape, Arrivals.FIRST + 300));

            assertThat(List.of(first, second, third))
                    .allSatisfy(run -> assertThat(run.figures()).containsEntry(Figure.ACCEPTED, 150.0))
                    .allSatisfy(run -> assertThat(run.figures()).containsEntry(Figure.LOST, 0.0));
            // All but the two that look at an execution which has ended.
            assertThat(second.figures())
                    .containsEntry(Figure.LIVE_TOLD, 8.0)
                    .containsEntry(Figure.LIVE_RESETS, 0.0)
                    .containsEntry(Figure.LIVE_ENDED, 0.0);
            assertThat(second.figures().get(Figure.LIVE_MESSAGES)).isGreaterThan(100);
            assertThat(first.figures()).doesNotContainKey(Figure.LIVE_TOLD);
            assertThat(third.figures()).doesNotContainKey(Figure.LIVE_TOLD);
        }
    }

    private static Measurement measure(Target target, ThirdParty sink, Load.Shape shape, long firstSequence) {
        return Measurement.of(target, sink, shape, firstSequence, Duration.ofSeconds(30));
    }

    @Test
    void a_server_says_what_it_offers_and_makes_apps_of_documents(@TempDir Path folder) {
        try (Server server = server(folder);
                ProductApi api = server.api()) {
            assertThat(api.offers(ProductApi.IMPORT)).isTrue();
            assertThat(api.offers("/api/v2/public/no-such-operation")).isFalse();

            api.importDocument("""
                    {"openapi": "3.0.3", "info": {"title": "Tickets", "version": "1"},
                     "servers": [{"url": "https://desk.example.com/v1"}],
                     "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
                     "security": [{"key": []}],
                     "paths": {"/tickets": {"post": {"operationId": "openTicket", "summary": "Open a ticket",
                                                     "responses": {"200": {"description": "Done"}}}}}}
                    """);

            assertThat(api.call("GET", "/api/v2/public/application", "", "").findValuesAsString("slug"))
                    .contains("tickets");
        }
    }

    /** Of the classes beside this test, which need not be packaged. */
    private static Server server(Path folder) {
        List<String> command = List.of(
                Jvm.java(),
                "-cp",
                Jvm.classPath(),
                Main.class.getName(),
                "up",
                "--port",
                "0",
                "--data",
                folder.resolve("data").toString(),
                "--event-rate",
                "unlimited",
                "--allow-loopback");
        Child child = Child.start(command, folder, folder.resolve("server.log"), Map.of());
        return new Server(child, URI.create(child.awaitLine("ready ", 120)), folder.resolve("data"));
    }
}
