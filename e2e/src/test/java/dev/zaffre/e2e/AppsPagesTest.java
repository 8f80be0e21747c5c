package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.alert;
import static dev.zaffre.e2e.Find.button;
import static dev.zaffre.e2e.Find.choose;
import static dev.zaffre.e2e.Find.dialog;
import static dev.zaffre.e2e.Find.field;
import static dev.zaffre.e2e.Find.group;
import static dev.zaffre.e2e.Find.input;
import static dev.zaffre.e2e.Find.link;
import static dev.zaffre.e2e.Find.menuItem;
import static dev.zaffre.e2e.Find.named;
import static dev.zaffre.e2e.Find.region;
import static dev.zaffre.e2e.Find.searchBox;
import static dev.zaffre.e2e.Find.tab;
import static dev.zaffre.e2e.Find.text;
import static dev.zaffre.e2e.Find.title;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.zaffre.sandbox.Sandbox;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Apps in the console: found, set up, tried out, described, made from a document. */
class AppsPagesTest extends ConsoleStories {
    private static final String APPLICATION = "/api/v2/public/application";
    private static final String SECRET = "the-secret-of-the-client";

    /** As a person does it, who selects everything and pastes. */
    private static void write(Page page, String editor, String text) {
        Locator content = field(page, editor);
        content.click();
        page.keyboard().press("Control+a");
        page.evaluate("text => navigator.clipboard.writeText(text)", text);
        page.keyboard().press("Control+v");
    }

    @Test
    void the_catalogue_is_searched_and_tells_what_customers_have_connected() {
        world.accountWithCrm("connected", "Connected Inc.");
        Page page = world.owner("/apps");
        assertThat(page.getByText(Pattern.compile("^[12] connected accounts?$")))
                .isVisible();
        Look.at(page, "apps");
        searchBox(page, "Search apps").fill("pipe");
        assertThat(link(page, "Pipedrive")).isVisible();
        assertThat(link(page, "Sandbox CRM")).hasCount(0);
        assertThat(page.url()).contains("search=pipe");
        link(page, "Pipedrive").click();
        assertThat(title(page)).hasText("Pipedrive");
    }

    @Test
    void the_secret_of_a_client_goes_in_and_never_comes_out() {
        Page page = world.owner("/apps/pipedrive");
        assertThat(page.getByText("Nobody can connect by OAuth yet. Missing: Client id, Client secret."))
                .isVisible();
        assertThat(group(page, "Redirect URL")).containsText("/api/v1/pipedrive/callback");
        Look.at(page, "apps-settings");
        input(page, "Client id").fill("client-of-ours");
        input(page, "Client secret").fill(SECRET);
        button(page, "Save the client").click();
        assertThat(page.getByText("Customers can connect.")).isVisible();

        page.reload();
        assertThat(input(page, "Client id")).hasValue("client-of-ours");
        assertThat(input(page, "Client secret")).hasValue("");
        assertThat(page.getByText("It is set, and never shown again.")).isVisible();
        assertThat(page.content()).doesNotContain(SECRET);
        JsonNode settings = world.company().ok("GET", APPLICATION + "/pipedrive/settings", null);
        assertThat(settings.at("/oauth2/client_secret_set").asBoolean()).isTrue();
        assertThat(settings.toString()).doesNotContain(SECRET);
    }

    @Test
    void an_action_is_tried_with_an_accounts_connection_and_shows_the_call_and_the_answer() {
        world.accountWithCrm("tester", "Tester Inc.");
        Page page = world.owner("/apps/sandbox-crm/actions?action=create_contact");
        button(page, "Try it").click();
        assertThat(page.getByText("Choose whose connection is used")).isVisible();
        assertThat(page.getByText("This field is required")).isVisible();
        choose(page, input(page, "Linked account"), "tester", "tester");
        input(page, "First name").fill("<b>Mark</b>");
        input(page, "Employee number").fill("221");
        button(page, "Try it").click();

        Locator result = region(page, "Result");
        assertThat(result).containsText("Success");
        assertThat(group(page, "Request as curl")).containsText("curl --globoff -X 'POST'");
        assertThat(group(page, "Request as curl")).containsText("\"employee_id\":221");
        assertThat(group(page, "Request as curl")).not().containsText(Sandbox.CRM_KEY);
        Look.at(page, "apps-try-action");
    }

