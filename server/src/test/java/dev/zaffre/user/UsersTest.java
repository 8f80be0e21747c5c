package dev.zaffre.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.zaffre.App;
import dev.zaffre.base.Ids;
import dev.zaffre.base.Json;
import dev.zaffre.config.Settings;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.Role;
import dev.zaffre.testing.SignedInUser;
import dev.zaffre.testing.SignedInUser.Reply;
import dev.zaffre.testing.TemporaryFolders;
import dev.zaffre.testing.TestDatabase;
import dev.zaffre.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Who may do what to whom, on two servers over one database; and what a page of another origin gets. */
class UsersTest {
    private static final String SESSION = "/api/v2/console/session";
    private static final String USERS = "/api/v2/console/users";
    private static final String KEYS = "/api/v2/console/api-keys";
    private static final String ACCOUNTS = "/api/v2/public/linked-account";

    private static Database.Address address;
    private static TestServer server;
    private static App second;
    private static Path folder;
    private static SignedInUser owner;

    @BeforeAll
    static void start() {
        address = TestDatabase.fresh();
        Map<String, String> settings = Map.of(
                "database.url",
                address.url(),
                "database.user",
                address.user(),
                "database.password",
                address.password());
        server = new TestServer(settings);
        folder = TemporaryFolders.create("zaffre-second-");
        var all = new HashMap<>(settings);
        all.putAll(Map.of("server.port", "0", "data_dir", folder.toString(), "database.connections", "4"));
        // Both seal with the same keys.
        all.put(
                "security.keyset_file",
                server.app().credentialsFile().resolveSibling("keyset.json").toString());
        second = App.start(Settings.with(all), server.clock);
        owner = server.user(Role.OWNER);
    }

    @AfterAll
    static void stop() {
        second.close();
        server.close();
        TemporaryFolders.delete(folder);
    }

    private static SignedInUser onSecond(SignedInUser user) {
        return new SignedInUser(second.url(), user.email(), user.role(), user.cookie(), user.csrf());
    }

    private static String code(Reply reply) {
        return reply.status() + " " + reply.body().path("error_code").asString("");
    }

    private static String idOf(SignedInUser user) {
        return user.call("GET", SESSION, null).ok().body().at("/user/_id").asString();
    }

