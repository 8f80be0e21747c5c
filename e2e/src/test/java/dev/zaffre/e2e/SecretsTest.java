package dev.zaffre.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.zaffre.base.Json;
import dev.zaffre.db.embedded.EmbeddedPostgres;
import dev.zaffre.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Values that stand out are put into every field that takes a credential; then twenty flows run, most of them into trouble, and
 * everything that the server left anywhere is searched for them.
 */
class SecretsTest {
    private static final String CRM_KEY = "crm-canary1f83a9c07e-key";
    private static final String CHAT_KEY = "chat-canary77b2d0e415-key";
    private static final String WRONG_KEY = "canary-wrong-5d1c9e88aa";
    private static final String CUSTOM_KEY = "canary-custom-40fe61b3c2";
    private static final String APP_CREDENTIAL = "canary-yourapp-e6c2907d13";
    private static final String LATER_CREDENTIAL = "canary-later-b81f3c6a90";

    @TempDir
    private Path folder;

    private final List<String> answers = new ArrayList<>();
    private String base = "";

    @Test
    void no_credential_is_readable_in_answers_logs_metrics_or_the_database() throws Exception {
        Path data = folder.resolve("data");
        Map<String, String> canaries = new LinkedHashMap<>();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
                Sandbox sandbox = Sandbox.start(0);
                ServerProcess server = ServerProcess.up(
                        data, 0, "--database-url", DatabaseStopTest.url(postgres), "--set", "log.level=debug")) {
            base = server.awaitReady();
            String apiKey = ServerProcess.apiKey(data, "test");
            canaries.put("API key of test", apiKey);
            canaries.put("API key of production", ServerProcess.apiKey(data, "production"));
            canaries.put("key of the CRM", CRM_KEY);
            canaries.put("token of the chat tool", CHAT_KEY);
            canaries.put("a key that the app refused", WRONG_KEY);
            canaries.put("key of a custom app", CUSTOM_KEY);
            canaries.put("your_app.auth_credentials", APP_CREDENTIAL);
            canaries.put("a credential set later", LATER_CREDENTIAL);
            canaries.put("password of the database", postgres.password());
            canaries.put("session token", prepare(apiKey, sandbox));
            flows(apiKey, canaries.get("session token"), sandbox);

            var found = new TreeSet<String>();
            String metrics = text("/metrics");
            String log = server.output();
            String dump = dump(postgres);
            assertThat(log).as("the log").hasSizeGreaterThan(1_000);
            assertThat(dump).as("the dump").contains("Contact Created", "sandbox-crm");
            canaries.forEach((name, value) -> {
                look("an answer", String.join("\n", answers), name, value, found);
                look("the metrics", metrics, name, value, found);
                look("the log", log, name, value, found);
                look("the database", dump, name, value, found);
            });
            assertThat(found).isEmpty();
            assertThat(answers).hasSizeGreaterThan(60);
        }
    }

    private static void look(String where, String text, String name, String value, Set<String> found) {
        String hex = HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8));
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(value.getBytes(StandardCharsets.UTF_8));
        for (String form : List.of(value, hex, base64)) {
            int at = text.indexOf(form);
            if (at >= 0) {
                found.add(name + " in " + where + ": ..."
                        + text.substring(Math.max(0, at - 120), at).replace('\n', ' ') + "<HERE>");
            }
        }
    }

    /** @return a session token */
    private String prepare(String apiKey, Sandbox sandbox) {
        Api api = new Api(base, Map.of("x-api-key", apiKey));
        record(api, "POST", "/api/v2/public/linked-account", """
                {"linked_account_id":"acme","name":"Acme","udf":{"plan":"gold"},
                 "your_app":{"auth_credentials":{"api_key":"%s"}}}""".formatted(APP_CREDENTIAL));
        Api acme = api.with("linked_account_id", "acme");
        record(
                acme,
                "PUT",
                "/api/v2/public/linked-account/default-app/auth-credentials/later",
                "{\"value\":\"" + LATER_CREDENTIAL + "\"}");
        record(api, "POST", "/api/v2/public/application/event", """
                {"name":"Contact Created","response":{"first_name":"Mark"}}""");
        record(api, "POST", "/api/v2/public/application", """
                {"slug":"acme-erp","name":"Acme ERP","description":"Takes its key in the query","base_url":"%s/crm",
                 "auth":{"type":"keybased","inputs":[{"name":"secret","label":"Secret","type":"password","required":true}],
                   "placements":[{"into":"query","name":"secret","value":"{{auth.secret}}"}]},
                 "actions":[{"id":"ping","name":"Ping","description":"Asks","fields":[],"request":{"method":"GET","path":"/me"}}]}
                """.formatted(sandbox.url()));
        String connect = "/api/v2/public/linked-account/integration/save-key-credentials/";
        String crm = "{\"server_url\":\"" + sandbox.url() + "\",\"api_key\":\"%s\"}";
        record(acme, "PUT", connect + "sandbox-crm", crm.formatted(WRONG_KEY));
        record(acme, "PUT", connect + "sandbox-crm", crm.formatted(CRM_KEY));
        record(
                acme,
                "PUT",
                connect + "sandbox-chat",
                "{\"server_url\":\"" + sandbox.url() + "\",\"token\":\"" + CHAT_KEY + "\"}");
        record(acme, "PUT", connect + "acme-erp", "{\"secret\":\"" + CUSTOM_KEY + "\"}");
        workflow(api, "sandbox-crm", """
                {"id":"2","name":"Create","type":"action","app":"sandbox-crm","action":"create_contact",
                 "fields":{"first_name":"{{event.first_name}}","last_name":"{{linked_account.auth_credentials.api_key}}"},
                 "retry":{"type":"fixed","delay_ms":100,"max_attempts":3}}""");
        workflow(api, "sandbox-chat", """
                {"id":"2","name":"Post","type":"action","app":"sandbox-chat","action":"post_message",
                 "fields":{"channel":"#sales","text":"{{event.first_name}}"},
                 "retry":{"type":"fixed","delay_ms":100,"max_attempts":3}}""");
        workflow(api, "acme-erp", """
                {"id":"2","name":"Ping","type":"action","app":"acme-erp","action":"ping","fields":{},
                 "retry":{"type":"fixed","delay_ms":100,"max_attempts":2}}""");
        // The one answer that may hold a token is the one that makes it.
        return api.ok("POST", "/api/v2/public/session-token", "{\"linked_account_id\":\"acme\"}")
                .get("token")
                .asString();
    }

    private void workflow(Api api, String app, String node) {
        api.publish("""
                {"name":"To %s","slug":"%s","autoEnable":true,"trigger":{"type":"event","event":"Contact Created"},
                 "nodes":[{"id":"1","name":"Start","type":"start"},%s],"edges":[{"source":"1","target":"2"}]}""".formatted(app, app, node));
    }

    private void flows(String apiKey, String session, Sandbox sandbox) {
        Api acme = new Api(base, Map.of("x-api-key", apiKey)).with("linked_account_id", "acme");
        Api browser = new Api(base, Map.of("authorization", "Bearer " + session));
        String[] trouble = {
            "{}",
            "{\"status\":500,\"times\":2}",
            "{\"app\":\"crm\",\"status\":400,\"body\":{\"error\":{\"message\":\"you sent " + CRM_KEY + "\"}}}",
            "{\"status\":429,\"retry_after\":\"1\"}",
            "{\"reset\":\"before\"}",
            "{\"reset\":\"during\"}",
            "{\"app\":\"chat\",\"status\":200,\"body\":{\"ok\":false,\"error\":\"no " + CHAT_KEY + "\"}}",
            "{\"app\":\"crm\",\"status\":302,\"headers\":{\"Location\":\"http://127.0.0.1:1/?key=" + CRM_KEY + "\"}}",
            "{\"app\":\"crm\",\"status\":422,\"headers\":{\"X-Echo\":\"" + CRM_KEY + "\"},\"body\":\"" + CRM_KEY
                    + "\"}",
            "{\"status\":401}"
        };
        for (int i = 0; i < 20; i++) {
            if (!trouble[i / 2].equals("{}")) {
                sandbox.plan((ObjectNode) Json.read(trouble[i / 2]));
            }
            Api sender = i % 2 == 0 ? acme : browser;
            record(
                    sender,
                    "POST",
                    "/api/v2/public/event",
                    "{\"event\":\"Contact Created\",\"payload\":{\"first_name\":\"M" + i + "\"}}");
        }
        // Malformed requests that hold a credential, and credentials that are almost right.
        record(acme, "POST", "/api/v2/public/event", "{\"event\": \"" + CRM_KEY + "\" oops");
        record(acme.with("x-api-key", apiKey + "x"), "GET", "/api/v2/public/linked-account", null);
        record(new Api(base, Map.of("authorization", "Bearer " + session + "x")), "GET", "/api/v3/org/basics", null);
        await().atMost(Duration.ofSeconds(40))
                .until(() -> acme.ok("GET", "/api/v2/public/execution?limit=1&status=RUNNING", null)
                                        .path("totalDocs")
                                        .asInt()
                                == 0
                        && acme.ok("GET", "/api/v2/public/execution?limit=1&status=QUEUED", null)
                                        .path("totalDocs")
                                        .asInt()
                                == 0);
        readEverything(acme);
        readEverything(browser);
    }

    private void readEverything(Api api) {
        JsonNode executions = record(api, "GET", "/api/v2/public/execution?limit=100", null);
        executions
                .path("docs")
                .forEach(execution -> record(
                        api,
                        "GET",
                        "/api/v2/public/execution/" + execution.path("_id").asString(),
                        null));
        JsonNode events = record(api, "GET", "/api/v2/public/event-log?limit=100", null);
        events.path("docs")
                .forEach(event -> record(
                        api,
                        "GET",
                        "/api/v2/public/event-log/" + event.path("_id").asString(),
                        null));
        for (String path : List.of(
                "/api/v2/public/linked-account/acme",
                "/api/v2/public/linked-account",
                "/api/v2/public/application",
                "/api/v2/public/application/sandbox-crm",
                "/api/v2/f-sdk/application",
                "/api/v2/public/session/active-linked-account",
                "/api/v2/public/slug/sandbox-crm/configs",
                "/api/v3/org/basics")) {
            record(api, "GET", path, null);
        }
    }

    private JsonNode record(Api api, String method, String path, String body) {
        try {
            Api.Answer answer = api.send(method, path, body);
            answers.add(method + " " + path + " " + answer);
            return answer.body();
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        }
    }

    private String text(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(base + path)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /** Every row of every table as text, and every byte array as it is and in hex. */
    private static String dump(EmbeddedPostgres postgres) throws SQLException {
        StringBuilder dump = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(
                    "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                dump.append("\n== ").append(table).append('\n');
                try (ResultSet rows = statement.executeQuery("select * from \"" + table + "\"")) {
                    int columns = rows.getMetaData().getColumnCount();
                    while (rows.next()) {
                        for (int column = 1; column <= columns; column++) {
                            append(dump, rows, column);
                        }
                        dump.append('\n');
                    }
                }
            }
        }
        return dump.toString();
    }

    private static void append(StringBuilder dump, ResultSet rows, int column) throws SQLException {
        if (rows.getMetaData().getColumnTypeName(column).equals("bytea")) {
            byte[] bytes = rows.getBytes(column);
            if (bytes != null) {
                dump.append(new String(bytes, StandardCharsets.ISO_8859_1))
                        .append(HexFormat.of().formatHex(bytes));
            }
        } else {
            dump.append(rows.getString(column));
        }
        dump.append('|');
    }
}
