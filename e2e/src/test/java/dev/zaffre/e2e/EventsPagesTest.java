package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.alert;
import static dev.zaffre.e2e.Find.button;
import static dev.zaffre.e2e.Find.choose;
import static dev.zaffre.e2e.Find.dialog;
import static dev.zaffre.e2e.Find.field;
import static dev.zaffre.e2e.Find.group;
import static dev.zaffre.e2e.Find.heading;
import static dev.zaffre.e2e.Find.input;
import static dev.zaffre.e2e.Find.link;
import static dev.zaffre.e2e.Find.named;
import static dev.zaffre.e2e.Find.rewrite;
import static dev.zaffre.e2e.Find.searchBox;
import static dev.zaffre.e2e.Find.tab;
import static dev.zaffre.e2e.Find.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.zaffre.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Developer > Events, as the requirement tells it, and Try API. */
class EventsPagesTest extends ConsoleStories {
    private static final String EVENTS = "/api/v2/public/application/event";
    /** Everything that quoting could stumble over. */
    private static final String NASTY = "it's \"nasty\" $HOME `id` \\ 50% — ünï";

    @BeforeAll
    static void an_account_that_has_connected_the_crm() {
        world.accountWithCrm("acme", "Acme Inc.");
    }

    // Words
    // ----------------------------------------------------------------------------------------------------------------

    private static String define(String name, String sample) {
        world.company().defineEvent(name, sample);
        return defined(name).path("_id").asString();
    }

