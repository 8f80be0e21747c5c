package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.alert;
import static dev.zaffre.e2e.Find.button;
import static dev.zaffre.e2e.Find.choose;
import static dev.zaffre.e2e.Find.dialog;
import static dev.zaffre.e2e.Find.field;
import static dev.zaffre.e2e.Find.heading;
import static dev.zaffre.e2e.Find.link;
import static dev.zaffre.e2e.Find.named;
import static dev.zaffre.e2e.Find.press;
import static dev.zaffre.e2e.Find.starting;
import static dev.zaffre.e2e.Find.tab;
import static dev.zaffre.e2e.Find.toggle;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import dev.zaffre.base.Json;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a customer does who was given a link: connects by mouse and by keyboard, with a real provider, and sets the app up. */
class PortalTest extends PortalStories {
    // Connecting
    // ------------------------------------------------------------------------------------------------------

    @Test
    void a_wrong_key_is_told_at_its_field_and_the_right_one_connects() {
        page.navigate(connectUrl("{}"));
        page.getByRole(AriaRole.SEARCHBOX).fill("crm of the bundled");
        Locator card = card("Sandbox CRM");
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
        link(page, "All apps").click();
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
        assertThat(dialog(page)).containsText("Nothing more is written to Contacts");
        Look.at(page, "portal-disconnect");
        press(page, "Disconnect");
        assertThat(heading(page, "Connect Contacts")).isVisible();
    }

    @Test
    void a_customer_who_says_no_reads_so() {
        open("contacts");
        Page popup = page.waitForPopup(() -> press(page, "Connect"));
        popup.waitForClose(() -> popup.getByText("Cancel").click());
        assertThat(alert(page)).containsText("access_denied");
        assertThat(button(page, "Connect")).isEnabled();
    }

    @Test
    void where_windows_are_blocked_the_way_goes_through_this_one_and_back() {
        page.addInitScript("window.open = () => null");
        String link = connectUrl("{}");
        page.navigate(link + "?app=contacts");
        press(page, "Connect");
        assertThat(alert(page)).containsText("The window was blocked");
        press(page, "Go on to Contacts");
        allow(page);
        assertThat(button(page, "Disconnect mark@acme.example")).isVisible();
        assertThat(page).hasURL(Pattern.compile("/connect/~[0-9a-f-]{36}\\?app=contacts$"));
        String token = link.substring(link.lastIndexOf('/') + 1);
        assertThat(page.content()).doesNotContain(token);
        JsonNode history = Json.read(
                visitor.newCDPSession(page).send("Page.getNavigationHistory").toString());
        assertThat(history.path("entries").valueStream())
                .hasSizeGreaterThan(2)
                .noneMatch(entry -> entry.path("url").asString().contains(token));
    }

    @Test
    void a_refusal_on_the_way_through_this_window_leads_back_too() {
        page.addInitScript("window.open = () => null");
        page.navigate(connectUrl("{}") + "?app=contacts");
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
        awaitStatus(run, "WAITING");

        page.navigate(connectUrl("{}"));
        assertThat(page.getByRole(AriaRole.LISTITEM).first()).containsText("Connect again");
        card("Sandbox CRM").click();
        assertThat(page.getByText("Sandbox CRM no longer accepts this connection"))
                .isVisible();
        Look.at(page, "portal-expired");
        page.getByLabel("Server URL").fill(world.sandbox().url());
        page.locator("input[name=api_key]").fill("crm-" + account + "-new-key");
        press(page, "Connect again");
        assertThat(page.getByText("Sandbox CRM is connected")).isVisible();
        awaitStatus(run, "COMPLETED");
    }

    /** Begins with the letters of its icon. */
    private Locator card(String app) {
        return page.getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText(app))
                .getByRole(AriaRole.LINK);
    }

    private static void sandbox(String path, String body) {
        new Api(world.sandbox().url(), Map.of()).ok("POST", path, body);
    }

    // Settings, workflows, log
    // ------------------------------------------------------------------------------------------------------

    @Test
    void settings_a_mapping_and_a_switch_make_an_event_arrive_and_the_log_shows_it() {
        connectCrm("crm-" + account + "-key");
        open("sandbox-crm");
        tab(page, "Settings").click();
        Locator toggle = toggle(page, "Contacts to the CRM");
        toggle.focus();
        page.keyboard().press("Space");
        // A required field without a value stops the switch, and says so where it is.
        assertThat(page.getByLabel("Owner")).hasAttribute("aria-invalid", "true");
        page.getByLabel("Owner").fill("Grace");
        page.getByLabel("Smallest size").fill("12");
        choose(page, field(page, "Field of the app for Given name"), "First name");
        choose(page, field(page, "Field of the app for Number"), "Employee number");
        press(page, "Preview");
        assertThat(page.getByText("With an example of")).isVisible();
        assertThat(named(page, AriaRole.CELL, "Mark")).isVisible();
        press(page, "Save settings");
        assertThat(page.getByText("Settings saved").first()).isVisible();
        Look.at(page, "portal-settings");
        toggle.focus();
        page.keyboard().press("Space");
        assertThat(toggle).isChecked();

        String run = fire();
        awaitStatus(run, "COMPLETED");
        JsonNode arrived =
                Json.read(world.sandbox().requests("crm").getLast().get("body").asString());
        assertThat(arrived.get("first_name").asString()).isEqualTo("Ada");
        assertThat(arrived.get("employee_id").asInt()).isEqualTo(7);
        assertThat(arrived.get("last_name").asString()).isEqualTo("Grace");

        tab(page, "Activity").click();
        named(page, AriaRole.BUTTON, starting("Contacts to the CRM")).click();
        assertThat(named(page, AriaRole.ROW, "first_name Ada")).isVisible();
        assertThat(page.locator("main")).not().containsText("127.0.0.1");
        Look.at(page, "portal-activity");
    }

    @Test
    void everything_can_be_done_with_the_keyboard_alone() {
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        page.navigate(connectUrl("{}"));
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
        assertThat(dialog(page)).isVisible();
        reach("Disconnect");
        page.keyboard().press("Enter");
        assertThat(heading(page, "Connect Sandbox CRM")).isVisible();
    }

    /** Tabs until the thing of that name has the focus, which is seen: by a ring or another border, of it or of what it stands in. */
    private void reach(String name) {
        for (int step = 0; step < 40; step++) {
            page.keyboard().press("Tab");
            String found = String.valueOf(page.evaluate("""
                    () => {
                      const e = document.activeElement;
                      const label = e.labels && e.labels[0] ? e.labels[0].textContent : "";
                      const around = [e, e.parentElement, e.parentElement.parentElement];
                      const look = () => around.map((one) => getComputedStyle(one)).map((style) =>
                        [style.outlineStyle === "none" ? "none" : style.outlineWidth, style.borderColor].join()).join(";");
                      const has = look();
                      e.blur();
                      const seen = look() !== has;
                      e.focus({ focusVisible: true });
                      return (e.getAttribute("aria-label") || label || e.textContent || "").trim() + "|" + (seen ? "seen" : "unseen");
                    }
                    """));
            if (found.contains(name)) {
                assertThat(found).endsWith("|seen");
                return;
            }
        }
        throw new AssertionError("The keyboard does not reach " + name);
    }
}
