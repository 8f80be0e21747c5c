package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.button;
import static dev.zaffre.e2e.Find.choose;
import static dev.zaffre.e2e.Find.dialog;
import static dev.zaffre.e2e.Find.field;
import static dev.zaffre.e2e.Find.heading;
import static dev.zaffre.e2e.Find.link;
import static dev.zaffre.e2e.Find.named;
import static dev.zaffre.e2e.Find.searchBox;
import static dev.zaffre.e2e.Find.starting;
import static dev.zaffre.e2e.Find.tab;
import static dev.zaffre.e2e.Find.title;
import static dev.zaffre.e2e.Find.toggle;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.zaffre.base.Json;
import dev.zaffre.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The steps of docs/quickstart.md, in their order, in a browser and nowhere else. */
class QuickstartTest {
    private static final String EVENT = "Employee Hired";
    private static final String PAYLOAD = """
            {
              "first_name": "Mark",
              "last_name": "wood",
              "employee_id": 221,
              "is_new": false,
              "address": {"house_no": "221", "street": "lorem ipsum", "pincode": 560103}
            }""";

    @TempDir
    static Path folder;

    @Test
    void from_the_first_start_to_a_delivered_event_in_the_browser() throws Exception {
        try (ConsoleWorld world = ConsoleWorld.untouched(folder)) {
            Page page = world.visitor().newPage();
            setPassword(page, world);
            newEvent(page);
            drawWorkflow(page);
            Page portal = connectLink(page);
            connect(portal, world);
            tryApi(page);
            readTheLog(page);
            assertThatTheAppWasWritten(world);
        }
    }

    private static void setPassword(Page page, ConsoleWorld world) {
        page.navigate(world.setPasswordLink());
        page.getByLabel("New password").first().fill(ConsoleWorld.PASSWORD);
        button(page, "Set password and sign in").click();
        assertThat(page).hasURL(Pattern.compile(".*/console/test/?$"));
        assertThat(title(page)).hasText("Home");
        Look.at(page, "quickstart-1-home");
    }

    /** Developer, Events, New Event, a model, its sample payload, Create Event: as the requirement says it. */
    private static void newEvent(Page page) {
        link(page, "Events").click();
        link(page, "New Event").first().click();
        named(page, AriaRole.BUTTON, starting("Employee")).first().click();
        Look.at(page, "quickstart-2-model");
        link(page, "Use Employee").click();
        page.getByLabel("Name").first().fill(EVENT);
        Locator sample = field(page, "Sample payload");
        sample.click();
        page.keyboard().press("Control+a");
        page.keyboard().insertText(PAYLOAD);
        assertThat(page.getByText("pincode").first()).isVisible();
        Look.at(page, "quickstart-3-payload");
        button(page, "Create Event").click();
        assertThat(heading(page, EVENT).first()).isVisible();
        assertThat(page.getByText("How to trigger").first()).isVisible();
        Look.at(page, "quickstart-4-event");
    }

    private static void drawWorkflow(Page page) {
        link(page, "Workflows").click();
        button(page, "New workflow").first().click();
        dialog(page).getByLabel("Name").fill("Employees to the CRM");
        choose(page, field(dialog(page), "App"), "Sandbox", "Sandbox CRM");
        choose(page, field(dialog(page), "Event"), "Employee", EVENT);
        button(page, "Create").click();
        Locator palette = named(page, AriaRole.COMPLEMENTARY, "Add a node");
        palette.getByRole(AriaRole.SEARCHBOX).fill("sandbox crm");
        named(palette, AriaRole.BUTTON, starting("Sandbox CRM")).click();
        choose(page, field(page, "Action"), "Create", "Create contact");
        insert(page, "First name", "first_name");
        insert(page, "Last name", "last_name");
        insert(page, "Employee number", "employee_id");
        Look.at(page, "quickstart-5-workflow");
        assertThat(page.locator("[data-save='saved']")).isVisible();
        button(page, "Publish").click();
        button(page, "Publish").last().click();
        assertThat(page.getByText("Version 1 is published")).isVisible();
    }

    private static void insert(Page page, String field, String variable) {
        button(page, "Insert variable into " + field).click();
        searchBox(page, "Search variables").fill(variable);
        page.keyboard().press("Enter");
        assertThat(field(page, field)).hasText("{{event." + variable + "}}");
    }

    private static Page connectLink(Page page) {
        link(page, "Linked accounts").click();
        button(page, "New account").first().click();
        dialog(page).getByLabel("Id").first().fill("acme");
        dialog(page).getByLabel("Name").first().fill("Acme Inc.");
        button(page, "Create account").click();
        assertThat(title(page)).containsText("Acme");
        button(page, "Connect link").first().click();
        button(page, "Make the link").click();
        Look.at(page, "quickstart-6-connect-link");
        return page.waitForPopup(() -> link(page, "Open the page").click());
    }

    private static void connect(Page portal, ConsoleWorld world) {
        named(portal, AriaRole.LINK, Pattern.compile("Sandbox CRM")).click();
        portal.getByLabel("Server URL").fill(world.sandbox().url().toString());
        portal.getByLabel("API key").first().fill(Sandbox.CRM_KEY);
        Look.at(portal, "quickstart-7-portal");
        button(portal, "Connect").click();
        assertThat(portal.getByText("Sandbox CRM is connected").first()).isVisible();
        tab(portal, "Settings").click();
        Locator employees = toggle(portal, "Employees to the CRM");
        employees.focus();
        portal.keyboard().press("Space");
        assertThat(portal.getByText("Settings saved").first()).isVisible();
        assertThat(employees).isChecked();
        Look.at(portal, "quickstart-8-portal-settings");
    }

    private static void tryApi(Page page) {
        page.keyboard().press("Escape");
        link(page, "Try API").click();
        choose(page, field(page, "Event"), "Employee", EVENT);
        choose(page, field(page, "Linked account"), "acme", "acme");
        assertThat(field(page, "Payload")).containsText("560103");
        button(page, "Send").click();
        assertThat(page.getByText("Webhook Fired Success").first()).isVisible();
        assertThat(page.locator("[data-status='COMPLETED']").first()).isVisible();
        Look.at(page, "quickstart-9-try-api");
    }

    private static void readTheLog(Page page) {
        link(page, "Executions").first().click();
        assertThat(title(page)).hasText("Executions");
        page.getByRole(AriaRole.TABLE).getByRole(AriaRole.LINK).first().click();
        assertThat(page.getByText("What happened").first()).isVisible();
        assertThat(page.getByText("Sandbox CRM").first()).isVisible();
        Look.at(page, "quickstart-10-execution");
    }

    private static void assertThatTheAppWasWritten(ConsoleWorld world) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(URI.create(world.sandbox().url() + "/_requests"))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            JsonNode written = null;
            for (JsonNode request : Json.parse(answer.body()).path("requests")) {
                if (request.path("path").asString().equals("/crm/contacts")) {
                    assertThat(written).as("once").isNull();
                    written = request.path("body");
                }
            }
            assertThat(written).isNotNull();
            assertThat(written.asString())
                    .isEqualTo("{\"first_name\":\"Mark\",\"last_name\":\"wood\",\"employee_id\":221}");
        }
    }
}
