package dev.zaffre.user;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.zaffre.base.Json;
import dev.zaffre.base.Secret;
import dev.zaffre.http.Role;
import dev.zaffre.testing.SignedInUser;
import dev.zaffre.testing.SignedInUser.Reply;
import dev.zaffre.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Signing in over HTTP: what opens a session, what ends it, and what does neither. */
class SignInTest {
    private static final String SESSION = "/api/v2/console/session";
    private static final String LINK = "/api/v2/console/password/link";

    private static TestServer server;
    private static SignedInUser owner;

    @BeforeAll
    static void start() {
        server = new TestServer();
        owner = server.user(Role.OWNER);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Reply send(String method, String path, @Nullable ObjectNode body, Map<String, String> headers) {
        return SignedInUser.send(server.app().url(), method, path, body, headers);
    }

    private static Reply signIn(String email, String password) {
        return send("POST", SESSION, Json.object().put("email", email).put("password", password), Map.of());
    }

    private static String code(Reply reply) {
        return reply.status() + " " + reply.body().path("error_code").asString("");
    }

    @Test
    void the_cookie_is_for_this_site_and_its_server_alone() {
        Reply reply = signIn(owner.email().toUpperCase(Locale.ROOT), SignedInUser.PASSWORD)
                .ok();

        assertThat(reply.header("set-cookie"))
                .matches("zaffre_session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict");
        assertThat(reply.body().toString()).doesNotContain(SignedInUser.PASSWORD);
    }

    @Test
    void behind_https_the_cookie_is_sent_over_https_alone_and_the_public_url_is_an_own_page() {
        try (TestServer behind = new TestServer(Map.of("server.public_url", "https://zaffre.example.com"))) {
            SignedInUser user = behind.user(Role.OWNER);
            assertThat(behind.app().firstOwner().orElseThrow().setPasswordUrl())
                    .startsWith("https://zaffre.example.com/console/set-password#token=");
            Reply reply = SignedInUser.send(
                    behind.app().url(),
                    "POST",
                    SESSION,
                    Json.object().put("email", user.email()).put("password", SignedInUser.PASSWORD),
                    Map.of("origin", "https://zaffre.example.com"));
            assertThat(reply.ok().header("set-cookie")).endsWith("; Secure");
        }
    }

    @Test
    void signing_in_makes_a_new_session_and_ends_the_one_that_the_browser_had() {
        SignedInUser before = SignedInUser.byPassword(server.app().url(), owner.email());
        Reply reply = send(
                "POST",
                SESSION,
                Json.object().put("email", owner.email()).put("password", SignedInUser.PASSWORD),
                Map.of("cookie", "zaffre_session=" + before.cookie()));

        assertThat(reply.ok().header("set-cookie")).doesNotContain(before.cookie());
        assertThat(code(before.call("GET", SESSION, null))).isEqualTo("401 NOT_SIGNED_IN");
    }

    @Test
    void a_session_that_somebody_has_made_up_is_not_taken_over() {
        String chosen = "A".repeat(43);
        Reply reply = send(
                "POST",
                SESSION,
                Json.object().put("email", owner.email()).put("password", SignedInUser.PASSWORD),
                Map.of("cookie", "zaffre_session=" + chosen));

        assertThat(reply.ok().header("set-cookie")).doesNotContain(chosen);
        assertThat(send("GET", SESSION, null, Map.of("cookie", "zaffre_session=" + chosen))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"known", "unknown"})
    void five_failures_lock_the_address_whether_or_not_anybody_has_it(String which) {
        String email = which + "-locked@example.com";
        if (which.equals("known")) {
            owner.invite(email, Role.VIEWER);
        }
        List<String> answers = IntStream.range(0, 7)
                .mapToObj(i -> code(signIn(email, "not the password at all")))
                .toList();
        assertThat(answers.subList(0, 5)).containsOnly("401 WRONG_CREDENTIALS");
        assertThat(answers.subList(5, 7)).containsOnly("429 SIGN_IN_LOCKED");

        Reply refused = signIn(email, SignedInUser.PASSWORD);
        assertThat(code(refused)).isEqualTo("429 SIGN_IN_LOCKED");
        assertThat(refused.body().path("message").asString()).contains("15 minutes");
        assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 900);

        server.clock.advance(Duration.ofMinutes(15).plusSeconds(1));
        assertThat(code(signIn(email, SignedInUser.PASSWORD)))
                .isEqualTo(which.equals("known") ? "200 " : "401 WRONG_CREDENTIALS");
    }

