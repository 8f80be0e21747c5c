package dev.zaffre.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.zaffre.base.Json;
import dev.zaffre.http.Access;
import dev.zaffre.http.Role;
import dev.zaffre.http.Route;
import dev.zaffre.testing.SignedInUser;
import dev.zaffre.testing.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every route of the table with every role. A new route is covered the same day; who may use it must be right in the table. */
class RolesTest {
    /** What only reads or computes although it is no GET, and what people do with their own account. */
    private static final Set<String> VIEWERS_MAY = new TreeSet<>(Set.of(
            "DELETE /api/v2/console/session",
            "DELETE /api/v2/console/sessions/{session_id}",
            "POST /api/v2/console/password",
            "POST /api/v2/public/application/check",
            "POST /api/v2/public/application/event/schema",
            "POST /api/v2/public/application/event/{event_id}/check",
            "POST /api/v2/public/application/import-openapi/operations",
            "POST /api/v2/public/config/field",
            "POST /api/v2/public/config/field/{field_id}",
            "POST /api/v2/public/config/mapping/check",
            "POST /api/v2/public/config/mapping/preview",
            "POST /api/v2/public/config/rule-engine/{field_id}",
            "POST /api/v2/public/webhook/preview",
            "POST /api/v2/public/workflow/{workflow_id}/check",
            "POST /api/v2/public/workflow/{workflow_id}/render",
            "PUT /api/v2/console/profile"));

    /** Read by GET, yet nothing to look at: they begin a connection. */
    private static final Set<String> DEVELOPERS_GET =
            Set.of("GET /api/v1/{slug}/integrate", "GET /api/v2/public/linked-account/integration/oauth-url/{slug}");

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Stream<Route> routesForPeople() {
        return server.app().routes().stream()
                .filter(route -> route.access() != Access.PUBLIC && route.access() != Access.SESSION);
    }

    private static String name(Route route) {
        return route.method() + " " + route.path();
    }

    @TestFactory
    Stream<DynamicNode> a_role_that_is_too_low_is_refused_and_no_other() {
        return routesForPeople()
                // It ends the session that the next ones need.
                .filter(route -> !name(route).equals("DELETE /api/v2/console/session"))
                .map(route -> dynamicContainer(
                        name(route) + " needs " + route.role(),
                        Arrays.stream(Role.values())
                                .map(role -> dynamicTest(role.name(), () -> check(route, server.user(role))))));
    }

    private static void check(Route route, SignedInUser user) {
        String path = route.path().replaceAll("\\{[^/}]+}", "0199c0de-0000-7000-8000-000000000404");
        boolean body = !route.method().equals("GET") && !route.method().equals("DELETE");
        SignedInUser.Reply reply = user.call(route.method(), path, body ? Json.object() : null);
        boolean refused = reply.body().path("error_code").asString("").equals("ROLE_TOO_LOW");
        assertThat(refused)
                .as("%s as %s: %s", name(route), user.role(), reply)
                .isEqualTo(!user.role().reaches(route.role()));
        if (refused) {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.body().path("message").asString())
                    .contains("needs the role " + route.role())
                    .contains("yours is " + user.role());
        }
        assertThat(reply.status()).as(name(route)).isNotEqualTo(401).isLessThan(500);
    }

    @Test
    void only_what_is_listed_here_departs_from_viewers_read_and_developers_change() {
        Set<String> viewers = names(route -> !route.method().equals("GET") && route.role() == Role.VIEWER);
        Set<String> reading = names(route -> route.method().equals("GET") && route.role() == Role.DEVELOPER);
        assertThat(viewers).isEqualTo(VIEWERS_MAY);
        assertThat(reading).isEqualTo(DEVELOPERS_GET);
    }

    private static Set<String> names(Predicate<Route> which) {
        return routesForPeople().filter(which).map(RolesTest::name).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void secrets_people_and_what_browsers_of_customers_may_do_need_an_admin() {
        Set<String> admins = names(route -> route.role() == Role.ADMIN);
        assertThat(admins)
                .contains(
                        "PUT /api/v2/public/allowed-origins",
                        "PUT /api/v2/public/application/{slug}/settings",
                        "PUT /api/v2/console/organization");
        for (Route route : routesForPeople().toList()) {
            boolean sensitive = List.of("/console/users", "/console/api-keys", "/rotate-secret").stream()
                    .anyMatch(part -> route.path().contains(part));
            if (sensitive) {
                assertThat(route.role()).as(name(route)).isEqualTo(Role.ADMIN);
            }
        }
    }

    @Test
    void a_route_for_people_alone_takes_no_api_key() {
        routesForPeople()
                .filter(route -> route.access() == Access.USER || route.access() == Access.USER_ANYWHERE)
                .forEach(route -> assertThat(server.call(
                                        route.method(),
                                        route.path().replaceAll("\\{[^/}]+}", "x"),
                                        route.method().equals("GET") ? null : Json.object())
                                .status())
                        .as(name(route))
                        .isEqualTo(401));
    }
}
