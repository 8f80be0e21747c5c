package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.zaffre.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Developer > Events, as the requirement tells it, and Try API. */
class EventsPagesTest {
    private static final String EVENTS = "/api/v2/public/application/event";
    /** Everything that quoting could stumble over. */
    private static final String NASTY = "it's \"nasty\" $HOME `id` \\ 50% — ünï";

    @TempDir
    static Path folder;

    private static ConsoleWorld world;
    private Page page;

    @BeforeAll
    static void an_account_that_has_connected_the_crm() {
        // A busy machine is no failure.
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        world = ConsoleWorld.start(folder);
        world.accountWithCrm("acme", "Acme Inc.");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @AfterEach
    void close() {
        if (page != null) {
            page.context().close();
        }
    }

    // Words
    // ----------------------------------------------------------------------------------------------------------------

    private Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private Locator link(String name) {
        return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name));
    }

    private Locator field(String label) {
        return page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName(label));
    }

    private Locator heading(String name) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
    }

    private static String define(String name, String sample) {
        world.company().ok("POST", EVENTS, "{\"name\":" + quoted(name) + ",\"response\":" + sample + "}");
        return world.company()
                .ok("GET", EVENTS, null)
                .valueStream()
                .filter(type -> type.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow()
                .path("_id")
                .asString();
    }

    private static String quoted(String text) {
        return Json.write(StringNode.valueOf(text));
    }

    /** Publishes a workflow that makes a contact of an event, for everybody. */
    private static String toCrm(String name, String event) {
        String id = world.company()
                .ok("POST", "/api/v2/public/workflow", """
                        {"name": %s, "slug": "sandbox-crm", "autoEnable": true, "trigger": {"type": "event", "event": %s},
                         "nodes": [{"id": "1", "name": "Start", "type": "start"},
                           {"id": "2", "name": "Create contact", "type": "action", "app": "sandbox-crm", "action": "create_contact",
                            "fields": {"first_name": "{{event.first_name}}"}}],
                         "edges": [{"source": "1", "target": "2"}]}
                        """.formatted(quoted(name), quoted(event)))
                .at("/workflow/_id")
                .asString();
        world.company().ok("PUT", "/api/v2/public/workflow/" + id + "/publish", "{\"published\":true}");
        return id;
    }

    private static boolean crmHas(String firstName) {
        return world.sandbox().requests("crm").stream()
                .anyMatch(request -> request.toString().contains(firstName));
    }

    private void pick(String label, String typed) {
        field(label).click();
        field(label).fill(typed);
        page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName(typed)).first().click();
    }

    // Events
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void an_event_is_created_as_the_requirement_tells_it() {
        page = world.owner("/");
        link("Events").first().click();
        assertThat(heading("Events")).isVisible();
        link("New Event").first().click();
        assertThat(heading("New Event")).isVisible();
        Look.at(page, "events-models");

        page.getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText("Employee"))
                .getByRole(AriaRole.BUTTON)
                .click();
        assertThat(page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Sample payload of the model")))
                .containsText("\"employee_id\": 221");
        link("Use Employee").click();

        field("Name").fill("Employee Hired");
        field("Sample payload").fill("{\n  \"first_name\": \"Mark\",\n  \"manager\": { \"id\": 17 }\n}");
        Locator variables =
                page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("Variables").setExact(true));
        assertThat(variables).containsText("manager");
        assertThat(variables.getByRole(AriaRole.LISTITEM).last()).containsText("number");
        Look.at(page, "events-new");
        button("Create Event").click();

        assertThat(heading("Employee Hired")).isVisible();
        assertThat(page.getByText("How to trigger")).isVisible();
        var made = world.company()
                .ok("GET", EVENTS, null)
                .valueStream()
                .filter(type -> type.path("name").asString().equals("Employee Hired"))
                .findFirst()
                .orElseThrow();
        assertThat(made.path("raw_response").asString()).contains("\"manager\": { \"id\": 17 }");
        assertThat(made.path("validation").asString()).isEqualTo("warn");
    }

    @Test
    void what_is_no_json_is_marked_where_it_is_and_by_the_keyboard_one_gets_there() {
        page = world.owner("/developer/events/new?model=blank");
        field("Name").fill("Never made");
        Locator sample = field("Sample payload");
        sample.fill("{\n  \"first_name\": Mark\n}");
        assertThat(page.locator(".cm-lintRange-error")).hasText("Mark");
        Locator place = button("Line 2, column 17:");
        assertThat(place).isVisible();
        assertThat(sample).hasAttribute("aria-invalid", "true");
        Look.at(page, "events-wrong-json");
        place.press("Enter");
        page.keyboard().type("\"Mark\"");
        assertThat(place).isHidden();
        assertThat(sample).hasAttribute("aria-invalid", "false");

        sample.fill("{\"a\": 01}");
        button("Create Event").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("line 1, column");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Request id");
    }

    @Test
    void the_servers_word_on_a_schema_written_by_hand_is_marked_too() {
        page = world.owner("/developer/events/new?model=employee");
        page.getByText("JSON Schema", new Page.GetByTextOptions().setExact(true)).click();
        button("Edit the schema by hand").click();
        field("JSON Schema").fill("{\n  \"type\": \"objekt\"\n}");
        assertThat(button("Line 2, column 11:").first()).isVisible();
        field("JSON Schema").fill("{\"properties\": {\"first_name\": {\"type\": \"integer\"}}}");
        assertThat(page.getByText("The sample is not as the schema says")).isVisible();
        button("Infer it from the sample again").click();
        assertThat(page.getByText("The sample is not as the schema says")).isHidden();
    }

    @Test
    void a_name_that_is_taken_is_said_at_the_name() {
        define("Taken already", "{}");
        page = world.owner("/developer/events/new?model=blank");
        button("Create Event").click();
        assertThat(field("Name")).isFocused();
        assertThat(page.getByText("The event needs a name")).isVisible();
        field("Name").fill("Taken already");
        button("Create Event").click();
        assertThat(field("Name")).hasAttribute("aria-invalid", "true");
        assertThat(field("Name"))
                .hasAccessibleDescription(Pattern.compile(".*Trigger with name Taken already already exists.*"));
    }

    @Test
    void an_edit_names_the_workflows_that_it_would_break_and_a_deletion_those_that_stop() throws Exception {
        String id = define("Contact Changed", "{\"first_name\":\"Mark\",\"last_name\":\"wood\"}");
        toCrm("Contact to CRM", "Contact Changed");
        page = world.owner("/developer/events/" + id);
        link("Edit").click();
        field("Sample payload").fill("{\"last_name\": \"wood\"}");
        button("Save").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).containsText("Contact to CRM");
        assertThat(dialog).containsText("Create contact: {{event.first_name}}");
        Look.at(page, "events-affected");
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Cancel")).click();
        field("Sample payload").fill("{\"first_name\": \"Mark\", \"age\": 40}");
        button("Save").click();
        assertThat(heading("Contact Changed")).isVisible();
        assertThat(page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("Payload")))
                .containsText("age");

        button("Delete").click();
        assertThat(dialog).containsText("Contact to CRM");
        Locator sure = dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete event"));
        assertThat(sure).isDisabled();
        dialog.getByRole(AriaRole.TEXTBOX).fill("Contact Changed");
        sure.click();
        assertThat(page).hasURL(Pattern.compile(".*/developer/events/?$"));
        assertThat(world.company().send("GET", EVENTS + "/" + id, null).status()).isEqualTo(404);
    }

    @Test
    void the_list_is_searched_and_walked_through_by_keyboard() {
        define("Walked one", "{}");
        define("Walked two", "{}");
        page = world.owner("/developer/events");
        Locator search = page.getByRole(AriaRole.SEARCHBOX, new Page.GetByRoleOptions().setName("Search events"));
        search.fill("WALKED");
        Locator list = page.getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Event types"))
                .getByRole(AriaRole.LINK);
        assertThat(list).hasCount(2);
        search.press("ArrowDown");
        page.keyboard().press("ArrowDown");
        assertThat(list.nth(1)).isFocused();
        page.keyboard().press("Enter");
        assertThat(heading("Walked two")).isVisible();
        assertThat(page).hasURL(Pattern.compile(".*search=WALKED.*"));
        search.fill("nothing has that");
        assertThat(page.getByText("No event has that in its name.")).isVisible();
    }

    // How to trigger
    // ----------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"cURL, sh, run.sh", "JavaScript, node, run.mjs", "Python, python3, run.py", "Java, java, SendEvent.java"})
    void the_snippet_works_when_it_is_run(String language, String program, String file) throws Exception {
        String event = "Snippet in " + language + " isn't \"hard\"";
        String id = define(event, "{\"first_name\":" + quoted(NASTY + language) + ",\"big\":9007199254740991,\"no\":null}");
        toCrm("Of " + language, event);
        page = world.owner("/developer/events/" + id);
        page.getByLabel("Show Credentials").check();
        page.getByLabel("API key", new Page.GetByLabelOptions().setExact(true))
                .fill(ServerProcess.apiKey(folder.resolve("data"), "test"));
        field("Linked account").first().fill("acme");
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(language).setExact(true)).click();
        String text = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Request in " + language))
                .innerText();
        if (language.equals("cURL")) {
            Look.at(page, "events-detail");
        }

        Path script = Files.writeString(folder.resolve(file), text, StandardCharsets.UTF_8);
        Process process = new ProcessBuilder(command(program), script.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("Webhook Fired Success").contains("sandbox-crm");
        await().until(() -> world.sandbox().requests("crm").stream()
                .anyMatch(request -> firstName(request).equals(NASTY + language)));
    }

    private static String firstName(ObjectNode request) {
        // Some requests, such as those that look a contact up, have no body.
        String body = request.path("body").asString("");
        return body.isEmpty() ? "" : Json.parse(body).findPath("first_name").asString("");
    }

    private static String command(String program) throws IOException {
        return program.equals("java")
                ? Path.of(System.getProperty("java.home"), "bin", "java").toString()
                : program;
    }

    @Test
    void without_credentials_the_request_has_none_and_what_was_pasted_is_nowhere_kept() {
        String id = define("Quiet event", "{}");
        page = world.owner("/developer/events/" + id);
        Locator curl = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Request in cURL"));
        assertThat(curl).containsText("x-api-key: <api-key>");
        page.getByLabel("Show Credentials").check();
        page.getByLabel("API key", new Page.GetByLabelOptions().setExact(true)).fill("zf_test_pasted");
        assertThat(curl).containsText("x-api-key: zf_test_pasted");
        page.getByLabel("Show Credentials").uncheck();
        assertThat(curl).not().containsText("zf_test_pasted");
        Object kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])");
        assertThat(String.valueOf(kept)).doesNotContain("zf_test_pasted");
    }

    @Test
    void a_test_event_shows_what_it_starts_until_it_is_delivered_and_is_recorded_like_any_other() {
        String id = define("Tested event", "{\"first_name\":\"Tess\"}");
        toCrm("Tests to CRM", "Tested event");
        page = world.owner("/developer/events/" + id);
        button("Send test event").click();
        assertThat(page.getByText("Choose the linked account")).isVisible();
        page.getByPlaceholder("Id or name").click();
        page.getByPlaceholder("Id or name").fill("acm");
        page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("acme")).first().click();
        field("Payload to send").fill("{\"first_name\": \"Tess of the console\"}");
        button("Send test event").click();
        assertThat(page.getByText("Accepted and kept")).isVisible();
        Locator executions = page.getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("Executions"));
        assertThat(executions).containsText("Tests to CRM");
        assertThat(executions).containsText("Completed");
        assertThat(crmHas("Tess of the console")).isTrue();
        Look.at(page, "events-tested");
        var log = world.company().ok("GET", "/api/v2/public/event-log?event=Tested%20event", null);
        assertThat(log.at("/docs/0/linked_account_id").asString()).isEqualTo("acme");
        assertThat(log.at("/docs/0/status").asString()).isEqualTo("ACCEPTED");
    }

    // Try API
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void an_event_is_tried_with_headers_and_its_executions_are_followed() {
        define("Tried event", "{\"first_name\":\"Tried\"}");
        toCrm("Tried to CRM", "Tried event");
        page = world.owner("/try-api");
        pick("Event", "Tried event");
        assertThat(field("Payload")).containsText("Tried");
        pick("Linked account", "acme");
        button("Add a header").click();
        field("Name of header 1").fill("Idempotency-Key");
        field("Value of header 1").fill("tried-once");
        Locator request = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Request").setExact(true));
        assertThat(request).containsText("--header 'Idempotency-Key: tried-once'");
        button("Send").click();
        Locator body = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Body of the response"));
        assertThat(body).containsText("Webhook Fired Success");
        assertThat(page.getByRole(AriaRole.LIST, new Page.GetByRoleOptions().setName("Executions")))
                .containsText("Completed");
        Look.at(page, "try-api");
        button("Send").click();
        assertThat(body).containsText("\"duplicate\": true");
    }

    @Test
    void a_workflow_is_run_and_waited_for_and_what_is_refused_is_shown_as_it_came() {
        String id = world.company()
                .ok("POST", "/api/v2/public/workflow", """
                        {"name": "Echo", "slug": "sandbox-crm", "trigger": {"type": "api"},
                         "nodes": [{"id": "1", "name": "Start", "type": "start"},
                           {"id": "2", "name": "Answer", "type": "response", "status_code": 200,
                            "body": {"hello": "{{start.body.first_name}}"}}],
                         "edges": [{"source": "1", "target": "2"}]}
                        """)
                .at("/workflow/_id")
                .asString();
        world.company().ok("PUT", "/api/v2/public/workflow/" + id + "/publish", "{\"published\":true}");
        page = world.owner("/try-api?what=workflow&workflow=" + id + "&account=acme");
        page.getByLabel("Synchronous").check(new Locator.CheckOptions().setForce(true));
        field("Payload").fill("{\"first_name\": \"Ada\"}");
        button("Send").click();
        Locator body = page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Body of the response"));
        assertThat(body).containsText("\"hello\": \"Ada\"");
        field("Payload").fill("{broken");
        button("Send").click();
        assertThat(body).containsText("INVALID_JSON");
        assertThat(page.getByText("400 Bad Request")).isVisible();
        assertThat(List.of(page.url())).allMatch(url -> url.contains("what=workflow"));
    }
}