    private static JsonNode defined(String name) {
        return world.company()
                .ok("GET", EVENTS, null)
                .valueStream()
                .filter(type -> type.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean crmHas(String firstName) {
        return world.sandbox().requests("crm").stream()
                .anyMatch(request -> request.toString().contains(firstName));
    }

    // Events
    // ----------------------------------------------------------------------------------------------------------------

    @Test
    void an_event_is_created_as_the_requirement_tells_it() {
        Page page = world.owner("/");
        link(page, "Events").first().click();
        assertThat(heading(page, "Events")).isVisible();
        link(page, "New Event").first().click();
        assertThat(heading(page, "New Event")).isVisible();
        Look.at(page, "events-models");

        page.getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText("Employee"))
                .getByRole(AriaRole.BUTTON)
                .click();
        assertThat(group(page, "Sample payload of the model")).containsText("\"employee_id\": 221");
        link(page, "Use Employee").click();

        field(page, "Name").fill("Employee Hired");
        rewrite(field(page, "Sample payload"), "{\n  \"first_name\": \"Mark\",\n  \"manager\": { \"id\": 17 }\n}");
        Locator variables = group(page, "Variables");
        assertThat(variables).containsText("manager");
        assertThat(variables.getByRole(AriaRole.LISTITEM).last()).containsText("number");
        Look.at(page, "events-new");
        button(page, "Create Event").click();

        assertThat(heading(page, "Employee Hired")).isVisible();
        assertThat(page.getByText("How to trigger")).isVisible();
        JsonNode made = defined("Employee Hired");
        assertThat(made.path("raw_response").asString()).contains("\"manager\": { \"id\": 17 }");
        assertThat(made.path("validation").asString()).isEqualTo("warn");
    }

    @Test
    void what_is_no_json_is_marked_where_it_is_and_by_the_keyboard_one_gets_there() {
        Page page = world.owner("/developer/events/new?model=blank");
        field(page, "Name").fill("Never made");
        Locator sample = field(page, "Sample payload");
        rewrite(sample, "{\n  \"first_name\": Mark\n}");
        assertThat(page.locator(".cm-lintRange-error")).hasText("Mark");
        Locator place = button(page, "Line 2, column 17:");
        assertThat(place).isVisible();
        assertThat(sample).hasAttribute("aria-invalid", "true");
        Look.at(page, "events-wrong-json");
        place.press("Enter");
        page.keyboard().type("\"Mark\"");
        assertThat(place).isHidden();
        assertThat(sample).hasAttribute("aria-invalid", "false");

        rewrite(sample, "{\"a\": 01}");
        button(page, "Create Event").click();
        assertThat(alert(page)).containsText("line 1, column");
        assertThat(alert(page)).containsText("Request id");
    }

    @Test
    void the_servers_word_on_a_schema_written_by_hand_is_marked_too() {
        Page page = world.owner("/developer/events/new?model=employee");
        text(page, "JSON Schema").click();
        button(page, "Edit the schema by hand").click();
        rewrite(field(page, "JSON Schema"), "{\n  \"type\": \"objekt\"\n}");
        assertThat(button(page, "Line 2, column 11:").first()).isVisible();
        rewrite(field(page, "JSON Schema"), "{\"properties\": {\"first_name\": {\"type\": \"integer\"}}}");
        assertThat(page.getByText("The sample is not as the schema says")).isVisible();
        button(page, "Infer it from the sample again").click();
        assertThat(page.getByText("The sample is not as the schema says")).isHidden();
    }

    @Test
    void a_name_that_is_taken_is_said_at_the_name() {
        define("Taken already", "{}");
        Page page = world.owner("/developer/events/new?model=blank");
        button(page, "Create Event").click();
        assertThat(field(page, "Name")).isFocused();
        assertThat(page.getByText("The event needs a name")).isVisible();
        field(page, "Name").fill("Taken already");
        button(page, "Create Event").click();
        assertThat(field(page, "Name")).hasAttribute("aria-invalid", "true");
        assertThat(field(page, "Name"))
                .hasAccessibleDescription(Pattern.compile(".*Trigger with name Taken already already exists.*"));
    }

    @Test
    void an_edit_names_the_workflows_that_it_would_break_and_a_deletion_those_that_stop() throws Exception {
        String id = define("Contact Changed", "{\"first_name\":\"Mark\",\"last_name\":\"wood\"}");
        world.company().toCrm("Contact to CRM", "Contact Changed");
        Page page = world.owner("/developer/events/" + id);
        link(page, "Edit").click();
        rewrite(field(page, "Sample payload"), "{\"last_name\": \"wood\"}");
        button(page, "Save").click();
        Locator dialog = dialog(page);
        assertThat(dialog).containsText("Contact to CRM");
        assertThat(dialog).containsText("Create contact: {{event.first_name}}");
        Look.at(page, "events-affected");
        button(dialog, "Cancel").click();
        rewrite(field(page, "Sample payload"), "{\"first_name\": \"Mark\", \"age\": 40}");
        button(page, "Save").click();
        assertThat(heading(page, "Contact Changed")).isVisible();
        assertThat(group(page, "Payload")).containsText("age");

        button(page, "Delete").click();
        assertThat(dialog).containsText("Contact to CRM");
        Locator sure = button(dialog, "Delete event");
        assertThat(sure).isDisabled();
        dialog.getByRole(AriaRole.TEXTBOX).fill("Contact Changed");
        sure.click();
        assertThat(page).hasURL(Pattern.compile(".*/developer/events/?$"));
        assertThat(world.company().send("GET", EVENTS + "/" + id, null).status())
                .isEqualTo(404);
    }

    @Test
    void the_list_is_searched_and_walked_through_by_keyboard() {
        define("Walked one", "{}");
        define("Walked two", "{}");
        Page page = world.owner("/developer/events");
        Locator search = searchBox(page, "Search events");
        search.fill("WALKED");
        Locator list = named(page, AriaRole.NAVIGATION, "Event types").getByRole(AriaRole.LINK);
        assertThat(list).hasCount(2);
        search.press("ArrowDown");
        page.keyboard().press("ArrowDown");
        assertThat(list.nth(1)).isFocused();
        page.keyboard().press("Enter");
        assertThat(heading(page, "Walked two")).isVisible();
        assertThat(page).hasURL(Pattern.compile(".*search=WALKED.*"));
        search.fill("nothing has that");
        assertThat(page.getByText("No event has that in its name.")).isVisible();
    }

    // How to trigger
    // ----------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"cURL, sh, run.sh", "JavaScript, node, run.mjs", "Python, python3, run.py", "Java, java, SendEvent.java"
    })
    void the_snippet_works_when_it_is_run(String language, String program, String file) throws Exception {
        String event = "Snippet in " + language + " isn't \"hard\"";
        String id = define(
                event, "{\"first_name\":" + Api.quoted(NASTY + language) + ",\"big\":9007199254740991,\"no\":null}");
        world.company().toCrm("Of " + language, event);
        Page page = world.owner("/developer/events/" + id);
        page.getByLabel("Show Credentials").check();
        input(page, "API key").fill(ServerProcess.apiKey(folder.resolve("data"), "test"));
        field(page, "Linked account").first().fill("acme");
        tab(page, language).click();
        String text = group(page, "Request in " + language).innerText();
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
        Page page = world.owner("/developer/events/" + id);
        Locator curl = group(page, "Request in cURL");
        assertThat(curl).containsText("x-api-key: <api-key>");
        page.getByLabel("Show Credentials").check();
        input(page, "API key").fill("zf_test_pasted");
        assertThat(curl).containsText("x-api-key: zf_test_pasted");
        page.getByLabel("Show Credentials").uncheck();
        assertThat(curl).not().containsText("zf_test_pasted");
        Object kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])");
        assertThat(String.valueOf(kept)).doesNotContain("zf_test_pasted");
    }

    @Test
    void a_test_event_shows_what_it_starts_until_it_is_delivered_and_is_recorded_like_any_other() {
        String id = define("Tested event", "{\"first_name\":\"Tess\"}");
        world.company().toCrm("Tests to CRM", "Tested event");
        Page page = world.owner("/developer/events/" + id);
        button(page, "Send test event").click();
        assertThat(page.getByText("Choose the linked account")).isVisible();
        choose(page, page.getByPlaceholder("Id or name"), "acm", "acme");
        rewrite(field(page, "Payload to send"), "{\"first_name\": \"Tess of the console\"}");
        button(page, "Send test event").click();
        assertThat(page.getByText("Accepted and kept")).isVisible();
        Locator executions = named(page, AriaRole.LIST, "Executions");
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
        world.company().toCrm("Tried to CRM", "Tried event");
        Page page = world.owner("/try-api");
        choose(page, field(page, "Event"), "Tried event", "Tried event");
        assertThat(field(page, "Payload")).containsText("Tried");
        choose(page, field(page, "Linked account"), "acme", "acme");
        button(page, "Add a header").click();
        field(page, "Name of header 1").fill("Idempotency-Key");
        field(page, "Value of header 1").fill("tried-once");
        Locator request = group(page, "Request");
        assertThat(request).containsText("--header 'Idempotency-Key: tried-once'");
        button(page, "Send").click();
        Locator body = group(page, "Body of the response");
        assertThat(body).containsText("Webhook Fired Success");
        assertThat(named(page, AriaRole.LIST, "Executions")).containsText("Completed");
        Look.at(page, "try-api");
        button(page, "Send").click();
        assertThat(body).containsText("\"duplicate\": true");
    }

    @Test
    void a_workflow_is_run_and_waited_for_and_what_is_refused_is_shown_as_it_came() {
        String id = world.company().publish("""
                {"name": "Echo", "slug": "sandbox-crm", "trigger": {"type": "api"},
                 "nodes": [{"id": "1", "name": "Start", "type": "start"},
                   {"id": "2", "name": "Answer", "type": "response", "status_code": 200,
                    "body": {"hello": "{{start.body.first_name}}"}}],
                 "edges": [{"source": "1", "target": "2"}]}
                """);
        Page page = world.owner("/try-api?what=workflow&workflow=" + id + "&account=acme");
        page.getByLabel("Synchronous").check(new Locator.CheckOptions().setForce(true));
        rewrite(field(page, "Payload"), "{\"first_name\": \"Ada\"}");
        button(page, "Send").click();
        Locator body = group(page, "Body of the response");
        assertThat(body).containsText("\"hello\": \"Ada\"");
        rewrite(field(page, "Payload"), "{broken");
        button(page, "Send").click();
        assertThat(body).containsText("INVALID_JSON");
        assertThat(page.getByText("400 Bad Request")).isVisible();
        assertThat(page.url()).contains("what=workflow");
    }
}
