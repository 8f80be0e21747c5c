package dev.zaffre.contract;

import static org.awaitility.Awaitility.await;

import dev.zaffre.base.Json;
import dev.zaffre.db.Changes;
import dev.zaffre.db.Database;
import dev.zaffre.http.Role;
import dev.zaffre.testing.SignedInUser;
import dev.zaffre.user.TestPeople;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.JsonNode;

/**
 * What the examples of {@code openapi.yaml} are about, made through the API in one environment: the account {@code acme} that has
 * connected the sandbox's CRM and chat tool, the event {@code Contact Created}, workflows, a config, an execution that is over.
 */
final class Story {
    static final String PUBLIC = "/api/v2/public";
    static final String SAMPLE = """
            {"first_name":"Mark","last_name":"wood","employee_id":221,"is_new":false,"address":{"house_no":"221","street":"lorem ipsum","pincode":560103}}""";

    private static final AtomicInteger PEOPLE = new AtomicInteger();

    private final ApiClient key;
    private final String sandbox;
    private final String account;
    private final Map<String, String> real = new LinkedHashMap<>();
    private final Map<String, ApiClient> people = new LinkedHashMap<>();
    private String session = "";

    private Story(ApiClient key, String sandbox, String account) {
        this.key = key;
        this.sandbox = sandbox;
        this.account = account;
        real.put(Documented.SANDBOX_URL, sandbox);
    }

    /** @param key a client with the API key of an environment that has no account of that name yet */
    static Story tell(ApiClient key, String sandbox, JsonNode credentials) {
        Story story = new Story(key, sandbox, Documented.ACCOUNT);
        story.real.put(
                Documented.ORGANIZATION, credentials.get("organization_id").asString());
        story.real.put(Documented.APPLICATION, credentials.get("application_id").asString());
        story.events();
        story.application();
        story.connect();
        key.post(PUBLIC + "/linked-account", "{\"linked_account_id\":\"initech\"}")
                .ok();
        story.workflows();
        story.config();
        story.execution();
        story.webhooks();
        return story;
    }

    /** The same once more for another account of an environment that has the rest already. */
    Story other(String otherAccount) {
        Story story = new Story(key, sandbox, otherAccount);
        story.real.putAll(real);
        story.people.putAll(people);
        story.connect();
        story.privateWorkflow();
        story.enable();
        story.execution();
        return story;
    }

    /** An owner (who is {@code user} in the examples), an admin and a viewer are signed in; a developer has a link. */
    void people(Database database, URI server, String environment) {
        UUID organization = UUID.fromString(id(Documented.ORGANIZATION));
        int number = PEOPLE.incrementAndGet();
        for (String name : List.of("ada", "grace", "hedy", "locked")) {
            real.put(name + "@acme.example", name + "-" + number + "@acme.example");
        }
        Changes changes = new Changes(database);
        for (Map.Entry<String, Role> one : Map.of("user", Role.OWNER, "admin", Role.ADMIN, "viewer", Role.VIEWER)
                .entrySet()) {
            String email = one.getKey().equals("user")
                    ? real("ada@acme.example")
                    : one.getKey() + "-" + number + "@acme.example";
            UUID user = TestPeople.add(database, organization, email, one.getKey(), one.getValue());
            SignedInUser signedIn = TestPeople.signIn(database, changes, server, user, email, one.getValue());
            people.put(
                    one.getKey(),
                    key.with("x-api-key", null)
                            .with("cookie", "zaffre_session=" + signedIn.cookie())
                            .with("x-csrf-token", signedIn.csrf())
                            .with("x-zaffre-environment", environment));
            if (one.getKey().equals("user")) {
                TestPeople.signIn(database, changes, server, user, email, one.getValue());
                real.put(Documented.USER, user.toString());
                real.put(
                        Documented.USER_SESSION,
                        TestPeople.newestSession(database, user).toString());
            }
        }
        changes.close();
        UUID other = TestPeople.add(database, organization, real("grace@acme.example"), "Grace", Role.DEVELOPER);
        real.put(Documented.USER_OTHER, other.toString());
        real.put(Documented.LINK_TOKEN, TestPeople.link(database, other));
        real.put(
                Documented.API_KEY,
                person("user")
                        .post("/api/v2/console/api-keys", "{\"name\":\"Billing\"}")
                        .ok()
                        .json()
                        .get("_id")
                        .asString());
    }

