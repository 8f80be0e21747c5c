package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.FrameLocator;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.zaffre.base.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a customer does who was given a link: by mouse, by keyboard, in a frame of the company's product, with a real provider. */
class PortalTest {
    private static final String EVENT = "Contact Created";
    private static final String APPS = "Connect your apps";
    private static final String MARKUP = "<img src=/x onerror=alert(1)><script>alert(2)</script>";

    @TempDir
    static Path folder;

    private static ConsoleWorld world;
    private static Provider provider;
    private static Pages product;
    private static Pages stranger;
    private static Api company;
    private static String workflow;
    private static int number;

    private final List<String> dialogs = new ArrayList<>();
    private final List<String> cookies = new CopyOnWriteArrayList<>();
    private String account = "";
    private BrowserContext visitor;
    private Page page;

    @BeforeAll
    static void start() {
        world = ConsoleWorld.start(folder);
        company = world.company();
        provider = Provider.start("openid.js", world.base() + "/api/v1/contacts/callback");
        company.ok("POST", "/api/v2/public/application", provider.app("contacts"));
        company.ok(
                "PUT",
                "/api/v2/public/application/contacts/settings",
                "{\"client_id\":\"zaffre\",\"client_secret\":\"" + Provider.CLIENT_SECRET + "\"}");
        configFields();
        workflow = mappedWorkflow();
        product = new Pages();
        stranger = new Pages();
        company.ok(
                "PUT",
                "/api/v2/public/allowed-origins",
                "{\"origins\":[\"" + product.origin().replace("127.0.0.1", "localhost") + "\"]}");
        company.ok("PUT", "/api/v2/public/portal-settings", """
                {"company_name": "Initech", "primary_color": "#0b7285", "support_text": "We are here from 9 to 5.",
                 "support_url": "mailto:help@example.com"}""");
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
        company.ok(
                "POST",
                "/api/v2/public/application/event",
                "{\"name\":\"" + EVENT + "\",\"response\":{\"given\":\"Mark\",\"no\":221}}");
        String id = company.ok("POST", "/api/v2/public/workflow", """
                        {"name": "Contacts to the CRM", "slug": "sandbox-crm", "trigger": {"type": "event", "event": "%s"},
                         "nodes": [{"id": "1", "name": "Start", "type": "start"},
                           {"id": "2", "name": "Map", "type": "data_mapper", "config_field": "contact_map", "input": "{{event}}"},
                           {"id": "3", "name": "Create contact", "type": "action", "app": "sandbox-crm", "action": "create_contact",
                            "fields": {"first_name": "{{node.2.body.first_name}}", "employee_id": "{{node.2.body.employee_id}}",
                              "last_name": "{{config.owner}}"}}],
                         "edges": [{"source": "1", "target": "2"}, {"source": "2", "target": "3"}]}""".formatted(EVENT))
                .at("/workflow/_id")
                .asString();
        company.ok("PUT", "/api/v2/public/workflow/" + id + "/publish", "{\"published\":true}");
        return id;
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
        visitor.close();
        // Nowhere and never: what a browser may refuse in a frame is not needed.
        assertThat(cookies).isEmpty();
        assertThat(dialogs).isEmpty();
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable started : new AutoCloseable[] {stranger, product, provider, world}) {
            try {
                if (started != null) {
                    started.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    // Words for stories
    // ------------------------------------------------------------------------------------------------------

    private Api customer() {
        return company.with("linked_account_id", account);
    }

    private String link(String body) {
        return customer()
                .ok("POST", "/api/v2/public/connect-url", body)
                .get("hosted_url")
                .asString();
    }

    private void open(String app) {
        page.navigate(link("{}") + "?app=" + app);
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .isFocused();
    }

    private void connectCrm(String key) {
        customer().ok("PUT", "/api/v2/public/linked-account/integration/save-key-credentials/sandbox-crm", keys(key));
    }

    private static String keys(String key) {
        return "{\"server_url\":\"" + world.sandbox().url() + "\",\"api_key\":\"" + key + "\"}";
    }

    private String fire() {
        return customer()
                .ok(
                        "POST",
                        "/api/v2/public/event",
                        "{\"event\":\"" + EVENT + "\",\"payload\":{\"given\":\"Ada\",\"no\":7}}")
                .at("/executions/0/id")
                .asString();
    }

    private String status(String run) {
        return company.ok("GET", "/api/v2/public/execution/" + run, null)
                .get("status")
                .asString();
    }

    /** Everything that the workflow needs, set over the API. */
    private void configured() {
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

    private static void press(Page page, String button) {
        button(page, button).click();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator heading(Page page, String words) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(words));
    }

    /** At the provider: signs in and allows the access. */
    private static void allow(Page page) {
        page.getByPlaceholder("Enter any login").fill("mark@acme.example");
        page.getByPlaceholder("and password").fill("any");
        press(page, "Sign-in");
        press(page, "Continue");
    }

    private void tab(String name) {
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(name)).click();
    }

    // Connecting
    // ------------------------------------------------------------------------------------------------------

    @Test
    void a_wrong_key_is_told_at_its_field_and_the_right_one_connects() {
        page.navigate(link("{}"));
        page.getByRole(AriaRole.SEARCHBOX).fill("crm of the bundled");
        Locator card = page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sandbox CRM"));
        assertThat(page.getByRole(AriaRole.LISTITEM)).hasCount(1);
        card.click();
        press(page, "Connect");
        assertThat(page.getByText("Server URL is required")).isVisible();
        page.getByLabel("Server URL").fill(world.sandbox().url());
        page.locator("input[name=api_key]").fill("wrong");
        press(page, "Connect");
        Locator key = page.locator("input[name=api_key]");
        assertThat(key).hasAttribute("aria-invalid", "true");
        assertThat(page.getByText("This was not accepted. Check it and try again."))
                .isVisible();
        assertThat(page.getByText("The API key is missing, unknown or revoked")).isVisible();
        assertThat(page.locator("input[name=server_url]")).not().hasAttribute("aria-invalid", "true");
        Look.at(page, "portal-wrong-key");

        key.fill("crm-right-key");
        press(page, "Connect");
        assertThat(page.getByText("Sandbox CRM is connected")).isVisible();
        assertThat(button(page, "Disconnect crm-right")).isVisible();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("All apps"))
                .click();
        assertThat(page.getByRole(AriaRole.LISTITEM).first()).containsText("Sandbox CRM");
        assertThat(page.getByRole(AriaRole.LISTITEM).first()).containsText("Connected");
        Look.at(page, "portal-apps");
    }

    @Test
    void a_customer_signs_in_at_the_provider_in_a_window_that_closes_itself() {
        open("contacts");
        Page popup = page.waitForPopup(() -> press(page, "Connect"));
        assertThat(page.getByText("Finish signing in at Contacts")).isVisible();
        popup.waitForClose(() -> allow(popup));
        assertThat(button(page, "Disconnect mark@acme.example")).isVisible();
        assertThat(customer()
                        .ok("GET", "/api/v2/public/application/contacts", null)
                        .get("connected")
                        .asBoolean())
                .isTrue();

        press(page, "Disconnect mark@acme.example");
        assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Nothing more is written to Contacts");
        Look.at(page, "portal-disconnect");
        press(page, "Disconnect");
        assertThat(heading(page, "Connect Contacts")).isVisible();
    }

    @Test
    void a_customer_who_says_no_reads_so() {
        open("contacts");
        Page popup = page.waitForPopup(() -> press(page, "Connect"));
        popup.getByText("Cancel").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("access_denied");
        assertThat(popup.isClosed() || popup.url().contains("callback")).isTrue();
        assertThat(button(page, "Connect")).isEnabled();
    }

    @Test
    void where_windows_are_blocked_the_way_goes_through_this_one_and_back() {
        page.addInitScript("window.open = () => null");
        String link = link("{}");
        page.navigate(link + "?app=contacts");
        press(page, "Connect");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The window was blocked");
        press(page, "Go on to Contacts");
        allow(page);
        assertThat(button(page, "Disconnect mark@acme.example")).isVisible();
        assertThat(page).hasURL(Pattern.compile("/connect/~[0-9a-f-]{36}\\?app=contacts$"));
        // Back and back again: the link's token is in no entry of the history.
        assertThat(page.content()).doesNotContain(link.substring(link.lastIndexOf('/') + 1));
    }

    @Test
    void a_refusal_on_the_way_through_this_window_leads_back_too() {
        page.addInitScript("window.open = () => null");
        page.navigate(link("{}") + "?app=contacts");
        press(page, "Connect");
        press(page, "Go on to Contacts");
        page.getByText("Cancel").click();
        assertThat(heading(page, "Not connected")).isVisible();
        page.getByText("Back to your apps").click();
        assertThat(heading(page, "Connect Contacts")).isVisible();
    }

    @Test
    void what_has_ended_says_why_and_what_waited_goes_out_after_the_reconnect() {
        String key = "crm-" + account + "-key";
        connectCrm(key);
        configured();
        sandbox("/_keys", "{\"app\":\"crm\",\"revoke\":[\"" + key + "\"]}");
        String run = fire();
        await().atMost(Duration.ofSeconds(20)).until(() -> status(run).equals("WAITING"));

        page.navigate(link("{}"));
        assertThat(page.getByRole(AriaRole.LISTITEM).first()).containsText("Connect again");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sandbox CRM"))
                .click();
        assertThat(page.getByText("Sandbox CRM no longer accepts this connection"))
                .isVisible();
        Look.at(page, "portal-expired");
        page.getByLabel("Server URL").fill(world.sandbox().url());
        page.locator("input[name=api_key]").fill("crm-" + account + "-new-key");
        press(page, "Connect again");
        assertThat(page.getByText("Sandbox CRM is connected")).isVisible();
        await().atMost(Duration.ofSeconds(20)).until(() -> status(run).equals("COMPLETED"));
    }

    private static void sandbox(String path, String body) {
        new Api(world.sandbox().url(), java.util.Map.of()).ok("POST", path, body);
    }

    // Settings, workflows, log
    // ------------------------------------------------------------------------------------------------------

    @Test
    void settings_a_mapping_and_a_switch_make_an_event_arrive_and_the_log_shows_it() {
        connectCrm("crm-" + account + "-key");
        open("sandbox-crm");
        tab("Settings");
        Locator toggle = page.getByRole(AriaRole.SWITCH, new Page.GetByRoleOptions().setName("Contacts to the CRM"));
        toggle.focus();
        page.keyboard().press("Space");
        // A required field without a value stops the switch, and says so where it is.
        assertThat(page.getByLabel("Owner")).hasAttribute("aria-invalid", "true");
        page.getByLabel("Owner").fill("Grace");
        page.getByLabel("Smallest size").fill("12");
        choose("Field of the app for Given name", "First name");
        choose("Field of the app for Number", "Employee number");
        press(page, "Preview");
        assertThat(page.getByText("With an example of")).isVisible();
        assertThat(page.getByRole(AriaRole.CELL, new Page.GetByRoleOptions().setName("Mark")))
                .isVisible();
        press(page, "Save settings");
        assertThat(page.getByText("Settings saved").first()).isVisible();
        Look.at(page, "portal-settings");
        toggle.focus();
        page.keyboard().press("Space");
        assertThat(toggle).isChecked();

        String run = fire();
        await().atMost(Duration.ofSeconds(20)).until(() -> status(run).equals("COMPLETED"));
        JsonNode arrived =
                Json.read(world.sandbox().requests("crm").getLast().get("body").asString());
        assertThat(arrived.get("first_name").asString()).isEqualTo("Ada");
        assertThat(arrived.get("employee_id").asInt()).isEqualTo(7);
        assertThat(arrived.get("last_name").asString()).isEqualTo("Grace");

        tab("Activity");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Contacts to the CRM"))
                .click();
        assertThat(page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName("first_name Ada")))
                .isVisible();
        assertThat(page.locator("main")).not().containsText("127.0.0.1");
        Look.at(page, "portal-activity");
    }