    @Test
    void an_openapi_document_becomes_an_app_of_the_chosen_operations() throws Exception {
        Page page = world.owner("/apps");
        button(page, "New custom app").click();
        menuItem(page, "From OpenAPI").click();
        input(page, "Document as text").fill("openapi: 2.9\n");
        button(page, "Read the document").click();
        assertThat(alert(page)).containsText("cannot be read");
        input(page, "Document as text").fill("""
                openapi: 3.0.3
                info: {title: Ticket desk, version: '1'}
                servers: [{url: 'https://desk.example.com/v1'}]
                security: [{key: []}]
                components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
                paths:
                  /tickets:
                    get: {operationId: listTickets, summary: '<img src=x onerror=alert(1)>', responses: {}}
                    post:
                      operationId: createTicket
                      summary: Create a ticket
                      parameters: [{name: trace, in: cookie, schema: {type: string}}]
                      requestBody: {content: {application/json: {schema: {type: object, required: [subject], properties: {subject: {type: string}}}}}}
                      responses: {}
                """);
        button(page, "Read the document").click();
        assertThat(page.getByText("2 of 2 chosen")).isVisible();
        assertThat(text(page, "<img src=x onerror=alert(1)>")).isVisible();
        button(page, "Choose none of these").click();
        named(page, AriaRole.CHECKBOX, "POST /tickets Create a ticket").check();
        button(page, "Check the import of 1 operation").click();
        assertThat(region(page, "Report")).containsText("1 of 2 operations become actions");
        assertThat(region(page, "Report")).containsText("is a cookie: left out");
        assertThat(world.company()
                        .send("GET", APPLICATION + "/ticket-desk", null)
                        .status())
                .isEqualTo(404);
        Look.at(page, "apps-openapi");
        button(page, "Import Ticket desk").click();

        assertThat(title(page)).hasText("Ticket desk");
        assertThat(named(page, AriaRole.NAVIGATION, "Actions")).containsText("Create");
        tab(page, "Definition").click();
        assertThat(field(page, "Definition (YAML or JSON)")).containsText("slug: ticket-desk");
    }

    @Test
    void a_definition_is_checked_as_it_is_written_saved_and_deleted() throws Exception {
        Page page = world.owner("/apps/custom/new");
        String editor = "Definition (YAML or JSON)";
        assertThat(text(page, "Valid")).isVisible();
        write(page, editor, definition("post_it").replace("method: POST", "method: SEND"));
        assertThat(page.getByText("Line 11:")).isVisible();
        assertThat(button(page, "Create the app")).isDisabled();
        Look.at(page, "apps-definition");
        write(page, editor, definition("post_it"));
        assertThat(text(page, "Valid")).isVisible();
        button(page, "Create the app").click();
        assertThat(title(page)).hasText("Desk <b>of</b> mine");

        tab(page, "Definition").click();
        write(page, editor, definition("post_more"));
        button(page, "Save the definition").click();
        assertThat(page.getByText("Saved").first()).isVisible();
        assertThat(world.company()
                        .ok("GET", APPLICATION + "/my-desk/actions", null)
                        .at("/0/action_id")
                        .asString())
                .isEqualTo("post_more");

        button(page, "Delete the app").click();
        Locator dialog = dialog(page);
        dialog.getByLabel("Type my-desk to confirm").fill("my-desk");
        button(dialog, "Delete the app").click();
        assertThat(title(page)).hasText("Apps");
        assertThat(world.company().send("GET", APPLICATION + "/my-desk", null).status())
                .isEqualTo(404);
    }

    private static String definition(String action) {
        return """
                slug: my-desk
                name: Desk <b>of</b> mine
                description: A desk
                base_url: https://desk.example.com
                auth: {type: none}
                actions:
                  - id: %s
                    name: Post it
                    description: Posts
                    fields: []
                    request: {method: POST, path: /it}
                """.formatted(action);
    }

    @Test
    void the_fields_of_a_config_are_made_ordered_and_seen_as_the_customer_sees_them() {
        Page page = world.owner("/apps/sandbox-chat/fields");
        button(page, "Add a field").click();
        Locator dialog = dialog(page);
        input(page, "Name").fill("Channel");
        choose(page, input(page, "Type"), "Select");
        dialog.getByLabel("One a line").fill("Sales = #sales\n#general");
        dialog.getByLabel("Help text").fill("Where <b>messages</b> go");
        Look.at(page, "apps-field");
        button(dialog, "Done").click();
        button(page, "Add a field").click();
        input(page, "Name").fill("Signature");
        button(dialog, "Done").click();

        assertThat(page.getByText("Where <b>messages</b> go")).isVisible();
        button(page, "Move Signature up").click();
        button(page, "Save the fields").click();
        assertThat(button(page, "Save the fields")).isDisabled();
        Look.at(page, "apps-fields");

        JsonNode stored = world.company().ok("GET", APPLICATION + "/sandbox-chat/config-field", null);
        assertThat(stored.at("/0/key").asString()).isEqualTo("signature");
        assertThat(stored.at("/1/options/0/value").asString()).isEqualTo("#sales");
    }

    @Test
    void what_customers_ask_for_is_listed() {
        Page page = world.owner("/apps/custom/requests");
        assertThat(page.getByText("Nobody has asked for an app yet")).isVisible();
        Look.at(page, "apps-requests");
    }
}