    /** @param name user, admin or viewer */
    ApiClient person(String name) {
        return Objects.requireNonNull(people.get(name), name);
    }

    ApiClient key() {
        return key;
    }

    ApiClient keyAndAccount() {
        return key.account(account);
    }

    ApiClient session() {
        return key.session(session);
    }

    String sessionToken() {
        return session;
    }

    String account() {
        return account;
    }

    /** The real id of a documented one. */
    String id(String documented) {
        return Objects.requireNonNull(real.get(documented), documented);
    }

    /** A text of the documentation with the ids of this story. */
    String real(String text) {
        String result = text;
        for (Map.Entry<String, String> entry : real.entrySet()) {
            result = result.replace(entry.getKey(), entry.getValue());
        }
        return result;
    }

    /** A text of an answer with the ids of the documentation. */
    String documented(String text) {
        String result = text;
        for (Map.Entry<String, String> entry : real.entrySet()) {
            result = result.replace(entry.getValue(), entry.getKey());
        }
        return result;
    }

    private void events() {
        JsonNode all = key.post(
                        PUBLIC + "/application/event", "{\"name\":\"Contact Created\",\"response\":" + SAMPLE + "}")
                .ok()
                .json();
        real.put(
                Documented.EVENT_TYPE,
                named(all, Documented.EVENT_NAME).get("_id").asString());
        key.post(PUBLIC + "/application/event", """
                        {"name":"Order Placed","response":{"total":12.5},"validation":"strict",
                         "json_schema":{"type":"object","properties":{"total":{"type":"number"}}}}""").ok();
    }

