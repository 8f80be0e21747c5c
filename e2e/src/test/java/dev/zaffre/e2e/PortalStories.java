package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.press;
import static dev.zaffre.e2e.Find.title;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.zaffre.base.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the tests of the portal share: a company with a look, an app of a real provider and a mapped workflow; and customers of it. */
abstract class PortalStories extends ConsoleStories {
    private static final String EVENT = "Contact Created";

    static Api company;
    private static Provider provider;
    private static String workflow;
    private static int number;

    String account = "";
    BrowserContext visitor;
    Page page;
    private final List<String> dialogs = new ArrayList<>();
    private final List<String> cookies = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void a_company_with_apps() {
        company = world.company();
        provider = Provider.start("openid.js", world.base() + "/api/v1/contacts/callback");
        provider.offer(company);
        configFields();
        workflow = mappedWorkflow();
        company.ok("PUT", "/api/v2/public/portal-settings", """
                {"company_name": "Initech", "primary_color": "#0b7285", "support_text": "We are here from 9 to 5.",
                 "support_url": "mailto:help@example.com"}""");
    }

    @AfterAll
    static void the_provider_goes() {
        Closing.all(provider);
        provider = null;
    }

    private static void configFields() {
        company.ok("PUT", "/api/v2/public/application/sandbox-crm/config-field", """
                [{"key": "owner", "name": "Owner", "field_type": "text", "required": true, "help_text": "Who is told"},
                 {"key": "size", "name": "Smallest size", "field_type": "number"},
                 {"key": "list", "name": "List", "field_type": "select",
                  "options": [{"name": "Leads", "value": "leads"}, {"name": "Customers", "value": "customers"}]},
                 {"key": "contact_map", "name": "Fields", "field_type": "map",
                  "labels": [{"name": "Given name", "value": "given"}, {"name": "Number", "value": "no"}],
                  "options": {"source": "action_fields", "action": "create_contact"}}]""");
    }

    /** Writes what the customer's mapping makes of the event. */
    private static String mappedWorkflow() {
        company.defineEvent(EVENT, "{\"given\":\"Mark\",\"no\":221}");
        return company.publish("""
                {"name": "Contacts to the CRM", "slug": "sandbox-crm", "trigger": {"type": "event", "event": "%s"},
                 "nodes": [{"id": "1", "name": "Start", "type": "start"},
                   {"id": "2", "name": "Map", "type": "data_mapper", "config_field": "contact_map", "input": "{{event}}"},
                   {"id": "3", "name": "Create contact", "type": "action", "app": "sandbox-crm", "action": "create_contact",
                    "fields": {"first_name": "{{node.2.body.first_name}}", "employee_id": "{{node.2.body.employee_id}}",
                      "last_name": "{{config.owner}}"}}],
                 "edges": [{"source": "1", "target": "2"}, {"source": "2", "target": "3"}]}""".formatted(EVENT));
    }

    @BeforeEach
    void a_customer_of_its_own() {
        account = "customer-" + number++;
        company.ok("POST", "/api/v2/public/linked-account", "{\"linked_account_id\":\"" + account + "\"}");
        visitor = world.visitor();
        visitor.onResponse(response -> {
            if (response.url().startsWith(world.base()) && response.headers().containsKey("set-cookie")) {
                cookies.add(response.url());
            }
        });
        page = visitor.newPage();
        page.onDialog(dialog -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
        });
    }

    @AfterEach
    void leave() {
        // Nowhere and never: what a browser may refuse in a frame is not needed.
        assertThat(cookies).isEmpty();
        assertThat(dialogs).isEmpty();
    }

    // Words for stories
    // ------------------------------------------------------------------------------------------------------

    Api customer() {
        return company.with("linked_account_id", account);
    }

    String connectUrl(String body) {
        return customer()
                .ok("POST", "/api/v2/public/connect-url", body)
                .get("hosted_url")
                .asString();
    }

    void open(String app) {
        page.navigate(connectUrl("{}") + "?app=" + app);
        assertThat(title(page)).isFocused();
    }

    void connectCrm(String key) {
        customer().ok("PUT", "/api/v2/public/linked-account/integration/save-key-credentials/sandbox-crm", keys(key));
    }

    private static String keys(String key) {
        return "{\"server_url\":\"" + world.sandbox().url() + "\",\"api_key\":\"" + key + "\"}";
    }

    String fire() {
        return customer().fire(EVENT, "{\"given\":\"Ada\",\"no\":7}");
    }

    static void awaitStatus(String run, String status) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> company.ok("GET", "/api/v2/public/execution/" + run, null)
                        .get("status")
                        .asString()
                        .equals(status));
    }

    /** Everything that the workflow needs, set over the API. */
    void configured() {
        JsonNode config = customer().ok("POST", "/api/v2/public/config", "{\"slug\":\"sandbox-crm\"}");
        ObjectNode change = Json.object().put("slug", "sandbox-crm");
        ObjectNode fields = change.putObject("fields");
        for (JsonNode field : config.get("fields")) {
            switch (field.get("name").asString()) {
                case "Owner" -> fields.put(field.get("id").asString(), "Grace");
                case "Fields" ->
                    fields.putObject(field.get("id").asString())
                            .put("given", "first_name")
                            .put("no", "employee_id");
                default -> {
                    // Not needed.
                }
            }
        }
        change.putArray("workflows").addObject().put("id", workflow).put("enabled", true);
        customer().ok("PUT", "/api/v2/public/config", Json.write(change));
    }

    /** At the provider: signs in and allows the access. */
    static void allow(Page page) {
        Provider.signIn(page);
        press(page, "Continue");
    }
}