    @Test
    void tries_at_the_same_moment_are_counted_each() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<String> answers = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 20; i++) {
            threads.add(Thread.ofVirtual().start(() -> answers.add(code(signIn("many@example.com", "any password")))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(answers).hasSize(20);
        assertThat(answers.stream().filter("401 WRONG_CREDENTIALS"::equals)).hasSize(5);
        assertThat(answers.stream().filter("429 SIGN_IN_LOCKED"::equals)).hasSize(15);
    }

    @Test
    void a_session_ends_after_twelve_hours_without_a_request_and_after_seven_days_in_any_case() {
        SignedInUser idle = SignedInUser.byPassword(server.app().url(), owner.email());
        SignedInUser busy = SignedInUser.byPassword(server.app().url(), owner.email());
        for (int hours = 0; hours < 7 * 24; hours += 6) {
            assertThat(busy.call("GET", SESSION, null).status())
                    .as(hours + " h")
                    .isEqualTo(200);
            if (hours == 18) {
                assertThat(code(idle.call("GET", SESSION, null))).isEqualTo("401 NOT_SIGNED_IN");
            }
            server.clock.advance(Duration.ofHours(6));
        }
        assertThat(code(busy.call("GET", SESSION, null))).isEqualTo("401 NOT_SIGNED_IN");
        // The others need a session that has not expired.
        owner = SignedInUser.byPassword(server.app().url(), owner.email());
    }

    @Test
    void a_link_works_once_and_for_seven_days_and_a_newer_one_replaces_it() {
        SignedInUser admin = SignedInUser.byPassword(server.app().url(), owner.email());
        String users = "/api/v2/console/users";
        Reply invited = admin.call(
                        "POST",
                        users,
                        Json.object().put("email", "linked@example.com").put("role", "VIEWER"))
                .ok();
        String first = token(invited);
        String id = invited.body().at("/user/_id").asString();
        String second =
                token(admin.call("POST", users + "/" + id + "/link", null).ok());

        assertThat(code(use(first))).isEqualTo("401 INVALID_LINK");
        assertThat(code(use(second))).isEqualTo("200 ");
        assertThat(code(use(second))).isEqualTo("401 INVALID_LINK");

        String third =
                token(admin.call("POST", users + "/" + id + "/link", null).ok());
        server.clock.advance(ConsoleUsers.LINK_LIFE.plusSeconds(1));
        assertThat(code(use(third))).isEqualTo("401 INVALID_LINK");
        owner = SignedInUser.byPassword(server.app().url(), owner.email());
    }

    private static String token(Reply linked) {
        return linked.body().path("set_password_url").asString().replaceFirst(".*#token=", "");
    }

    private static Reply use(String token) {
        return send("POST", LINK, Json.object().put("token", token).put("password", SignedInUser.PASSWORD), Map.of());
    }

    @Test
    void a_new_password_ends_the_other_sessions_and_the_old_password() {
        SignedInUser here = owner.invite("changes@example.com", Role.DEVELOPER);
        SignedInUser there = SignedInUser.byPassword(server.app().url(), "changes@example.com");
        here.call(
                        "POST",
                        "/api/v2/console/password",
                        Json.object()
                                .put("current_password", SignedInUser.PASSWORD)
                                .put("new_password", "a quite different one"))
                .ok();

        assertThat(here.call("GET", SESSION, null).status()).isEqualTo(200);
        assertThat(there.call("GET", SESSION, null).status()).isEqualTo(401);
        assertThat(code(signIn("changes@example.com", SignedInUser.PASSWORD))).isEqualTo("401 WRONG_CREDENTIALS");
        assertThat(signIn("changes@example.com", "a quite different one").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "Password1234", "aaaaaaaaaaaaaaa", "weak@example.com"})
    void a_password_that_anybody_would_try_is_refused(String password) {
        SignedInUser user = SignedInUser.byPassword(server.app().url(), owner.email());
        Reply invited = user.call(
                "POST",
                "/api/v2/console/users",
                Json.object()
                        .put("email", password.contains("@") ? password : "weak-" + password.length() + "@example.com")
                        .put("role", "VIEWER"));
        Reply reply = send(
                "POST", LINK, Json.object().put("token", token(invited.ok())).put("password", password), Map.of());
        assertThat(code(reply)).isEqualTo("400 WEAK_PASSWORD");
    }

    @Test
    void passwords_tokens_and_cookies_are_in_no_log_and_only_as_hashes_in_the_database() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        String password = "only-here-7f3a9c51e2";
        try {
            signIn("nobody@example.com", password);
            SignedInUser user = owner.invite("secret@example.com", Role.VIEWER);
            user.call(
                            "POST",
                            "/api/v2/console/password",
                            Json.object()
                                    .put("current_password", SignedInUser.PASSWORD)
                                    .put("new_password", password))
                    .ok();
            send(
                    "POST",
                    SESSION,
                    Json.object().put("email", "secret@example.com").put("password", password),
                    Map.of());
            // Malformed, so that an error is made of it.
            SignedInUser.send(server.app().url(), "POST", SESSION, Json.object().put("password", password), Map.of());
            String all = lines.list.stream()
                    .map(event -> event.getFormattedMessage() + event.getThrowableProxy())
                    .reduce("", String::concat);
            assertThat(all).doesNotContain(password).doesNotContain(user.cookie());
        } finally {
            root.detachAppender(lines);
        }
        try (Passwords passwords = new Passwords()) {
            assertThat(passwords.hash(new Secret(password)))
                    .startsWith("$argon2id$v=19$m=19456,t=2,p=1$")
                    .doesNotContain(password);
        }
    }
}
