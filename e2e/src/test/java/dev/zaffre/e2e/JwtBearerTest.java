package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.zaffre.base.Json;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Service accounts (RFC 7523): customers paste a private key, and a real provider verifies every claim that is signed with it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JwtBearerTest {
    private static final String ROBOT = "robot@acme.example";
    private static final String CURVE = "curve@acme.example";
    private static final String MARK = "mark@acme.example";
    /** Of {@code 30 82 .. .. 02 01 00, algorithm, 04 82 .. ..} with which PKCS #8 begins for 2048 bits. */
    private static final int RSA_HEADER = 26;
    /** The same for a key on P-256. */
    private static final int EC_HEADER = 28;

    @TempDir
    static Path folder;

    private static GrantsWorld world;
    private static GrantsWorld.Customer acme;
    private static final KeyPair robot = pair("RSA", 2048);
    private static final KeyPair newRobot = pair("RSA", 2048);
    private static final KeyPair curve = pair("EC", 256);
    private static final List<String> typed = new ArrayList<>();

    @BeforeAll
    static void start() {
        world = GrantsWorld.start(folder);
        service(ROBOT, robot, "RS256");
        service(CURVE, curve, "ES256");
        world.app("robots", auth("RS256"));
        world.app("curves", auth("ES256"));
        acme = world.customer("acme");
    }

    private static String auth(String algorithm) {
        return """
                {"type": "oauth2", "grant": "jwt_bearer", "token_url": "PROVIDER/token",
                 "inputs": [{"name": "client_email", "label": "Service account", "type": "email", "required": true},
                   {"name": "private_key", "label": "Private key", "type": "password", "required": true},
                   {"name": "user", "label": "User to act for", "type": "email", "required": true}],
                 "scopes": {"required": ["contacts"]},
                 "jwt": {"issuer": "{{auth.client_email}}", "subject": "{{auth.user}}", "audience": "PROVIDER/token",
                   "algorithm": "%s", "key": "{{auth.private_key}}"}}
                """.formatted(algorithm);
    }

    private static KeyPair pair(String family, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
    }

    private static String pkcs8(KeyPair pair) {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    private static void service(String name, KeyPair pair, String algorithm) {
        ObjectNode wish = Json.object();
        wish.putObject("service")
                .put("name", name)
                .put("pem", pem("PUBLIC KEY", pair.getPublic().getEncoded()))
                .put("algorithm", algorithm);
        world.provider.control(Json.write(wish));
    }

    private static Api.Answer connect(String app, String service, String user, String key) {
        typed.add(key);
        return acme.connect(app, Map.of("client_email", service, "private_key", key, "user", user));
    }

    @AfterAll
    static void stop() {
        if (world != null) {
            world.close();
        }
    }

    @Test
    @Order(1)
    void a_key_is_taken_in_every_form_in_which_people_have_it_and_events_arrive() {
        String file = pkcs8(robot);
        byte[] der = robot.getPrivate().getEncoded();
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("as the file has it", file);
        forms.put("with Windows line ends", file.replace("\n", "\r\n"));
        forms.put("with line breaks written out, as in a service account's JSON file", file.replace("\n", "\\n"));
        forms.put("in one line, as a text field makes of it", file.replace("\n", " "));
        forms.put("PKCS #1", pem("RSA PRIVATE KEY", Arrays.copyOfRange(der, RSA_HEADER, der.length)));
        int number = 0;
        for (Map.Entry<String, String> form : forms.entrySet()) {
            Api.Answer answer = connect("robots", ROBOT, MARK, form.getValue());
            assertThat(answer.status()).as(form.getKey() + ": " + answer).isEqualTo(200);
            acme.trigger("robots", number);
            int sent = number++;
            await().untilAsserted(() -> assertThat(world.numbersOf(MARK)).contains(sent));
        }
        assertThat(acme.application("robots")
                        .at("/connected_accounts/0/identifier")
                        .asString())
                .isEqualTo(MARK);
        assertThat(world.numbersOf(MARK)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    @Order(2)
    void es256_is_signed_as_the_provider_verifies_it() {
        world.provider.control("{\"forget\":true}");
        byte[] der = curve.getPrivate().getEncoded();
        String sec1 = pem("EC PRIVATE KEY", Arrays.copyOfRange(der, EC_HEADER, der.length));
        for (String key : List.of(pkcs8(curve), pkcs8(curve).replace("\n", "\\n"), sec1)) {
            Api.Answer answer = connect("curves", CURVE, MARK, key);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        }
        acme.trigger("curves", 11);
        world.awaitNumbersOf(MARK, 11);
        assertThat(world.seen().at("/claims/0/alg").asString()).isEqualTo("ES256");
    }

    @Test
    @Order(3)
    void a_token_that_ends_is_followed_by_a_new_claim_and_no_claim_is_used_twice() {
        world.provider.control("{\"tokenSeconds\":8,\"forget\":true}");
        assertThat(connect("robots", ROBOT, MARK, pkcs8(robot)).status()).isEqualTo(200);
        int[] sent = new int[1];
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    acme.trigger("robots", sent[0]++);
                    return world.seen().path("issued").asInt() >= 3;
                });
        await().untilAsserted(() -> assertThat(world.numbersOf(MARK)).hasSize(sent[0]));
        assertThat(world.seen().path("refusals").asInt()).isZero();
        List<String> ids = new ArrayList<>();
        world.seen().path("claims").forEach(claim -> {
            ids.add(claim.path("jti").asString());
            assertThat(claim.path("exp").asLong() - claim.path("iat").asLong()).isEqualTo(300);
        });
        assertThat(ids).hasSizeGreaterThanOrEqualTo(3).doesNotHaveDuplicates();
        assertThat(acme.log("robots")).startsWith("refreshed: ", "refreshed: ");
        world.provider.control("{\"tokenSeconds\":3600,\"forget\":true}");
        assertThat(connect("robots", ROBOT, MARK, pkcs8(robot)).status()).isEqualTo(200);
    }

    @Test
    @Order(4)
    void a_wrong_key_or_user_is_a_400_in_the_providers_words_without_the_claim_in_them() {
        Api.Answer wrong = connect("robots", ROBOT, MARK, pkcs8(newRobot));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body().path("error_code").asString()).isEqualTo("INVALID_CREDENTIALS");
        // This provider repeats the whole claim in its answer.
        assertThat(wrong.body().toString())
                .contains("invalid_grant: Invalid JWT: signature verification failed ***")
                .doesNotContain("eyJ");
        assertThat(acme.log("robots").getFirst())
                .startsWith("failed: ")
                .contains("signature verification failed")
                .doesNotContain("eyJ");
        Api.Answer user = connect("robots", ROBOT, "anna@acme.example", pkcs8(robot));
        assertThat(user.status()).isEqualTo(400);
        assertThat(user.body().toString()).contains("may not act for that user");
        Api.Answer nobody = connect("robots", "nobody@acme.example", MARK, pkcs8(robot));
        assertThat(nobody.status()).as(nobody.toString()).isEqualTo(400);
        assertThat(nobody.body().path("error_code").asString()).isEqualTo("INVALID_CREDENTIALS");
        // What was connected is as it was.
        assertThat(acme.add("robots", 1).status()).isEqualTo(200);
    }

    @Test
    @Order(5)
    void a_key_that_is_none_is_a_400_that_names_the_input_and_what_is_expected() {
        String whole = pkcs8(robot);
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("words", "the key that we were given on the phone");
        keys.put("a public key", pem("PUBLIC KEY", robot.getPublic().getEncoded()));
        keys.put("half a key", whole.substring(0, whole.length() / 2));
        keys.put("a key with a hole in it", whole.replace(whole.substring(200, 300), ""));
        keys.put("an encrypted key", whole.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
        keys.put("a key on a curve", pkcs8(curve));
        keys.put("a short key", pkcs8(pair("RSA", 1024)));
        keys.put("a frame with nothing in it", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----");
        keys.forEach((what, key) -> {
            Api.Answer answer = connect("robots", ROBOT, MARK, key);
            assertThat(answer.status()).as(what + ": " + answer).isEqualTo(400);
            assertThat(answer.body().path("error_code").asString()).as(what).isEqualTo("VALIDATION_ERROR");
            assertThat(answer.body().toString())
                    .as(what)
                    .contains("Parameter 'private_key' must be a private RSA key of 2048 bits or more in PEM")
                    .doesNotContain("Exception");
            assertThat(acme.log("robots").getFirst()).as(what).startsWith("failed: Parameter 'private_key' must be");
        });
        for (KeyPair pair : List.of(robot, pair("EC", 384))) {
            Api.Answer answer = connect("curves", CURVE, MARK, pkcs8(pair));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
            assertThat(answer.body().toString()).contains("Parameter 'private_key' must be a private key on the curve");
        }
        assertThat(acme.add("robots", 2).status()).isEqualTo(200);
        assertThat(acme.add("curves", 3).status()).isEqualTo(200);
    }

    @Test
    @Order(6)
    void a_provider_that_answers_a_page_or_an_error_or_nothing_is_a_502() {
        try {
            for (String broken : List.of(
                    "{\"status\":200,\"type\":\"text/html\",\"body\":\"<html>maintenance</html>\"}",
                    "{\"status\":500,\"type\":\"text/html\",\"body\":\"<html>oops</html>\"}",
                    "{\"status\":503,\"type\":\"application/json\",\"body\":\"{}\"}",
                    "{\"drop\":true}")) {
                world.provider.control("{\"broken\":" + broken + "}");
                Api.Answer answer = connect("robots", ROBOT, MARK, pkcs8(robot));
                assertThat(answer.status()).as(answer.toString()).isEqualTo(502);
                assertThat(answer.body().toString()).contains("rovider").doesNotContain("<html>");
                assertThat(acme.log("robots").getFirst()).startsWith("failed: ");
            }
        } finally {
            world.provider.control("{\"broken\":null}");
        }
        assertThat(acme.application("robots").path("reauth_required").asBoolean())
                .isFalse();
    }

    @Test
    @Order(7)
    void a_key_that_is_withdrawn_parks_the_executions_until_the_customer_brings_the_new_one() {
        service(ROBOT, newRobot, "RS256");
        world.provider.control("{\"revokeAll\":true,\"forget\":true}");
        for (int i = 0; i < 20; i++) {
            acme.trigger("robots", i);
        }
        await().untilAsserted(() ->
                assertThat(Story.executions(acme.api(), "WAITING")).isEqualTo(20));
        await().untilAsserted(() -> assertThat(
                        acme.application("robots").path("reauth_required").asBoolean())
                .isTrue());
        assertThat(acme.log("robots").getFirst())
                .startsWith("expired: ")
                .contains("signature verification failed")
                .doesNotContain("eyJ");
        assertThat(connect("robots", ROBOT, MARK, pkcs8(robot)).status()).isEqualTo(400);
        assertThat(connect("robots", ROBOT, MARK, pkcs8(newRobot)).status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(world.numbersOf(MARK)).hasSize(20));
        assertThat(world.numbersOf(MARK)).doesNotHaveDuplicates();
        await().untilAsserted(() -> assertThat(Story.unfinished(acme.api())).isZero());
        assertThat(acme.log("robots").getFirst()).startsWith("reauthenticated");
    }

    @Test
    @Order(8)
    void no_line_of_any_key_and_no_claim_was_written_anywhere() {
        String written = world.server.output() + acme.log("robots") + acme.log("curves");
        assertThat(written)
                .contains("connection.refreshed")
                .doesNotContain("eyJ")
                .doesNotContain("Bearer ")
                .doesNotContain("\tat ");
        for (String key : typed) {
            for (String line : key.split("\\\\n|\\s+")) {
                // Shorter ones are words of the frame, or too short to be found by chance only.
                if (line.length() >= 32) {
                    assertThat(written.contains(line)).as("a line of a key").isFalse();
                }
            }
        }
    }
}