    private void choose(String label, String option) {
        page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName(label))
                .click();
        page.getByRole(
                        AriaRole.OPTION,
                        new Page.GetByRoleOptions().setName(option).setExact(true))
                .click();
    }

    @Test
    void everything_can_be_done_with_the_keyboard_alone() {
        page.navigate(link("{}"));
        page.getByRole(AriaRole.SEARCHBOX).waitFor();
        reach("Search apps");
        page.keyboard().type("crm of the bundled");
        assertThat(page.getByRole(AriaRole.LISTITEM)).hasCount(1);
        reach("Sandbox CRM");
        page.keyboard().press("Enter");
        assertThat(heading(page, "Sandbox CRM").first()).isFocused();
        reach("Server URL");
        page.keyboard().type(world.sandbox().url());
        reach("API key");
        page.keyboard().type("crm-keyboard-key");
        page.keyboard().press("Enter");
        assertThat(button(page, "Disconnect crm-keyboard")).isVisible();
        reach("Disconnect crm-keyboard");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
        reach("Disconnect");
        page.keyboard().press("Enter");
        assertThat(heading(page, "Connect Sandbox CRM")).isVisible();
    }

    /** Tabs until the thing of that name has the focus; the ring around it is seen. */
    private void reach(String name) {
        for (int step = 0; step < 40; step++) {
            page.keyboard().press("Tab");
            String found = String.valueOf(page.evaluate("""
                    () => {
                      const e = document.activeElement;
                      const label = e.labels && e.labels[0] ? e.labels[0].textContent : "";
                      return (e.getAttribute("aria-label") || label || e.textContent || "").trim() + "|"
                        + getComputedStyle(e).outlineStyle + getComputedStyle(e).borderColor;
                    }
                    """));
            if (found.contains(name)) {
                return;
            }
        }
        throw new AssertionError("The keyboard does not reach " + name);
    }

    // Where the page stands
    // ------------------------------------------------------------------------------------------------------

    @Test
    void the_token_is_not_in_the_address_and_a_reload_works_but_only_in_this_tab() {
        String link = link("{}");
        String token = link.substring(link.lastIndexOf('/') + 1);
        page.navigate(link);
        assertThat(heading(page, APPS)).isVisible();
        assertThat(page.url()).doesNotContain(token);
        page.reload();
        assertThat(heading(page, APPS)).isVisible();
        Page other = visitor.newPage();
        other.navigate(page.url());
        assertThat(heading(other, "Please open your link again")).isVisible();
        assertThat(other.content()).doesNotContain(token);
    }

    @Test
    void it_works_in_a_frame_of_the_companys_product_and_in_no_other() {
        String frame = "<!doctype html><title>Product</title><h1>Product</h1><p id=said></p>"
                + "<script>addEventListener('message', (e) => { document.querySelector('#said').textContent = JSON.stringify(e.data) })</script>"
                + "<iframe title='Apps' width=900 height=700 src='" + link("{}") + "?app=sandbox-crm'></iframe>";
        product.put("/", () -> frame);
        stranger.put("/", () -> frame);
        // Another site for the browser: what it keeps for the portal here is kept apart from everything else.
        page.navigate(product.origin().replace("127.0.0.1", "localhost"));
        FrameLocator inner = page.frameLocator("iframe");
        inner.getByLabel("Server URL").fill(world.sandbox().url());
        inner.locator("input[name=api_key]").fill("crm-framed-key");
        inner.getByRole(
                        AriaRole.BUTTON,
                        new FrameLocator.GetByRoleOptions().setName("Connect").setExact(true))
                .click();
        assertThat(inner.getByText("Sandbox CRM is connected")).isVisible();
        assertThat(page.locator("#said")).containsText("\"type\":\"connected\",\"app\":\"sandbox-crm\"");

        // By a browser whose complaint about the refused frame is not one about us.
        try (BrowserContext elsewhere = world.chromium().visitor()) {
            Page bad = elsewhere.newPage();
            List<String> said = new ArrayList<>();
            bad.onConsoleMessage(message -> said.add(message.text()));
            bad.navigate(stranger.origin());
            await().until(() -> {
                bad.waitForTimeout(50);
                return said.stream().anyMatch(text -> text.contains("frame-ancestors"));
            });
            assertThat(bad.frameLocator("iframe").getByText("Sandbox CRM")).hasCount(0);
        }
    }

    @Test
    void in_a_frame_without_windows_a_link_leads_to_the_provider_and_the_page_goes_on_by_itself() {
        String frame = "<!doctype html><title>Product</title><iframe title='Apps' width=900 height=700 src='"
                + link("{}") + "?app=contacts'></iframe>";
        product.put("/framed", () -> frame);
        visitor.addInitScript("window.open = () => null");
        page.navigate(product.origin().replace("127.0.0.1", "localhost") + "/framed");
        FrameLocator inner = page.frameLocator("iframe");
        inner.getByRole(
                        AriaRole.BUTTON,
                        new FrameLocator.GetByRoleOptions().setName("Connect").setExact(true))
                .click();
        Page tab = visitor.waitForPage(
                () -> inner.getByRole(AriaRole.LINK, new FrameLocator.GetByRoleOptions().setName("Open Contacts"))
                        .click());
        allow(tab);
        assertThat(inner.getByText("mark@acme.example")).isVisible();
    }

    @Test
    void a_link_that_has_ended_says_what_to_do_before_and_while_the_page_is_open() {
        String link = link("{}");
        page.navigate(link);
        assertThat(heading(page, APPS)).isVisible();
        String token = link.substring(link.lastIndexOf('/') + 1);
        new Api(world.base(), java.util.Map.of("authorization", "Bearer " + token))
                .ok("POST", "/api/v2/public/session-token/revoke", "{}");
        await().untilAsserted(() -> {
            page.getByRole(AriaRole.SEARCHBOX).fill("c" + System.nanoTime());
            assertThat(heading(page, "This link has ended"))
                    .isVisible(new com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions()
                            .setTimeout(900));
        });
        assertThat(page.getByText("Please ask Initech for a new link.")).isVisible();
        Look.at(page, "portal-ended");
        assertThat(page.navigate(link).status()).isEqualTo(401);
        assertThat(heading(page, "This link has ended")).isVisible();
        Look.at(page, "portal-ended-link");
    }

    @Test
    void markup_stays_text_wherever_it_comes_from() {
        world.sandbox().plan((ObjectNode)
                Json.read("{\"app\":\"crm\",\"status\":403,\"body\":{\"error\":{\"message\":\"" + MARKUP + "\"}}}"));
        page.navigate(link("{\"name\":\"" + MARKUP + "\",\"support_text\":\"" + MARKUP + "\"}") + "?app=sandbox-crm");
        assertThat(page.getByText(MARKUP)).hasCount(2);
        page.getByLabel("Server URL").fill(world.sandbox().url());
        page.locator("input[name=api_key]").fill("crm-x-key");
        press(page, "Connect");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Failed to verify credentials");
        assertThat(page.locator("img[src='/x']")).hasCount(0);
        assertThat(page.locator("script:not([src])")).hasCount(0);
    }

    @Test
    void another_customers_link_shows_nothing_of_the_first() {
        connectCrm("crm-" + account + "-key");
        configured();
        String run = fire();
        await().atMost(Duration.ofSeconds(20)).until(() -> status(run).equals("COMPLETED"));
        String first = account;
        a_customer_of_its_own();
        open("sandbox-crm");
        assertThat(heading(page, "Connect Sandbox CRM")).isVisible();
        assertThat(page.locator("body")).not().containsText(first);
        connectCrm("crm-" + account + "-key");
        page.reload();
        tab("Activity");
        assertThat(page.getByText("Nothing has happened yet")).isVisible();
        tab("Settings");
        assertThat(page.getByLabel("Owner")).hasValue("");
    }

    @Test
    void colours_and_background_of_the_link_are_used_as_far_as_they_can_be_read() {
        page.navigate(link("{\"name\":\"Bright\",\"color\":\"#ffff00\",\"bgColor\":\"#fff8e1\"}"));
        assertThat(page.getByText("Bright", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(page).hasTitle("Bright: connect your apps");
        assertThat(page.locator("body")).hasCSS("background-color", "rgb(255, 248, 225)");
        Look.at(page, "portal-bright");
        page.navigate(link("{\"name\":\"Night\",\"color\":\"#101010\",\"bgColor\":\"#101018\"}"));
        assertThat(page.getByText("Night", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        Look.at(page, "portal-night");
    }

    @Test
    void an_administrator_dresses_the_portal_and_sees_it_at_once() {
        Page console = world.owner("/settings/portal");
        try {
            Locator name = console.getByLabel("Company name");
            assertThat(name).hasValue("Initech");
            name.fill("Initrode");
            assertThat(console.locator("#portal-preview")).containsText("Initrode");
            Locator color = console.getByLabel("Colour of buttons and links");
            color.fill("#zzz");
            console.getByLabel("Address for help").fill("javascript:alert(1)");
            press(console, "Save");
            assertThat(console.getByLabel("Address for help")).hasAttribute("aria-invalid", "true");
            console.getByLabel("Address for help").fill("https://help.example.com");
            color.fill("#b5179e");
            press(console, "Save");
            assertThat(console.getByText("Links that are open show it")).isVisible();
            Look.at(console, "portal-settings-page");
            page.navigate(link("{}"));
            assertThat(page.getByText("Initrode", new Page.GetByTextOptions().setExact(true)))
                    .isVisible();
            assertThat(page.getByText("Get help")).hasAttribute("href", "https://help.example.com");
        } finally {
            company.ok("PUT", "/api/v2/public/portal-settings", """
                    {"company_name": "Initech", "primary_color": "#0b7285", "support_url": "mailto:help@example.com"}""");
            console.context().close();
        }
    }

    /** Narrower than the pictures: nothing sticks out at 320 px, which is 1280 px at 400 % (WCAG 2.2, 1.4.10). */
    @Test
    void nothing_sticks_out_on_the_narrowest_screen() {
        connectCrm("crm-" + account + "-key");
        try (BrowserContext phone =
                world.chromium().visitor(new Browser.NewContextOptions().setViewportSize(320, 640))) {
            Page small = phone.newPage();
            for (String place : List.of("", "?app=sandbox-crm", "?app=sandbox-crm&tab=settings", "?app=hubspot")) {
                small.navigate(link("{}") + place);
                assertThat(small.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                        .isVisible();
                Object wide = small.evaluate("() => document.documentElement.scrollWidth");
                assertThat(((Number) wide).intValue()).as(place).isLessThanOrEqualTo(320);
            }
        }
    }
}