    private static JsonNode named(JsonNode all, String name) {
        return all.valueStream()
                .filter(one -> one.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void application() {
        key.post(PUBLIC + "/application", customApp(Documented.CUSTOM_APP)).ok();
        key.post(PUBLIC + "/application", """
                        {"slug":"%s","name":"Acme Books","description":"A custom app with OAuth","base_url":"%s/crm",
                         "auth":{"type":"oauth2","authorization_url":"https://login.example.com/authorize","token_url":"%2$s/crm/token",
                          "inputs":[{"name":"region","label":"Region","type":"text","required":true}]},
                         "actions":[{"id":"ping","name":"Ping","description":"Asks whether it is there","fields":[],
                           "request":{"method":"GET","path":"/me"}}]}""".formatted(Documented.CUSTOM_OAUTH_APP, sandbox))
                .ok();
        for (String app : List.of(Documented.OAUTH_APP, Documented.CUSTOM_OAUTH_APP)) {
            key.put(
                            PUBLIC + "/application/" + app + "/settings",
                            "{\"client_id\":\"client-of-acme\",\"client_secret\":\"kept-encrypted\"}")
                    .ok();
        }
        key.put(PUBLIC + "/application/" + Documented.DISABLED_APP + "/settings", "{\"enabled\":false}")
                .ok();
    }

    /** The account's browser has gone to the page of {@link Documented#CUSTOM_OAUTH_APP}'s provider. */
    void onTheWay() {
        String page = keyAndAccount()
                .get(PUBLIC + "/linked-account/integration/oauth-url/" + Documented.CUSTOM_OAUTH_APP + "?region=eu")
                .ok()
                .json()
                .get("auth_url")
                .asString();
        real.put(Documented.STATE, page.replaceFirst(".*[?&]state=([^&]*).*", "$1"));
    }

    /** The definition of a custom app without authentication. */
    String customApp(String slug) {
        return """
                {"slug":"%s","name":"Acme ERP","description":"A custom app","auth":{"type":"none"},"base_url":"%s/crm",
                 "actions":[{"id":"ping","name":"Ping","description":"Asks whether it is there","fields":[],
                   "request":{"method":"GET","path":"/me"}}]}""".formatted(slug, sandbox);
    }

    private void connect() {
        JsonNode created = key.post(PUBLIC + "/linked-account", Json.read("""
                        {"linked_account_id":"%s","name":"Acme Inc.","udf":{"plan":"gold"},
                         "your_app":{"auth_credentials":{"api_key":"kept-encrypted"}}}""".formatted(account)))
                .ok()
                .json();
        real.put(Documented.ACCOUNT_ID, created.get("_id").asString());
        session = key.post(PUBLIC + "/session-token", "{\"linked_account_id\":\"" + account + "\"}")
                .ok()
                .json()
                .get("token")
                .asString();
        real.put(
                Documented.SESSION_TOKEN,
                key.get(PUBLIC + "/linked-account/" + account + "/session-token")
                        .ok()
                        .json()
                        .at("/docs/0/_id")
                        .asString());
        String connect = PUBLIC + "/linked-account/integration/save-key-credentials/";
        keyAndAccount()
                .put(connect + "sandbox-crm", "{\"server_url\":\"" + sandbox + "\",\"api_key\":\"crm-story-key\"}")
                .ok();
        keyAndAccount()
                .put(connect + "sandbox-chat", "{\"server_url\":\"" + sandbox + "\",\"token\":\"chat-story-key\"}")
                .ok();
    }

    private void workflows() {
        real.put(Documented.WORKFLOW, workflow(key, """
                {"name":"Contact to CRM","slug":"sandbox-crm","trigger":{"type":"event","event":"Contact Created"},
                 "nodes":[{"id":"1","name":"Start","type":"start"},
                  {"id":"2","name":"Create contact","type":"action","app":"sandbox-crm","action":"create_contact",
                   "fields":{"first_name":"{{event.first_name}}","employee_id":"{{event.employee_id}}","address":"{{event.address}}"}}],
                 "edges":[{"source":"1","target":"2"}]}""", true));
        real.put(Documented.WORKFLOW_CHAT, workflow(key, """
                {"name":"Tell sales","slug":"sandbox-chat","trigger":{"type":"event","event":"Contact Created"},
                 "nodes":[{"id":"1","name":"Start","type":"start"},
                  {"id":"2","name":"Post","type":"action","app":"sandbox-chat","action":"post_message",
                   "fields":{"channel":"#sales","text":"{{event.first_name}} has joined"}}],
                 "edges":[{"source":"1","target":"2"}]}""", true));
        real.put(Documented.WORKFLOW_API, workflow(key, """
                {"name":"Echo","slug":"sandbox-crm","workflow_alias":"echo","trigger":{"type":"api"},
                 "nodes":[{"id":"1","name":"Start","type":"start"},
                  {"id":"2","name":"Answer","type":"response","status_code":200,"body":{"hello":"{{start.body.first_name}}"}}],
                 "edges":[{"source":"1","target":"2"}]}""", true));
        real.put(Documented.WORKFLOW_BROKEN, workflow(key, """
                {"name":"Broken","slug":"sandbox-crm","trigger":{"type":"event","event":"Contact Created"},
                 "nodes":[{"id":"1","name":"Start","type":"start"},
                  {"id":"2","name":"Nothing","type":"action","app":"sandbox-crm","action":"no_such_action","fields":{}}],
                 "edges":[{"source":"1","target":"2"}]}""", false));
        privateWorkflow();
    }

    private void privateWorkflow() {
        real.put(Documented.WORKFLOW_PRIVATE, workflow(keyAndAccount(), """
                {"name":"Mine alone","slug":"sandbox-crm","trigger":{"type":"event","event":"Order Placed"},
                 "nodes":[{"id":"1","name":"Start","type":"start"},
                  {"id":"2","name":"Note","type":"log","level":"info","title":"here"}],
                 "edges":[{"source":"1","target":"2"}]}""", true));
    }

    /** Makes a workflow and returns its id. */
    static String workflow(ApiClient client, String document, boolean publish) {
        String id = client.post(PUBLIC + "/workflow", document)
                .ok()
                .json()
                .at("/workflow/_id")
                .asString();
        if (publish) {
            client.put(PUBLIC + "/workflow/" + id + "/publish", "{\"published\":true}")
                    .ok();
        }
        return id;
    }

    private void config() {
        JsonNode fields = key.put(PUBLIC + "/application/sandbox-crm/config-field", """
                        [{"key":"folder","name":"Folder","field_type":"text"},
                         {"key":"rules","name":"Only when","field_type":"rule_engine","rule_columns":{
                          "lhs":{"name":"Field","options":[{"name":"Amount","value":"amount"}]},"rhs":{"name":"Value","type":"number"}}}]""")
                .ok()
                .json();
        real.put(Documented.FIELD, fields.at("/0/id").asString());
        real.put(Documented.FIELD_RULES, fields.at("/1/id").asString());
        enable();
    }

    private void enable() {
        keyAndAccount().post(PUBLIC + "/config", "{\"slug\":\"sandbox-crm\"}").ok();
        keyAndAccount()
                .put(PUBLIC + "/config", """
                        {"slug":"sandbox-crm","fields":{"%s":"Inbox"},"workflows":[{"id":"%s","enabled":true}]}""".formatted(id(Documented.FIELD), id(Documented.WORKFLOW)))
                .ok();
    }

    private void execution() {
        JsonNode accepted = trigger(SAMPLE).json();
        real.put(Documented.EVENT, accepted.get("event_id").asString());
        real.put(Documented.EXECUTION, accepted.at("/executions/0/id").asString());
        awaitExecution(id(Documented.EXECUTION));
        String bulk = session()
                .post(
                        PUBLIC + "/execution/rerun",
                        "{\"filter\":{\"status\":\"COMPLETED\"},\"per_second\":1,\"key\":\"story\"}")
                .ok()
                .json()
                .get("_id")
                .asString();
        session().post(PUBLIC + "/execution/rerun/" + bulk + "/cancel", "{}").ok();
        real.put(Documented.BULK_RERUN, bulk);
        JsonNode first = keyAndAccount()
                .with("Idempotency-Key", "used-with-another-body")
                .post(PUBLIC + "/event", "{\"event\":\"Contact Created\",\"payload\":{\"first_name\":\"Nobody else\"}}")
                .ok()
                .json();
        real.put(Documented.EVENT_FIRST, first.get("event_id").asString());
        awaitExecution(first.at("/executions/0/id").asString());
    }

    /** Two that want to be told what does not happen here, one delivery each, and one of them disabled. */
    private void webhooks() {
        String made = "{\"webhook_url\":\"" + sandbox + "/_keys\",\"webhook_events\":[\"Workflow Timed Out\"]}";
        String single = key.with("user-agent", "axios/1.7.2")
                .post(PUBLIC + "/webhook", made)
                .ok()
                .json()
                .get("_id")
                .asString();
        String off = key.post(PUBLIC + "/webhook", made).ok().json().get("_id").asString();
        real.put(Documented.WEBHOOK, single);
        real.put(Documented.WEBHOOK_OFF, off);
        real.put(Documented.DELIVERY, sent(single));
        real.put(Documented.DELIVERY_OFF, sent(off));
        awaitDelivery(id(Documented.DELIVERY));
        awaitDelivery(id(Documented.DELIVERY_OFF));
        key.put(PUBLIC + "/webhook/" + off, "{\"is_enabled\":false}").ok();
    }

    private String sent(String webhook) {
        // With this body, the sandbox answers 200 and does nothing.
        key.put(PUBLIC + "/webhook/" + webhook, "{\"webhook_body\":{\"app\":\"crm\"}}")
                .ok();
        return key.post(PUBLIC + "/webhook/" + webhook + "/test", "{}")
                .ok()
                .json()
                .get("_id")
                .asString();
    }

    private void awaitDelivery(String delivery) {
        soon().until(() -> key.get(PUBLIC + "/webhook/deliveries/" + delivery)
                .ok()
                .json()
                .path("status")
                .asString()
                .equals("DELIVERED"));
    }

    /** Some hundred stories are told: none waits longer than it must. */
    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }

    /** Sends {@code Contact Created} with a payload, as it is written. */
    Answer trigger(String payload) {
        return keyAndAccount()
                .post(PUBLIC + "/event", "{\"event\":\"Contact Created\",\"payload\":" + payload + "}")
                .ok();
    }

    /** Waits until it is over and returns it. */
    JsonNode awaitExecution(String id) {
        return soon().until(
                        () -> key.get(PUBLIC + "/execution/" + id).ok().json(),
                        execution -> !Set.of("QUEUED", "RUNNING", "WAITING", "STOPPING")
                                .contains(execution.get("status").asString()));
    }
}
