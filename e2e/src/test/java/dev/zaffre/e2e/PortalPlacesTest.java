package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.alert;
import static dev.zaffre.e2e.Find.button;
import static dev.zaffre.e2e.Find.heading;
import static dev.zaffre.e2e.Find.link;
import static dev.zaffre.e2e.Find.press;
import static dev.zaffre.e2e.Find.tab;
import static dev.zaffre.e2e.Find.text;
import static dev.zaffre.e2e.Find.title;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.zaffre.base.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Where the portal's page stands, in a tab, in a frame of the company's product, on a phone; and what it looks like there. */
class PortalPlacesTest extends PortalStories {
    private static final String APPS = "Connect your apps";
    private static final String MARKUP = "<img src=/x onerror=alert(1)><script>alert(2)</script>";

    private static Pages product;
    private static Pages stranger;

    @BeforeAll
    static void a_product_with_a_frame() {
        product = new Pages();
        stranger = new Pages();
        company.ok("PUT", "/api/v2/public/allowed-origins", "{\"origins\":[\"" + product.otherSite() + "\"]}");
    }

    @AfterAll
    static void the_product_goes() {
        Closing.all(product, stranger);
    }

    @Test
    void the_token_is_not_in_the_address_and_a_reload_works_but_only_in_this_tab() {
        String link = connectUrl("{}");
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
                + "<iframe title='Apps' width=900 height=700 src='" + connectUrl("{}") + "?app=sandbox-crm'></iframe>";
        product.put("/", () -> frame);
        stranger.put("/", () -> frame);
        // Another site for the browser: what it keeps for the portal here is kept apart from everything else.
        page.navigate(product.otherSite());
        Locator inner = page.frameLocator("iframe").locator("body");
        inner.getByLabel("Server URL").fill(world.sandbox().url());
        inner.locator("input[name=api_key]").fill("crm-framed-key");
        button(inner, "Connect").click();
        assertThat(inner.getByText("Sandbox CRM is connected")).isVisible();
        assertThat(page.locator("#said")).containsText("\"type\":\"connected\",\"app\":\"sandbox-crm\"");

        // By a browser whose complaint about the refused frame is not one about us.
        try (BrowserContext elsewhere = world.chromium().visitor()) {
            Page bad = elsewhere.newPage();
            bad.waitForConsoleMessage(
                    new Page.WaitForConsoleMessageOptions()
                            .setPredicate(message -> message.text().contains("frame-ancestors")),
                    () -> bad.navigate(stranger.origin()));
            assertThat(bad.frameLocator("iframe").getByText("Sandbox CRM")).hasCount(0);
        }
    }

    @Test
    void in_a_frame_without_windows_a_link_leads_to_the_provider_and_the_page_goes_on_by_itself() {
        String frame = "<!doctype html><title>Product</title><iframe title='Apps' width=900 height=700 src='"
                + connectUrl("{}") + "?app=contacts'></iframe>";
        product.put("/framed", () -> frame);
        visitor.addInitScript("window.open = () => null");
        page.navigate(product.otherSite() + "/framed");
        Locator inner = page.frameLocator("iframe").locator("body");
        button(inner, "Connect").click();
        Page tab = visitor.waitForPage(() -> link(inner, "Open Contacts").click());
        allow(tab);
        assertThat(inner.getByText("mark@acme.example")).isVisible();
    }

    @Test
    void a_link_that_has_ended_says_what_to_do_before_and_while_the_page_is_open() {
        String link = connectUrl("{}");
        page.navigate(link);
        assertThat(heading(page, APPS)).isVisible();
        String token = link.substring(link.lastIndexOf('/') + 1);
        new Api(world.base(), Map.of("authorization", "Bearer " + token))
                .ok("POST", "/api/v2/public/session-token/revoke", "{}");
        await().untilAsserted(() -> {
            page.getByRole(AriaRole.SEARCHBOX).fill("c" + System.nanoTime());
            assertThat(heading(page, "This link has ended"))
                    .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(900));
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
        page.navigate(
                connectUrl("{\"name\":\"" + MARKUP + "\",\"support_text\":\"" + MARKUP + "\"}") + "?app=sandbox-crm");
        assertThat(page.getByText(MARKUP)).hasCount(2);
        page.getByLabel("Server URL").fill(world.sandbox().url());
        page.locator("input[name=api_key]").fill("crm-x-key");
        press(page, "Connect");
        assertThat(alert(page)).containsText("Failed to verify credentials");
        assertThat(page.locator("img[src='/x']")).hasCount(0);
        assertThat(page.locator("script:not([src])")).hasCount(0);
    }

    @Test
    void another_customers_link_shows_nothing_of_the_first() {
        connectCrm("crm-" + account + "-key");
        configured();
        String run = fire();
        awaitStatus(run, "COMPLETED");
        String first = account;
        a_customer_of_its_own();
        open("sandbox-crm");
        assertThat(heading(page, "Connect Sandbox CRM")).isVisible();
        assertThat(page.locator("body")).not().containsText(first);
        connectCrm("crm-" + account + "-key");
        page.reload();
        tab(page, "Activity").click();
        assertThat(page.getByText("Nothing has happened yet")).isVisible();
        tab(page, "Settings").click();
        assertThat(page.getByLabel("Owner")).hasValue("");
    }

    @Test
    void colours_and_background_of_the_link_are_used_as_far_as_they_can_be_read() {
        page.navigate(connectUrl("{\"name\":\"Bright\",\"color\":\"#ffff00\",\"bgColor\":\"#fff8e1\"}"));
        assertThat(text(page, "Bright")).isVisible();
        assertThat(page).hasTitle("Bright: connect your apps");
        assertThat(page.locator("body")).hasCSS("background-color", "rgb(255, 248, 225)");
        Look.at(page, "portal-bright");
        page.navigate(connectUrl("{\"name\":\"Night\",\"color\":\"#101010\",\"bgColor\":\"#101018\"}"));
        assertThat(text(page, "Night")).isVisible();
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
            page.navigate(connectUrl("{}"));
            assertThat(text(page, "Initrode")).isVisible();
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
                small.navigate(connectUrl("{}") + place);
                assertThat(title(small)).isVisible();
                Object wide = small.evaluate("() => document.documentElement.scrollWidth");
                assertThat(((Number) wide).intValue()).as(place).isLessThanOrEqualTo(320);
            }
        }
    }
}