    private static void within(Duration time, SignedInUser user, String path, String expected) {
        await().atMost(time)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> code(user.call("GET", path, null)).equals(expected));
    }

    @Test
    void the_second_server_makes_no_second_owner() {
        assertThat(second.firstOwner()).isEmpty();
        assertThat(onSecond(owner).call("GET", SESSION, null).status()).isEqualTo(200);
    }

    @Test
    void a_blocked_user_is_out_everywhere_within_a_second_and_cannot_come_back() {
        SignedInUser user = owner.invite("blocked@example.com", Role.DEVELOPER);
        assertThat(onSecond(user).call("GET", ACCOUNTS, null).status()).isEqualTo(200);
        owner.call("PUT", USERS + "/" + idOf(user), Json.object().put("blocked", true))
                .ok();

        assertThat(code(user.call("GET", ACCOUNTS, null))).isEqualTo("401 NOT_SIGNED_IN");
        within(Duration.ofSeconds(1), onSecond(user), ACCOUNTS, "401 NOT_SIGNED_IN");
        Reply again = SignedInUser.send(
                server.app().url(),
                "POST",
                SESSION,
                Json.object().put("email", user.email()).put("password", SignedInUser.PASSWORD),
                Map.of());
        assertThat(code(again)).isEqualTo("401 WRONG_CREDENTIALS");
    }

    @Test
    void a_taken_role_a_deleted_user_and_an_ended_session_count_everywhere_within_a_second() {
        SignedInUser demoted = owner.invite("demoted@example.com", Role.ADMIN);
        assertThat(onSecond(demoted).call("GET", KEYS, null).status()).isEqualTo(200);
        owner.call("PUT", USERS + "/" + idOf(demoted), Json.object().put("role", "VIEWER"))
                .ok();
        within(Duration.ofSeconds(1), onSecond(demoted), KEYS, "403 ROLE_TOO_LOW");

        SignedInUser signedOut = SignedInUser.byPassword(server.app().url(), demoted.email());
        assertThat(onSecond(signedOut).call("GET", SESSION, null).status()).isEqualTo(200);
        signedOut.call("DELETE", SESSION, null).ok();
        within(Duration.ofSeconds(1), onSecond(signedOut), SESSION, "401 NOT_SIGNED_IN");

        assertThat(onSecond(demoted).call("GET", SESSION, null).status()).isEqualTo(200);
        owner.call("DELETE", USERS + "/" + idOf(demoted), null).ok();
        within(Duration.ofSeconds(1), onSecond(demoted), SESSION, "401 NOT_SIGNED_IN");
    }

    @Test
    void nobody_reaches_above_the_own_role_or_changes_oneself() {
        SignedInUser admin = owner.invite("admin@example.com", Role.ADMIN);
        String ofOwner = USERS + "/" + idOf(owner);
        ObjectNode king = Json.object().put("email", "king@example.com").put("role", "OWNER");

        assertThat(code(admin.call("POST", USERS, king))).isEqualTo("403 ROLE_TOO_LOW");
        assertThat(code(admin.call("PUT", ofOwner, Json.object().put("role", "VIEWER"))))
                .isEqualTo("403 ROLE_TOO_LOW");
        assertThat(code(admin.call("POST", ofOwner + "/link", null))).isEqualTo("403 ROLE_TOO_LOW");
        assertThat(code(admin.call("DELETE", ofOwner, null))).isEqualTo("403 ROLE_TOO_LOW");
        assertThat(code(admin.call(
                        "PUT", USERS + "/" + idOf(admin), Json.object().put("role", "OWNER"))))
                .isEqualTo("403 ROLE_TOO_LOW");
        assertThat(code(owner.call("PUT", ofOwner, Json.object().put("role", "VIEWER"))))
                .isEqualTo("409 OWN_ACCOUNT");
        assertThat(code(owner.call("DELETE", ofOwner, null))).isEqualTo("409 OWN_ACCOUNT");
    }

    @Test
    void two_owners_who_remove_each_other_leave_one() throws InterruptedException {
        SignedInUser one = owner.invite("one@example.com", Role.OWNER);
        SignedInUser two = owner.invite("two@example.com", Role.OWNER);
        String ofOne = USERS + "/" + idOf(one);
        String ofTwo = USERS + "/" + idOf(two);
        List<String> codes = Collections.synchronizedList(new ArrayList<>());
        Thread first = Thread.ofVirtual().start(() -> codes.add(code(one.call("DELETE", ofTwo, null))));
        Thread other =
                Thread.ofVirtual().start(() -> codes.add(code(onSecond(two).call("DELETE", ofOne, null))));
        first.join();
        other.join();

        assertThat(codes).contains("200 ").hasSize(2);
        assertThat(codes.stream().filter("200 "::equals)).as(codes.toString()).hasSize(1);
    }

    @Test
    void people_of_another_company_are_unknown() {
        UUID organization = Ids.next();
        UUID stranger;
        SignedInUser their;
        try (Database database = Database.open(address, 2)) {
            database.run(handle -> {
                handle.execute(
                        "insert into organization (id, name, application_id) values (?, 'Elsewhere', ?)",
                        organization,
                        Ids.next());
                handle.execute(
                        "insert into environment (id, organization_id, name) values (?, ?, 'test')",
                        Ids.next(),
                        organization);
            });
            stranger = TestPeople.add(database, organization, "stranger@example.com", "Stranger", Role.OWNER);
            Changes changes = new Changes(database);
            their = TestPeople.signIn(
                    database, changes, server.app().url(), stranger, "stranger@example.com", Role.OWNER);
            changes.close();
        }
        assertThat(code(owner.call("PUT", USERS + "/" + stranger, Json.object().put("blocked", true))))
                .isEqualTo("404 USER_NOT_FOUND");
        assertThat(code(owner.call("POST", USERS + "/" + stranger + "/link", null)))
                .isEqualTo("404 USER_NOT_FOUND");
        assertThat(code(owner.call("DELETE", USERS + "/" + stranger, null))).isEqualTo("404 USER_NOT_FOUND");
        assertThat(owner.call("GET", USERS, null).body().toString()).doesNotContain("stranger@example.com");
        assertThat(their.call("GET", USERS, null).ok().body().path("totalDocs").asInt())
                .isEqualTo(1);
        String session = owner.call("GET", "/api/v2/console/sessions", null)
                .body()
                .at("/sessions/0/_id")
                .asString();
        assertThat(code(their.call("DELETE", "/api/v2/console/sessions/" + session, null)))
                .isEqualTo("404 SESSION_NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({
        "x-csrf-token, '', 403 CSRF_REFUSED",
        "x-csrf-token, guessed, 403 CSRF_REFUSED",
        "origin, https://evil.example, 403 CSRF_REFUSED",
        "origin, null, 403 CSRF_REFUSED",
        "x-zaffre-environment, '', 400 ENVIRONMENT_MISSING",
        "x-zaffre-environment, staging, 400 ENVIRONMENT_MISSING"
    })
    void a_change_needs_what_only_an_own_page_can_say(String header, String value, String expected) {
        ObjectNode account = Json.object().put("linked_account_id", "forged");

        assertThat(code(owner.call("POST", ACCOUNTS, account, header, value))).isEqualTo(expected);
        assertThat(owner.call("GET", ACCOUNTS + "/forged", null).status()).isEqualTo(404);
    }

    @Test
    void an_own_page_may_say_so_with_its_origin() {
        String own = server.app().url().toString();
        owner.call("POST", ACCOUNTS, Json.object().put("linked_account_id", "own-page"), "origin", own)
                .ok();
    }

    @Test
    void a_page_of_another_origin_gets_no_answer_with_cookies() {
        Reply asked = SignedInUser.send(
                server.app().url(),
                "OPTIONS",
                ACCOUNTS,
                null,
                Map.of(
                        "origin",
                        "https://evil.example",
                        "access-control-request-method",
                        "GET",
                        "access-control-request-headers",
                        "x-zaffre-environment"));
        assertThat(asked.headers()).doesNotContainKey("access-control-allow-credentials");
        assertThat(asked.header("access-control-allow-headers"))
                .doesNotContain("x-zaffre-environment")
                .doesNotContain("x-csrf-token");
        Reply read = owner.call("GET", SESSION, null, "origin", "https://evil.example");
        assertThat(read.headers()).doesNotContainKey("access-control-allow-credentials");
    }

    @Test
    void the_environment_is_the_one_that_the_page_names() {
        owner.call("POST", ACCOUNTS, Json.object().put("linked_account_id", "only-in-test"))
                .ok();

        assertThat(owner.call("GET", ACCOUNTS + "/only-in-test", null).status()).isEqualTo(200);
        assertThat(owner.call("GET", ACCOUNTS + "/only-in-test", null, "x-zaffre-environment", "production")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void an_api_key_counts_more_than_a_cookie_and_needs_no_csrf_token() {
        ObjectNode made = (ObjectNode) owner.call("POST", KEYS, Json.object().put("name", "Billing"))
                .ok()
                .body();
        String key = made.path("key").asString();
        ObjectNode account = Json.object().put("linked_account_id", "by-key");
        assertThat(SignedInUser.send(server.app().url(), "POST", ACCOUNTS, account, Map.of("x-api-key", key))
                        .status())
                .isEqualTo(200);
        assertThat(code(owner.call("GET", ACCOUNTS, null, "x-api-key", "wrong")))
                .isEqualTo("401 SERVER_ERROR");

        assertThat(owner.call("GET", KEYS, null).body().toString())
                .contains("Billing")
                .doesNotContain(key);
        owner.call("DELETE", KEYS + "/" + made.path("_id").asString(), null).ok();
        assertThat(SignedInUser.send(server.app().url(), "GET", ACCOUNTS, null, Map.of("x-api-key", key))
                        .status())
                .isEqualTo(401);
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> SignedInUser.send(second.url(), "GET", ACCOUNTS, null, Map.of("x-api-key", key))
                                .status()
                        == 401);
    }
}
