package dev.zaffre.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.zaffre.e2e.Find.button;
import static dev.zaffre.e2e.Find.dialog;
import static dev.zaffre.e2e.Find.link;
import static dev.zaffre.e2e.Find.named;
import static dev.zaffre.e2e.Find.region;
import static dev.zaffre.e2e.Find.status;
import static dev.zaffre.e2e.Find.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.zaffre.base.Json;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Home and Logs: what happened is read, followed, run again. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LogsPagesTest extends ConsoleStories {
    private static final String EVENT = "Contact Created";

    private static void set() {
        world.company().defineEvent(EVENT, "{\"first_name\":\"Mark\"}");
        world.company().toCrm("Contact to CRM", EVENT);
        world.accountWithCrm("acme", "Acme Inc.");
    }

    private static Api acme() {
        return world.company().with("linked_account_id", "acme");
    }

    private static String fire(String name) {
        return acme().fire(EVENT, "{\"first_name\":\"" + name + "\"}");
    }

    private static void refuseNext() {
        world.sandbox()
                .plan(Json.object()
                        .put("app", "crm")
                        .put("path", "/crm/contacts")
                        .put("times", 1)
                        .put("status", 422));
    }

    @Test
    @Order(1)
    void home_leads_to_the_first_delivery_and_then_shows_figures_by_itself() {
        Page page = world.owner("/");
        assertThat(link(page, "Define an event")).isVisible();
        Look.at(page, "home-first-steps");
        Page logs = world.owner("/logs/executions");
        assertThat(logs.getByText("Nothing has run yet")).isVisible();
        Look.at(logs, "logs-executions-empty");
        set();
        fire("Ada");
        assertThat(region(page, "Events accepted").getByRole(AriaRole.LINK)).hasText("1");
        assertThat(link(page, "Define an event")).isHidden();
        assertThat(page.getByText("All connections are alive.")).isVisible();
        assertThat(region(page, "Success rate")).containsText("100%");
        page.getByText("Executions over time as a table").click();
        assertThat(named(page, AriaRole.COLUMNHEADER, "Completed").first()).isVisible();
        Look.at(page, "home");
        page.getByRole(AriaRole.RADIOGROUP).getByText("30 days").click();
        assertThat(page).hasURL(Pattern.compile("period=30d"));
    }

    @Test
    @Order(2)
    void executions_appear_while_one_looks_and_open_with_what_happened() {
        Page page = world.owner("/logs/executions");
        assertThat(text(page, "Live")).isVisible();
        assertThat(status(page, "COMPLETED").first()).isVisible();
        refuseNext();
        String run = fire("Refused");
        assertThat(status(page, "ERRORED")).isVisible();
        Look.at(page, "logs-executions");
        page.locator("a[href*='" + run + "']").click();
        assertThat(page).hasURL(Pattern.compile("/logs/executions/" + run));
        assertThat(page.getByText("'Create contact' failed: the app answered 422"))
                .isVisible();
        assertThat(page.locator(".react-flow__node").first()).isVisible();
        assertThat(page.getByText(Pattern.compile("curl --globoff -X 'POST'"))).isVisible();
        Look.at(page, "logs-execution");
        button(page, "Run again").click();
        button(dialog(page), "Run again").click();
        assertThat(page).not().hasURL(Pattern.compile(run));
        assertThat(status(page, "COMPLETED").first()).isVisible();
    }

    @Test
    @Order(3)
    void filters_stand_in_the_address_and_a_view_is_kept() {
        Page page = world.owner("/logs/executions?status=ERRORED");
        assertThat(status(page, "ERRORED")).hasCount(1);
        assertThat(status(page, "COMPLETED")).hasCount(0);
        button(page, "Save this view").click();
        page.getByLabel("Name of the view").fill("What broke");
        button(page, "Save").click();
        link(page, "All").click();
        assertThat(status(page, "COMPLETED").first()).isVisible();
        link(page, "What broke").click();
        assertThat(page).hasURL(Pattern.compile("status=ERRORED"));
        assertThat(status(page, "COMPLETED")).hasCount(0);
    }

    @Test
    @Order(4)
    void what_failed_is_run_again_after_a_preview() {
        Page page = world.owner("/logs/executions?status=ERRORED");
        button(page, "Run these again").click();
        Locator dialog = dialog(page);
        assertThat(dialog.getByText("1 execution would run again.")).isVisible();
        Look.at(page, "logs-bulk-rerun");
        button(dialog, "Run 1 again").click();
        assertThat(dialog.getByText("Done: 1 of 1 run again, 0 skipped.")).isVisible();
    }

    @Test
    @Order(5)
    void received_events_tell_what_they_started_and_what_they_did_not() {
        for (int time = 0; time < 2; time++) {
            acme().with("idempotency-key", "once").trigger(EVENT, "{\"first_name\":7}");
        }
        Page page = world.owner("/logs/events");
        assertThat(status(page, "DUPLICATE")).isVisible();
        Look.at(page, "logs-events");
        page.locator("tr")
                .filter(new Locator.FilterOptions().setHasText("schema warning"))
                .getByRole(AriaRole.LINK)
                .first()
                .click();
        assertThat(text(page, "Schema warnings").first()).isVisible();
        assertThat(link(page, "Contact to CRM")).isVisible();
        Look.at(page, "logs-event");
    }

    @Test
    @Order(6)
    void deliveries_to_webhooks_can_be_sent_once_more() throws Exception {
        try (Receiver receiver = Receiver.start(Duration.ZERO)) {
            world.company()
                    .ok(
                            "POST",
                            "/api/v2/public/webhook",
                            "{\"webhook_url\":\"" + receiver.url() + "\",\"webhook_events\":[\"Workflow Completed\"]}");
            fire("Told");
            Page page = world.owner("/logs/webhooks");
            assertThat(status(page, "DELIVERED").first()).isVisible();
            Look.at(page, "logs-webhooks");
            page.getByRole(AriaRole.TABLE).getByRole(AriaRole.LINK).first().click();
            String first = page.url();
            assertThat(button(page, "Send once more")).isVisible();
            Look.at(page, "logs-webhook");
            button(page, "Send once more").click();
            page.waitForURL(url -> !url.equals(first));
            assertThat(status(page, "DELIVERED").first()).isVisible();
        }
    }

    @Test
    @Order(7)
    void a_viewer_reads_everything_and_changes_nothing() {
        Page page = world.viewer("/logs/executions?status=COMPLETED");
        assertThat(status(page, "COMPLETED").first()).isVisible();
        assertThat(button(page, "Run these again")).hasCount(0);
        page.getByRole(AriaRole.TABLE).getByRole(AriaRole.LINK).first().click();
        assertThat(page.getByText("What happened").first()).isVisible();
        assertThat(button(page, "Run again")).hasCount(0);
        assertThat(world.complaints()).isEmpty();
    }
}
